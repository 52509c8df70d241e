"""Figures of lesson 05: colours, and the names that a net writes for them."""

from collections.abc import Iterable, Sequence

import ipywidgets
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_utils.arrays import Array, Params
from lstm_utils.tasks.colours import name_colour

from .frames import Moving, status
from .style import GREY, new_figure, styled, svg_bytes

NAMES = 6  # written for a colour that the reader chooses
COLOURS = ("#c1121f", "#f4a300", "#2d6a4f", "#0077b6", "#f2b5d4")  # where nobody can choose


def names_for(params: Params, rgb: Sequence[float], number: int, seed: int = 1) -> list[str]:
    """Write several different names for one colour; the same ones for the same seed.

    Args:
        params: dict of float arrays, as name_colour takes them.
        rgb: red, green and blue, 0 to 1.
        number: how many names, at most: after five times as many draws it stops.
        seed: of the letters.

    Returns:
        list of strings, in the order in which they were drawn.
    """
    rng, names = np.random.default_rng(seed), []
    for _ in range(5 * number):
        name = name_colour(params, rgb, rng)
        names += [name] if name not in names else []
        if len(names) == number:
            break
    return names


@styled
def draw_named_colours(params: Params, given: Iterable[str], rgb: Array) -> Figure:
    """Draw colours with the names that people gave them and those that a net writes.

    Args:
        params: dict of float arrays, as name_colour takes them.
        given: the N names that people gave.
        rgb: their colours, (N, 3) float array, 0 to 1.

    Returns:
        matplotlib Figure: one row for each colour.
    """
    figure, ax = new_figure(height=0.26 * len(rgb) + 0.4)
    for row, (name, colour) in enumerate(zip(given, rgb, strict=True)):
        ax.add_patch(Rectangle((0, row - 0.42), 0.9, 0.84, fc=colour, ec=GREY, lw=0.5))
        ax.text(1.05, row, name, va="center", color=GREY)
        ax.text(4.0, row, ",  ".join(names_for(params, colour, 3)), va="center")
    ax.text(1.05, -0.95, "people", va="center", color=GREY, fontweight="bold")
    ax.text(4.0, -0.95, "the net", va="center", fontweight="bold")
    ax.set(xlim=(-0.05, 10), ylim=(len(rgb) - 0.4, -1.5))
    ax.axis("off")
    return figure


@styled
def draw_colour(params: Params, code: str) -> Figure:
    """Draw one colour, and in it the names that a net writes for it.

    Args:
        params: dict of float arrays, as name_colour takes them.
        code: a colour that Matplotlib understands, such as "#7b3f8c".

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=1.5)
    rgb = to_rgb(code)
    ink = "black" if np.dot(rgb, (0.3, 0.59, 0.11)) > 0.5 else "white"
    ax.add_patch(Rectangle((0, 0), 1, 1, fc=rgb, ec=GREY))
    for place, name in enumerate(names_for(params, rgb, NAMES)):
        x, y = 0.03 + 0.5 * (place % 2), 0.8 - 0.3 * (place // 2)
        ax.text(x, y, name, va="center", color=ink, fontsize=11)
    ax.set(xlim=(-0.005, 1.005), ylim=(-0.02, 1.02))
    ax.axis("off")
    return figure


def interactive_colour(params: Params, start: str = "#7b3f8c") -> ipywidgets.VBox:
    """Choose a colour, and a net writes names for it.

    Args:
        params: dict of float arrays, as name_colour takes them.
        start: the colour that is shown first.

    Returns:
        ipywidgets.VBox: the colour picker, the picture (SVG) and a sentence with the names.
    """
    picker = ipywidgets.ColorPicker(value=start, description="colour")
    picture = ipywidgets.Image(format="svg+xml", layout={"max_width": "100%"})
    sentence = ipywidgets.HTML()

    def redraw(_change: object = None) -> None:
        picture.value = svg_bytes(draw_colour(params, picker.value))
        names = ", ".join(names_for(params, to_rgb(picker.value), NAMES))
        sentence.value = status(f"For {picker.value} the net writes: {names}.")

    picker.observe(redraw, names="value")
    redraw()
    return Moving(picker, picture, sentence, samples=(start, *COLOURS))
