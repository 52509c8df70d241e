"""The tests of the tests: every exercise of the course, its mistakes and its right answers.

What the reference and the mistakes give on a draw of inputs is computed once for each
exercise; all questions use the same outcomes. `--thorough` asks about more draws.
"""

import time

import pytest

from lstm_utils.checks import AnswerKey, Seed, assess, get, judge
from lstm_utils.checks.declare import Case
from lstm_utils.checks.diagnosis import split
from lstm_utils.checks.equality import same
from lstm_utils.checks.run import run
from tests.checks.outcomes import by_name, judged, key


@pytest.fixture(scope="session")
def seeds(long, thorough):
    """The draws of inputs: the visible one, and hidden ones."""
    return [0, 101, *range(1, 9)] if thorough else [0, 101] if long else [101]


def verdict(function, key):
    """Judge a function on the cases of a key."""
    return judge(key, [run(key.exercise, function, case) for case in key.cases])


@by_name()
def test_mistakes_are_rejected_and_named(name, seeds, long):
    """Is each known mistake rejected, with its own diagnosis and no other?

    Without `--long`, every fourth of those that are judged by many draws.
    """
    step = 4 if get(name).together and not long else 1
    for seed in seeds:
        for number, mistake in list(enumerate(get(name).mistakes))[::step]:
            found = judged(name, seed, number)
            assert not found.passed, mistake.diagnosis
            assert found.diagnosis == mistake.diagnosis, found.text()
            assert all(line in found.text() for line in mistake.diagnosis.splitlines())


@by_name()
def test_right_answers_written_differently_pass(name, seeds, long, thorough):
    """Does a right answer pass however it is written, on visible and on hidden inputs?"""
    more = [(seed, 1) for seed in range(1, 30)] if thorough else []
    draws = [(0, 1), (101, 3), *more] if long else [(seed, 1) for seed in seeds]
    for seed, rounds in draws:
        for words, function in get(name).same_answers.items():
            found = verdict(function, key(name, seed, rounds))
            assert found.passed, f"{words}: {found.text()}"


@by_name()
def test_reference_passes(name, seeds, long, thorough):
    """Does the reference pass its own check on several draws of inputs?"""
    more = [AnswerKey(get(name), seed) for seed in range(100 if thorough else 10 * long)]
    for inputs in more or [key(name, seed) for seed in seeds]:
        found = verdict(get(name).reference, inputs)
        assert found.passed, found.text()


@by_name()
def test_the_repeated_seed_is_one_that_matters(name):
    """Would the case that is drawn twice give another result from another seed?"""
    ex = get(name)
    for seed in (0, 101):
        for case in (case for case in key(name, seed).cases if case.again):
            other = {
                name: Seed(value.value + 1) if isinstance(value, Seed) else value
                for name, value in case.inputs.items()
            }
            changed = Case(case.label, other)
            assert not same(*(run(ex, ex.reference, c).value for c in (case, changed)))


@by_name()
def test_bank_is_rich_enough(name):
    """Has each exercise at least six mistakes, three right answers and three hints?"""
    ex = get(name)
    assert len(ex.mistakes) >= 6
    assert len(ex.same_answers) >= 3
    assert len(ex.hints) >= 3
    assert len({mistake.diagnosis for mistake in ex.mistakes}) == len(ex.mistakes)


@by_name()
def test_diagnoses_are_one_clear_line(name):
    """Is each diagnosis one line that fits a notebook's width: a mistake and its correction?"""
    for mistake in get(name).mistakes:
        assert all(split(mistake.diagnosis)), mistake.diagnosis
        assert "\n" not in mistake.diagnosis
        assert 20 <= len(mistake.diagnosis) <= 160, mistake.diagnosis


@by_name()
def test_useless_answers_are_rejected(name, seeds):
    """Are None, two constants, an unchanged input and the list of inputs all rejected?"""
    for useless in (lambda *a: None, lambda *a: 0.0, lambda *a: a[0], lambda *a: list(a)):
        assert not verdict(useless, key(name, seeds[0])).passed


@pytest.mark.long
@by_name()
def test_a_wrong_answer_is_checked_at_once(name, record_property):
    """Is an answer rejected that is wrong in a way nobody listed, and how long does it take?"""
    start = time.process_time()
    assert not assess(get(name), lambda *a: 12345.678).passed
    record_property("check_seconds", (name, time.process_time() - start))
