"""The LSTM cell of lesson 08 with real numbers in it."""

from typing import Any

import ipywidgets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .interactive import with_sliders
from .lstm_books import EXAMPLE, as_factor, cell_numbers, number
from .static import static_figure
from .style import (
    GATE_COLOUR,
    GATE_LINE,
    GREY,
    INK,
    STATE_COLOUR,
    new_figure,
    styled,
)

BELT, FLOOR, TAP = 5.0, 0.35, 8.9  # heights of the cell state and the inputs; x where h starts
GATE_X = {"i": 1.9, "f": 3.7, "g": 5.5, "o": 7.3}
GATE_Y, PRODUCT_Y = 2.25, 3.75  # heights of the gates and of i g
PURPOSE = {"i": "input", "f": "forget", "g": "candidate", "o": "output"}
FORMULA = {"i": r"$i=\sigma$", "f": r"$f=\sigma$", "g": r"$g=\tanh$", "o": r"$o=\sigma$"}


def draw_cell_on(ax: Axes, v: dict[str, float], word: str = "") -> None:
    """Draw the LSTM cell with its numbers: cell state above, gates below.

    Args:
        ax: matplotlib Axes; they are scaled to fit.
        v: dict of numbers, as cell_numbers returns it.
        word: what came in, where it is a word rather than a number.
    """
    belt: dict[str, Any] = {"color": STATE_COLOUR["c"], "lw": 3.5}
    arrow(ax, (0.95, BELT), (9.8, BELT), **belt)
    arrow(ax, (TAP, BELT), (TAP, GATE_Y + 0.35), color=GREY)
    arrow(ax, (TAP + 0.35, GATE_Y), (9.8, GATE_Y), color=INK)
    _line(ax, [(0.95, FLOOR), (GATE_X["o"], FLOOR)], color=GREY)
    for gate, x in GATE_X.items():
        arrow(ax, (x, FLOOR), (x, GATE_Y - 0.62), color=GREY)
        _gate(ax, gate, v)
    draw_ways(ax)
    crossing = [(GATE_X["f"], PRODUCT_Y - 0.2), (GATE_X["f"], PRODUCT_Y + 0.2)]
    _line(ax, crossing, color="white", lw=6)  # i's line passes below f's
    start, end = (GATE_X["f"], GATE_Y + 0.6), (GATE_X["f"], BELT - 0.32)
    arrow(ax, start, end, color=GATE_COLOUR["f"], ls=GATE_LINE["f"])
    for at, sign in (
        ((GATE_X["f"], BELT), "×"),
        ((GATE_X["g"], PRODUCT_Y), "×"),
        ((GATE_X["g"], BELT), "+"),
        ((TAP, GATE_Y), "×"),
    ):
        ax.plot(*at, "o", ms=14, mfc="white", mec=INK, mew=1.0, zorder=4)
        ax.text(*at, sign, ha="center", va="center", zorder=5, fontsize=10)
    tanh = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": INK, "lw": 0.8}
    ax.text(TAP, 3.65, "tanh", ha="center", va="center", fontsize=8, bbox=tanh, zorder=4)
    _cell_labels(ax, v, word)
    ax.set(xlim=(-0.45, 11.2), ylim=(-0.35, 5.75))
    ax.axis("off")


def draw_ways(ax: Axes) -> None:
    """Draw the lines from i and g to their product, on to the cell state, and from o to h."""
    style: dict[str, Any] = {k: {"color": GATE_COLOUR[k], "ls": GATE_LINE[k]} for k in "igo"}
    start, knee = (GATE_X["i"], GATE_Y + 0.6), (GATE_X["i"], PRODUCT_Y)
    _line(ax, [start, knee], **style["i"])
    arrow(ax, knee, (GATE_X["g"] - 0.32, PRODUCT_Y), **style["i"])
    x = GATE_X["g"]
    arrow(ax, (x, GATE_Y + 0.6), (x, PRODUCT_Y - 0.3), **style["g"])
    arrow(ax, (x, PRODUCT_Y + 0.3), (x, BELT - 0.32), color=GREY)
    arrow(ax, (GATE_X["o"] + 0.72, GATE_Y), (TAP - 0.32, GATE_Y), **style["o"])


def _cell_labels(ax: Axes, v: dict[str, float], word: str | None) -> None:
    """Write the states at the cell's ends, and what is added to the cell state."""
    small: dict[str, Any] = {"fontsize": 8, "va": "center"}
    kept, stored = v["f"] * v["c_prev"], v["i"] * v["g"]
    _state(ax, (0.25, BELT), "$c_{prev}$", v["c_prev"], STATE_COLOUR["c"])
    _state(ax, (10.5, BELT), "$c$", v["c"], STATE_COLOUR["c"])
    _state(ax, (10.5, GATE_Y), "$h$", v["h"], INK)
    given = f"$x$ {word or number(v['x'])}\n$h_{{prev}}$ {number(v['h_prev'])}"
    ax.text(0.25, FLOOR, given, ha="center", **small)
    ax.text(GATE_X["f"] + 0.45, BELT + 0.4, f"kept {number(kept)}", ha="left", **small)
    ax.text(GATE_X["g"] + 0.2, 4.4, number(stored), ha="left", **small)
    ax.text(TAP - 0.15, 4.5, number(v["c"]), ha="right", **small)
    ax.text(TAP + 0.12, 3.0, number(v["tanh_c"]), ha="left", **small)


