"""Collect submissions from a folder or a platform's download, or from nbgrader's exchange.

What a student handed in is refused for that student alone (see `unzip`); nothing else stops.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograde.classroom import exceptions, exchange
from autograde.classroom.folder import Classroom
from autograde.classroom.release import reason
from autograde.classroom.submissions import collected_at, due_date, time_of
from autograde.collect import downloads, earlier, worksheet
from autograde.collect.downloads import Owners, Sender
from autograde.collect.unzip import RefusedError, notebook_bytes
from autograde.core import reports, verdicts
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from lstm_utils.checks.plain import one_line

# Why nothing was taken, as the student may read it.
UNCLEAR_SENDER = "A file was found that may be of more than one student."
NO_NOTEBOOK = "What was handed in is neither a notebook nor a zip file."
SEVERAL = "Several files were found, and it is not clear which of them counts."


@dataclass
class Collected:
    """What happened to each file: ids that are new, replaced or unchanged, and the rest.

    `refused` and `unknown` give the reason, by student and by file; `late`: late in Canvas.
    """

    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def from_folder(classroom: Classroom, lesson: str, source: Path) -> Collected:
    """Collect `.ipynb` and `.zip` files, matched to students by their paths (see `downloads`).

    Of several files by one student the one named as the lesson counts, else the newest. What
    Canvas does not call late was handed in by the due date, whenever it is collected.

    Args:
        classroom: the class.
        lesson: a released lesson.
        source: a folder, or the zip that Canvas or Moodle made.

    Raises:
        CourseError: if the source is missing, or the class has no roster.
    """
    classroom.require_released(lesson)
    students = classroom.students()
    if not students:
        raise CourseError(
            f"{classroom.root} has no students yet: import a roster with"
            " `lstm-course classroom DIR --roster FILE.csv`."
        )
    collected = Collected()
    due = due_date(classroom, lesson)
    with downloads.files(source) as paths:
        owners = Owners(students, lesson, worksheet.participants(classroom, lesson))
        clear, unclear = _one_each(paths, owners, lesson, collected)
        for student, why in unclear.items():
            _refuse(classroom, lesson, student, why)
        for student, file in clear.items():
            try:
                data = notebook_bytes(file.path, file.name, lesson)
            except RefusedError as refusal:
                _refuse(classroom, lesson, student, str(refusal))
                collected.refused[student] = str(refusal)
                continue
            if file.late:
                collected.late.append(student)
            in_time = file.late is False
            when = min(due, _now()) if due and in_time else _now()
            getattr(collected, _store(classroom, lesson, student, data, when)).append(student)
    collected.notes += earlier.notes(classroom, lesson, collected.replaced)
    return collected


def from_exchange(classroom: Classroom, lesson: str) -> Collected:
    """Collect from nbgrader's exchange.

    Raises:
        CourseError: if no exchange is configured, or nbgrader fails.
    """
    classroom.require_released(lesson)
    if not classroom.api.exchange_is_functional:
        raise CourseError(
            "No exchange is configured here:"
            f" collect from a folder or zip with `lstm-course collect {lesson} --from PATH`."
        )
    before = _times(classroom, lesson)
    collecting, said = exchange.carry_out(classroom.api, "Collect", lesson)
    if not said["success"]:
        raise CourseError(f"nbgrader could not collect {lesson}: {reason(said)}")
    for student, why in getattr(collecting, "not_taken", {}).items():
        _refuse(classroom, lesson, student, why)
    after = _times(classroom, lesson)
    known = sorted(after.keys() & {student.id for student in classroom.students()})
    replaced = [s for s in known if s in before and after[s] != before[s]]
    kept = getattr(collecting, "kept", [])
    return Collected(
        new=[student for student in known if student not in before],
        replaced=replaced,
        unchanged=[s for s in known if s in before and after[s] == before[s]],
        refused=getattr(collecting, "refused", {}),
        unknown=dict.fromkeys(
            sorted(after.keys() - set(known)), "the roster has no such student."
        ),
        notes=earlier.notes(classroom, lesson, dict.fromkeys([*replaced, *kept])),
    )


def _times(classroom: Classroom, lesson: str) -> dict[str, str]:
    """Return when each student's submission was made, by id."""
    ids = classroom.api.get_submitted_students(lesson)
    paths = {student: classroom.notebook("submitted", lesson, student) for student in ids}
    return {student: collected_at(path) for student, path in paths.items()}


