"""Does the replay of a released lesson find what a run from top to bottom would find?"""

import pytest
from nbformat.v4 import new_code_cell

from tests.lessons.replay import leave_out_long, replay


def replayed(*cells):
    """Run cells, `answer` among them, then replay them with the answer not written."""
    ran, before, space = [], [], {"ran": []}
    for source in cells:
        before.append(dict(space))
        exec(source, space)
    ran, solved = space["ran"], len(space["ran"])
    stub = "def answer():\n    raise NotImplementedError"
    numbered = [(str(n), stub if "answer():" in q else q) for n, q in enumerate(cells)]
    exercises = [name for name, source in numbered if source == stub]
    return replay({}, before, numbered, exercises), ran[solved:]


ANSWER = "def answer():\n    return 1"


def test_only_what_uses_the_answer_runs_again():
    """Is a cell that uses no answer left out, and one that calls it found?"""
    raised, ran = replayed("ran.append(0)", ANSWER, "ran.append(1)", "answer()\nran.append(2)")
    assert raised == {"1": None, "3": ("NotImplementedError", "")}
    assert ran == []


def test_a_helper_passes_the_answer_on():
    """Is a cell found that calls the answer through a function of another cell?"""
    raised, _ = replayed(ANSWER, "def helper():\n    return answer()", "helper()")
    assert raised == {"0": None, "1": None, "2": ("NotImplementedError", "")}


def test_what_a_failed_cell_would_have_bound_is_missing():
    """Is a cell found that reads a variable which only a failed cell would have bound?"""
    raised, _ = replayed(ANSWER, "x = answer()", "y = x + 1")
    assert raised["2"] == ("NameError", "name 'x' is not defined")


def test_variables_are_those_of_the_time():
    """Has a cell the values from before it, also where a later cell binds the name again?"""
    cells = (ANSWER, "x = 1", "assert x == 1\nanswer()", "x = 2", "assert x == 2\nanswer()")
    raised, _ = replayed(*cells)
    assert raised["2"] == raised["4"] == ("NotImplementedError", "")


def test_a_failed_cell_keeps_what_it_bound_before():
    """Does a later cell find the old value of a name that a failed cell did not reach?"""
    raised, _ = replayed(
        ANSWER,
        "x = 1",
        "y = 3\nx = answer() + 1",
        "assert y == 3\nif x == 1:\n    raise LookupError",
    )
    assert raised["3"] == ("LookupError", "")


def cell(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


def test_long_cells_and_what_needs_them_are_left_out():
    """Does a quick run skip a long cell and the users of its results, and no other cell?"""
    cells = [
        cell("n = 3"),
        cell("losses = train(n)", "explore", "long"),
        cell("best = min(losses)", "explore"),
        cell("show(best)", "explore"),
        cell("losses = [1.0]\nshow(losses)", "explore"),
        cell("show(losses, n)", "explore"),
    ]
    leave_out_long(cells)
    assert [c.source == "pass" for c in cells] == [False, True, True, True, False, False]


def test_a_graded_cell_needs_no_long_cell():
    """Is a lesson refused in which an exercise uses the result of a long cell?"""
    with pytest.raises(AssertionError, match="it needs a long cell"):
        leave_out_long([cell("p = train()", "explore", "long"), cell("check('a', p)")])
