"""How much better than expected: advantages from rewards and value estimates.

T = time steps, B = games side by side.
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray
from lstm_utils.shapes import require_shapes


def gae(
    rewards: Array, values: Array, ended: BoolArray, last: Array, gamma: float, lam: float
) -> Array:
    """Estimate the advantage of each step: generalised advantage estimation.

    Args:
        rewards: of each step, (T, B) float array.
        values: estimate before each step of what follows, (T, B) float array.
        ended: whether a game ended with this step, (T, B) bool array; the next step belongs to
            another game.
        last: estimate after the last step, (B,) float array.
        gamma: discount of a reward one step later, 0 to 1.
        lam: weight of longer views, 0 to 1: 0 is one step, 1 is everything to the end.

    Returns:
        Advantages, (T, B), a new array.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Schulman and others (2016), arXiv:1506.02438, equations 11 and 16.
    """
    spec = "rewards (T, B), values (T, B), ended (T, B), last (B,)"
    require_shapes("gae", spec, rewards, values, ended, last)
    advantages, advantage, following = np.zeros_like(values), np.zeros_like(last), last
    for t in reversed(range(len(rewards))):
        goes_on = gamma * ~ended[t]  # 0 at the end of a game
        surprise = rewards[t] + goes_on * following - values[t]
        advantage = surprise + lam * goes_on * advantage
        advantages[t], following = advantage, values[t]
    return advantages