@dataclass(frozen=True)
class _File:
    """A file of one student: its name as it was found, where it lies, who sent it."""

    name: str
    path: Path
    sender: Sender | None

    @property
    def late(self) -> bool | None:
        """What Canvas says; None if it is not from there."""
        return self.sender.late if self.sender and self.sender.upload is not None else None

    def rank(self, lesson: str) -> tuple:
        """What grows with the claim to be the one that counts; a platform gives no times."""
        if self.sender is None:
            return (self.path.lstat().st_mtime,)
        return self.sender.own.startswith(lesson), self.sender.upload or 0


def _one_each(
    paths: dict[str, Path], owners: Owners, lesson: str, collected: Collected
) -> tuple[dict[str, _File], dict[str, str]]:
    """Return one file per student, and why there is none of the others; note their files."""
    claims: dict[str, list[_File]] = defaultdict(list)
    others, unclear = [], {}
    for name, path in paths.items():
        sender = downloads.sender(name)
        if not downloads.may_hold_a_notebook(name):
            others += [name] if sender else []
            continue
        ids = owners.of(name)
        if len(ids) == 1:
            claims[ids[0]].append(_File(name, path, sender))
        else:
            collected.unknown[one_line(name)] = one_line(owners.why_not(name))
            unclear |= dict.fromkeys(ids, UNCLEAR_SENDER)
    for name in others:
        ids = owners.of(name)
        if claims.keys().isdisjoint(ids):
            collected.unknown[one_line(name)] = "it is neither a notebook nor a zip file."
            unclear |= dict.fromkeys(ids, NO_NOTEBOOK)
    chosen = {s: _counts(s, claimed, lesson, collected) for s, claimed in claims.items()}
    clear = {student: file for student, file in chosen.items() if file is not None}
    unclear |= dict.fromkeys(chosen.keys() - clear.keys(), SEVERAL)
    return clear, {s: why for s, why in unclear.items() if s not in clear}


def _counts(
    student: str, claimed: list[_File], lesson: str, collected: Collected
) -> _File | None:
    """Return the one file of a student that counts, or None if that is not clear."""
    people = {file.sender and file.sender.number for file in claimed}
    ranked = sorted(claimed, key=lambda file: file.rank(lesson)) if len(people) == 1 else []
    if not ranked or (ranked[1:] and ranked[-1].rank(lesson) == ranked[-2].rank(lesson)):
        why = f"{student} has {len(claimed)} files; leave the one that counts."
        if len(people) > 1:
            why = f"{student} has files of different senders; leave the right one."
        collected.unknown |= {one_line(file.name): why for file in claimed}
        return None
    *others, counts = ranked
    for other in others:
        names = one_line(counts.name), one_line(other.name)
        collected.notes.append("{}: {} counts, not {}".format(student, *names))
    return counts


def _now() -> datetime:
    return datetime.now(UTC)


def _store(classroom: Classroom, lesson: str, student: str, data: bytes, when: datetime) -> str:
    """Put a notebook into `submitted/`; return what that changed.

    Its time is when that came of it first: the due date may not have been known then.
    A submission that was there before is kept (see `earlier`).
    """
    path = classroom.notebook("submitted", lesson, student)
    stamp, text = path.with_name("timestamp.txt"), f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"
    if path.exists() and path.read_bytes() == data:
        before = collected_at(path)
        if not before or parse_utc(text) < parse_utc(before):
            write_atomically(stamp, text)
        return "unchanged"
    happened = "new"
    if path.exists():
        if _was_not_chosen(classroom, lesson, student, data):
            return "unchanged"
        earlier.move_away(classroom.root, path.parent, lesson, student)
        happened = "replaced"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(stamp, text)
    write_atomically(path, data)
    return happened


def _was_not_chosen(classroom: Classroom, lesson: str, student: str, data: bytes) -> bool:
    """Whether another submission was chosen while this one was known."""
    when = time_of(classroom.notebook("submitted", lesson, student))
    known = exceptions.load(classroom.root)
    others = (version.path for version in earlier.versions(classroom, lesson, student))
    return earlier.is_chosen(known, lesson, student, when) and any(
        (path / f"{lesson}.ipynb").read_bytes() == data for path in others
    )


def _refuse(classroom: Classroom, lesson: str, student: str, why: str) -> None:
    """Keep the refusal as the student's verdict, unless an earlier file was taken."""
    if not classroom.notebook("submitted", lesson, student).exists():
        reports.save(classroom.root, Report(student, lesson, verdicts.NOT_TAKEN, why))
