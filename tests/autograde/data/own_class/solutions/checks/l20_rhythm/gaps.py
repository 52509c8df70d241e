"""Lesson 20: the pauses between beats."""

import numpy as np

from lstm_utils.checks.declare import exercise, mistakes

from ._draw import pause

ex = exercise(
    "gaps", lesson="20_rhythm", reference=lambda times: np.diff(times), outputs="the gaps"
)


@ex.cases
def _(rng):
    for count in (3, 2, 6):
        yield f"{count} beats", dict(times=np.cumsum([pause(rng) for _ in range(count)]))


mistakes(ex, {"the sign is wrong: later minus earlier.": ("np.diff(times)", "-np.diff(times)")})
