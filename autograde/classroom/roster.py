"""Read a class list from CSV as spreadsheets and learning platforms write it.

Canvas's gradebook export has its own number of each student in ID, and the name in one column;
its first rows are not of students. Moodle's export may have an empty column of ID numbers.
Source: instructure/canvas-lms `lib/gradebook_exporter.rb`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from autograde.classroom import exceptions
from autograde.classroom.folder import Classroom, Student, written
from autograde.classroom.students import IN_GRADEBOOK, keep_sis_ids
from autograde.core import tables
from autograde.core.errors import CourseError
from autograde.core.reports import STUDENT_ID
from autograde.lessons.source import suggest
from lstm_utils.checks.plain import one_line

IDS = ("id", "studentid", "userid", "username", "login", "idnumber", "sisuserid")
IDS_OF_CANVAS = ("sisloginid", "sisuserid")
OF_CANVAS = ("lms_user_id", "sis_user_id", "sis_login_id")
# Canvas makes a login of the Test Student from a hash; its name depends on the language.
TEST_LOGIN = re.compile(r"[0-9a-f]{40}")
TEST_NAME = "Student, Test"
COLUMNS = {
    "first_name": ("firstname", "first", "givenname", "forename"),
    "last_name": ("lastname", "last", "surname", "familyname"),
    "email": ("email", "mail", "emailaddress"),
}


def read(path: Path) -> list[Student]:
    """Read a roster; its columns may be in any order and use other common names.

    Args:
        path: CSV with commas, semicolons or tabs, UTF-8 or what Excel writes; at least a
            column of ids or email addresses, and as a rule first_name, last_name and email.
            Also Canvas's export of its gradebook, and Moodle's.

    Raises:
        CourseError: names the row and what is wrong with it.
    """
    rows = tables.rows(path)
    columns = _columns(path, rows)
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(rows[1:], start=2):
        if _of_nobody(row, columns):
            continue
        student = _student(path, line, row, columns)
        if student.id in students:
            raise CourseError(
                f"{path}, row {line}: duplicate id '{student.id}', first used in row"
                f" {lines[student.id]}; each student needs a unique id."
            )
        students[student.id], lines[student.id] = student, line
    if not students:
        raise CourseError(f"{path} has no students: add one row per student below the header.")
    return list(students.values())


def user_ids(path: Path) -> dict[str, str]:
    """Read which user of a learning platform each student is: columns `id` and `user_id`.

    Raises:
        CourseError: if a column is missing, or two students have the same user_id.
    """
    rows = tables.rows(path)
    header = [name.strip().lower() for name in rows[0]] if rows else []
    if not {"id", "user_id"} <= set(header):
        raise CourseError(f"{path}, row 1: expected the columns id,user_id.")
    ours, platform = header.index("id"), header.index("user_id")
    complete = [
        row for row in rows[1:] if len(row) > max(ours, platform) and row[platform].strip()
    ]
    found = {row[ours].strip(): row[platform].strip() for row in complete}
    if len(set(found.values())) < len(found):
        raise CourseError(f"{path}: two students have the same user_id.")
    return found


def enrol(classroom: Classroom, students: list[Student]) -> tuple[list[str], list[str]]:
    """Put students into the gradebook; nobody is removed.

    Returns:
        The new ids, and the ids with a changed name or email.

    Raises:
        UnwrittenError: if the gradebook is locked; students in rows above are enrolled.
    """
    known = {student.id: student for student in classroom.students()}
    students = [_with_ids(student, known.get(student.id)) for student in students]
    new = [student.id for student in students if student.id not in known]
    changed = [s.id for s in students if s.id in known and s != known[s.id]]
    keep_sis_ids(classroom.root, students)
    with classroom.gradebook() as book, written():
        for student in students:
            if student.id in new or student.id in changed:
                fields = {name: getattr(student, name) for name in IN_GRADEBOOK}
                book.update_or_create_student(fields.pop("id"), **fields)
    return new, changed


def require_students(classroom: Classroom, ids: Iterable[str]) -> None:
    """Raise `CourseError` unless all these ids are in the roster."""
    known = [student.id for student in classroom.students()]
    for student in ids:
        if student not in known:
            hint = suggest(student, known) or "."
            raise CourseError(f"No student of this class has the id '{student}'{hint}")


def differences(classroom: Classroom, students: list[Student]) -> tuple[list[str], list[str]]:
    """Return who is in the class but not in a roster, and who is in it but dropped."""
    listed = {student.id for student in students}
    dropped = exceptions.load(classroom.root).dropped
    ids = [student.id for student in classroom.students()]
    missing = [each for each in ids if each not in listed | dropped]
    return missing, [each for each in ids if each in listed & dropped]


def _with_ids(student: Student, old: Student | None) -> Student:
    """Return a student with Canvas's ids even if this roster does not contain them."""
    known = {name: getattr(student, name) or getattr(old, name, "") for name in OF_CANVAS}
    return replace(student, **known)


