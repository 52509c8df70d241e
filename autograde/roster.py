"""Read a class list from CSV as spreadsheets and learning platforms write it."""

import csv
import io
import re
from dataclasses import asdict
from pathlib import Path

from autograde.classroom import Classroom, Student
from autograde.errors import CourseError
from autograde.verdicts import STUDENT_ID

COLUMNS = {
    "id": ("id", "studentid", "userid", "username", "login", "idnumber", "sisuserid"),
    "first_name": ("firstname", "first", "givenname", "forename"),
    "last_name": ("lastname", "last", "surname", "familyname"),
    "email": ("email", "mail", "emailaddress"),
}


def read(path: Path) -> list[Student]:
    """Read a roster; its columns may stand in any order and have other usual names.

    Args:
        path: CSV with commas, semicolons or tabs, UTF-8 or what Excel writes; at least a
            column `id`, and as a rule first_name, last_name and email.

    Raises:
        CourseError: names the row and what is wrong with it.
    """
    rows = _rows(path)
    columns = _columns(path, rows[0] if rows else [])
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(field.strip() for field in row):
            continue
        student = _student(path, line, row, columns)
        if student.id in students:
            raise CourseError(
                f"{path}, row {line}: the id '{student.id}' stands in row"
                f" {lines[student.id]} too; each student needs an id of their own."
            )
        students[student.id], lines[student.id] = student, line
    if not students:
        raise CourseError(f"{path} has no students: below the header comes one row for each.")
    return list(students.values())


def user_ids(path: Path) -> dict[str, str]:
    """Read which user of a learning platform each student is: columns `id` and `user_id`.

    Raises:
        CourseError: if a column is missing, or two students have the same user_id.
    """
    rows = _rows(path)
    header = [name.strip().lower() for name in rows[0]] if rows else []
    if not {"id", "user_id"} <= set(header):
        raise CourseError(f"{path}, row 1: expected the columns id,user_id.")
    mine, theirs = header.index("id"), header.index("user_id")
    whole = [row for row in rows[1:] if len(row) > max(mine, theirs) and row[theirs].strip()]
    found = {row[mine].strip(): row[theirs].strip() for row in whole}
    if len(set(found.values())) < len(found):
        raise CourseError(f"{path}: two students have the same user_id.")
    return found


def enrol(room: Classroom, students: list[Student]) -> tuple[list[str], list[str]]:
    """Put students into the gradebook; nobody is removed.

    Returns:
        The ids that are new, and those whose name or email changed.
    """
    known = {student.id: student for student in room.students()}
    new = [student.id for student in students if student.id not in known]
    changed = [s.id for s in students if s.id in known and s != known[s.id]]
    with room.gradebook() as book:
        for student in students:
            if student.id in new or student.id in changed:
                fields = asdict(student)
                book.update_or_create_student(fields.pop("id"), **fields)
    return new, changed


def _rows(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    text = _decode(data)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _columns(path: Path, header: list[str]) -> dict[str, int]:
    names = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header]
    found = {}
    for column, variants in COLUMNS.items():
        places = [names.index(variant) for variant in variants if variant in names]
        if places:
            found[column] = places[0]
    if "id" not in found:
        raise CourseError(
            f"{path}, row 1: there is no column `id` among {', '.join(header) or 'nothing'};"
            " expected id,first_name,last_name,email."
        )
    return found


def _student(path: Path, line: int, row: list[str], columns: dict[str, int]) -> Student:
    if len(row) <= columns["id"]:
        raise CourseError(f"{path}, row {line}: only {len(row)} columns, so the id is missing.")
    fields = {
        column: row[place].strip() if place < len(row) else ""
        for column, place in columns.items()
    }
    if not fields["id"]:
        raise CourseError(f"{path}, row {line}: the id is empty.")
    if not STUDENT_ID.fullmatch(fields["id"]):
        raise CourseError(
            f"{path}, row {line}: the id '{fields['id']}' has other characters than"
            " letters, digits and . _ - @; it names a folder, so it must be plain."
        )
    return Student(**fields)
