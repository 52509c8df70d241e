"""Checks that a class declares beside the bank, in its own folder.

They have the form of the bank: `lNN_name/exercise_name.py`, and `answers/NN_name.py` with the
model answers. They are passed on as texts by path, so that a worker on another machine needs no
class folder, and imported as a package without files.
"""

import hashlib
import sys
import zipfile
from collections.abc import Mapping, Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path, PurePosixPath
from types import ModuleType

Files = Mapping[str, str]  # path -> text

NAME = "class_checks.zip"  # beside a released notebook, for `check` on a student's computer
ANSWERS = "answers"


class Package(MetaPathFinder, InspectLoader):
    """A package that is imported from texts.

    Args:
        files: path -> text. Equal files have a package of the same name.
    """

    def __init__(self, files: Files) -> None:
        mark = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:12]
        self.name = f"class_checks_{mark}"
        self._texts = {
            f"{self.name}.{path.removesuffix('.py').replace('/', '.')}": text
            for path, text in files.items()
        }
        if not any(isinstance(f, Package) and f.name == self.name for f in sys.meta_path):
            sys.meta_path.append(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of one of the package's modules or folders, or None."""
        folder = self.is_package(fullname)
        if fullname in self._texts or folder:
            return ModuleSpec(fullname, self, origin=f"<{fullname}>", is_package=folder)
        return None

    def is_package(self, fullname: str) -> bool:
        """Whether a name is that of the package or of one of its folders."""
        inside = (name.startswith(f"{fullname}.") for name in self._texts)
        return fullname == self.name or any(inside)

    def get_source(self, fullname: str) -> str:
        """Return the text of a module; that of a folder is empty."""
        return self._texts.get(fullname, "")


def exercises(files: Files) -> dict[str, tuple[str, str]]:
    """Return the lesson and the module, within the package, of each exercise in files."""
    found = {}
    for path in map(PurePosixPath, sorted(files)):
        lesson = path.parent.name[1:]
        if path.parent.name != ANSWERS and not path.stem.startswith("_"):
            name = path.stem.replace("_", "-")
            found[name] = (lesson, f"{path.parent.name}.{path.stem}")
    return found


def answers(files: Files) -> dict[str, str]:
    """Return the texts with model answers, by lesson."""
    paths = {path: PurePosixPath(path) for path in files}
    return {p.stem: files[path] for path, p in paths.items() if p.parent.name == ANSWERS}


def packed(files: Files, path: Path) -> None:
    """Write files into a zip: equal files give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), text)


def unpacked(path: Path) -> dict[str, str]:
    """Return the files in a zip that `packed` wrote; none if it is not there."""
    if not path.is_file():
        return {}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
