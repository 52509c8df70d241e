"""The LSTM cell without numbers: one gate lit at a time, the chain of cells, the vectors."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from .lstm import BELT, FLOOR, GATE_X, GATE_Y, PRODUCT_Y, TAP, arrow
from .lstm_books import number
from .static import static_figure
from .style import GATE_COLOUR, GREY, INK, SIGNED, STATE_COLOUR, new_figure, styled

PALE = "#d9d9d9"
ALL = "ifgo"
EQUATIONS = {
    "i": ("How much to write?", [r"$i=\sigma(x\,W_i^\top + h_{prev}\,U_i^\top + b_i)$"]),
    "f": ("How much to keep?", [r"$f=\sigma(x\,W_f^\top + h_{prev}\,U_f^\top + b_f)$"]),
    "g": (
        "What to write?",
        [r"$g=\tanh(x\,W_g^\top + h_{prev}\,U_g^\top + b_g)$", r"$c=f\,c_{prev}+i\,g$"],
    ),
    "o": (
        "What to show?",
        [r"$o=\sigma(x\,W_o^\top + h_{prev}\,U_o^\top + b_o)$", r"$h=o\,\tanh\,c$"],
    ),
}
ENDS = {"c_prev": "$c_{prev}$", "c": "$c$", "h": "$h$", "in": "$x, h_{prev}$"}


def draw_schema_on(ax: Axes, lit: str = ALL, at: float = 0.0, size: float = 9.0) -> None:
    """Draw the cell in the places of lesson 08's picture; only what is lit has a colour.

    Args:
        ax: matplotlib Axes, in the units of draw_cell_on.
        lit: letters of the gates under discussion, each with its lines; ALL lights all.
        at: where the cell starts, added to every x.
        size: points of the letters.
    """

    def path(
        points: list[tuple[float, float]], owners: str, colour: str, lw: float = 1.4
    ) -> None:
        on = any(gate in lit for gate in owners)
        look: dict[str, Any] = {"color": colour if on else PALE, "lw": lw if on else 1.2}
        moved = [(x + at, y) for x, y in points]
        xs, ys = zip(*moved, strict=True)
        ax.plot(xs[:-1], ys[:-1], ls="-", marker="", zorder=2 if on else 1, **look)
        arrow(ax, moved[-2], moved[-1], **look)

    x, c = GATE_X, STATE_COLOUR["c"]
    path([(0.9, BELT), (x["f"] - 0.35, BELT)], "f", c, 3.5)
    path([(x["f"] + 0.35, BELT), (x["g"] - 0.35, BELT)], "fg", c, 3.5)
    path([(x["g"] + 0.35, BELT), (9.8, BELT)], "go", c, 3.5)
    for gate in ALL:
        start = (0.9, FLOOR) if gate in lit else (x[gate], FLOOR)
        path([start, (x[gate], FLOOR), (x[gate], GATE_Y - 0.62)], gate, INK)
    path([(x["i"], GATE_Y), (x["i"], PRODUCT_Y), (x["g"] - 0.35, PRODUCT_Y)], "i", _of("i"))
    path([(x["f"], GATE_Y), (x["f"], BELT - 0.35)], "f", _of("f"))
    path([(x["g"], GATE_Y), (x["g"], PRODUCT_Y - 0.35)], "g", _of("g"))
    path([(x["g"], PRODUCT_Y + 0.3), (x["g"], BELT - 0.35)], "g", INK)
    path([(x["o"], GATE_Y), (TAP - 0.35, GATE_Y)], "o", _of("o"))
    path([(TAP, BELT), (TAP, GATE_Y + 0.35)], "o", INK)
    path([(TAP + 0.35, GATE_Y), (9.8, GATE_Y)], "o", INK)
    signs = [(x["f"], BELT, "×", "f"), (x["g"], PRODUCT_Y, "×", "ig"), (x["g"], BELT, "+", "g")]
    for sx, sy, sign, owners in [*signs, (TAP, GATE_Y, "×", "o"), (TAP, 3.65, "tanh", "o")]:
        _sign(ax, (sx + at, sy), sign, any(g in lit for g in owners), size)
    for gate in ALL:
        _box(ax, x[gate] + at, gate, gate in lit, size)


def _of(gate: str) -> str:
    return GATE_COLOUR[gate]


def _sign(ax: Axes, where: tuple[float, float], sign: str, on: bool, size: float) -> None:
    """Draw an operation in a ring, or tanh in a small box."""
    colour = INK if on else "#a8a8a8"
    ring = {"boxstyle": "circle,pad=0.18" if sign != "tanh" else "round,pad=0.2"}
    box: dict[str, Any] = {**ring, "fc": "white", "ec": colour, "lw": 1.0}
    text: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 5, "color": colour}
    ax.text(*where, sign, fontsize=size - (1.5 if sign == "tanh" else 0), bbox=box, **text)


def _box(ax: Axes, x: float, gate: str, on: bool, size: float) -> None:
    """Draw a gate's box: what it is called, and its squashing function."""
    colour = GATE_COLOUR[gate] if on else PALE
    corner = (x - 0.7, GATE_Y - 0.6)
    ax.add_patch(Rectangle(corner, 1.4, 1.2, fc="white", ec="none", zorder=3))
    fill: dict[str, Any] = {"fc": colour, "alpha": 0.3 if on else 0.15, "lw": 0, "zorder": 4}
    ax.add_patch(Rectangle(corner, 1.4, 1.2, **fill))
    ax.add_patch(Rectangle(corner, 1.4, 1.2, fc="none", ec=colour, lw=1.6, zorder=4))
    text: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "zorder": 5,
        "color": INK if on else "#a8a8a8",
    }
    squash = r"$\tanh$" if gate == "g" else r"$\sigma$"
    ax.text(x, GATE_Y + 0.24, f"${gate}$", fontsize=size + 1, **text)
    ax.text(x, GATE_Y - 0.3, squash, fontsize=size - 1, **text)


