"""The lines of a verdict that show one failing case."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_utils.checks.clues import clue
from lstm_utils.checks.compare import Difference
from lstm_utils.checks.declare import Case, Exercise
from lstm_utils.checks.plain import Layout
from lstm_utils.checks.run import Outcome
from lstm_utils.checks.wording import describe


def details(
    ex: Exercise,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    wrong: list[list[Difference]],
    shown: int,
    diagnosis: str,
) -> list[str]:
    """Return the lines that show what one failing case expected and what came.

    Args:
        ex: the exercise.
        cases: its cases.
        outcomes: what came of each.
        wrong: the differences of each.
        shown: the number of the case to show.
        diagnosis: the name of the mistake, or "": then a clue may follow.
    """
    case, got = cases[shown], outcomes[shown]
    sizes = ", ".join(f"{name} {_size(value)}" for name, value in case.inputs.items())
    lines = [f"Case: {case.label}  ({sizes})"]
    if got.raised and got.raised.line:
        lines.append(f"In {got.raised.line}")
    values = [
        d for d in wrong[shown] if d.status != "changed its input" and d.words != diagnosis
    ]
    values.sort(key=lambda d: d.output in ex.follows)
    lines += [d.words for d in values[:3]]
    lines += _more([d.output for d in values[3:]])
    lines += [d.words for d in wrong[shown] if d.status == "changed its input"]
    if got.raised and got.raised.type_name == "TypeError" and "argument" in got.raised.message:
        lines.append(f"It is called with ({', '.join(case.inputs)})")
    if got.raised and got.raised.type_name == "KeyError":
        lines += _keys(case.inputs)
    if values and not diagnosis and values[0].status != "wrong dtype":
        words = _clue(cases, wrong, shown, values[0])
        lines += [f"Clue: {words}"] if words else []
    return lines


def _clue(
    cases: Sequence[Case], wrong: list[list[Difference]], shown: int, first: Difference
) -> str:
    """Return what all cases have in common in which one output is wrong."""
    found = [(first, cases[shown])] + [
        (d, case)
        for n, (case, differences) in enumerate(zip(cases, wrong, strict=True))
        for d in differences
        if n != shown and d.output == first.output and case.layout is not Layout.FLOAT32
    ]
    return clue([(d.expected, d.got, case.inputs) for d, case in found])


def _more(outputs: list[str]) -> list[str]:
    """Name the other wrong outputs in one line; of many, only what they are parts of."""
    if len(outputs) > 4:
        names = dict.fromkeys(re.split(r"[\[,]", name)[0] for name in outputs)
        return [f"and {len(outputs)} more, in {', '.join(names)}"]
    return [f"and {len(outputs)} more: {'; '.join(outputs)}"] if outputs else []


def _keys(inputs: dict[str, Any]) -> list[str]:
    """List the keys of each input that is a dict, or a list of dicts."""
    first = {k: v[0] if isinstance(v, list) and v else v for k, v in inputs.items()}
    return [
        f"{'each of ' * (value is not inputs[name])}{name} has the keys {', '.join(value)}"
        for name, value in first.items()
        if isinstance(value, dict)
    ]


def _size(value: object) -> str:
    """Show a small input, or its shape where it is larger."""
    if isinstance(value, np.ndarray) and value.ndim:
        small = value.ndim == 1 and value.size <= 3 and value.dtype.kind in "biuf"
        return f"[{', '.join(f'{v:.4g}' for v in value)}]" if small else str(value.shape)
    if isinstance(value, int | float | str):
        text = repr(value) if isinstance(value, str) else f"{value:.5g}"
        return text if len(text) <= 40 else f"of {len(str(value))} characters"
    return describe(value).removeprefix("an object of type ")
