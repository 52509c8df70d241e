"""Moodle's grading worksheet: who a participant of an assignment is, and the grades to upload.

Its rows name each participant by a number of this one assignment, which is also in the names of
the submitted files. So namesakes need no other mark. `collect --worksheet` keeps the file as
`moodle/LESSON.csv`, and `feedback` uses it.

Source: moodle/moodle `mod/assign/gradingtable.php`, `mod/assign/feedback/offline/locallib.php`.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograde.classroom.folder import Classroom, Student
from autograde.collect.downloads import Owners
from autograde.core import tables
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError

IDENTIFIER, NAME, GRADE, MAXIMUM = "identifier", "full name", "grade", "maximum grade"
ENDING = "_assignsubmission_file_/"
IDS = ("id number", "username", "email address")


@dataclass(frozen=True)
class Worksheet:
    """A worksheet as Moodle wrote it; `rows` by participant number, in their order."""

    path: Path
    header: list[str]
    rows: dict[str, list[str]]

    def cell(self, number: str, column: str) -> str:
        """Return a participant's cell, "" if there is no such column."""
        names = [name.strip().lower() for name in self.header]
        row = self.rows[number]
        place = names.index(column) if column in names else len(row)
        return row[place].strip() if place < len(row) else ""

    def with_grades(self, grades: Mapping[str, str]) -> str:
        """Return the file with these grades, by participant number; other cells stay."""
        place = [name.strip().lower() for name in self.header].index(GRADE)
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow(self.header)
        for number, row in self.rows.items():
            grade = grades.get(number, row[place])
            writer.writerow([*row[:place], grade, *row[place + 1 :]])
        return stream.getvalue()


def read(path: Path) -> Worksheet:
    """Read a worksheet.

    Raises:
        CourseError: if a column is missing or a row is not of a participant.
    """
    header, *rows = tables.rows(path) or [[]]
    names = [name.strip().lower() for name in header]
    missing = [name for name in (IDENTIFIER, GRADE) if name not in names]
    if missing:
        raise CourseError(
            f"{path} is not a grading worksheet: it has no column {' or '.join(missing)}. In"
            ' Moodle, choose English, then "Download grading worksheet" in the assignment.'
        )
    found: dict[str, list[str]] = {}
    for line, row in enumerate(rows, start=2):
        if not any(map(str.strip, row)):
            continue
        numbered = re.search(r"(\d+)\s*$", row[names.index(IDENTIFIER)]) if row else None
        if numbered is None or len(row) < len(header):
            raise CourseError(f"{path}, row {line}: expected `Participant NUMBER` and a grade.")
        found[numbered[1]] = row
    return Worksheet(path, header, found)


def is_number(cell: str, number: float) -> bool:
    """Whether a cell has this number, with a point or a comma."""
    try:
        return float(cell.replace(",", ".")) == number
    except ValueError:
        return False


def students(sheet: Worksheet, known: Iterable[Student]) -> dict[str, str]:
    """Return the id of each participant who is in the class, by number.

    An id decides, else the email address, else a full name that only one student has.

    Raises:
        CourseError: if two participants are the same student.
    """
    by_id = {}
    known = list(known)
    owners = Owners(known, "")
    for student in known:
        by_id |= {text.lower(): student.id for text in (student.email, student.id) if text}
    found = {}
    for number in sheet.rows:
        texts = [sheet.cell(number, column).lower() for column in IDS]
        ids = [by_id[text] for text in texts if text in by_id]
        ids = ids or owners.called(sheet.cell(number, NAME))
        if ids and len(set(ids)) == 1:
            found[number] = ids[0]
    twice = [student for student, count in Counter(found.values()).items() if count > 1]
    if twice:
        raise CourseError(f"{sheet.path}: two participants are {twice[0]}; check the roster.")
    return found


def keep(classroom: Classroom, lesson: str, path: Path) -> list[str]:
    """Keep a worksheet for a lesson and return the participants who are not in the class."""
    sheet = read(path)
    found = students(sheet, classroom.students())
    target = _kept(classroom, lesson)
    target.parent.mkdir(exist_ok=True)
    write_atomically(target, path.read_bytes())
    others = [number for number in sheet.rows if number not in found]
    return [sheet.cell(number, NAME) or sheet.cell(number, IDENTIFIER) for number in others]


def participants(classroom: Classroom, lesson: str) -> dict[str, str]:
    """Return the students of the worksheet that was kept, by participant number."""
    path = _kept(classroom, lesson)
    return students(read(path), classroom.students()) if path.exists() else {}


def prefixes(classroom: Classroom, lesson: str, ending: str = "") -> dict[str, str]:
    """Return what Moodle puts before the name of each student's file, by id.

    Args:
        classroom: the class.
        lesson: the lesson.
        ending: what follows the number, which differs between Moodle's versions.
    """
    path = _kept(classroom, lesson)
    if not path.exists():
        return {}
    sheet = read(path)
    return {
        student: re.sub(r"[/_]", " ", sheet.cell(number, NAME)) + f"_{number}{ending or ENDING}"
        for number, student in students(sheet, classroom.students()).items()
    }


def _kept(classroom: Classroom, lesson: str) -> Path:
    return classroom.root / "moodle" / f"{lesson}.csv"