@styled
def draw_lit(gate: str) -> Figure:
    """Draw the cell with one gate lit, beside the equations that it stands for.

    Args:
        gate: "i", "f", "g" or "o".

    Returns:
        matplotlib Figure.
    """
    figure, (left, right) = new_figure(columns=2, height=2.15, width_ratios=[1.5, 1])
    draw_schema_on(left, "ifg" if gate == "g" else gate)
    for key, where, owners in (
        ("c_prev", (0.75, BELT), "fg"),
        ("c", (9.95, BELT), "go"),
        ("h", (9.95, GATE_Y), "o"),
        ("in", (0.75, FLOOR), ALL),
    ):
        side = "left" if where[0] > 5 else "right"
        on = gate in owners
        text = {"color": INK if on else "#a8a8a8", "ha": side, "va": "center", "fontsize": 9}
        left.text(*where, ENDS[key], **text)
    left.set(xlim=(-1.6, 10.7), ylim=(-0.1, 5.6))
    question, equations = EQUATIONS[gate]
    right.text(0, 0.82, question, fontsize=10, weight="bold", color=INK)
    for n, equation in enumerate(equations):
        colour = GATE_COLOUR[gate] if n == 0 else INK
        right.text(0, 0.52 - 0.3 * n, equation, fontsize=8.5, color=colour)
    right.set(xlim=(0, 1), ylim=(0, 1))
    for ax in (left, right):
        ax.axis("off")
    return figure


