"""What a student submitted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Submission:
    """One student's file for a lesson, read once.

    Args:
        student: the student's id.
        lesson: such as "02_feedforward".
        data: the bytes of the file, up to one more than a notebook may have; none of a link.
        fingerprint: a hash of the whole file and of what it is graded against.
        collected_at: when it was collected, or "".
        file: a hash of the whole file alone.
    """

    student: str
    lesson: str
    data: bytes
    fingerprint: str
    collected_at: str = ""
    file: str = ""
