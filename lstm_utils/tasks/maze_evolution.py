"""An LSTM of four units in a T-maze, as a function of its weights alone (lesson 23).

The score has no derivative: the player takes the action with the largest logit, and a small
change of the weights changes no action or turns it into another one.
"""

from collections.abc import Iterator

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

from .t_maze import ACTIONS, INPUTS, TMaze

UNITS, LENGTH = 4, 5
SHAPES = ((4 * UNITS, INPUTS), (4 * UNITS, UNITS), (4 * UNITS,), (len(ACTIONS), UNITS))
WEIGHTS = sum(int(np.prod(shape)) for shape in SHAPES)


def unpack(theta: Array) -> Iterator[Array]:
    """Yield W_ih, W_hh, b and the readout W_out (4, UNITS) of WEIGHTS numbers in a row."""
    start = 0
    for shape in SHAPES:
        size = int(np.prod(shape))
        yield theta[start : start + size].reshape(shape)
        start += size


def maze_score(theta: Array, length: int = LENGTH) -> float:
    """Return the mean reward of two games, one with each sign: 4 at most.

    Args:
        theta: weights, (WEIGHTS,) float array.
        length: steps from the sign to the junction.
    """
    W_ih, W_hh, b, W_out = unpack(theta)
    maze = TMaze(2, np.random.default_rng(0), length)
    maze.goal[:] = 1, -1
    h = c = np.zeros((2, UNITS))
    total, going = np.zeros(2), np.ones(2, bool)
    for _ in range(3 * length):
        h, c, _ = nets.lstm_step(maze.observe(), h, c, W_ih, W_hh, b)
        rewards, ended = maze.step((h @ W_out.T).argmax(axis=1))
        total += rewards * going
        going = going & ~ended
        if not going.any():
            break
    return float(total.mean())
