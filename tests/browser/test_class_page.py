"""The page about a class in a real browser."""

from datetime import UTC, datetime

import pytest

from autograde.classroom.folder import Student
from autograde.core import verdicts
from autograde.core.reports import Report
from autograde.lessons import build
from autograde.report import class_page
from autograde.report.status import Grade, Points
from lstm_utils.checks import Result

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]
NARROW = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


SHOWN = """
return [...document.querySelectorAll("details > :not(summary)")]
  .map(each => each.checkVisibility({contentVisibilityAuto: true}))
"""


def waiting(number):
    """Return the grade of a student with an answer that a person has to mark."""
    report = Report(f"s{number}", "08_lstm", "correct", results=(Result("why", "answered"),))
    points = Points(verdicts.AWAITING, 34.0)
    return Grade(Student(report.student), "08_lstm", 37.0, report, points)


def test_a_printed_page_shows_what_is_folded(browser, tmp_path):
    """Are more names than fit on a screen folded, and printed nevertheless?"""
    page = tmp_path / "class.html"
    grades = [waiting(number) for number in range(40)]
    page.write_text(class_page.render(grades, "Class", datetime.now(UTC)), encoding="utf-8")
    browser.get(page.as_uri())
    assert browser.execute_script(SHOWN) == [False]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        browser.refresh()
        assert browser.execute_script(SHOWN) == [True]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_phone_shows_all_columns(browser, tmp_path):
    """Does the table of all lessons, with names as long as ours, fit a phone?"""
    student = Student("s1", "Ada", "Okafor")
    grades = [
        Grade(
            student,
            folder.name,
            37.0,
            Report("s1", folder.name, "wrong", results=(Result("lstm-step", "wrong value"),)),
            Points("wrong", 17.5),
        )
        for folder in build.lessons()
    ]
    page = tmp_path / "class.html"
    page.write_text(class_page.render(grades, "Class", datetime.now(UTC)), encoding="utf-8")
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", NARROW)
    try:
        browser.get(page.as_uri())
        width = browser.execute_script("return document.documentElement.scrollWidth")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width == NARROW["width"]
