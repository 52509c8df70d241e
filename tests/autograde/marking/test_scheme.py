"""Mark schemes as items: does every lesson's scheme come apart into its points?"""

import pytest

from autograde.lessons import build
from autograde.lessons.source import read
from autograde.marking.scheme import Item, comment, items

QUESTIONS = [
    pytest.param(cell, id=cell.name)
    for folder in build.lessons()
    for cell in read(folder).named("question")
]


@pytest.mark.parametrize("cell", QUESTIONS)
def test_items_add_up(cell):
    """Do the items of a question's mark scheme add up to its points, each with words?"""
    found = items(cell.inside("MARK SCHEME"))
    assert sum(item.points for item in found) == cell.options["points"]
    assert all(len(item.name) > 8 for item in found)


def test_items_of_a_scheme():
    """Does an item have its continuation lines, and nothing of what follows the list?"""
    text = (
        "Accept numbers.\n\n- 1 point: the step is\n  too long: 40 times. Half without.\n"
        "- 0.5 points: a name\n\nReasons:\n- 2 points are not an item\n- 2 points: two"
    )
    assert items(text) == (
        Item(1.0, "the step is too long: 40 times. Half without."),
        Item(0.5, "a name"),
        Item(2.0, "two"),
    )
    assert items(text)[0].name == "the step is too long"
    assert items("Use your judgement.\n- one point: no number") == ()


def test_comment_names_what_is_missing():
    """Does the student read which items are missing, and the grader's own words?"""
    found = items("- 1 point: the number. More.\n- 2 points: the reason\n- 1 point: the end")
    said = comment(found, [0.5, 0.0, 1.0], "  See lesson 3. \n")
    assert said == "0.5 of 1: the number.\n0 of 2: the reason.\nSee lesson 3."
    assert comment(found, [1.0, 2.0, 1.0], "") == ""
