"""Lesson 20: the times of beats."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import pause


def beats(count, pause):
    """Return the times of beats."""
    return pause * np.arange(count)


ex = exercise("beats", lesson="20_rhythm", reference=beats, outputs="the times")


@ex.cases
def _(rng):
    for count in (4, 1, 7):
        yield f"{count} beats", dict(count=count, pause=pause(rng))


mistakes(
    ex,
    {
        "the first beat is not at 0: begin at 0.": (
            "np.arange(count)",
            "np.arange(1, count + 1)",
        )
    },
)
equivalents(ex, {"a list": "return np.array([i * pause for i in range(count)])"})
