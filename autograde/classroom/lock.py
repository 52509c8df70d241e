"""One command that records grades at a time in a class folder."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from autograde.classroom.folder import Classroom
from autograde.core.errors import CourseError


@contextmanager
def alone(classroom: Classroom) -> Generator[None]:
    """Keep a second `grade`, `archive` or `lti post` out of a class until this one ends.

    Raises:
        CourseError: if one is running.
    """
    import fcntl  # grading needs Linux; the rest of the package does not

    with (classroom.root / "grading.lock").open("a") as lock:
        try:
            # Child processes do not inherit this kind of lock.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise
            raise CourseError(
                f"Another `grade`, `archive` or `lti post` is running in {classroom.root}: run"
                " this command again when it has ended; nothing is done twice."
            ) from None
        yield
