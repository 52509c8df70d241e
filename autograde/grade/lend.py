"""Evaluate an answer that calls another exercise's answer by itself, as `check` does.

Where that other answer does not pass, the model answer takes its place during the check: a
mistake counts in one exercise only.
"""

from collections.abc import Sequence
from typing import Any

from autograde.sandbox import WireError, wire
from lstm_utils import checks
from lstm_utils.checks.edits import imports


def order(function: str, failed: Sequence[str]) -> dict:
    """Return the order to lend a function what it calls.

    Args:
        function: the expression for the answer that is evaluated next.
        failed: the exercises with an answer that does not pass, at least one.
    """
    exercises = [checks.get(name) for name in failed]
    return {
        "do": "lend",
        "function": function,
        "imports": imports(exercises[0].lesson),
        "answers": [[ex.reference.__name__, ex.model_answer] for ex in exercises],
    }


def called(reply: Any, failed: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the functions that were lent.

    Raises:
        WireError: if a reply names anything else.
    """
    names = [checks.get(name).reference.__name__ for name in failed]
    if not wire.texts(reply) or not set(reply) <= set(names):
        raise WireError("expected the names of functions that were lent")
    return tuple(dict.fromkeys(reply))
