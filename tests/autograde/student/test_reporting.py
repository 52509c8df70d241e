"""The report on an answer that was checked wrongly."""

import getpass
import re
from pathlib import Path

import pytest

from autograde.core.errors import CourseError
from autograde.student import reporting
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON
from tests.autograde.student.test_handin import write

LOST = f"""\
def weighted_sum(x, w, b):
    raise OSError("{Path.home()}/me.txt and /scratch/{getpass.getuser()}/b are lost")
"""


def test_report(home, course):
    """Has the report the answer, the verdict, the mistake by name and the versions?"""
    write(home, ANSWERS["biasless"])
    text = reporting.write(home, LESSON, EXERCISE, course).read_text(encoding="utf-8")
    assert f"```python\n{ANSWERS['biasless'].strip()}\n```" in text
    assert "wrong value\nthe bias is not added" in text
    for what in (f"check of {EXERCISE}", "Python 3", "numpy 2", "lstm-course 0"):
        assert f"- {what}" in text


def test_report_without_personal_data(home, course):
    """Is neither the home folder nor the user name of a path in the report?"""
    write(home, LOST)
    text = reporting.write(home, LESSON, EXERCISE, course).read_text(encoding="utf-8")
    assert str(Path.home()) not in text
    assert re.search(rf"/{getpass.getuser()}\b", text) is None
    assert "/scratch/USER/b are lost" in text


def test_unknown_exercise(home, course):
    """Does an error name the exercises of the lesson?"""
    with pytest.raises(CourseError, match=f"has no exercise 'gate'. It has: {EXERCISE}"):
        reporting.write(home, LESSON, "gate", course)
