"""The page about a class: are the counts right, and is it safe to open?"""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from autograde.classroom.folder import Student
from autograde.core import verdicts
from autograde.core.reports import Report
from autograde.report import class_page, export
from autograde.report.status import Grade, Points
from lstm_utils.checks import Result

NOW = datetime(2027, 3, 2, 12, tzinfo=UTC)
LATE = "2027-03-01 23:30:00.000000 UTC"


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += f" {data}"


def _grade(number, status, diagnosis="", score=2.0, last_name="Okafor", verdict="wrong"):
    student = Student(f"s{number}", "Ada", last_name)
    results = (Result("dense", status, diagnosis), Result("why", "answered"))
    report = Report(student.id, "02_x", verdict, results=results, collected_at=LATE)
    return Grade(student, "02_x", 4.0, report, Points(verdict, score))


def _words(grades):
    return " ".join(Elements(class_page.render(grades, "Class", NOW)).text.split())


def test_counts_of_a_class():
    """Are shares, mistakes, medians, days and missing students those of the grades?"""
    nobody = Student("s9", "Zoe", "Sol")
    absent = Report("s9", "02_x", verdicts.NOT_SUBMITTED)
    grades = [
        _grade(1, "passed", score=4.0, verdict="correct"),
        _grade(2, "wrong value", "W is transposed: use W.T."),
        _grade(3, "wrong shape", "W is transposed: use W.T."),
        _grade(4, "not written", score=0.0),
        _grade(5, "raised", score=None, verdict=verdicts.CRASHED),
        Grade(nobody, "02_x", 4.0, absent, Points(absent.verdict)),
    ]
    said = _words(grades)
    assert "5 of 6" in said
    assert "2 / 4" in said
    assert "dense 1 (20 %) 3 1 2 × W is transposed" in said
    assert "Not submitted: 1 Zoe Sol" in said
    assert "No score: 1 Ada Okafor: crashed" in said
    assert "5 Mon 01 Mar" in said
    assert "why" not in said


def test_names_stay_text():
    """Is a name with markup shown as text, and does the page run and load nothing?"""
    page = class_page.render(
        [_grade(1, "passed", last_name="<script>alert(1)</script>", score=None)], "A & B", NOW
    )
    elements = Elements(page).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "img", "link", "iframe", "object"}
    assert not [a for _, attrs in elements for a in attrs if a.startswith("on") or a == "src"]
    assert {a["href"][0] for _, a in elements if "href" in a} == {"#"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"url\(|@import", page)


def test_page_of_a_graded_class(small_class, tmp_path):
    """Does `export --format page` write the lesson, and the mistake that was made?"""
    path = tmp_path / "class.html"
    export.write(small_class, path, "page")
    said = " ".join(Elements(path.read_text(encoding="utf-8")).text.split())
    assert "00_welcome" in said
    assert "× the bias is not added" in said
