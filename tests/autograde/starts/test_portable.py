"""Notebooks for Colab: complete in one file, and graded like any other."""

import base64
import re

import nbformat
import pytest

from autograde.core import notebooks, reports
from autograde.core.cells import grade_id, is_answer
from autograde.core.paths import COURSE
from autograde.demo import show
from autograde.grade import rebuild
from autograde.lessons import build
from autograde.starts import links, pictures, portable
from autograde.student import handin
from tests.autograde.test_cli import lstm_course

ADDRESS = "https://github.com/ada-okafor/lstm-course"
SOURCE = links.archive(ADDRESS, "0123abc")
LESSONS = [folder.name for folder in build.lessons()]
LESSON = "02_feedforward"
DATA = re.compile(r"!\[([^\]]*)\]\(data:image/png;base64,([^)]+)\)")


@pytest.fixture(scope="module")
def drawn():
    """Draw one figure in place of all others: it takes as long as the rest of these tests."""
    one = pictures.embedded(COURSE / LESSON / "figures" / "line.svg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "embedded", lambda path: one if path.is_file() else path)
        yield


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.usefixtures("drawn")
def test_a_lesson_is_complete(lesson):
    """Has each lesson the install cell first, no output, every figure, all else unchanged?"""
    made = portable.notebook(lesson, ADDRESS, SOURCE)
    nbformat.validate(made)
    released = nbformat.read(COURSE / lesson / f"{lesson}.ipynb", as_version=4)
    first, *others = made.cells
    assert first.id == portable.INSTALL
    assert f"%pip install --quiet --no-deps {SOURCE}" in first.source
    assert [cell.id for cell in others] == [cell.id for cell in released.cells]
    assert [cell.metadata for cell in others] == [cell.metadata for cell in released.cells]
    for cell, before in zip(others, released.cells, strict=True):
        if cell.cell_type == "code":
            assert (cell.source, cell.outputs) == (before.source, [])
            continue
        figures = re.findall(r"!\[([^\]]*)\]\(", before.source)
        assert [alt for alt, _ in DATA.findall(cell.source)] == figures
        assert "](../" not in cell.source
        assert "](figures/" not in cell.source


def test_a_figure_is_png():
    """Is a figure embedded as the PNG of its SVG, wide enough to read?"""
    text = pictures.embedded(COURSE / LESSON / "figures" / "line.svg")
    data = base64.b64decode(text.removeprefix("data:image/png;base64,"))
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width = int.from_bytes(data[16:20], "big")
    assert width == 792  # 5.5 inches at 96 dots per inch, times 1.5


def through_colab(notebook):
    """Return a notebook as Colab saves it: format 4.0, the ids of cells in their metadata."""
    saved = nbformat.from_dict(notebook)
    saved.nbformat_minor = 0
    saved.metadata["colab"] = {"provenance": []}
    for cell in saved.cells:
        cell.metadata["id"] = cell.pop("id")
        if cell.cell_type == "code":
            cell.execution_count = 1
    return saved


def answers_to(lesson):
    """Return the model answers by their names."""
    solved = handin.readable(build.source_notebook(build.find(lesson)), keep_names=True)
    return {grade_id(cell): cell.source for cell in solved.cells if is_answer(cell)}


@pytest.mark.usefixtures("drawn")
def test_a_notebook_from_colab_needs_no_repair():
    """Are the answers taken from it as from the released notebook, without a note?"""
    answers = answers_to(LESSON)
    made = show.answered(portable.notebook(LESSON, ADDRESS, SOURCE), answers)
    submitted = notebooks.parse(nbformat.writes(through_colab(made)).encode())
    released = notebooks.read(COURSE / LESSON / f"{LESSON}.ipynb")
    rebuilt = rebuild.from_answers(submitted, released)
    found = {grade_id(cell): cell.source for cell in rebuilt.notebook.cells if is_answer(cell)}
    assert found == answers
    assert rebuilt.repairs == ()


@pytest.mark.long
@pytest.mark.sandbox
def test_a_notebook_from_colab_is_graded(new_class, tmp_path):
    """Does one that was downloaded from Colab get its points from the command line?"""
    inbox, lesson = tmp_path / "inbox", "00_welcome"
    made = show.answered(portable.notebook(lesson, ADDRESS, SOURCE), answers_to(lesson))
    inbox.mkdir()
    nbformat.write(through_colab(made), inbox / "ada.ipynb")
    lstm_course("collect", lesson, "--from", inbox, "--classroom", new_class.root)
    lstm_course("grade", lesson, "--classroom", new_class.root)
    record = reports.load(new_class.root, lesson, "ada")
    assert [result.status for result in record.results if not result.manual] == ["passed"]
    assert record.repairs == ()
