"""Name the mistakes of Python and NumPy that every exercise knows, without a text of its own.

An exception is named by its symptom. A wrong value is named where the right answer to changed
inputs, or the right answer changed, is exactly what came: see `derived`.
"""

from collections.abc import Sequence

from lstm_utils.checks.compare import Difference
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.leaves import returned
from lstm_utils.checks.naming import name_alone
from lstm_utils.checks.relations import relation
from lstm_utils.checks.run import Outcome
from lstm_utils.checks.symptoms import symptom

_NONE = "the function returns nothing: its last line is `return ...`, print only shows a value."
_KEYS = "the keys of the dict differ: one is missing, extra or misspelled; see the docstring."
_REPEAT = "the same seed gave another result"


def name_in_general(
    key: AnswerKey, outcomes: Sequence[Outcome], wrong: list[list[Difference]], shown: int
) -> str:
    """Return what any exercise can say about wrong outcomes, or ''.

    Args:
        key: the cases and their right outcomes.
        outcomes: what came.
        wrong: the differences of each case.
        shown: the case that the message shows.
    """
    ex, got = key.exercise, outcomes[shown]
    if got.raised:
        return symptom(key.cases[shown], got.raised)
    if returned(ex, got) is None and (ex.and_returns or not ex.mutates):
        return _NONE
    status, words = wrong[shown][0].status, wrong[shown][0].words
    if words.startswith(_REPEAT):
        return "numbers are drawn from elsewhere: draw from the argument rng only."
    if status == "wrong number of results" and len(returned(ex, got)) > len(ex.outputs):
        return f"more values are returned than are asked for: return {', '.join(ex.outputs)}."
    if status == "wrong keys":
        return _KEYS
    if ex.properties or ex.together:
        return ""
    words = relation(key, outcomes, wrong) or name_alone(key.in_general, outcomes, wrong)
    return words or _changed_inputs(outcomes)


def _changed_inputs(outcomes: Sequence[Outcome]) -> str:
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.changed)
    if not names:
        return ""
    are = "are" if len(names) > 1 else "is"
    return (
        f"{' and '.join(names)} {are} changed in place (+=, *=, [...] =): build a new array, "
        "or work on a copy."
    )
