"""The names under which a platform takes files back for its students."""

from collections import defaultdict
from pathlib import Path

from autograde.classroom.folder import Classroom
from autograde.collect import downloads, worksheet
from autograde.collect.downloads import Owners


def prefixes(classroom: Classroom, lesson: str, download: Path) -> dict[str, str]:
    """Return what a platform puts before the name of each student's file.

    A student with files from several senders is left out. With Moodle's worksheet, students
    without a file have a prefix, too: one of a pair may have submitted for both.

    Args:
        classroom: the class.
        lesson: the lesson.
        download: what was collected from, a zip or folder.
    """
    participants = worksheet.participants(classroom, lesson)
    owners = Owners(classroom.students(), lesson, participants)
    found, endings = defaultdict(dict), [""]
    with downloads.files(download) as paths:
        for sent, ids in ((downloads.sender(path), owners.of(path)) for path in paths):
            if sent and len(ids) == 1:
                found[ids[0]][sent.number] = sent.prefix
                endings.append(sent.prefix.partition(f"_{sent.number}")[2])
    once = {s: next(iter(ways.values())) for s, ways in found.items() if len(ways) == 1}
    return worksheet.prefixes(classroom, lesson, endings[-1]) | once
