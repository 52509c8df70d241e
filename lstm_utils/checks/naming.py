"""Name the mistake: which of the known ones gives what an answer gave."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from lstm_utils.checks.compare import Difference, leaves, returned
from lstm_utils.checks.declare import Case, Exercise, Mistake
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.plain import Layout, same
from lstm_utils.checks.run import Outcome

_Made = Callable[[int], Outcome]  # of the number of a case
_MATCH = 1e-7  # relative: a mistake written differently still rounds differently


def name_the_mistake(
    key: AnswerKey, outcomes: Sequence[Outcome], wrong: list[list[Difference]]
) -> str:
    """Return the diagnoses of the known mistakes that explain the outcomes, or ''."""
    ex, chosen = key.exercise, _to_name_by(key.cases, wrong)
    outcomes, wrong = ([q[i] for i in chosen] for q in (outcomes, wrong))
    known = [(m, partial(key.mistaken, number, chosen)) for number, m in enumerate(ex.mistakes)]
    failing = [i for i, found in enumerate(wrong) if found]
    survived = [i for i in failing if not outcomes[i].raised]
    for those in filter(None, (range(len(chosen)), failing, survived)):
        for mistake, made in known:
            if _explains(ex, made, outcomes, those):
                return mistake.diagnosis
    if survived and _reordered(ex, [(key.right[chosen[i]], outcomes[i]) for i in survived]):
        return f"the results stand in another order: return {', '.join(ex.outputs)}."
    got = {i: leaves(ex, outcomes[i]) for i in survived}
    right = {i: key.right_leaves[chosen[i]] for i in survived}
    wrong_outputs = {d.output for i in survived for d in wrong[i] if d.output}
    return "\n".join(_by_output(ex, known, wrong_outputs, got, right))


def _to_name_by(cases: Sequence[Case], wrong: list[list[Difference]]) -> list[int]:
    """Return the cases in float64, where one mistake written twice gives the same numbers."""
    exact = [i for i, case in enumerate(cases) if case.layout is not Layout.FLOAT32]
    return exact if any(wrong[i] for i in exact) else list(range(len(cases)))


def _explains(
    ex: Exercise, made: _Made, outcomes: Sequence[Outcome], chosen: Sequence[int]
) -> bool:
    """Tell whether a mistake gives the same outcomes; exceptions alone must match in words."""
    if not all(_alike(ex, made(i), outcomes[i]) for i in chosen):
        return False
    pairs = [(made(i), outcomes[i]) for i in chosen]
    only_raised = all(b.raised for _, b in pairs)
    return not only_raised or all(a.raised.message == b.raised.message for a, b in pairs)


def _alike(ex: Exercise, a: Outcome, b: Outcome) -> bool:
    if a.raised or b.raised:
        return bool(a.raised and b.raised and a.raised.type_name == b.raised.type_name)
    return a.changed == b.changed and same(leaves(ex, a), leaves(ex, b), _MATCH)


def _reordered(ex: Exercise, pairs: list[tuple[Outcome, Outcome]]) -> bool:
    """Tell whether all results are right, but stand in each other's places."""
    values = [(returned(ex, right), returned(ex, got)) for right, got in pairs]
    places = range(len(ex.outputs))
    if not all(isinstance(got, list) and len(got) == len(places) > 1 for _, got in values):
        return False
    found = [
        [j for j in places if all(same(right[j], got[k], _MATCH) for right, got in values)]
        for k in places
    ]
    own = [[j] for j in places]
    return found != own and sorted(found) == own


def _by_output(
    ex: Exercise,
    known: list[tuple[Mistake, _Made]],
    unexplained: set[str],
    got: dict[int, dict],
    right: dict[int, dict],
) -> list[str]:
    """Explain each wrong output by itself, where two mistakes were made at once.

    A mistake shows in all that it spoils. So of those that explain an output, only they are
    named that spoil the fewest outputs that are right, first the one that explains most.
    """
    if not got or (len(unexplained) < 2 and len(ex.outputs) < 2):
        return []
    found = []
    for mistake, made in known:
        theirs = cache(lambda i, made=made: leaves(ex, made(i)))
        matched = {name for name in unexplained if _same_output(name, theirs, got)}
        explained = {name for name in matched if not _same_output(name, theirs, right)}
        if explained:
            others = set(next(iter(right.values()))) - unexplained
            spoilt = sum(not _same_output(name, theirs, right) for name in others)
            found.append((spoilt, explained, mistake.diagnosis))
    fewest = min((spoilt for spoilt, _, _ in found), default=0)
    left = [(explained, words) for spoilt, explained, words in found if spoilt == fewest]
    diagnoses = []
    while left and len(diagnoses) < 3:
        most, words = max(left, key=lambda pair: len(pair[0]))
        diagnoses.append(words)
        left = [(explained - most, words) for explained, words in left if explained - most]
    return diagnoses


def _same_output(
    name: str, theirs: Callable[[int], dict[str, Any]], wanted: dict[int, dict[str, Any]]
) -> bool:
    return all(
        name in theirs(i) and name in w and same(theirs(i)[name], w[name], _MATCH)
        for i, w in wanted.items()
    )
