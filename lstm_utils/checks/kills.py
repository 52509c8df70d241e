"""What a test of nets makes of right and wrong ones: kill rate and false alarms.

For an exercise in which the answer is a test: each case hands out a function, and the reference
says whether it is right. The cases are those of `check` in a notebook.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_utils.checks.declare import get
from lstm_utils.checks.run import run


@dataclass(frozen=True)
class Verdict:
    """What a test says about one function.

    Args:
        kind: the kind of mistake, or "right".
        words: what is wrong with the function, or how it is written.
        is_right: whether the function is right.
        accepted: whether the test accepts it; None where it raises, or returns neither True
            nor False: that judges nothing, and `check` gives no points for it.
    """

    kind: str
    words: str
    is_right: bool
    accepted: bool | None


def kills(test: Callable, name: str = "lstm-suite") -> list[Verdict]:
    """Try a test on the functions of an exercise.

    Args:
        test: function of a function that returns whether it is right.
        name: the exercise.

    Returns:
        A verdict for each function, in the order of the cases.
    """
    ex, found = get(name), []
    for case in ex.draw():
        kind, _, words = case.label.partition(": ")
        found.append(Verdict(kind, words, kind == "right", _answer(run(ex, test, case).value)))
    return found


def _answer(value: Any) -> bool | None:
    """Return a plain True or False as `check` reads it, None for any other value."""
    plain = isinstance(value, bool) or getattr(value, "dtype", None) == np.bool_
    return bool(value) if plain and np.ndim(value) == 0 else None


def kill_rate(found: Sequence[Verdict]) -> str:
    """Return how many wrong functions a test rejects, and how many right ones, in words."""
    wrong = [v for v in found if not v.is_right]
    right = [v for v in found if v.is_right]
    killed = sum(v.accepted is False for v in wrong)
    alarms = sum(not v.accepted for v in right)
    share = killed / len(wrong) if wrong else 0.0
    return (
        f"kill rate {killed} of {len(wrong)} ({share:.0%}),"
        f" false alarms {alarms} of {len(right)}"
    )
