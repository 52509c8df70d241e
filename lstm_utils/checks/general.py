"""Name the mistakes of Python and NumPy that every exercise knows, without a text of its own.

An exception is named by its symptom. A wrong value is named where the right answer to changed
inputs, or the right answer changed, is exactly what came: see `derived`.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.checks.compare import Difference
from lstm_utils.checks.equality import same
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.leaves import returned
from lstm_utils.checks.naming import name_alone
from lstm_utils.checks.plain import BARE
from lstm_utils.checks.relations import relation
from lstm_utils.checks.run import Outcome
from lstm_utils.checks.structure import NO_GRADIENT
from lstm_utils.checks.symptoms import symptom

_NONE = "the function returns nothing: its last line is `return ...`, print only shows a value."
_KEYS = "the keys of the dict differ: one is missing, extra or misspelled; see the docstring."
_BARE = "an array of shape () is returned where a Python number is asked for: add .item()."
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
    if words.endswith(BARE):
        return _BARE
    if status == "wrong keys":
        return _KEYS
    if ex.properties or ex.together:
        return ""
    if words := _one_of_several(key, outcomes, wrong) or _cut(wrong):
        return words
    words = relation(key, outcomes, wrong) or name_alone(key.in_general, outcomes, wrong)
    if not words and _tells_pairs_apart(key, wrong):
        words = name_alone(key.in_pairs, outcomes, wrong)
    return words or _changed_inputs(outcomes)


def _tells_pairs_apart(key: AnswerKey, wrong: list[list[Difference]]) -> bool:
    """Return whether all failing cases give floats: hundreds of pairs meet a text by chance."""
    failing = [right for right, found in zip(key.right_leaves, wrong, strict=True) if found]
    return all(
        any(isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f" for leaf in right.values())
        for right in failing
    )


def _one_of_several(
    key: AnswerKey, outcomes: Sequence[Outcome], wrong: list[list[Difference]]
) -> str:
    """Return that the one value that is asked for is among several that are returned."""
    ex, failing = key.exercise, [i for i, found in enumerate(wrong) if found]
    values = [(returned(ex, key.right[i]), returned(ex, outcomes[i])) for i in failing]
    several = [got for _, got in values if isinstance(got, list)]
    if len(ex.outputs) > 1 or len(several) < len(values) or isinstance(values[0][0], list):
        return ""
    for k in range(min(map(len, several))):
        if all(same(right, got[k], 1e-7) for right, got in values):
            return f"more values are returned than are asked for: return {ex.outputs[0]} only."
    return ""


def _cut(wrong: list[list[Difference]]) -> str:
    """Return which inputs get no gradient, where nothing else is wrong."""
    found = [d for differences in wrong for d in differences]
    if not all(d.words.endswith(NO_GRADIENT) for d in found):
        return ""
    names = dict.fromkeys(d.output.split(",")[0].removeprefix("d") for d in found)
    return (
        f"the values are right, but no gradient reaches {', '.join(names)}: a tensor leaves "
        "the graph, by torch.tensor(...), .detach(), .data, .numpy() or no_grad."
    )


def _changed_inputs(outcomes: Sequence[Outcome]) -> str:
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.changed)
    if not names:
        return ""
    are = "are" if len(names) > 1 else "is"
    return (
        f"{' and '.join(names)} {are} changed in place (+=, *=, [...] =): build a new array, "
        "or work on a copy."
    )