def _state(ax: Axes, at: tuple[float, float], name: str, value: float, colour: str) -> None:
    box = {"boxstyle": "round,pad=0.3", "fc": "white", "ec": colour, "lw": 1.6}
    words = f"{name}\n{number(value)}"
    ax.text(*at, words, ha="center", va="center", fontsize=8.5, bbox=box, zorder=4)


def _gate(ax: Axes, gate: str, v: dict[str, float]) -> None:
    """Draw a gate as a box that is filled as far as it is open, with its numbers."""
    x, y, value = GATE_X[gate], GATE_Y, v[gate]
    gate_box(ax, (x - 0.7, y - 0.6), (1.4, 1.2), gate, value)
    style: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 5, "fontsize": 8.5}
    ax.text(x, y + 0.27, FORMULA[gate], **style)
    ax.text(x, y - 0.27, number(value), weight="bold", **style)
    ax.text(x + 0.12, y - 1.2, f"$a_{gate}$ {number(v[f'a_{gate}'])}", fontsize=8, va="center")
    ax.text(x, -0.1, PURPOSE[gate], ha="center", va="center", fontsize=8, color=GREY)


def gate_box(
    ax: Axes, corner: tuple[float, float], size: tuple[float, float], gate: str, part: float
) -> None:
    """Draw a box in the gate's colour, filled by a part from 0 to 1 (g: -1 to 1).

    Args:
        ax: matplotlib Axes.
        corner, size: (x, y) of the lower left corner, (width, height).
        gate: "i", "f", "g" or "o".
        part: how much of the box is filled; of g's, from its middle.
    """
    (x, y), (width, height), colour = corner, size, GATE_COLOUR[gate]
    ax.add_patch(Rectangle(corner, width, height, fc="white", ec="none", zorder=2))
    bottom, tall = (y + height / 2, height / 2) if gate == "g" else (y, height)
    fill: dict[str, Any] = {"fc": colour, "alpha": 0.3, "zorder": 3}
    ax.add_patch(Rectangle((x, bottom), width, tall * part, **fill))
    ax.add_patch(Rectangle(corner, width, height, fc="none", ec=colour, lw=1.6, zorder=4))


def _line(
    ax: Axes, points: list[tuple[float, float]], color: str, ls: str = "-", lw: float = 1.4
) -> None:
    ax.plot(*zip(*points, strict=True), color=color, ls=ls, lw=lw, zorder=1, marker="")


def arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    color: str,
    ls: str = "-",
    lw: float = 1.4,
) -> None:
    """Draw an arrow."""
    look = {"arrowstyle": "-|>", "color": color, "lw": lw, "ls": ls}
    look |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
    ax.annotate("", end, start, arrowprops=look, zorder=1)


@styled
def draw_cell(
    x: float, h: float, c: float, b_i: float, b_f: float, b_g: float, b_o: float
) -> Figure:
    """Draw one step of a cell with one input and one unit.

    Args:
        x, h, c, b_i, b_f, b_g, b_o: as for cell_numbers.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=3.6)
    draw_cell_on(ax, cell_numbers(x, h, c, b_i, b_f, b_g, b_o))
    return figure


def cell_caption(
    x: float, h: float, c: float, b_i: float, b_f: float, b_g: float, b_o: float
) -> str:
    """Return in words what the step does to the state."""
    v = cell_numbers(x, h, c, b_i, b_f, b_g, b_o)
    return (
        f"It keeps {v['f']:.0%} of c = {number(c)}, adds i g = {as_factor(v['i'])} · "
        f"{as_factor(v['g'])} = {number(v['i'] * v['g'])}, so c becomes {number(v['c'])}. "
        f"It lets out {v['o']:.0%} of tanh c = {number(v['tanh_c'])}: h = {number(v['h'])}."
    )


def interactive_lstm_cell() -> ipywidgets.VBox:
    """Move what comes into a cell, and the biases of its gates.

    Returns:
        ipywidgets.VBox with the sliders x, h, c, b_i, b_f, b_g and b_o.
    """
    reach = {"x": 2.0, "h": 1.0, "c": 3.0}
    limits = {name: reach.get(name, 6.0) for name in EXAMPLE}
    ranges = {
        name: (-limits[name], limits[name], 0.05 if name == "h" else 0.25, start)
        for name, start in EXAMPLE.items()
    }
    ranges["c"] = (-3.0, 3.0, 0.1, EXAMPLE["c"])
    return with_sliders(draw_cell, cell_caption, **ranges)


@static_figure("08_lstm/cell.svg")
def _cell() -> Figure:
    """Draw the cell as the sliders start."""
    return draw_cell(**EXAMPLE)
