"""Partial credit: which parts of a wrong answer count."""

import numpy as np
import pytest

from lstm_utils.checks import Exercise, Result, assess, get, names

NAME = "lstm-step-backward"
WITH_PARTS = [name for name in names() if get(name).parts]


def of(words):
    """Return what the mistake with these words gets."""
    ex = get(NAME)
    (found,) = [m for m in ex.mistakes if m.diagnosis.startswith(words)]
    return assess(ex, found.function)


def test_one_wrong_gate_costs_what_depends_on_it():
    """Do the other gates and dc_prev count, and does the text say so?"""
    result = of("input gate: its activation derivative is missing")
    assert result.parts == ("forget gate", "candidate", "output gate", "dc_prev")
    assert result.share == pytest.approx(4 / 6)
    assert "Right, and counted: 4 of 6 parts (forget gate, candidate" in result.text()
    assert Result.from_json(result.as_json()) == result


def test_what_concerns_the_whole_answer_leaves_no_part():
    """Do a changed input, a wrong type and an exception cost everything?"""
    for words in ("dc is changed in place", "da is a list of four arrays", "da is not (B, 4H)"):
        assert of(words).share == 0, words
    assert assess(get(NAME), lambda dh, dc, cache: 1 / 0).share == 0


@pytest.mark.parametrize("name", WITH_PARTS)
def test_no_part_for_nothing(name):
    """Have zeros of the right shapes no part, and each known mistake less than all points?"""
    ex = get(name)

    def zeros(*given):
        return [np.zeros_like(output) for output in ex.reference(*given)]

    assert assess(ex, zeros).share == 0
    assert all(assess(ex, m.function).share < 1 for m in ex.mistakes[::7])
    leaves = {output for outputs in ex.parts.values() for output in outputs}
    assert len(leaves) == sum(map(len, ex.parts.values())), "an output is in one part only"


@pytest.mark.parametrize("name", WITH_PARTS)
def test_none_is_no_part(name):
    """Has None in the place of an output no part, even where its gates are parts?"""
    ex = get(name)
    for number, output in enumerate(ex.outputs):

        def none(*given, number=number):
            found = [*ex.reference(*given)]
            found[number] = None
            return found

        result = assess(ex, none)
        assert result.share == 0, output
        assert "no gradient arrives" not in result.text()


def test_all_or_nothing_is_the_default():
    """Has a wrong answer of any other exercise no points?"""
    ex = get("lstm-backward")
    assert assess(ex, ex.mistakes[0].function).share == 0


def test_parts_can_be_cases():
    """Does each group of cases count by itself, and a case outside of all cost everything?"""
    parts = {"large": ("large",), "small": ("small",)}
    given = {"parts": parts, "parts_are_cases": True}
    ex = Exercise("sign", "none", lambda x: x > 0, ("sign",), (), **given)
    labels = {"large: 1": 9, "large: 2": -9, "small: 1": 0.1, "other: 1": -5, "right": 5}
    ex.cases(lambda rng: iter([(label, {"x": x}) for label, x in labels.items()]))
    assert assess(ex, lambda x: x > 0.5).parts == ("large",)
    assert assess(ex, lambda x: x > -0.5 and x < 8).parts == ("small",)
    assert assess(ex, lambda x: x > -6).share == 0
    assert assess(ex, lambda x: x > 5.5).share == 0
    assert assess(ex, lambda x: 1 / 0 if x == 9 else x > 0).parts == ("small",)
