"""The page about a class in a real browser."""

from datetime import UTC, datetime

import pytest

from autograde.classroom.folder import Student
from autograde.core.reports import Report
from autograde.lessons import build
from autograde.report import class_page
from autograde.report.status import Grade, Points
from lstm_utils.checks import Result

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]
NARROW = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


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
