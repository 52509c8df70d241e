"""Name the mistake: which of the known ones gives what an answer gave."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from lstm_utils.checks.compare import Difference, differences
from lstm_utils.checks.declare import Case, Exercise, Mistake
from lstm_utils.checks.equality import same
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.leaves import leaves, returned
from lstm_utils.checks.plain import Layout
from lstm_utils.checks.run import Outcome

_Made = Callable[[int], Outcome]  # of the number of a case
_MATCH = 1e-7  # relative: a mistake written differently still rounds differently


def name_the_mistake(
    key: AnswerKey, outcomes: Sequence[Outcome], wrong: list[list[Difference]]
) -> str:
    """Return the diagnoses of the known mistakes that explain the outcomes, or ''."""
    if alone := name_alone(key, outcomes, wrong, least=1):
        return alone
    ex, chosen = key.exercise, _to_name_by(key.cases, wrong)
    outcomes, wrong = [outcomes[i] for i in chosen], [wrong[i] for i in chosen]
    known = _known(key, chosen)
    failing = [i for i, found in enumerate(wrong) if found]
    survived = [i for i in failing if not outcomes[i].raised]
    if survived and _reordered(ex, [(key.right[chosen[i]], outcomes[i]) for i in survived]):
        return f"the results are in another order: return {', '.join(ex.outputs)}."
    if len(survived) < min(2, len(failing)):
        return ""  # one case beside many exceptions: too little evidence
    got = {i: leaves(ex, outcomes[i]) for i in survived}
    right = {i: key.right_leaves[chosen[i]] for i in survived}
    wrong_outputs = {d.output for i in survived for d in wrong[i] if d.output}
    return "\n".join(_by_output(ex, known, wrong_outputs, got, right))


def name_alone(
    key: AnswerKey,
    outcomes: Sequence[Outcome],
    wrong: list[list[Difference]],
    least: int = 2,
) -> str:
    """Return the first diagnosis that explains all outcomes, `least` of them telling, or ''."""
    ex, chosen = key.exercise, _to_name_by(key.cases, wrong)
    outcomes, wrong = [outcomes[i] for i in chosen], [wrong[i] for i in chosen]
    harmful = partial(_does_harm, key, chosen)
    failing = [i for i, found in enumerate(wrong) if found]
    survived = [i for i in failing if not outcomes[i].raised]
    loosely = _as_floats(outcomes) if ex.framework == "numpy" else outcomes
    groups = [range(len(chosen)), failing, survived]
    if all(isinstance(key.right[i].value, bool) for i in chosen):
        groups = groups[:1]  # half of all mistakes give the same True where an answer is wrong
    for got in (outcomes, loosely)[: 1 + (loosely is not outcomes)]:
        for those in filter(None, groups):
            for mistake, made in _known(key, chosen):
                if _explains(ex, made, got, those, harmful, least):
                    return mistake.diagnosis
    return ""


def _as_floats(outcomes: list[Outcome]) -> list[Outcome]:
    """Return the outcomes with floats for arrays of integers, the same list without such."""
    arrays = [isinstance(o.value, np.ndarray) and o.value.dtype.kind in "iu" for o in outcomes]
    if not any(arrays):
        return outcomes
    pairs = zip(outcomes, arrays, strict=True)
    return [replace(o, value=o.value.astype(float)) if whole else o for o, whole in pairs]


def _known(key: AnswerKey, chosen: Sequence[int]) -> list[tuple[Mistake, _Made]]:
    mistakes = enumerate(key.exercise.mistakes)
    return [(m, partial(key.mistaken, number, chosen)) for number, m in mistakes]


def _to_name_by(cases: Sequence[Case], wrong: list[list[Difference]]) -> list[int]:
    """Return the cases in float64, where one mistake written twice gives the same numbers."""
    exact = [
        i
        for i, case in enumerate(cases)
        if case.layout is not Layout.FLOAT32 and case.times == 1
    ]
    return exact if any(wrong[i] for i in exact) else list(range(len(cases)))


def _explains(
    ex: Exercise,
    made: _Made,
    outcomes: Sequence[Outcome],
    chosen: Sequence[int],
    harmful: Callable[[_Made, int], bool],
    least: int,
) -> bool:
    """Return whether a mistake gives the same outcomes in the chosen cases, by no coincidence.

    That they are the same where it does no harm says nothing. Exceptions alone must match
    in words. Where the mistake does something else in the other cases, one equal value may
    be chance (T = 1, H = 1), so it takes two, and a fifth of all.
    """
    if not all(_alike(ex, made(i), outcomes[i]) for i in chosen):
        return False
    others = [i for i in range(len(outcomes)) if not _alike(ex, made(i), outcomes[i])]
    telling = [i for i in range(len(outcomes)) if i not in others and harmful(made, i)]
    if len(telling) < least:
        return False
    if all(outcomes[i].raised for i in telling):
        return not others and all(_message(made(i)) == _message(outcomes[i]) for i in telling)
    return not others or len(telling) >= max(2, len(others) / 4)


def _message(outcome: Outcome) -> str | None:
    return outcome.raised.message if outcome.raised else None


def _does_harm(key: AnswerKey, chosen: Sequence[int], made: _Made, i: int) -> bool:
    """Return whether a mistake does harm in the i-th of the chosen cases."""
    ex, got, number = key.exercise, made(i), chosen[i]
    harm = got.raised or got.changed
    return bool(
        harm or any(differences(ex, key.right_leaves[number], got, key.rounding[number]))
    )


def _alike(ex: Exercise, a: Outcome, b: Outcome) -> bool:
    if a.raised or b.raised:
        return bool(a.raised and b.raised and a.raised.type_name == b.raised.type_name)
    first, second = leaves(ex, a), leaves(ex, b)
    if ex.framework != "numpy" and _dtypes(first) != _dtypes(second):
        return False
    if _complex(first) != _complex(second):
        return False
    return a.changed == b.changed and same(first, second, _MATCH)


def _dtypes(found: dict[str, Any]) -> dict[str, Any]:
    """Return the dtypes of arrays: where tensors are judged, another one is another answer."""
    return {name: leaf.dtype for name, leaf in found.items() if isinstance(leaf, np.ndarray)}


def _complex(found: dict[str, Any]) -> set[str]:
    """Return the names of complex results: their values can equal those of real ones."""
    return {name for name, leaf in found.items() if _is_complex(leaf)}


def _is_complex(leaf: Any) -> bool:
    return leaf.dtype.kind == "c" if isinstance(leaf, np.ndarray) else type(leaf) is complex


def _reordered(ex: Exercise, pairs: list[tuple[Outcome, Outcome]]) -> bool:
    """Return whether all results are right but in another order."""
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
    named that spoil the fewest values that are right, first the one that explains most.
    One that spoils most outputs in another way is named only if nothing is left to explain:
    else one equal output is a coincidence. A wrong value spoils all gradients, so that these
    say little by themselves, nor do outputs that follow from a wrong one.
    """
    if len(unexplained) < 2 and len(ex.outputs) < 2:
        return []
    sources = {name.split(",")[0] for name in unexplained}
    aside = {name for name, source in ex.follows.items() if source in sources}
    unexplained, found = unexplained - aside, []
    for mistake, made in known:
        made_leaves = cache(lambda i, made=made: leaves(ex, made(i)))
        matched = {name for name in unexplained if _same_output(name, made_leaves, got)}
        matched = {
            name for name in matched if any(_distinguishes(g[name]) for g in got.values())
        }
        explained = {name for name in matched if not _same_output(name, made_leaves, right)}
        if explained:
            names = (set(next(iter(right.values()))) | unexplained) - aside
            spoilt = {name for name in names if not _same_output(name, made_leaves, right)}
            likely = 2 * len(explained) >= len(spoilt) and ex.framework != "autograd"
            unlike = sum(_spoils(name, made_leaves, got, right) for name in spoilt)
            found.append((unlike, explained, (mistake.diagnosis, likely)))
    fewest = min((unlike for unlike, _, _ in found), default=0)
    left = [(explained, said) for unlike, explained, said in found if unlike == fewest]
    named = []
    while left and len(named) < 3:
        most, said = max(left, key=lambda pair: (len(pair[0]), pair[1][1]))
        named.append(said)
        unexplained = unexplained - most
        left = [(explained - most, said) for explained, said in left if explained - most]
    return [diagnosis for diagnosis, likely in named if likely or not unexplained]


def _same_output(
    name: str, made_leaves: Callable[[int], dict[str, Any]], wanted: dict[int, dict[str, Any]]
) -> bool:
    return all(
        name in made_leaves(i) and name in w and same(made_leaves(i)[name], w[name], _MATCH)
        for i, w in wanted.items()
    )


def _spoils(
    name: str,
    made_leaves: Callable[[int], dict[str, Any]],
    got: dict[int, dict],
    right: dict[int, dict],
) -> int:
    """Count the cases in which a mistake would have spoilt an output that is right."""
    fine = {i: w for i, w in right.items() if _same_output(name, got.__getitem__, {i: w})}
    return sum(not _same_output(name, made_leaves, {i: w}) for i, w in fine.items())


def _distinguishes(value: Any) -> bool:
    """Return whether a value is unlikely to be met by chance, as None or an integer is."""
    numbers = isinstance(value, np.ndarray) and (value.ndim > 0 or value.dtype.kind == "f")
    return numbers or isinstance(value, float)
