"""The games of lesson 23: do they follow their rules, game by game?"""

import numpy as np
import pytest

from lstm_utils.tasks import invaders
from lstm_utils.tasks.invaders import FIRE, LEFT, RIGHT, STAY, Invaders
from lstm_utils.tasks.t_maze import EAST, NORTH, SOUTH, WEST, TMaze


def game(n=1, blank=0.0):
    """Return games with the cannon at column 3 and aliens that go to the right."""
    made = Invaders(n, np.random.default_rng(0), blank)
    made.cannon[:], made.way[:] = 3, 1
    return made


@pytest.fixture
def no_bombs(monkeypatch):
    """Let no alien drop a bomb."""
    monkeypatch.setattr(invaders, "DROPS", 0.0)


def do(games, *actions):
    """Take the same steps in all games; return the last rewards and ends."""
    for action in actions:
        rewards, ended = games.step(np.full(games.n, action))
    return rewards, ended


def test_the_start():
    """Are there eight aliens in two rows, and one cannon in the bottom row?"""
    made = Invaders(50, np.random.default_rng(1))
    assert (made.aliens.sum(axis=(1, 2)) == 8).all()
    assert made.aliens[:, :2].sum() == 400
    assert set(made.cannon) == set(range(8))
    assert set(made.way) == {-1, 1}


def test_a_frame_has_the_cannon_in_the_middle():
    """Is each field at its distance from the cannon, and the last action known?"""
    made = Invaders(30, np.random.default_rng(2))
    for _ in range(6):
        actions = made.rng.integers(4, size=30)
        made.step(actions)
    seen = made.observe()
    frames = seen[:, :-4].reshape(30, 3, 8, 15)
    assert np.array_equal(seen[:, -4:].argmax(axis=1), actions)
    assert np.array_equal(seen[:, -4:].sum(axis=1), np.ones(30))
    for k, (frame, cannon) in enumerate(zip(frames, made.cannon, strict=True)):
        board = np.stack([made.aliens[k], made.shot[k], made.bombs[k]])
        assert np.array_equal(frame[:, :, 7 - cannon : 15 - cannon], board)
        assert frame.sum() == board.sum()


def test_the_cannon_stops_at_the_edge(no_bombs):
    """Does it move by one column, and not beyond the board?"""
    made = game()
    do(made, LEFT)
    assert made.cannon.tolist() == [2]
    do(made, LEFT, LEFT, LEFT, LEFT)
    assert made.cannon.tolist() == [0]
    do(made, *[RIGHT] * 9)
    assert made.cannon.tolist() == [7]


def test_aliens_march_each_sixth_step_and_turn_at_the_edge(no_bombs):
    """Do they go to the edge, then down, then back?"""
    made = game()
    made.aliens[:] = False
    made.aliens[0, :2, 5:7] = True
    do(made, *[STAY] * 5)
    assert made.aliens[0, :2, 5:7].all()
    do(made, STAY)
    assert made.aliens[0, :2, 6:8].all()
    assert made.way.tolist() == [1]
    do(made, *[STAY] * 6)
    assert made.aliens[0, 1:3, 6:8].all()
    assert made.way.tolist() == [-1]
    do(made, *[STAY] * 6)
    assert made.aliens[0, 1:3, 5:7].all()
    assert made.aliens.sum() == 4


def test_a_shot_rises_and_hits(no_bombs):
    """Does it rise by a row a step, hit once, and is there only one at a time?"""
    made = game()
    made.aliens[0, 1, 3] = True
    do(made, FIRE)
    assert np.argwhere(made.shot[0]).tolist() == [[6, 3]]
    do(made, RIGHT, FIRE)
    assert np.argwhere(made.shot[0]).tolist() == [[4, 3]]
    made.clock[:] = 0  # no march before the hit
    rewards, ended = do(made, STAY, STAY, STAY)
    assert (rewards.tolist(), ended.tolist()) == ([1], [False])
    assert made.aliens.sum() == 8
    assert not made.aliens[0, 1, 3]
    assert not made.shot.any()


def test_a_shot_leaves_the_board(no_bombs):
    """Is a shot that hits nothing gone at the top, so that the next one may start?"""
    made = game()
    made.aliens[:, :, :] = False
    made.aliens[0, 0, 0] = True
    do(made, FIRE, *[STAY] * 6)
    assert made.shot.sum() == 1
    do(made, STAY)
    assert not made.shot.any()


def test_the_wave_is_cleared(no_bombs):
    """Does the last hit win the game, with a point?"""
    made = game(2)
    made.aliens[0] = False
    made.aliens[0, 5, 3] = True
    rewards, ended = do(made, FIRE, STAY)
    assert (rewards.tolist(), ended.tolist()) == ([1, 0], [True, False])
    assert (made.won.tolist(), made.lost.tolist()) == ([True, False], [False, False])
    made.restart(ended)
    assert made.aliens[0].sum() == 8
    assert made.clock.tolist() == [0, 2]


