"""Mistakes that follow from the model answer, so that no exercise has to list them."""

import ast
import warnings

import pytest

from lstm_utils.checks import Layout, assess, get
from lstm_utils.checks.compare import differences
from lstm_utils.checks.run import run
from lstm_utils.checks.variants import MOST, variants
from tests.checks.outcomes import key

VARIED = ("dense", "softmax", "adam-step", "lstm-step-backward")  # of four lessons


def _normal(source):
    """Return a source without comments, in one layout."""
    return ast.unparse(ast.parse(source))


@pytest.mark.parametrize("name", VARIED)
def test_each_variant_is_one_other_function(name):
    """Does each variant differ from the model answer, define the function, and occur once?"""
    exercise = get(name)
    found = variants(exercise)
    assert 5 < len(found) < MOST
    sources = [mistake.source for mistake in found]
    assert len(set(sources)) == len(sources)
    assert _normal(exercise.model_answer) not in sources
    for mistake in found:
        assert mistake.function.__name__ == exercise.reference.__name__
        assert mistake.diagnosis


def _passes(name, function):
    exercise, shared = get(name), key(name, 0)
    wrong = (
        differences(exercise, right, run(exercise, function, case))
        for case, right in zip(shared.cases, shared.right_leaves, strict=True)
        if case.layout is Layout.AS_IS
    )
    return not any(next(found, None) for found in wrong)


@pytest.mark.parametrize("name", VARIED)
def test_the_changed_function_gives_other_values(name):
    """Does nearly every variant give other values, where the model answer itself passes?"""
    exercise = get(name)
    assert _passes(name, exercise.compiled(exercise.model_answer))
    found = variants(exercise)
    wrong = [m for m in found if not _passes(name, m.function)]
    assert len(wrong) > 0.9 * len(found)


def test_an_answer_with_while_has_none():
    """Is no answer varied that might then never end?"""
    reber = get("reber")
    assert "while " in reber.model_answer
    assert variants(reber) == []


def test_an_unlisted_mistake_is_named_by_a_variant():
    """Is a term that is added twice named, which the exercise does not list?"""

    def dense(x, W, b):
        return x @ W.T + b + b

    words = "the term b is added twice."
    assert words not in {mistake.diagnosis for mistake in get("dense").mistakes}
    assert assess(get("dense"), dense).diagnosis == words


def test_variants_print_no_warning():
    """Does a student see nothing of a variant that Python warns about?"""
    exercise = get("jacobian-product")
    assert any("1[:, None]" in mistake.source for mistake in variants(exercise))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mistake in variants(exercise):
            assert callable(mistake.function)
