"""Mini Space Invaders: many games on boards of 8 x 8 fields, played side by side in NumPy.

n = games, R = C = 8 rows and columns, row 0 on top. One step, in this order:

    the shot rises by a row, and FIRE starts a new one if none is in flight
    each sixth step the aliens march: sideways, or at the edge down by a row and back
    bombs fall by a row, and now and then an alien drops a new one
    lost: a bomb meets the cannon, or an alien reaches its row; won: no alien is left
"""

from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

SIZE = 8
STAY, LEFT, RIGHT, FIRE = ACTIONS = range(4)
PLANES = ("aliens", "shot", "bombs")
WIDTH = 2 * SIZE - 1  # columns of a frame: the board, wherever the cannon is
INPUTS = len(PLANES) * SIZE * WIDTH + len(ACTIONS)
START = np.zeros((SIZE, SIZE), dtype=bool)  # where the eight aliens start
START[:2, [0, 2, 5, 7]] = True
PACE = 6  # steps from one march to the next
DROPS = 0.05  # probability that a column is chosen to drop a bomb, each step


class Invaders:
    """Games side by side; each field is public, an array with n in front.

    cannon: column, (n,) int. way: direction of the aliens, 1 or -1, (n,) int. clock: steps
    since the start, (n,) int. last: the last action, (n,) int. aliens, shot, bombs: where they
    are, (n, 8, 8) bool. won, lost: how the game ended at the last step, (n,) bool.
    """

    def __init__(self, n: int, rng: np.random.Generator, blank: float = 0.0) -> None:
        """Start n games.

        Args:
            n: number of games, >= 1.
            rng: of bombs, starts and blanks.
            blank: probability that a frame is blank when it is observed, 0 to 1.

        Raises:
            ValueError: if n is less than 1 or blank is not between 0 and 1.
        """
        if n < 1 or not 0 <= blank <= 1:
            raise ValueError(f"Invaders expects n >= 1 and 0 <= blank <= 1; got {n}, {blank}")
        self.n, self.rng, self.blank = n, rng, blank
        self.cannon, self.clock = np.zeros(n, dtype=int), np.zeros(n, dtype=int)
        self.way, self.last = np.ones(n, dtype=int), np.zeros(n, dtype=int)
        self.aliens, self.shot, self.bombs = (np.zeros((n, SIZE, SIZE), bool) for _ in range(3))
        self.won, self.lost = np.zeros(n, bool), np.zeros(n, bool)
        self.restart(np.ones(n, bool))

    def restart(self, which: BoolArray) -> None:
        """Start the games where `which`, (n,) bool, is True from the beginning."""
        many = int(which.sum())
        if not many:
            return
        self.cannon[which] = self.rng.integers(SIZE, size=many)
        self.way[which] = self.rng.choice([-1, 1], size=many)
        self.clock[which], self.last[which] = 0, STAY
        self.shot[which] = self.bombs[which] = False
        self.aliens[which] = START

    def observe(self) -> Array:
        """Return what the players see: (n, INPUTS) float32. Each call draws the blanks again.

        A frame has three planes of 8 x 15 fields, aliens, shot and bombs, with the cannon in
        the middle column; a blank one is 0. After it comes the last action, always.
        """
        wide = np.zeros((self.n, len(PLANES), SIZE, SIZE + WIDTH - 1), dtype=np.float32)
        for plane, fields in enumerate((self.aliens, self.shot, self.bombs)):
            wide[:, plane, :, SIZE - 1 : 2 * SIZE - 1] = fields
        columns = self.cannon[:, None] + np.arange(WIDTH)  # (n, 15)
        frames = np.take_along_axis(wide, columns[:, None, None], axis=3)
        frames[self.rng.random(self.n) < self.blank] = 0
        acted = np.eye(len(ACTIONS), dtype=np.float32)[self.last]
        return np.concatenate([frames.reshape(self.n, -1), acted], axis=1)

    def step(self, actions: IntArray) -> tuple[Array, BoolArray]:
        """Advance all games by a step; those that end wait for `restart`.

        Args:
            actions: STAY, LEFT, RIGHT or FIRE of each player, (n,) integer array.

        Returns:
            rewards: 1 for each alien that was hit, -1 for a lost game, (n,) float32.
            ended: which games were won or lost, (n,) bool.
        """
        self.clock += 1
        self.last = np.array(actions)
        move = (actions == RIGHT).astype(int) - (actions == LEFT)
        self.cannon = np.clip(self.cannon + move, 0, SIZE - 1)
        self._move_shots(actions == FIRE)
        hits = self._hits()
        self._march(self.clock % PACE == 0)
        hits += self._hits()
        self._move_bombs()
        bombed = self.bombs[np.arange(self.n), SIZE - 1, self.cannon]
        self.lost = bombed | self.aliens[:, -1].any(axis=1)
        self.won = ~self.aliens.any(axis=(1, 2)) & ~self.lost
        return (hits - self.lost).astype(np.float32), self.won | self.lost

    def _move_shots(self, fire: BoolArray) -> None:
        start = np.flatnonzero(fire & ~self.shot.any(axis=(1, 2)))
        self.shot[:, :-1] = self.shot[:, 1:]
        self.shot[:, -1] = False
        self.shot[start, SIZE - 2, self.cannon[start]] = True

    def _hits(self) -> IntArray:
        """Remove aliens where a shot is, with the shot; return how many."""
        hit = self.aliens & self.shot
        self.aliens &= ~hit
        self.shot &= ~hit
        return hit.sum(axis=(1, 2))

    def _march(self, due: BoolArray) -> None:
        right = self.way > 0
        at_edge = np.where(right, self.aliens[:, :, -1].any(1), self.aliens[:, :, 0].any(1))
        rolled = np.where(
            right[:, None, None], np.roll(self.aliens, 1, 2), np.roll(self.aliens, -1, 2)
        )
        moved = np.where(at_edge[:, None, None], np.roll(self.aliens, 1, 1), rolled)
        self.aliens = np.where(due[:, None, None], moved, self.aliens)
        self.way = np.where(due & at_edge, -self.way, self.way)

    def _move_bombs(self) -> None:
        self.bombs[:, 1:] = self.bombs[:, :-1]
        self.bombs[:, 0] = False
        column = self.rng.integers(SIZE, size=self.n)
        in_column = self.aliens[np.arange(self.n), :, column]  # (n, 8)
        lowest = SIZE - 1 - in_column[:, ::-1].argmax(axis=1)
        drops = (self.rng.random(self.n) < DROPS) & in_column.any(axis=1) & (lowest < SIZE - 1)
        which = np.flatnonzero(drops)
        self.bombs[which, lowest[which] + 1, column[which]] = True


class Replay(NamedTuple):
    """One game of T steps: boards (T + 1, 4, 8, 8) bool, as from `planes`.

    seen, actions, values: whether the frame was seen, what the player did, and how many points
    it expected, (T,). won: whether the last alien was hit.
    """

    boards: BoolArray
    seen: BoolArray
    actions: IntArray
    values: Array
    won: bool