def _columns(path: Path, rows: list[list[str]]) -> dict[str, int]:
    """Return the column of each field; for the id, the first usual one that is not empty."""
    header = rows[0] if rows else []
    names = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header]

    def places(variants: tuple[str, ...]) -> list[int]:
        return [names.index(variant) for variant in variants if variant in names]

    found = {column: places(variants)[:1] for column, variants in COLUMNS.items()}
    ids = places(IDS)
    if found["first_name"] and found["last_name"]:  # Moodle may export no other id
        ids += found["email"]
    good = [place for place in ids if any(_field(row, place) for row in rows[1:])]
    if "id" in names and places(IDS_OF_CANVAS):
        found |= {"lms_user_id": places(("id",)), "whole_name": places(("student",))}
        found |= {"sis_user_id": places(("sisuserid",))}
        found |= {"sis_login_id": places(("sisloginid",))}
        ids = places((*IDS_OF_CANVAS, "id"))
        number = names.index("id")
        there = [row for row in rows[1:] if _field(row, number) and not _is_test(row, found)]
        good = [p for p in ids if all(STUDENT_ID.fullmatch(_field(row, p)) for row in there)]
    if not ids:
        there = one_line(", ".join(header)) or "nothing"
        raise CourseError(
            f"{path}, row 1: there is no column `id` among {there};"
            " expected id,first_name,last_name,email."
        )
    places_of = {column: place[0] for column, place in found.items() if place}
    return places_of | {"id": (good or ids)[0]}


def _field(row: list[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _of_nobody(row: list[str], columns: dict[str, int]) -> bool:
    """Whether a row is empty, or of Canvas: points, hidden columns, or its Test Student."""
    number = columns.get("lms_user_id")
    if number is None:
        return not any(map(str.strip, row))
    return not _field(row, number) or _is_test(row, {n: [p] for n, p in columns.items()})


def _is_test(row: list[str], places: dict[str, list[int]]) -> bool:
    """Whether a row of Canvas's export is its Test Student, who has no SIS user id."""
    user, login, name = (
        "".join(_field(row, place) for place in places.get(column, ()))
        for column in ("sis_user_id", "sis_login_id", "whole_name")
    )
    return not user and (bool(TEST_LOGIN.fullmatch(login)) or (name == TEST_NAME and not login))


def _student(path: Path, line: int, row: list[str], columns: dict[str, int]) -> Student:
    if len(row) <= columns["id"]:
        raise CourseError(f"{path}, row {line}: only {len(row)} columns, so the id is missing.")
    fields = {column: _field(row, place) for column, place in columns.items()}
    last, _, first = fields.pop("whole_name", "").partition(",")
    if last:
        fields |= {"last_name": last.strip(), "first_name": first.strip()}
    if not fields["id"]:
        raise CourseError(f"{path}, row {line}: the id is empty.")
    if not STUDENT_ID.fullmatch(fields["id"]):
        raise CourseError(
            f"{path}, row {line}: the id '{fields['id']}' has other characters than"
            " letters, digits and . _ - @; it names a folder, so it must be plain."
        )
    return Student(**fields)