@styled
def draw_chain() -> Figure:
    """Draw three steps: the same cell three times, c and h running through.

    Returns:
        matplotlib Figure; the cell in the middle is open, and its h leaves upward as the
        output and to the right as h_prev of the next cell.
    """
    figure, ax = new_figure(height=2.7)
    draw_schema_on(ax, at=0.0, size=6.5)
    frame: dict[str, Any] = {"fc": "#f4f6f8", "ec": GREY, "lw": 1.0, "zorder": 0}
    shape = "round,pad=0,rounding_size=0.5"
    for start, width in ((-6.4, 4.6), (0.3, 10.6), (12.0, 4.6)):
        ax.add_patch(FancyBboxPatch((start, -0.3), width, 6.2, boxstyle=shape, **frame))
    belt: dict[str, Any] = {"color": STATE_COLOUR["c"], "lw": 3.5}
    line: dict[str, Any] = {"color": INK, "ls": "-", "lw": 1.4, "marker": "", "zorder": 1}
    for start, end in ((-7.8, -6.4), (-6.4, 0.95), (9.6, 12.1), (12.1, 18.0)):
        arrow(ax, (start, BELT), (end, BELT), **belt)
    for start, end in ((-7.8, -6.4), (-1.8, 1.0), (10.3, 12.1), (16.6, 18.0)):
        arrow(ax, (start, FLOOR), (end, FLOOR), color=INK)
    ax.plot([9.8, 10.3], [GATE_Y, GATE_Y], **line)
    ax.plot([10.3, 10.3], [FLOOR, GATE_Y], **line)
    arrow(ax, (10.3, GATE_Y), (10.3, 7.0), color=INK)
    for x, t in ((-4.1, "{t-1}"), (14.3, "{t+1}"), (10.3, "t")):
        if t != "t":
            arrow(ax, (x, 5.9), (x, 7.0), color=INK)
        ax.text(x, 7.35, f"$h_{t}$", ha="center", va="center", fontsize=9)
    for x, t in ((-4.1, "{t-1}"), (14.3, "{t+1}"), (0.95, "t")):
        arrow(ax, (x, -1.3), (x, -0.3 if t != "t" else FLOOR), color=INK)
        ax.text(x, -1.75, f"$x_{t}$", ha="center", va="center", fontsize=9)
    for x in (-4.1, 14.3):
        ax.text(
            x, 2.6, "the same\ncell,\nthe same\nweights", ha="center", va="center", fontsize=8
        )
    for x, t in ((-0.75, "{t-1}"), (11.45, "t")):
        ax.text(x, BELT + 0.5, f"$c_{t}$", ha="center", va="bottom", fontsize=9)
        ax.text(x, FLOOR + 0.25, f"$h_{t}$", ha="center", va="bottom", fontsize=9)
    ax.set(xlim=(-8, 18.3), ylim=(-2.2, 7.8))
    ax.axis("off")
    return figure


@styled
def draw_vectors() -> Figure:
    """Draw one step of a layer of four units as columns of numbers, one row for each unit.

    Returns:
        matplotlib Figure: f times c_prev plus i times g gives c; o times tanh c gives h.
    """
    i, f, o = (
        np.array(v) for v in ([1.0, 0.0, 0.5, 1.0], [0.0, 1.0, 1.0, 0.5], [1.0, 1.0, 0.0, 0.5])
    )
    g, c_prev = np.array([-1.0, 0.6, 0.8, -0.4]), np.array([0.9, 0.9, -0.6, -1.0])
    c = f * c_prev + i * g
    figure, ax = new_figure(height=1.9)
    columns = [("$f$", f, "×"), ("$c_{prev}$", c_prev, "+"), ("$i$", i, "×"), ("$g$", g, "=")]
    columns += [("$c$", c, ""), ("$o$", o, "×"), (r"$\tanh\,c$", np.tanh(c), "=")]
    columns += [("$h$", o * np.tanh(c), "")]
    x = 0.0
    for name, values, sign in columns:
        x += 0.9 if name == "$o$" else 0.0
        ax.text(x + 0.5, 4.25, name, ha="center", va="bottom", fontsize=9)
        for row, value in enumerate(values):
            face = SIGNED((np.clip(value, -1, 1) + 1) / 2)
            ax.add_patch(Rectangle((x, 3 - row), 1, 0.92, fc=face, ec=GREY, lw=0.6))
            dark = {"color": "white" if abs(value) > 0.75 else INK}
            middle = {"ha": "center", "va": "center", "fontsize": 7.5}
            ax.text(x + 0.5, 3.46 - row, number(value), **middle, **dark)
        ax.text(x + 1.3, 1.95, sign, ha="center", va="center", fontsize=11)
        x += 1.6
    for row in range(4):
        ax.text(
            -0.2, 3.46 - row, f"unit {row + 1}", ha="right", va="center", fontsize=8, color=GREY
        )
    ax.set(xlim=(-1.7, x - 0.4), ylim=(-0.1, 5.0))
    ax.axis("off")
    return figure


for _gate in ALL:
    static_figure(f"08_lstm/gate_{_gate}.svg")(lambda gate=_gate: draw_lit(gate))


@static_figure("08_lstm/chain.svg")
def _chain() -> Figure:
    """Draw the chain."""
    return draw_chain()


@static_figure("08_lstm/vectors.svg")
def _vectors() -> Figure:
    """Draw the vectors."""
    return draw_vectors()
