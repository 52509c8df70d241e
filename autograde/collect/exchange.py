"""nbgrader's exchange from the instructor's side, where students write with their own rights.

The sender chooses the name of a submission, so the owner of its files is the submitter.
Nobody's links are followed, as the instructor may read more than a student may.
"""

import os
import pwd
import shutil
import stat
from collections import defaultdict
from datetime import datetime
from logging import Logger
from pathlib import Path
from typing import cast

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import check_mode, ignore_patterns, parse_utc

from autograde.classroom.exchange import require_separate_users
from autograde.core.reports import STUDENT_ID
from lstm_utils.checks.plain import one_line


class Collect(ExchangeCollect):
    """Takes a student's newest submission if the student owns all files in it.

    `refused` has the reason for each submission that was not taken, by its folder's name.
    """

    coursedir: CourseDirectory  # ty: ignore[incompatible-mutable-override]

    def init_src(self) -> None:
        """Find the submissions, and for each student the one that counts."""
        self.refused: dict[str, str] = {}
        if self.check_owner:
            require_separate_users()
        self.inbound_path = os.path.join(self.root, self.coursedir.course_id, "inbound")
        if not check_mode(self.inbound_path, read=True, execute=True):
            self.fail(f"The directory {self.inbound_path} is missing or cannot be read.")
        records = defaultdict(list)
        for name in sorted(os.listdir(self.inbound_path)):
            record = self._record(name)
            if record:
                records[record["username"]].append(record)
        self.src_records = [self._counts(sent) for sent in records.values()]

    def _record(self, name: str) -> dict | None:
        """Read a submission's name; None if it is another lesson's, or refused."""
        student, _, rest = name.partition(f"+{self.coursedir.assignment_id}+")
        if not rest or self.coursedir.student_id not in ("*", "", student):
            return None
        try:
            when = parse_utc(rest.partition("+")[0])
        except (ValueError, OverflowError, TypeError):
            return self._refuse(name, "its name has no valid time.")
        if not STUDENT_ID.fullmatch(student):
            return self._refuse(name, "its name has no valid student id.")
        owner = _user(os.lstat(os.path.join(self.inbound_path, name)).st_uid)
        if self.check_owner and owner != student:
            return self._refuse(
                name,
                f"it claims to be from {student}, but the user {owner} wrote it."
                f" It is not taken; what {student} submitted before is kept.",
            )
        return {"username": student, "filename": name, "timestamp": when}

    def _refuse(self, name: str, why: str) -> None:
        self.refused[one_line(name)] = why
        self.log.error("Submission %s refused: %s", one_line(name), why)

    def _counts(self, sent: list[dict]) -> dict:
        """Return the newest submission in time, or the newest of all if every one is late."""
        newest = self._sort_by_timestamp(sent)
        due = self._due()
        in_time = [one for one in newest if due is None or one["timestamp"] <= due]
        return (in_time or newest)[0]

    def _due(self) -> datetime | None:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            try:
                assignment = book.find_assignment(self.coursedir.assignment_id)
            except MissingEntry:
                return None
            return cast("datetime | None", assignment.duedate)

    def copy_files(self) -> None:
        """Copy each submission that is newer than the one that was collected before."""
        for record in self.src_records:
            student, lesson = record["username"], self.coursedir.assignment_id
            folder = self.coursedir.submitted_directory
            target = Path(self.coursedir.format_path(folder, student, lesson))
            before = self._collected_before(target)
            newer = before is None or record["timestamp"] > before
            if not target.is_dir() or (self.update and newer):
                self._replace(target, record)

    def _collected_before(self, target: Path) -> datetime | None:
        try:
            return parse_utc((target / "timestamp.txt").read_text(encoding="utf-8").strip())
        except (OSError, ValueError, OverflowError, TypeError):
            return None

    def _replace(self, target: Path, record: dict) -> None:
        """Put a submission in the place of the earlier one, once all of it is copied."""
        source = Path(self.inbound_path, record["filename"])
        staged = target.with_name(f".{target.name}.new")
        shutil.rmtree(staged, ignore_errors=True)
        staged.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.do_copy(source, staged)
        except _RefusedError as refusal:
            self._refuse(record["filename"], str(refusal))
            shutil.rmtree(staged, ignore_errors=True)
            return
        shutil.rmtree(target, ignore_errors=True)
        staged.rename(target)

    def do_copy(self, src: Path, dest: Path, log: Logger | None = None) -> None:
        """Copy one submission; what cannot be copied is left out, and logged."""
        course, owner = self.coursedir, os.lstat(src).st_uid
        if os.path.islink(src) or self.get_size(src) > 1000 * course.max_dir_size:
            raise _RefusedError("it is a link or too large.")
        ignored = ignore_patterns(
            exclude=course.ignore, include=course.include,
            max_file_size=course.max_file_size, log=self.log,
        )  # fmt: skip

        def copy(source: str, target: str) -> None:
            _copy_file(source, target, owner if self.check_owner else None)

        try:
            shutil.copytree(src, dest, symlinks=True, ignore=ignored, copy_function=copy)
        except OSError as error:  # a link to nothing, a file that changes while it is read
            self.log.error("%s is not collected completely: %s", src, error)
        if course.groupshared:
            _share(Path(dest))


class _RefusedError(Exception):
    """A submission that is not taken; the text says why."""


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Publishes each page on its own: one that cannot be published stops no other.

    `failed` maps each student without a published page to the reason.
    """

    coursedir: CourseDirectory  # ty: ignore[incompatible-mutable-override]

    def copy_files(self) -> None:
        """Publish the page of each student."""
        self.failed: dict[str, str] = {}
        course, everybody = self.coursedir, self.coursedir.student_id
        pattern = course.format_path(course.feedback_directory, "*", course.assignment_id)
        folders = sorted(Path("/").glob(pattern.lstrip("/")))
        students = [folder.parent.name for folder in folders]
        for student in students if everybody in ("*", "") else [everybody]:
            course.student_id = student
            try:
                self.init_src()
                super().copy_files()
            except (OSError, ValueError) as error:
                self.failed[student] = one_line(f"{type(error).__name__}: {error}")
                self.log.error("No feedback published for %s: %s", student, error)
        course.student_id = everybody


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"number {number}"


def _copy_file(source: str, target: str, owner: int | None) -> None:
    """Copy what is a file at the moment when it is opened; a pipe is not waited for."""
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        found = os.fstat(handle)
        if owner is not None and found.st_uid != owner:
            name, other = one_line(os.path.basename(source)), _user(found.st_uid)
            raise _RefusedError(f"{name} in it was written by the user {other}.")
        if stat.S_ISREG(found.st_mode):
            with open(target, "wb") as copy:
                shutil.copyfileobj(stream, copy)


def _share(folder: Path) -> None:
    """Let the group of instructors write, as nbgrader does where it is asked to."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o7777 | (0o2770 if path.is_dir() else 0o660))
