"""Decide whether outcomes are right and, where they are not, which mistake it was.

The judge never calls the student's function: it compares outcomes with those of the reference
and, to name the mistake, with those of the known mistakes.
"""

import inspect
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from lstm_utils.checks.compare import Difference, differences
from lstm_utils.checks.declare import Case, Exercise
from lstm_utils.checks.details import details
from lstm_utils.checks.equality import same
from lstm_utils.checks.general import name_in_general
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.leaves import first_call, leaves
from lstm_utils.checks.naming import name_the_mistake
from lstm_utils.checks.parts import right_parts
from lstm_utils.checks.plain import Layout, rounded
from lstm_utils.checks.result import FORM, NOT_WRITTEN, PASSED, RAISED, Result
from lstm_utils.checks.run import STUB, Outcome, run

_OTHER_DRAWS = "the same seed gave another result: draw from rng only, not from np.random"


def assess(
    exercise: Exercise,
    function: Callable,
    seed: int = 0,
    rounds: int = 1,
    runner: Callable[[Exercise, Callable, Case], Outcome] = run,
) -> Result:
    """Run a function on the cases of an exercise in this process, and judge it."""
    key = AnswerKey(exercise, seed, rounds)
    outcomes = []
    for case in key.cases:
        outcomes.append(runner(exercise, function, case))
        raised = outcomes[-1].raised
        if raised and raised.kind == STUB:
            return Result(exercise.name, NOT_WRITTEN, total=len(key.cases))
    return judge(key, outcomes)


