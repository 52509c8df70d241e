"""nbgrader's collecting from the exchange, without following anybody's links.

Students write into the exchange with their own rights, and whoever collects may read more than
they may: a link to a neighbour's submission would come back as one's own.
"""

import os
import shutil
import stat
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns


class Collect(ExchangeCollect):
    """Copies links as links, and leaves out what is neither file nor folder."""

    def do_copy(self, src, dest, log=None):
        """Copy one submission; what cannot be copied is left out, and logged."""
        course = self.coursedir
        if os.path.islink(src) or self.get_size(src) > 1000 * course.max_dir_size:
            self.log.error("%s is a link or too large: it is not collected", src)
            return
        ignored = ignore_patterns(
            exclude=course.ignore, include=course.include,
            max_file_size=course.max_file_size, log=self.log,
        )  # fmt: skip
        try:
            shutil.copytree(src, dest, symlinks=True, ignore=ignored, copy_function=_copy_file)
        except OSError as error:  # a link to nothing, a file that changes meanwhile
            self.log.error("%s is not collected whole: %s", src, error)
        if course.groupshared:
            _share(Path(dest))


def _copy_file(source: str, target: str) -> None:
    """Copy what is a file at the moment when it is opened; a pipe is not waited for."""
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            with open(target, "wb") as copy:
                shutil.copyfileobj(stream, copy)


def _share(folder: Path) -> None:
    """Let the group of instructors write, as nbgrader does where it is asked to."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o7777 | (0o2770 if path.is_dir() else 0o660))
