"""The folder of a sandbox: locked as long as its grader lives, swept away after a kill.

A process that ends normally removes its own folder. A killed grader cannot, but the kernel
drops its lock, and the next process removes the folders with a free lock.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "lstm-course-box-"


class Folder:
    """A new folder in the system's temporary one; `close` removes it.

    Between its making and its locking another grader may take it for a dead one's and
    remove it. The process that has the lock of a folder that is still there has it for good.
    """

    def __init__(self) -> None:
        sweep()
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            self._lock = locked(self.path)
            if self._lock is not None:
                os.chmod(self.path, 0o755)
                return

    def close(self) -> None:
        """Remove the folder with all that is in it, then give up its lock."""
        if self._lock is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = None


def sweep() -> None:
    """Remove this user's folders of graders that were killed."""
    for path in _others():
        lock = locked(path)
        if lock is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)


def _others() -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from Path(tempfile.gettempdir()).glob(f"{PREFIX}*")


def locked(path: Path) -> int | None:
    """Lock a folder of this user; None where it is locked, gone or somebody else's."""
    import fcntl  # not on Windows, where nothing is graded

    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found, there = os.fstat(handle), os.stat(path, follow_symlinks=False)
        if found.st_uid == os.geteuid() and os.path.samestat(found, there):
            return handle
    except OSError:
        pass
    os.close(handle)
    return None
