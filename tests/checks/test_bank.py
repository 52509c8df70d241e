"""The tests of the tests: every exercise of the course, its mistakes and its right answers."""

import time

import pytest

from lstm_utils.checks import Seed, assess, get, names
from lstm_utils.checks.declare import Case
from lstm_utils.checks.plain import same
from lstm_utils.checks.run import run

EXERCISES = [get(name) for name in names()]
MISTAKES = [
    pytest.param(ex, mistake, id=f"{ex.name}: {mistake.diagnosis[:50]}")
    for ex in EXERCISES
    for mistake in ex.mistakes
]
SAME = [
    pytest.param(ex, function, id=f"{ex.name}: {words}")
    for ex in EXERCISES
    for words, function in ex.same_answers.items()
]
by_name = pytest.mark.parametrize("ex", EXERCISES, ids=lambda ex: ex.name)


@pytest.mark.parametrize(("ex", "mistake"), MISTAKES)
def test_mistake_is_rejected_and_named(ex, mistake):
    """Is a known mistake rejected, with its own diagnosis and no other?"""
    for seed in (0, 101):
        verdict = assess(ex, mistake.function, seed)
        assert not verdict.passed
        assert verdict.diagnosis == mistake.diagnosis, verdict.text()


@pytest.mark.parametrize(("ex", "function"), SAME)
def test_right_answer_written_differently_passes(ex, function):
    """Does a right answer pass however it is written, on visible and on fresh inputs?"""
    for seed, rounds in ((0, 1), (101, 3)):
        verdict = assess(ex, function, seed, rounds)
        assert verdict.passed, verdict.text()


@by_name
def test_reference_passes(ex):
    """Does the reference pass its own check on ten draws of inputs?"""
    for seed in range(10):
        verdict = assess(ex, ex.reference, seed)
        assert verdict.passed, verdict.text()


@by_name
def test_the_repeated_seed_is_one_that_matters(ex):
    """Would the case that is drawn twice come out differently from another seed?"""
    for seed in (0, 101):
        for case in (case for case in ex.draw(seed) if case.again):
            other = {
                name: Seed(value.value + 1) if isinstance(value, Seed) else value
                for name, value in case.inputs.items()
            }
            changed = Case(case.label, other)
            assert not same(*(run(ex, ex.reference, c).value for c in (case, changed)))


@by_name
def test_bank_is_rich_enough(ex):
    """Has each exercise at least six mistakes, three right answers and three hints?"""
    assert len(ex.mistakes) >= 6
    assert len(ex.same_answers) >= 3
    assert len(ex.hints) >= 3
    assert len({mistake.diagnosis for mistake in ex.mistakes}) == len(ex.mistakes)


@by_name
def test_diagnoses_are_one_clear_line(ex):
    """Is each diagnosis one sentence-like line that fits a notebook's width?"""
    for mistake in ex.mistakes:
        assert "\n" not in mistake.diagnosis
        assert 20 <= len(mistake.diagnosis) <= 160, mistake.diagnosis


@by_name
def test_useless_answers_are_rejected(ex):
    """Are None, a constant, and an input given back all rejected?"""
    for useless in (lambda *a: None, lambda *a: 0.0, lambda *a: a[0], lambda *a: list(a)):
        assert not assess(ex, useless).passed


@by_name
def test_check_answers_in_under_a_second(ex):
    """Does the slowest check, of a wrong answer without a name, take under a second of CPU?"""
    start = time.process_time()
    assess(ex, lambda *a: 12345.678)
    assert time.process_time() - start < 1.0
