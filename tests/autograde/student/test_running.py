"""Running a notebook: what runs, what is cut, what stops it."""

import os

import pytest
import zmq
from nbformat.v4 import new_code_cell, new_notebook

from autograde.student.running import OUTPUT_CHARACTERS, run

STUBBORN = """
import time
while True:
    try:
        while True:
            time.sleep(0.1)
    except BaseException:
        pass
"""


def test_what_runs(tmp_path, monkeypatch):
    """Do all code cells run but those to explore, in an empty folder of their own?"""
    monkeypatch.chdir(tmp_path)
    notebook = new_notebook(
        cells=[
            new_code_cell("import os\nx = [os.getcwd(), os.listdir()]"),
            new_code_cell("x = 0", metadata={"tags": ["explore"]}),
            new_code_cell("1 / 0"),
            new_code_cell("print(*x)"),
        ]
    )
    seen = []
    ran = run(notebook, on_cell=seen.append)
    assert (ran.died, ran.stopped) == ("", {})
    assert seen == [0, 2, 3]
    folder, files = notebook.cells[3].outputs[0].text.split()
    assert files == "[]"
    assert folder != str(tmp_path)
    assert not os.path.exists(folder)
    assert notebook.cells[2].outputs[0].ename == "ZeroDivisionError"


def test_long_output_is_cut():
    """Is an answer that prints without end kept short?"""
    notebook = new_notebook(cells=[new_code_cell("print('x' * 100_000)")])
    run(notebook)
    text = notebook.cells[0].outputs[0].text
    assert OUTPUT_CHARACTERS < len(text) < OUTPUT_CHARACTERS + 50
    assert text.endswith("(cut here)\n")


@pytest.mark.long
def test_cell_that_cannot_be_interrupted():
    """Does a cell that ignores the interrupt end the run instead of blocking it?"""
    notebook = new_notebook(cells=[new_code_cell(text) for text in (STUBBORN, "1", "2", "3")])
    ran = run(notebook, cell_seconds=1)
    assert ran.died == "cell 2: a cell ran for over 1 s and could not be interrupted"


@pytest.mark.skipif(not zmq.has("curve"), reason="this ZeroMQ cannot encrypt")
def test_the_kernel_has_nothing_to_warn_of():
    """Does a kernel encrypt, so that it does not say at each start that it does not?"""
    source = "from ipykernel.kernelapp import IPKernelApp as App\nprint(App.instance()."
    notebook = new_notebook(cells=[new_code_cell(source + "curve_secretkey is not None)")])
    run(notebook)
    assert notebook.cells[0].outputs[0].text == "True\n"
