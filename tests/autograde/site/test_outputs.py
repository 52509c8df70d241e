"""Do pages show outputs as a notebook does, and nothing of the machine that ran it?"""

import shutil
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_output

from autograde.core.errors import CourseError
from autograde.core.paths import ROOT
from autograde.lessons import build
from autograde.site.execute import Lessons, run
from autograde.site.figures import description
from autograde.site.outputs import tidy

CHART = {"image/png": "", "text/plain": "Computed figure: bits over updates."}


def tidied(*outputs):
    """Return a cell with these outputs, as a page shows it."""
    cell = new_code_cell("", outputs=list(outputs))
    tidy(cell)
    return cell


def stream(text, name="stdout"):
    """Return a text as a kernel sends it."""
    return new_output("stream", name=name, text=text)


def test_texts():
    """Are parts joined, overwritten lines and stderr dropped, and paths shortened?"""
    cell = tidied(stream("1 %\r"), stream("50 %\r99 %\n"), stream("done", "stderr"))
    assert [out.text for out in cell.outputs] == ["99 %\n"]
    (output,) = tidied(stream(f"in {ROOT / 'course'}\n")).outputs
    assert output.text == "in lstm-course/course\n"


def test_colours():
    """Is a coloured message HTML, with its text escaped?"""
    (output,) = tidied(
        stream("\x1b[1;38;2;255;255;255;48;2;26;127;55m✓\x1b[0m a < b\n")
    ).outputs
    assert "✓</span> a &lt; b</pre>" in output.data["text/html"]


def test_pictures():
    """Has a picture the words that the kernel wrote beside it, and its width?"""
    size = {"image/png": {"width": 550, "height": 300}}
    image = tidied(new_output("display_data", CHART, metadata=size)).metadata.mystnb.image
    assert image == {"alt": "Computed figure: bits over updates.", "width": "550px"}


def test_words_of_a_figure():
    """Do they contain titles, axes and curves, and say something where there are none?"""
    figure = Figure()
    axes = figure.subplots()
    assert description(figure) == "Computed figure: a drawing, explained in the text."
    axes.plot([1, 2], label="new\ndocuments")
    axes.set(xlabel="updates", ylabel="bits")
    axes.set_title("LSTM", loc="left")
    axes.legend()
    assert description(figure) == (
        "Computed figure: LSTM, bits over updates, curves new documents."
    )


def test_what_makes_a_lesson_run_again(tmp_path):
    """Does a lesson run only if nothing is kept for exactly what it is now?"""
    lessons = Lessons([build.find("00")], tmp_path)
    assert lessons.missing() == ["00_welcome"]
    lessons.paths["00_welcome"].touch()
    assert Lessons([build.find("00")], tmp_path).missing() == []
    lessons.paths["00_welcome"].rename(tmp_path / "00_welcome-0.ipynb")
    assert lessons.missing() == ["00_welcome"]


@pytest.mark.long
def test_a_lesson_that_runs(tmp_path):
    """Do the outputs of a real lesson have its numbers, its messages and no path?"""
    lessons = Lessons([build.find("00")], tmp_path)
    run(lessons.folders["00_welcome"], lessons.paths["00_welcome"])
    cells = lessons.read("00_welcome").cells
    for cell in cells:
        if cell.cell_type == "code":
            tidy(cell)
    shown = str([cell.get("outputs") for cell in cells])
    assert "x = (3, 2)   weighted sum =   6.5" in shown
    assert "Looks like: the bias is not added" in shown
    assert str(ROOT) not in shown


@pytest.mark.long
def test_a_cell_that_fails(tmp_path):
    """Does a failure stop the build, with the lesson, the cell and the error?"""
    folder = Path(shutil.copytree(build.find("00"), tmp_path / "00_welcome"))
    source = folder / "00_welcome.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace('hint("weighted-sum")', "1 / 0"), encoding="utf-8")
    lessons = Lessons([folder], tmp_path / "cache")
    with pytest.raises(
        CourseError, match=r"(?s)00_welcome, cell \d+:.*1 / 0.*ZeroDivisionError"
    ):
        list(lessons.run())
    assert list((tmp_path / "cache").iterdir()) == []
