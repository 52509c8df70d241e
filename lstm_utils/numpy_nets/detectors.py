"""Does a net see what it must not see? Detectors for any function of a batch of sequences.

T = time, B = batch, I = inputs, K = outputs. A net is a function fn(x) of inputs (T, B, I)
that returns outputs (T, B, K), the same ones for the same x. A detector changes some of the
inputs and watches the outputs that must not notice. It proves a leak that it finds; that it
finds none is evidence, not proof, because it tries only some changes.

    leaks_future(lambda x: net(torch.from_numpy(x)).numpy(), x)
"""

from collections.abc import Callable

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

Net = Callable[[Array], Array]  # of inputs (T, B, I), returns outputs (T, B, K)
ROUNDING = 1e-9  # a difference of the outputs up to this is rounding
SIZE = 3.0  # standard deviation of the changes


def leaks_future(fn: Net, x: Array) -> bool:
    """Find out whether an output depends on inputs of later steps.

    Args:
        fn: the net; it may change the array that it is given, and return the same array at
            each call.
        x: inputs to try, (T, B, I) float array.

    Returns:
        True if, for some t, outputs before step t differ by more than 1e-9 when the inputs
        from step t on are changed.

    Raises:
        ValueError: if x is not (T, B, I).
    """
    require_shapes("leaks_future", "x (T, B, I)", x)
    rng = np.random.default_rng(0)
    right = np.array(fn(x.copy()))
    for t in range(1, len(x)):
        other = x.copy()
        other[t:] += rng.normal(scale=SIZE, size=other[t:].shape)
        if (abs(fn(other)[:t] - right[:t]) > ROUNDING).any():
            return True
    return False


def mixes_batch(fn: Net, x: Array) -> bool:
    """Find out whether an output of one sequence depends on the inputs of another one.

    Args:
        fn: the net; it may change the array that it is given, and return the same array at
            each call.
        x: inputs to try, (T, B, I) float array.

    Returns:
        True if outputs of a sequence differ by more than 1e-9 when another sequence is
        changed.

    Raises:
        ValueError: if x is not (T, B, I).
    """
    require_shapes("mixes_batch", "x (T, B, I)", x)
    rng = np.random.default_rng(0)
    right = np.array(fn(x.copy()))
    for n in range(x.shape[1]):
        other = x.copy()
        other[:, n] += rng.normal(scale=SIZE, size=other[:, n].shape)
        changed = (abs(fn(other) - right) > ROUNDING).any(axis=(0, 2))  # (B,)
        if np.delete(changed, n).any():
            return True
    return False
