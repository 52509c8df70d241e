"""Notebooks that need no file beside them and install the course where it is missing.

They are the released notebooks with one more cell in front and the figures as text. The names
of the graded cells are the same, so that a notebook from Colab is graded like any other.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograde.core.paths import COURSE
from autograde.starts import links, pictures

INSTALL = "install-the-course"  # the id of the cell
FIGURE = re.compile(r"(!\[[^\]]*\]\()(figures/[^)\s]+)\)")
NEIGHBOUR = re.compile(r"\]\(\.\./(\w+)/\1\.ipynb\)")


def write(folder: Path, repository: str, source: str, course: Path = COURSE) -> list[Path]:
    """Write the portable form of every released lesson into a folder, and return the files.

    Args:
        folder: replaced, if it is there.
        repository: the address of the repository.
        source: what pip installs where the course is missing.
        course: the folder of the released lessons.
    """
    shutil.rmtree(folder, ignore_errors=True)
    written = []
    for path in sorted(course.glob("[0-9][0-9]_*")):
        target = folder / path.name / f"{path.name}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(notebook(path.name, repository, source, course), target)
        written.append(target)
    return written


def notebook(lesson: str, repository: str, source: str, course: Path = COURSE) -> NotebookNode:
    """Return the portable form of a released lesson.

    Args:
        lesson: such as "02_feedforward".
        repository: the address of the repository, for links to other lessons.
        source: what pip installs where the course is missing, such as the address of a wheel or
            of an archive of the repository.
        course: the folder of the released lessons.
    """
    released = nbformat.read(course / lesson / f"{lesson}.ipynb", as_version=4)
    embed, follow = _embedder(course / lesson), _follower(repository)
    for cell in released.cells:
        if cell.cell_type == "markdown":
            cell.source = NEIGHBOUR.sub(follow, FIGURE.sub(embed, cell.source))
    released.cells.insert(0, _install_cell(source))
    return released


def _embedder(folder: Path) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}{pictures.embedded(folder / found[2])})"


def _follower(repository: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"]({links.of(found[1], repository)['Colab']})"


def _install_cell(source: str) -> NotebookNode:
    """Return the cell that installs the course, without what it requires.

    Colab has that, in versions that its other packages need.
    """
    text = f"""\
# @title Run this cell first {{ display-mode: "form" }}
# On Colab it installs the course. Where the course is installed already, it does nothing.
try:
    __import__("lstm_utils.colab")
except ImportError:
    %pip install --quiet --no-deps {source}
    __import__("lstm_utils.colab")"""
    cell = new_code_cell(text, metadata={"cellView": "form"})
    cell.id = INSTALL
    return cell
