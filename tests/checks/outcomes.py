"""What the reference and the mistakes of an exercise give on a draw of inputs.

Computed once for each exercise and draw; all tests of one exercise run in one process, one
after the other, so that only the latest are kept.
"""

from functools import lru_cache

import pytest

from lstm_utils.checks import AnswerKey, get, judge, names


@lru_cache(maxsize=32)
def key(name, seed, rounds=1):
    """Return the inputs of a draw, with what the reference gives for them."""
    return AnswerKey(get(name), seed, rounds)


def by_name(those=None):
    """Make a parameter `name` of the exercises, each in a test group of its own."""
    return pytest.mark.parametrize(
        "name",
        [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in those or names()],
    )


def first_of_each_lesson(those):
    """Make parameters of the exercises: `make test` asks about the first of each lesson."""
    quick = {names(lesson)[0] for lesson in {get(name).lesson for name in names()}}
    return [pytest.param(n, marks=[pytest.mark.long] * (n not in quick)) for n in those]


def mistaken(key, number):
    """Return what a mistake does with each case, kept in the key."""
    every = range(len(key.cases))
    return [key.mistaken(number, every, i) for i in every]


@lru_cache(maxsize=512)
def judged(name, seed, number):
    """Return the verdict on a mistake."""
    return judge(key(name, seed), mistaken(key(name, seed), number))
