"""The horizon of a net: right until which length? The yardstick from lesson 13 on.

The net is a function of one length, so it can be of any kind: NumPy, PyTorch, or a rule.

    horizon(lambda n: accepts(*answers(net, n)).all(), range(1, 301))
"""

import itertools
from collections.abc import Callable, Iterable


def horizon(right: Callable[[int], bool], lengths: Iterable[int]) -> int:
    """Return the length up to which a net makes no mistake.

    Args:
        right: function of a length that returns whether the net is right there; it is called
            for one length after the other, and not again after the first that is wrong.
        lengths: lengths to try, in increasing order; may be without end.

    Returns:
        The last length before the first wrong one, or the last of all if none is wrong; 0 if
        the first is wrong.

    Raises:
        ValueError: if the lengths do not increase.
    """
    reached = 0
    for before, length in itertools.pairwise(itertools.chain([0], lengths)):
        if length <= before:
            raise ValueError(
                f"horizon expects increasing lengths of 1 or more; got {length} after {before}"
            )
        if not right(length):
            break
        reached = length
    return reached
