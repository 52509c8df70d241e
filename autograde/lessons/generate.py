"""nbgrader's `GenerateAssignment` as a function, and the settings it shares with grading."""

import io
import logging
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config


def nbgrader_config() -> Config:
    """Return the nbgrader settings under which lessons are built, released and graded."""
    config = Config()
    config.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError"}
    # The mark scheme is in the locked prompt, above the answer, and not in a task cell.
    config.ClearMarkScheme.enforce_metadata = False
    config.Execute.skip_cells_with_tag = "explore"
    return config


def generate(name: str, root: Path) -> Path:
    """Run nbgrader's `GenerateAssignment` without a gradebook on `root/source/NAME`.

    Args:
        name: the lesson's name.
        root: an nbgrader course root.

    Returns:
        The folder `root/release/NAME`.

    Raises:
        RuntimeError: nbgrader refused the notebook; the message is its log.
    """
    config = nbgrader_config()
    config.CourseDirectory.root = str(root.resolve())
    config.CourseDirectory.assignment_id = name
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    said = io.StringIO()
    log = logging.Logger("nbgrader", logging.WARNING)
    log.addHandler(logging.StreamHandler(said))
    course = CourseDirectory(config=config, log=log)
    try:
        GenerateAssignment(coursedir=course, config=config, log=log).start()
    except NbGraderException as error:
        raise RuntimeError(f"nbgrader could not release {name}:\n{said.getvalue()}") from error
    path = root / "release" / name / f"{name}.ipynb"
    released = nbformat.read(path, as_version=4)
    nbformat.validate(released)
    write_notebook(released, path)
    return path.parent


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook: the same bytes on every system, with a newline at the end."""
    path.write_text(
        nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8", newline="\n"
    )
