"""A lesson source: `solutions/NN_name/NN_name.py` read into cells that know their line numbers.

jupytext does the reading. Its cell reader is used directly, because the notebook that
`jupytext.reads` returns has lost the line numbers that an error message needs.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jupytext.cell_reader import DoublePercentScriptCellReader
from jupytext.header import header_to_metadata_and_cell
from yaml import YAMLError

from autograde.core.errors import CourseError
from autograde.core.paths import ROOT
from autograde.lessons import regions
from autograde.lessons.regions import Region

CELL_HEADER = re.compile(r"\s*#\s*%%+(\s|$)")
ROLES = ("exercise", "tests", "question", "bug")
# Magic commands stay as they are written, or jupytext would turn the comment
# `# copy the inputs` into the command `copy the inputs`.
PERCENT = {"extension": ".py", "format_name": "percent", "comment_magics": False}


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson source.

    `line` is the file's line of the `# %%` header and `first` that of the first source line,
    both counted from 1. `quote` is the triple quote around a markdown cell, if it has one.
    """

    number: int
    kind: str
    source: str
    options: dict
    header: str
    line: int
    first: int
    quote: str = ""

    @property
    def role(self) -> str:
        """Return "exercise", "tests", "question", "bug", or "" for any other cell."""
        return next((role for role in ROLES if role in self.options), "")

    @property
    def name(self) -> str:
        """Return the kebab-case name in the header, "" where there is none."""
        return str(self.options.get(self.role, ""))

    @property
    def grade_ids(self) -> list[str]:
        """Return the nbgrader ids of the cells that this one becomes."""
        ids = {
            "exercise": [self.name],
            "tests": [f"{self.name}-tests"],
            "question": [f"{self.name}-prompt", self.name],
        }
        return ids.get(self.role, [])

    @property
    def regions(self) -> list[Region]:
        """Return the marked regions, in order, without the broken ones."""
        return regions.scan_regions(self.source)[0]

    def inside(self, kind: str) -> str:
        """Return the text of all regions of one kind, without the markers."""
        return regions.inside(self.source, kind)

    def without(self, *kinds: str) -> str:
        """Return the source without the regions of these kinds, their markers included."""
        return regions.without(self.source, *kinds)


@dataclass(frozen=True)
class Lesson:
    """A lesson source: its file, its lines, the YAML header's metadata, the cells."""

    path: Path
    lines: tuple[str, ...]
    metadata: dict
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Return the lesson's name, which is also the nbgrader assignment's."""
        return self.path.stem

    def named(self, role: str) -> list[Cell]:
        """Return the cells of one role ("exercise", "tests", "question"), in order."""
        return [cell for cell in self.cells if cell.role == role]


@dataclass(frozen=True)
class Problem:
    """Something wrong in a lesson source; a warning does not stop the build."""

    path: Path
    line: int
    where: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        kind = "warning: " if self.warning else ""
        return f"{path}:{self.line}: {self.where}: {kind}{self.text}"


class LessonError(CourseError):
    """Raised when lesson sources cannot be built; `problems` has them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "..."?` with the known word nearest to this one, or ""."""
    near = difflib.get_close_matches(str(word), [str(k) for k in known], n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def source_file(folder: Path) -> Path:
    """Return where the source of a lesson is: `NN_name/NN_name.py`."""
    return Path(folder) / f"{Path(folder).name}.py"


def read(folder: Path) -> Lesson:
    """Read the source of a lesson.

    Args:
        folder: the lesson's folder, `solutions/NN_name`.

    Returns:
        The lesson, not yet validated: see `autograde.lessons.rules`.

    Raises:
        LessonError: there is no source named like the folder, or it cannot be read at all.
    """
    path = source_file(folder)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        metadata, _, other, start = header_to_metadata_and_cell(lines, "#", "", ".py")
    except FileNotFoundError:
        raise _unreadable(
            path, "no such file; a lesson's source is named as its folder"
        ) from None
    except (UnicodeDecodeError, YAMLError) as error:
        raise _unreadable(path, " ".join(f"cannot be read: {error}".split())) from error
    metadata = dict(metadata) if isinstance(metadata, dict) else {}
    if other:
        metadata["lines outside of `jupyter:`"] = other.source
    cells = []
    while start < len(lines):
        if not lines[start].strip() and not cells:
            start += 1
            continue
        cell, step = _read_cell(lines[start:], start + 1, len(cells) + 1)
        cells.append(cell)
        start += step
    return Lesson(path, tuple(lines), metadata, tuple(cells))


def read_all(folders: Iterable[Path]) -> tuple[list[Lesson], list[Problem]]:
    """Read lessons; return those that could be read, and what is wrong with the others."""
    found, broken = [], []
    for folder in folders:
        try:
            found.append(read(folder))
        except LessonError as error:
            broken += error.problems
    return found, broken


def _unreadable(path: Path, text: str) -> LessonError:
    return LessonError([Problem(path, 1, "file", text)])


def _read_cell(lines: list[str], line: int, number: int) -> tuple[Cell, int]:
    """Read the cell that begins at lines[0], which is line `line` of the file."""
    reader = DoublePercentScriptCellReader(PERCENT, "python")
    reader.metadata_and_language_from_option_line(lines[0])
    options = dict(reader.metadata or {})
    options.pop("region_name", None)  # jupytext's note that [md] was written for [markdown]
    kind = options.pop("cell_type", "code")
    reader.metadata = {"cell_type": kind}
    step = reader.find_cell_content(lines)
    has_header = bool(CELL_HEADER.match(lines[0]))
    marker = reader.metadata.get("cell_marker", "").split(",")[0].strip()
    first = 1 if has_header else 0
    if marker:
        while not lines[first].strip():
            first += 1
        first += lines[first].strip() == marker
    header = lines[0].strip() if has_header else ""
    source = "\n".join(reader.content)
    return Cell(number, kind, source, options, header, line, line + first, marker[-3:]), step
