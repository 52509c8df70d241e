"""The T-maze: a sign at the start shows where to turn at the end of a corridor.

n = mazes side by side. Positions 0 to length: the sign is at 0, the junction at length.
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

NORTH, EAST, SOUTH, WEST = ACTIONS = range(4)
INPUTS = 3
SIGNS = {1: (0, 1, 1), -1: (1, 1, 0)}  # north, south
CORRIDOR, JUNCTION = (1, 0, 1), (0, 1, 0)
GOAL, COST = 4.0, -0.1


class TMaze:
    """Mazes side by side; each field is public.

    place: position of each player, (n,) int. goal: 1 for north, -1 for south, (n,) int.
    won: whether the last step was the right turn, (n,) bool.
    """

    def __init__(self, n: int, rng: np.random.Generator, length: int = 10) -> None:
        """Start in n mazes.

        Args:
            n: number of mazes, >= 1.
            rng: of the signs.
            length: steps from the sign to the junction, >= 1.

        Raises:
            ValueError: if n or length is less than 1.
        """
        if min(n, length) < 1:
            raise ValueError(f"TMaze expects n >= 1 and length >= 1; got {n}, {length}")
        self.n, self.rng, self.length = n, rng, length
        self.place, self.goal = np.zeros(n, dtype=int), np.ones(n, dtype=int)
        self.won = np.zeros(n, bool)
        self.restart(np.ones(n, bool))

    def restart(self, which: BoolArray) -> None:
        """Put the players where `which`, (n,) bool, is True in front of a new sign."""
        self.place[which] = 0
        self.goal[which] = self.rng.choice([-1, 1], size=int(which.sum()))

    def observe(self) -> Array:
        """Return what the players see: (n, 3) float32."""
        seen = np.empty((self.n, INPUTS), dtype=np.float32)
        seen[:] = CORRIDOR
        seen[self.place == self.length] = JUNCTION
        for goal, sign in SIGNS.items():
            seen[(self.place == 0) & (self.goal == goal)] = sign
        return seen

    def step(self, actions: IntArray) -> tuple[Array, BoolArray]:
        """Advance all players by a step.

        Args:
            actions: NORTH, EAST, SOUTH or WEST of each player, (n,) integer array.

        Returns:
            rewards: 4 for the right turn at the junction; -0.1 for the wrong one, or for a step
                into a wall; else 0; (n,) float32.
            ended: who turned at the junction, (n,) bool.
        """
        turn = np.select([actions == NORTH, actions == SOUTH], [1, -1])
        ended = (self.place == self.length) & (turn != 0)
        self.won = ended & (turn == self.goal)
        step = (actions == EAST).astype(int) - (actions == WEST)
        new = np.clip(self.place + step, 0, self.length)
        stuck = new == self.place
        self.place = new
        rewards = np.where(self.won, GOAL, np.where(stuck, COST, 0.0))
        return rewards.astype(np.float32), ended
