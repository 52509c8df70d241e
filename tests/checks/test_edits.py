"""Model answers, and the wrong and right answers that are edits of them."""

import pytest

from lstm_utils.checks import assess, find_the_bug, get, names
from lstm_utils.checks.declare import Exercise, equivalents, mistakes
from lstm_utils.checks.edits import EditError, edited, in_order

SOURCE = "def f(x, W):\n    a = x @ W.T\n    return a + a\n"


@pytest.mark.parametrize("name", names())
def test_model_answer_passes(name):
    """Does the model answer of the lesson, compiled from its text, pass its own check?"""
    exercise = get(name)
    verdict = assess(exercise, exercise.compiled(exercise.model_answer))
    assert verdict.passed, verdict.text()


def test_names_follow_the_lesson():
    """Are the exercises of a lesson listed in the lesson's order, without loading the bank?"""
    assert names("02_feedforward") == in_order("02_feedforward")
    assert names("02_feedforward")[0] == "cross-entropy"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("W.T", "W"), "def f(x, W):\n    a = x @ W\n    return a + a\n"),
        ([("W.T", "W"), ("a + a", "a")], "def f(x, W):\n    a = x @ W\n    return a\n"),
        ("a = x\n  \nreturn a", "def f(x, W):\n    a = x\n\n    return a\n"),
    ],
)
def test_an_edit_applies(edit, expected):
    """Do one replacement, two replacements, and a new body give the expected source?"""
    assert edited(SOURCE, edit) == expected


@pytest.mark.parametrize("edit", [("b", "c"), ("a +", "a +"), ("x", "y")])
def test_an_edit_that_does_not_fit_is_refused(edit):
    """Is an edit refused where its text is missing, ambiguous, or unchanged?"""
    with pytest.raises(EditError):
        edited(SOURCE, edit)


def test_edits_make_mistakes_and_equivalents():
    """Do edits of a lesson's answer become mistakes with a source, and right answers?"""
    ex = Exercise("gate", "08_lstm", get("gate").reference, ("the gate",), ())
    mistakes(ex, {"W_ih is not transposed.": ("W_ih.T", "W_ih")})
    equivalents(ex, {"b first": ("x @ W_ih.T + h @ W_hh.T + b", "b + x @ W_ih.T + h @ W_hh.T")})
    assert "x @ W_ih + h" in ex.mistakes[0].source
    assert not assess(get("gate"), ex.mistakes[0].function).passed
    assert assess(get("gate"), ex.same_answers["b first"]).passed


def test_find_the_bug(capsys):
    """Does a wrong function show a case without naming its mistake, and a right one pass?"""
    ex = get("cell-update")
    find_the_bug("cell-update", lambda c_prev, i, f, g, o: ex.reference(c_prev, f, i, g, o))
    shown = capsys.readouterr().out
    assert shown.startswith("✗ cell-update: wrong value")
    assert "Looks like" not in shown
    find_the_bug("cell-update", ex.compiled(ex.model_answer))
    assert capsys.readouterr().out.startswith("✓ cell-update: you found the bug")
