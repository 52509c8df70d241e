"""nbgrader's exchange from the instructor's side, where students write with their own rights.

The sender chooses the name of a submission, so the owner of its files is the submitter.
Nobody's links are followed, as the instructor may read more than a student may.
"""

import os
import pwd
import shutil
import stat
from collections import defaultdict
from datetime import UTC, datetime
from logging import Logger
from pathlib import Path
from typing import cast

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import check_mode, ignore_patterns, parse_utc

from autograde.classroom import exceptions
from autograde.classroom.exchange import require_separate_users
from autograde.collect import earlier
from autograde.core.reports import STUDENT_ID
from lstm_utils.checks.plain import one_line


class Collect(ExchangeCollect):
    """Takes a student's newest submission if the student owns all files in it.

    A late one beside one in time is kept, too, without counting (see `earlier`).
    `refused` has the reason for each submission that was not taken, by its folder's name;
    `kept` the students with a new submission that does not count, `not_taken` why a student's
    own submission was refused.
    """

    coursedir: CourseDirectory  # ty: ignore[incompatible-mutable-override]

    def init_src(self) -> None:
        """Find the submissions, and for each student the one that counts."""
        self.refused: dict[str, str] = {}
        self.kept: list[str] = []
        self.not_taken: dict[str, str] = {}
        self.known = exceptions.load(Path(self.coursedir.root))
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
        due = self._due()
        self.src_records = [self._counts(sent, due) for sent in records.values()]
        newest = [self._sort_by_timestamp(sent)[0] for sent in records.values()]
        self.late_records = [record for record in newest if record not in self.src_records]

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

    def _counts(self, sent: list[dict], due: datetime | None) -> dict:
        """Return the newest submission in time, or the newest of all if every one is late."""
        newest = self._sort_by_timestamp(sent)
        until = self.known.due(newest[0]["username"], self.coursedir.assignment_id, due)
        in_time = [one for one in newest if until is None or _utc(one["timestamp"]) <= until]
        return (in_time or newest)[0]

    def _due(self) -> datetime | None:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            try:
                assignment = book.find_assignment(self.coursedir.assignment_id)
            except MissingEntry:
                return None
            due = cast("datetime | None", assignment.duedate)
            return due and _utc(due)

    def copy_files(self) -> None:
        """Copy each submission that is newer than the one that was collected before."""
        for record in self.src_records:
            target = self._target(record["username"])
            before = self._collected_before(target)
            newer = before is None or record["timestamp"] > before
            if not target.is_dir() or (self.update and newer and not self._settled(record)):
                self._replace(target, record)
        for record in self.late_records:
            self._keep(record)

    def _settled(self, record: dict) -> bool:
        """Whether another submission was chosen while this one was known."""
        student, lesson = record["username"], self.coursedir.assignment_id
        before = self._collected_before(self._target(student))
        chosen = before and earlier.is_chosen(self.known, lesson, student, _utc(before))
        return bool(chosen) and self._place(record).is_dir()

    def _target(self, student: str) -> Path:
        course = self.coursedir
        folder = course.submitted_directory
        return Path(course.format_path(folder, student, course.assignment_id))

    def _place(self, record: dict) -> Path:
        """Return where a submission is kept that does not count."""
        course, when = self.coursedir, _utc(record["timestamp"])
        return earlier.place(Path(course.root), course.assignment_id, record["username"], when)

    def _keep(self, record: dict) -> None:
        """Copy a late submission beside the one that counts, unless it is known."""
        target = self._place(record)
        before = self._collected_before(self._target(record["username"]))
        known = target.is_dir() or before == record["timestamp"]
        if not known and self._copied(record, target):
            self.kept.append(record["username"])

    def _collected_before(self, target: Path) -> datetime | None:
        try:
            return parse_utc((target / "timestamp.txt").read_text(encoding="utf-8").strip())
        except (OSError, ValueError, OverflowError, TypeError):
            return None

    def _replace(self, target: Path, record: dict) -> None:
        """Put a submission in the place of the earlier one, which is kept."""
        staged = target.with_name(f".{target.name}.new")
        if self._copied(record, staged):
            if target.exists():
                course = self.coursedir
                root, lesson = Path(course.root), course.assignment_id
                earlier.move_away(root, target, lesson, record["username"])
            staged.rename(target)
            shutil.rmtree(self._place(record), ignore_errors=True)  # it counts now

    def _copied(self, record: dict, target: Path) -> bool:
        """Copy a submission completely, or not at all if it is refused."""
        staged = target.with_name(f".{target.name}.copy")
        shutil.rmtree(staged, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        staged.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.do_copy(Path(self.inbound_path, record["filename"]), staged)
        except _RefusedError as refusal:
            self._refuse(record["filename"], str(refusal))
            self.not_taken[record["username"]] = str(refusal)
            shutil.rmtree(staged, ignore_errors=True)
            return False
        staged.rename(target)
        return True

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


def _utc(when: datetime) -> datetime:
    """Return a time as nbgrader keeps it, in UTC without a zone, with its zone."""
    return when.replace(tzinfo=UTC)


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
