"""Decide whether outcomes are right and, where they are not, which mistake it was.

The judge never calls the student's function: it compares outcomes with those of the reference
and, to name the mistake, with those of the known mistakes.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from typing import Any

import numpy as np

from lstm_utils.checks.clues import clue
from lstm_utils.checks.compare import Difference, describe, differences, leaves
from lstm_utils.checks.declare import Case, Exercise, Mistake
from lstm_utils.checks.plain import Layout, same
from lstm_utils.checks.run import Outcome, run
from lstm_utils.checks.verdict import Verdict

_OTHER_DRAWS = "the same seed gave another result: draw from rng only, not from np.random"
_Made = Callable[[int], Outcome]  # of the number of a case
_MATCH = 1e-7  # relative: a mistake written differently still rounds differently


class AnswerKey:
    """The cases of one draw, and what the reference and the known mistakes make of them.

    Each answer is worked out when it is first asked for, and kept: whoever judges a whole
    class on the same cases keeps the key.

    Args:
        exercise: what is asked.
        seed: where the inputs come from.
        rounds: how many times they are drawn.
    """

    def __init__(self, exercise: Exercise, seed: int = 0, rounds: int = 1):
        self.exercise, self.cases = exercise, exercise.draw(seed, rounds)
        self._mistaken: dict[tuple[int, int], Outcome] = {}

    @cached_property
    def right(self) -> list[Outcome]:
        """What the reference does with each case, in float64 whatever the layout.

        Raises:
            RuntimeError: if the reference itself fails.
        """
        distinct = {id(case.inputs): case for case in self.cases}  # a layout repeats inputs
        outcomes = {
            same_inputs: run(self.exercise, self.exercise.reference, Case("", case.inputs))
            for same_inputs, case in distinct.items()
        }
        for outcome in outcomes.values():
            if outcome.raised:
                name = self.exercise.name
                raise RuntimeError(f"the reference of {name!r} failed: {outcome.raised}")
        return [outcomes[id(case.inputs)] for case in self.cases]

    @cached_property
    def right_leaves(self) -> list[dict[str, Any]]:
        """The arrays, numbers and strings of each right outcome, by name."""
        return [leaves(self.exercise, outcome) for outcome in self.right]

    def mistaken(self, number: int, chosen: Sequence[int], i: int) -> Outcome:
        """Return what the known mistake of this number does with the i-th of chosen cases.

        Only what is asked for is run: most mistakes differ from an answer in the first case.
        """
        case = chosen[i]
        if (number, case) not in self._mistaken:
            wrong = self.exercise.mistakes[number].function
            self._mistaken[number, case] = run(self.exercise, wrong, self.cases[case])
        return self._mistaken[number, case]


def assess(exercise: Exercise, function: Callable, seed: int = 0, rounds: int = 1) -> Verdict:
    """Run a function on an exercise's cases in this process and judge it."""
    key = AnswerKey(exercise, seed, rounds)
    outcomes = []
    for case in key.cases:
        outcomes.append(run(exercise, function, case))
        if outcomes[-1].raised and outcomes[-1].raised.type_name == "NotImplementedError":
            return Verdict(exercise.name, "not written", 0, len(key.cases))
    return judge(key, outcomes)


def judge(key: AnswerKey, outcomes: Sequence[Outcome]) -> Verdict:
    """Judge one outcome for each case.

    Args:
        key: the cases, and what is right for each.
        outcomes: what the judged function did with each, in the same order.

    Returns:
        The verdict; passed only if every case was answered right.
    """
    exercise, cases = key.exercise, key.cases
    wrong = [
        list(_wrong(exercise, case, right, got))
        for case, right, got in zip(cases, key.right_leaves, outcomes, strict=True)
    ]
    _compare_repeats(cases, outcomes, wrong)
    said = _said_of_all(exercise, cases, outcomes, wrong)
    if said and not any(wrong):
        wrong = [[Difference("", "wrong value", said)] for _ in cases]
    failing = [i for i, found in enumerate(wrong) if found]
    if not failing:
        return Verdict(
            exercise.name, "passed", len(cases), len(cases), details=_notes(exercise, outcomes)
        )
    shown = _most_telling(failing, wrong)
    diagnosis = _known(exercise, said) or _said_by_property(exercise, wrong)
    diagnosis = diagnosis or _name_the_mistake(key, outcomes, wrong)
    return Verdict(
        exercise.name,
        wrong[shown][0].status,
        len(cases) - len(failing),
        len(cases),
        diagnosis,
        tuple(_details(cases[shown], outcomes[shown], wrong[shown], diagnosis)),
        shown,
    )