def judge(key: AnswerKey, outcomes: Sequence[Outcome]) -> Result:
    """Judge one outcome for each case.

    Args:
        key: the cases, and what is right for each.
        outcomes: what the judged function did with each, in the same order; the key's own
            right outcome where it is known to be that.

    Returns:
        The verdict; passed only if every case was answered right.

    Raises:
        Exception: if right answers cannot be judged either: then the exercise is broken.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return _judge(key, outcomes)
        except Exception:  # a property or a comparison met what nobody thought of
            if len(outcomes) != len(key.cases):
                raise
            _judge(key, [replace(right) for right in key.right])
    words = "the return value cannot be compared with the expected one"
    return Result(key.exercise.name, "wrong type", details=(words,), total=len(key.cases))


def _judge(key: AnswerKey, outcomes: Sequence[Outcome]) -> Result:
    exercise, cases = key.exercise, key.cases
    wrong = [
        [] if got is key.right[i] else _wrong(key, i, got) for i, got in enumerate(outcomes)
    ]
    _compare_repeats(cases, outcomes, wrong)
    said = _said_of_all(exercise, cases, outcomes, wrong)
    if said and not any(wrong):
        wrong = [[Difference("", "wrong value", said)] for _ in cases]
    failing = [i for i, found in enumerate(wrong) if found]
    if not failing:
        notes = _notes(exercise, outcomes)
        return Result(exercise.name, PASSED, "", notes, len(cases), len(cases))
    shown = _most_telling(failing, wrong)
    diagnosis = _known(exercise, said) or _said_by_property(exercise, wrong)
    diagnosis = diagnosis or _named_together(exercise, cases, outcomes, wrong)
    diagnosis = diagnosis or name_the_mistake(key, outcomes, wrong)
    diagnosis = diagnosis or _other_default(exercise, cases, [cases[i] for i in failing])
    diagnosis = diagnosis or name_in_general(key, outcomes, wrong, shown)
    return Result(
        exercise.name,
        wrong[shown][0].status,
        diagnosis,
        tuple(details(exercise, cases, outcomes, wrong, shown, diagnosis)),
        len(cases) - len(failing),
        len(cases),
        shown_case=shown,
        raised=outcomes[shown].raised,
        parts=right_parts(exercise, cases, wrong),
        of_parts=len(exercise.parts),
    )


def _wrong(key: AnswerKey, i: int, got: Outcome) -> list[Difference]:
    ex, case = key.exercise, key.cases[i]
    if got.raised:
        raised = got.raised
        writes = case.layout is Layout.READ_ONLY and got.changed
        status = "changed its input" if writes else RAISED
        words = f"{raised.type_name}: {raised.message}".rstrip(": ")
        return [Difference("", status, words)]
    first = first_call(ex, case, got)
    found = list(differences(ex, key.right_leaves[i], first, key.rounding[i]))
    if ex.properties:
        found = [d for d in found if d.status in FORM and not _size_varies(ex, d)]
        if not found:
            float32 = case.layout is Layout.FLOAT32
            given = rounded(case.inputs) if float32 else case.inputs
            said = [prop(given, got.value) for prop in ex.properties]
            found = [Difference("", "wrong value", words) for words in said if words]
    if got.changed:
        changed = " and ".join(got.changed)
        words = (
            f"your function changed its input {changed}: work on a copy, or build a new array"
        )
        found.append(Difference(changed, "changed its input", words))
    return found


def _compare_repeats(
    cases: Sequence[Case], outcomes: Sequence[Outcome], wrong: list[list[Difference]]
) -> None:
    """Note where the same seed gave another result: then it was not the given rng that drew."""
    for case, got, found in zip(cases, outcomes, wrong, strict=True):
        if case.again and not found:
            first = next(i for i, other in enumerate(cases) if other.inputs is case.inputs)
            if not same(outcomes[first].value, got.value):
                found.append(Difference("", "wrong value", _OTHER_DRAWS))


def _size_varies(ex: Exercise, found: Difference) -> bool:
    if found.words in {f"{name}: expected a dict, got None" for name in ex.varies}:
        return True  # whether there is one is drawn as well
    same_axes = np.ndim(found.got) == np.ndim(found.expected)
    return found.status == "wrong shape" and found.output in ex.varies and same_axes


def _most_telling(failing: list[int], wrong: list[list[Difference]]) -> int:
    """Return the failing case to show: the first that is not finite, else the first."""
    return min(failing, key=lambda i: (wrong[i][0].status == "not finite", i))


def _said_of_all(
    ex: Exercise,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    wrong: list[list[Difference]],
) -> str:
    """Return what the properties of all cases say, where each case has a value to judge."""
    statuses = {d.status for found in wrong for d in found}
    if not statuses <= {"wrong value", "changed its input"}:
        return ""
    together = zip(cases, outcomes, strict=True)
    pairs = [(case.inputs, got.value) for case, got in together if not case.again]
    return next((words for prop in ex.together if (words := prop(pairs))), "")


def _known(ex: Exercise, words: str) -> str:
    return words if words in {mistake.diagnosis for mistake in ex.mistakes} else ""


def _named_together(
    ex: Exercise,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    wrong: list[list[Difference]],
) -> str:
    """Return the mistake that explains the values of all cases, '' if none does."""
    if {d.status for found in wrong for d in found} & {*FORM, "wrong length"}:
        return ""
    together = zip(cases, outcomes, strict=True)
    pairs = [(c.inputs, got.value) for c, got in together if not (c.again or got.raised)]
    try:
        return next((words for name in ex.namers if pairs and (words := name(pairs))), "")
    except (ValueError, TypeError, IndexError):  # values of a form that has no name
        return ""


def _said_by_property(ex: Exercise, wrong: list[list[Difference]]) -> str:
    known = {mistake.diagnosis for mistake in ex.mistakes}
    return next((d.words for found in wrong for d in found if d.words in known), "")


def _other_default(ex: Exercise, cases: Sequence[Case], failing: Sequence[Case]) -> str:
    """Return that a default is wrong, where only cases fail that leave an argument out."""
    parameters = inspect.signature(ex.reference).parameters
    given = {name for case in cases for name in case.inputs}
    optional = [name for name in parameters if name in given]
    missing = [[name for name in optional if name not in case.inputs] for case in failing]
    defaults = {name: parameters[name].default for left in missing for name in left}
    if not all(missing) or not all(isinstance(v, int | float) for v in defaults.values()):
        return ""
    wanted = ", ".join(f"{name}={value!r}" for name, value in defaults.items())
    return f"the default of an argument is not that of the task: {wanted}."


def _notes(ex: Exercise, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return remarks on a right answer that could be better."""
    notes = []
    warned = dict.fromkeys(words for outcome in outcomes for words in outcome.warned)
    if warned:
        notes.append(f"Note: right, but NumPy warned on the way: {next(iter(warned))}")
    first = leaves(ex, outcomes[0]).values()
    if any(isinstance(v, np.ndarray) and v.dtype == np.float32 for v in first):
        notes.append("Note: right, but your answer is float32 where the inputs are float64")
    return tuple(notes)
