"""The static pictures: registered once, drawn alike each time, written without leftovers."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from autograde.core.paths import SOLUTIONS
from lstm_utils import plots
from lstm_utils.plots.static import static_bytes

FIGURES = plots.static_figures()
FILM = "08_lstm/film.svg"  # 13 frames take long; test_animated.py draws a small film
QUICK = {path.split("/")[0]: path for path in FIGURES if path != FILM}.values()  # one a lesson
MAYBE_LONG = [
    pytest.param(path, marks=[pytest.mark.long] * (path not in QUICK)) for path in FIGURES
]


@pytest.mark.parametrize("path", MAYBE_LONG)
def test_the_figure_is_what_its_function_draws(path):
    """Is a figure up to date, and, on the machine that wrote it, byte for byte?

    Another processor may round another way. `python -m lstm_utils.plots` writes it again.
    """
    lesson, name = path.split("/")
    there = (SOLUTIONS / lesson / "figures" / name).read_bytes()
    drawn = static_bytes(path)
    assert b"dc:date" not in drawn
    if drawn != there:
        assert drawn == static_bytes(path)
        (old, old_numbers), (new, new_numbers) = map(parts, (there, drawn))
        assert old == new
        np.testing.assert_allclose(old_numbers, new_numbers, atol=0.5)


def parts(svg):
    """Return a picture without its numbers and generated names, and the numbers."""
    text = re.sub(rb"[a-z][0-9a-f]{10}", b"name", svg)
    number = rb"-?\d+(?:\.\d+)?(?:e-?\d+)?"
    return re.sub(number, b"0", text), [float(found) for found in re.findall(number, text)]


@pytest.mark.parametrize("path", FIGURES)
def test_the_repository_has_the_picture(path):
    """Is each registered figure in the repository, readable and on a white ground?"""
    lesson, name = path.split("/")
    svg = (SOLUTIONS / lesson / "figures" / name).read_text()
    assert ET.fromstring(svg).tag.endswith("svg")
    assert "fill: #ffffff" in svg


def test_writing_twice_writes_once(tmp_path):
    """Is a picture that is up to date left alone, and is nothing else left behind?"""
    written = plots.write_static_figures(tmp_path, only="01_neuron/gain")
    assert [p.relative_to(tmp_path).as_posix() for p in written] == [
        "01_neuron/figures/gain.svg"
    ]
    assert plots.write_static_figures(tmp_path, only="01_neuron/gain") == []
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == written


@pytest.mark.parametrize("path", ["gain.svg", "01_neuron/gain.png", "a/b/c.svg"])
def test_a_wrong_path_is_refused(path):
    """Does a path that is not LESSON/NAME.svg raise, and say what it should be?"""
    with pytest.raises(ValueError, match=r"expects 'LESSON/NAME\.svg'; came"):
        plots.static_figure(path)


def test_two_functions_cannot_draw_the_same_file():
    """Is a path that another function draws refused?"""
    with pytest.raises(ValueError, match=r"is already drawn by .*_gain"):
        plots.static_figure("01_neuron/gain.svg")(lambda: None)