def _wrong(ex: Exercise, case: Case, right: dict[str, Any], got: Outcome) -> list[Difference]:
    if got.raised:
        raised = got.raised
        status = "changed its input" if "read-only" in raised.message else "raised"
        words = f"{raised.type_name}: {raised.message}".rstrip(": ")
        return [Difference("", status, words)]
    found = list(differences(ex, right, got, case.layout is Layout.FLOAT32))
    if ex.properties:
        kinds = ("wrong type", "wrong shape", "wrong dtype")
        found = [d for d in found if d.status in kinds and not _size_varies(ex, d)]
        if not found:
            said = [prop(case.inputs, got.value) for prop in ex.properties]
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


def _said_by_property(ex: Exercise, wrong: list[list[Difference]]) -> str:
    known = {mistake.diagnosis for mistake in ex.mistakes}
    return next((d.words for found in wrong for d in found if d.words in known), "")


def _name_the_mistake(
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
    return "\n".join(_by_output(ex, known, outcomes, wrong))


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


def _by_output(
    ex: Exercise,
    known: list[tuple[Mistake, _Made]],
    outcomes: Sequence[Outcome],
    wrong: list[list[Difference]],
) -> list[str]:
    """Explain each wrong output by itself, where two mistakes were made at once."""
    unexplained = list(dict.fromkeys(d.output for found in wrong for d in found if d.output))
    if len(unexplained) < 2 and len(ex.outputs) < 2:
        return []
    got = [leaves(ex, outcome) for outcome in outcomes]
    diagnoses = []
    for mistake, made in known:
        theirs = cache(lambda i, made=made: leaves(ex, made(i)))
        explained = [name for name in unexplained if _same_output(name, theirs, got)]
        if explained:
            diagnoses.append(mistake.diagnosis)
            unexplained = [name for name in unexplained if name not in explained]
    return diagnoses[:3]


def _same_output(name: str, theirs: Callable[[int], dict], got: list[dict]) -> bool:
    return all(
        name in theirs(i) and name in g and same(theirs(i)[name], g[name], _MATCH)
        for i, g in enumerate(got)
    )


def _details(case: Case, got: Outcome, wrong: list[Difference], diagnosis: str) -> list[str]:
    sizes = ", ".join(f"{name} {_size(value)}" for name, value in case.inputs.items())
    lines = [f"Case: {case.label}  ({sizes})"]
    if got.raised and got.raised.line:
        lines.append(f"In {got.raised.line}")
    values = [d for d in wrong if d.status != "changed its input" and d.words != diagnosis]
    lines += [d.words for d in values[:3]]
    lines += _more([d.output for d in values[3:]])
    lines += [d.words for d in wrong if d.status == "changed its input"]
    if got.raised and got.raised.type_name == "TypeError" and "argument" in got.raised.message:
        lines.append(f"It is called with ({', '.join(case.inputs)})")
    if values and not diagnosis and values[0].status != "wrong dtype":
        told = clue(case, values[0].expected, values[0].got)
        lines += [f"Clue: {told}"] if told else []
    return lines


def _more(outputs: list[str]) -> list[str]:
    """Name the other wrong outputs in one line; of many, only what they are parts of."""
    if len(outputs) > 4:
        whole = dict.fromkeys(re.split(r"[\[,]", name)[0] for name in outputs)
        return [f"and {len(outputs)} more, in {', '.join(whole)}"]
    return [f"and {len(outputs)} more: {'; '.join(outputs)}"] if outputs else []


def _size(value: object) -> str:
    """Show a small input, or its shape where it is larger."""
    if isinstance(value, np.ndarray) and value.ndim:
        small = value.ndim == 1 and value.size <= 3 and value.dtype.kind in "biuf"
        return f"[{', '.join(f'{v:.4g}' for v in value)}]" if small else str(value.shape)
    if isinstance(value, int | float | str):
        text = repr(value) if isinstance(value, str) else f"{value:.5g}"
        return text if len(text) <= 40 else f"of {len(str(value))} characters"
    return describe(value).removeprefix("an object of type ")


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
