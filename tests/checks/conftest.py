"""An exercise made for the tests of the checks."""

import pytest

from lstm_utils.checks import Exercise


def row_means(x, y):
    """Return the mean of each row of x, and y plus one."""
    return x.mean(axis=1), y + 1.0


@pytest.fixture
def ex():
    """An exercise with two outputs and two mistakes."""
    ex = Exercise("row-means", "none", row_means, ("m", "z"), ("Look at the axis.",))

    @ex.cases
    def _(rng):
        yield "B=3, I=4", dict(x=rng.normal(size=(3, 4)), y=rng.normal(size=5))
        yield "B=1", dict(x=rng.normal(size=(1, 4)), y=rng.normal(size=5))

    @ex.mistake("the sum is taken, not the mean.")
    def _(x, y):
        return x.sum(axis=1), y + 1.0

    @ex.mistake("one is subtracted from y: add it.")
    def _(x, y):
        return x.mean(axis=1), y - 1.0

    return ex
