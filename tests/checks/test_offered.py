"""Does `check` pass an answer only if the grader can import what it imports?"""

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograde.core import notebooks
from autograde.core.paths import COURSE
from autograde.demo import show
from autograde.lessons import build
from lstm_utils.checks.offered import offered
from tests.autograde.test_cli import lstm_course

IN_THE_CELL = (
    "from scipy.special import softmax as ready\n\ndef softmax(z):\n    return ready(z, -1)"
)
CHECK = "from lstm_utils.checks import check\ncheck({name!r}, {function})"
OWN = """
def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
"""


def checked(name, function, *cells):
    """Run cells in IPython and a check; return what it raised, or ""."""
    shell = InteractiveShell()
    for source in ("import numpy as np", *cells, CHECK.format(name=name, function=function)):
        result = shell.run_cell(source)
    return str(result.error_in_exec or "")


@pytest.mark.parametrize(
    ("cells", "module"),
    [
        ([IN_THE_CELL], "scipy"),
        (
            ["from scipy.special import softmax as ready", IN_THE_CELL.partition("\n\n")[2]],
            "scipy",
        ),
        (
            ["def softmax(z):\n    import scipy.special as s\n    return s.softmax(z, -1)"],
            "scipy",
        ),
        (["from scipy.special import expit\nassert expit(0) == 0.5\n" + OWN], "scipy"),
        (["import nbformat\n" + OWN], "nbformat"),
        (["from scipy.special import expit", OWN + "\n    return expit(z)"], "scipy"),
        (
            [
                "from sklearn.utils.extmath import softmax as ready\n"
                "help_me = lambda z: ready(z)",
                "def softmax(z):\n    z = np.asarray(z, float)\n"
                "    return help_me(z.reshape(-1, z.shape[-1])).reshape(z.shape)",
            ],
            "sklearn",
        ),
    ],
)
def test_what_the_grader_cannot_import_is_refused(cells, module):
    """Is the package named that a right answer, its helper or its cell imports?"""
    said = checked("softmax", "softmax", *cells)
    assert f"it uses {module}, which is not available while your answer is graded" in said
    assert "may import matplotlib, numpy, tqdm" in said


@pytest.mark.parametrize(
    ("name", "function", "source"),
    [
        ("softmax", "softmax", "import math, time\nfrom matplotlib import pyplot\n" + OWN),
        ("softmax", "softmax", "%time 1 + 1\nfrom PIL import Image\n" + OWN),
        ("softmax", "softmax", "from lstm_utils import plots\nimport tqdm\n" + OWN),
        (
            "gate",
            "gate",
            "from scipy.special import expit\n"
            "def gate(x, h, W_ih, W_hh, b):\n    return expit(x @ W_ih.T + h @ W_hh.T + b)",
        ),
    ],
)
def test_what_the_grader_offers_passes(name, function, source):
    """Are the standard library, the course, its packages and what they need accepted?"""
    assert checked(name, function, source) == ""


def test_the_command_line_refuses_it_too(tmp_path):
    """Does `lstm-course check` name the package, so that nobody submits in good faith?"""
    lesson = "01_neuron"
    released = notebooks.read(COURSE / lesson / f"{lesson}.ipynb")
    (tmp_path / lesson).mkdir()
    path = tmp_path / lesson / f"{lesson}.ipynb"
    nbformat.write(show.answered(released, {"softmax": IN_THE_CELL}), path)
    said = lstm_course("check", lesson, "--workspace", tmp_path, code=1)
    assert "it uses scipy, which is not available" in said


def test_what_a_lesson_promises_is_offered():
    """Does each lesson that lists the packages of its answers list those that are offered?"""
    listed = 0
    for lesson in build.lessons():
        text = "".join(cell.source for cell in build.source_notebook(lesson).cells)
        if "Answers may import" in text:
            words = text.split("Answers may import")[1].split("standard library")[0]
            assert ("torch" in words) == ("torch" in offered(lesson.name)), lesson.name
            listed += 1
    assert listed > 10
