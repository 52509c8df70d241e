"""A class's own points, and what goes with an exercise that is left out."""

import re

import pytest

from autograde.lessons import build
from autograde.lessons.overrides import Overrides, _names_of, applied
from autograde.lessons.source import read


@pytest.mark.parametrize("lesson", build.lessons(), ids=lambda lesson: lesson.name)
def test_any_exercise_can_be_left_out(lesson):
    """Does leaving out one exercise take its own cells only, and its task with it?"""
    whole = read(lesson)
    for cell in whole.cells:
        if cell.role in ("exercise", "question"):
            left = applied(whole, Overrides(left_out=frozenset([cell.name])))
            gone = [other for other in whole.cells if other not in left.cells]
            assert {other.name for other in gone if other.role} == {cell.name}
            texts = [c for c in gone if c.kind == "markdown" and not c.role]
            assert len(texts) <= 2, cell.name
            kept = "\n".join(c.source for c in left.cells if c.kind == "markdown")
            lost = "\n".join(c.source for c in gone if c.kind == "markdown")
            headings = re.findall("^## .*", lost, re.M)
            assert sum(heading not in kept for heading in headings) <= 1, cell.name


@pytest.mark.parametrize(
    ("source", "bound", "used"),
    [
        ("a = b + 1\na, a", {"a"}, {"b"}),
        ("def f(x=b):\n    y = x\n    return y + c", {"f"}, {"b", "c"}),
        ("class A(B):\n    cell = c\n    def f(self):\n        return d", {"A"}, {*"Bcd"}),
        ("def f():\n    return g()\ndef g():\n    return [b for _ in c]", {*"fg"}, {*"bc"}),
    ],
)
def test_names_of_a_cell(source, bound, used):
    """Are the names found that a cell needs of others, in functions and in classes, too?"""
    found = _names_of(source)
    assert (found[0], found[1] - {"__name__", "__module__"}) == (bound, used)