def test_a_bomb_ends_the_game(no_bombs):
    """Does a bomb fall by a row a step, and cost a point where it meets the cannon?"""
    made = game(2)
    made.bombs[:, 5, 3] = True
    made.step(np.array([STAY, LEFT]))
    assert np.argwhere(made.bombs[0]).tolist() == [[6, 3]]
    rewards, ended = do(made, STAY)
    assert (rewards.tolist(), ended.tolist()) == ([-1, 0], [True, False])
    assert made.lost.tolist() == [True, False]
    do(made, STAY)
    assert not made.bombs.any()


def test_landing_ends_the_game(no_bombs):
    """Is the game lost when an alien reaches the row of the cannon?"""
    made = game()
    made.aliens[:] = False
    made.aliens[0, 6, 7] = True
    made.clock[:] = invaders.PACE - 1
    rewards, ended = do(made, STAY)
    assert (rewards.tolist(), ended.tolist(), made.lost.tolist()) == ([-1], [True], [True])


def test_bombs_come_from_the_lowest_alien_of_a_column():
    """Do new bombs appear under aliens, about as often as the rule says?"""
    made = Invaders(20_000, np.random.default_rng(0))
    made.step(np.full(20_000, STAY))
    where = np.argwhere(made.bombs)
    assert set(where[:, 1]) == {2}
    assert set(where[:, 2]) == {0, 2, 5, 7}
    assert len(where) == pytest.approx(20_000 * invaders.DROPS / 2, rel=0.2)


def test_games_do_not_mix():
    """Is a game among others the same as alone, if the same things happen?"""
    many = game(3)
    many.aliens[1] = False
    many.aliens[1, 2, 2] = True
    many.bombs[2, 3, 3] = True
    others = [game() for _ in range(3)]
    for k, other in enumerate(others):
        other.aliens, other.bombs = many.aliens[[k]].copy(), many.bombs[[k]].copy()
    rng = np.random.default_rng(7)
    for made in (many, *others):
        made.rng = _Still()
    for _ in range(30):
        actions = rng.integers(4, size=3)
        rewards, ended = many.step(actions)
        for k, other in enumerate(others):
            alone, end = other.step(actions[[k]])
            assert (alone[0], end[0]) == (rewards[k], ended[k])
            for field in ("aliens", "shot", "bombs", "cannon", "way"):
                assert np.array_equal(getattr(other, field)[0], getattr(many, field)[k])


class _Still:
    """A generator that draws no bombs."""

    def integers(self, high, size):
        """Return column 0."""
        return np.zeros(size, dtype=int)

    def random(self, size):
        """Return numbers above every probability below 1."""
        return np.ones(size)


def test_blank_frames_are_drawn_for_each_game():
    """Are about 80 % of the frames empty, and the others complete?"""
    made = Invaders(5000, np.random.default_rng(0), blank=0.8)
    points = made.observe()[:, :-4].sum(axis=1)
    assert set(points) == {0, 8}
    assert (points > 0).mean() == pytest.approx(0.2, abs=0.02)
    assert not Invaders(9, np.random.default_rng(0), blank=1.0).observe()[:, :-4].any()


def test_the_maze_shows_the_sign_at_the_start_only():
    """Is the sign seen at place 0, the corridor after it, the junction at the end?"""
    maze = TMaze(2, np.random.default_rng(0), length=3)
    maze.goal[:] = 1, -1
    assert maze.observe().tolist() == [[0, 1, 1], [1, 1, 0]]
    for _ in range(2):
        assert [r.tolist() for r in maze.step(np.full(2, EAST))] == [[0, 0], [False, False]]
        assert maze.observe().tolist() == [[1, 0, 1]] * 2
    maze.step(np.full(2, EAST))
    assert maze.observe().tolist() == [[0, 1, 0]] * 2
    rewards, ended = maze.step(np.full(2, NORTH))
    assert rewards == pytest.approx([4, -0.1])
    assert (ended.tolist(), maze.won.tolist()) == ([True, True], [True, False])
    maze.restart(np.array([True, False]))
    assert maze.place.tolist() == [0, 3]


def test_walls_cost():
    """Does a step into a wall cost 0.1, and one back nothing?"""
    maze = TMaze(1, np.random.default_rng(0), length=2)
    costs = [maze.step(np.array([a]))[0][0] for a in (WEST, NORTH, SOUTH, EAST, WEST)]
    assert costs == pytest.approx([-0.1, -0.1, -0.1, 0, 0])
    maze.step(np.array([EAST])), maze.step(np.array([EAST]))
    rewards, ended = maze.step(np.array([EAST]))
    assert rewards == pytest.approx([-0.1])
    assert not ended.any()


def test_signs_are_even():
    """Are both signs drawn equally often?"""
    goals = TMaze(4000, np.random.default_rng(0)).goal
    assert set(goals) == {-1, 1}
    assert abs(goals.mean()) < 0.08


def test_arguments_that_make_no_sense_are_refused():
    """Do games without games, mazes without corridor and odd probabilities raise errors?"""
    rng = np.random.default_rng(0)
    for arguments in ((0, rng), (2, rng, 1.5)):
        with pytest.raises(ValueError, match="Invaders"):
            Invaders(*arguments)
    for arguments in ((0, rng), (2, rng, 0)):
        with pytest.raises(ValueError, match="TMaze"):
            TMaze(*arguments)
