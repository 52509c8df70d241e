"""A class with answers in prose that nobody has graded yet."""

import shutil

import pytest

from autograde.classroom import folder as classrooms
from autograde.demo import show
from autograde.marking import questions
from autograde.marking.marking import Marking


@pytest.fixture
def room(demo_folder, tmp_path):
    """A copy of the demo's class."""
    return classrooms.load(shutil.copytree(demo_folder / "class", tmp_path / "class"))


@pytest.fixture
def grader(room):
    """Return the marking of a grader, by name."""
    (question,) = questions.of_lesson(room, show.LESSON)
    return lambda name: Marking(room, show.LESSON, question, name)
