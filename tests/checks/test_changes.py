"""Changes of a model answer: is each kind of mistake among them, and named by what it is?"""

import ast

import numpy as np
import pytest

from lstm_utils.checks import Exercise, assess, get, names
from lstm_utils.checks.variants import MOST, pairs, variants

SOURCE = """
import numpy as np

def weigh(x, W, n):
    total = np.zeros(W.shape[0])
    for t in range(1, n):
        total += np.dot(x[t, :2], W.T)
    return np.tanh(total.mean()) - total / 2
"""


@pytest.fixture(scope="module")
def weigh():
    """Return an exercise with one model answer that has a loop, a slice and a product."""
    space: dict = {}
    exec(SOURCE, space)
    ex = Exercise("weigh", "none", space["weigh"], ("z",), ())
    ex.__dict__["model_answer"] = SOURCE
    ex.cases(
        lambda rng: iter(
            (f"n={n}", dict(x=rng.normal(size=(7, 4)), W=rng.normal(size=(3, 2)), n=n))
            for n in (2, 4, 6)
        )
    )
    return ex


def test_a_starred_argument_is_no_value_of_its_own():
    """Do all variants of an answer with np.logaddexp(*pair) compile?"""
    source = "def join(pair):\n    return -np.logaddexp(*pair) + np.sum(*pair)\n"
    ex = Exercise("join", "none", max, ("z",), ())
    ex.__dict__["model_answer"] = source
    found = variants(ex)
    assert len(found) > 2
    for mistake in found:
        compile(mistake.source, "<variant>", "exec")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("range(1, n)", "range(1, n - 1)", "a loop that ends one earlier"),
        ("range(1, n)", "range(1 - 1, n)", "a loop that begins one earlier"),
        (":2]", ":2 - 1]", "a slice that is off by one"),
        ("np.dot(x[t, :2], W.T)", "np.dot(W.T, x[t, :2])", "two arguments in the other order"),
        ("total +=", "total =", "an update overwrites what was there"),
        ("total +=", "total -=", "the sign of an update is flipped"),
        (".mean()", ".sum()", "sum in place of another function"),
        ("total / 2", "total / 4", "4 in place of a constant"),
        ("np.tanh(total.mean())", "total.mean()", "without np.tanh(...)"),
        ("- total / 2", "+ total / 2", "+ total / 2"),
        ("np.zeros", "np.ones", "ones in place of another function"),
    ],
)
def test_each_kind_of_mistake_is_a_change(weigh, old, new, words):
    """Is a mistake of each kind among the variants, with words that say what it is?"""
    assert SOURCE.count(old) == 1
    wanted = ast.unparse(ast.parse(SOURCE.replace(old, new)))
    found = [m.diagnosis for m in variants(weigh) if m.source == wanted]
    assert len(found) == 1
    assert words in found[0]


def test_a_loop_that_begins_early_is_named(weigh):
    """Is a loop over too many steps named, however it is written, and not corrected at once?"""

    def early(x, W, n):
        total = sum((x[t, :2] @ W.T for t in range(n)), np.zeros(3))
        return np.tanh(total.sum() / 3) - 0.5 * total

    name, _, correction = assess(weigh, early).diagnosis.partition(": ")
    assert name == "the result matches a loop that begins one earlier, `range(1 - 1, n)`"
    assert "`range(1, n)`" in correction


def test_two_known_mistakes_at_once_are_both_named():
    """Are two mistakes of one formula both named, which spoil the same output?"""

    def answer(x, h, W_ih, W_hh, b):
        return np.tanh(x @ W_ih.T + h @ W_hh - b)

    first, second = assess(get("rnn-step"), answer).diagnosis.splitlines()
    assert first.startswith("W_hh is not transposed")
    assert second.startswith("the bias is subtracted")


@pytest.mark.parametrize("name", ["gate", "rnn-step", "adam-step"])
def test_pairs_are_functions(name):
    """Is a pair of edits left out that do not make a function together?"""
    for mistake in pairs(get(name)):
        assert callable(mistake.function)


def test_an_answer_that_nothing_explains_is_shown():
    """Does a wrong answer without a name get what was expected and what came?"""
    text = assess(get("rnn-step"), lambda x, h, W_ih, W_hh, b: 0.3 * h + 0.1).text()
    assert "expected" in text
    assert "cannot be compared" not in text


@pytest.mark.parametrize("name", names())
def test_no_change_is_left_out(name):
    """Are all changes of the model answer tried, so that the limit cuts none off?"""
    assert len(variants(get(name))) < MOST
