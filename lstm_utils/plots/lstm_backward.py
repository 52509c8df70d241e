"""The backward pass through one LSTM step: every edge with its factor."""

from typing import Any

import ipywidgets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .interactive import with_frames
from .lstm import arrow
from .lstm_books import EXAMPLE, WEIGHTS, Edge, backward_edges, cell_numbers, number
from .static import static_figure
from .style import BLUE, GATE_COLOUR, GRADIENT, GREY, INK, ORANGE, new_figure, styled

NODES = {
    "c_prev": (4.0, 4.7, "$c_{prev}$"),
    "i": (4.0, 3.1, "$i$"),
    "f": (4.0, 1.5, "$f$"),
    "g": (4.0, -0.1, "$g$"),
    "o": (4.0, -1.7, "$o$"),
    "a_i": (0.9, 3.1, "$a_i$"),
    "a_f": (0.9, 1.5, "$a_f$"),
    "a_g": (0.9, -0.1, "$a_g$"),
    "a_o": (0.9, -1.7, "$a_o$"),
    "c": (6.8, 2.3, "$c$"),
    "tanh_c": (10.4, 2.3, r"$\tanh c$"),
    "h": (11.6, -0.2, "$h$"),
    "h_prev": (-2.9, 2.0, "$h_{prev}$"),
    "x": (-2.9, -0.6, "$x$"),
}


@styled
def draw_backward(step: int, lit: bool = True) -> Figure:
    """Draw the first edges of the backward pass through one step; it has 13.

    Args:
        step: how many edges have been taken, 0 to 13.
        lit: whether the last edge is thick and its end has a yellow ground.

    Returns:
        matplotlib Figure: values in blue, gradients in red below them, on each edge that
        was taken its factor. Each node has the number of the step that reaches it.
    """
    v = cell_numbers(**EXAMPLE)
    edges, d = backward_edges(v)
    known = {"h"} | {edge.end for edge in edges[:step]}
    figure, ax = new_figure(height=4.0)
    for n, edge in enumerate(edges):
        _back_edge(ax, edge, taken=n < step, now=lit and n == step - 1)
    arrow(ax, (9.0, 4.3), (7.4, 2.9), color=GRADIENT)
    ax.text(9.1, 4.3, "$dc$ from later: 0.50", color=GRADIENT, fontsize=8, va="center")
    ax.text(11.6, -1.1, "$dh$: 1.00", color=GRADIENT, fontsize=8, ha="center", va="center")
    for name in NODES:
        active = lit and step > 0 and edges[step - 1].end == name
        _back_node(ax, name, v[name], d[name] if name in known else None, active)
    for n, edge in enumerate(edges[:step]):
        x, y, _ = NODES[edge.end]
        ring = {"boxstyle": "circle,pad=0.12", "fc": "white", "ec": GREY, "lw": 0.6}
        middle = {"ha": "center", "va": "center", "zorder": 5}
        side = -0.6 if edge.end == "c" else 0.6  # dc arrives at the other corner
        ax.text(x + side, y + 0.5, str(n + 1), fontsize=6, color=GREY, bbox=ring, **middle)
    ax.text(7.6, -1.5, "value", color=BLUE, fontsize=8.5)
    ax.text(7.6, -2.05, "gradient", color=GRADIENT, fontsize=8.5)
    ax.set(xlim=(-3.7, 12.4), ylim=(-2.5, 5.4))
    ax.axis("off")
    return figure


def _back_edge(ax: Axes, edge: Edge, taken: bool, now: bool) -> None:
    """Draw an edge, with its factor once it has been taken."""
    colour = GRADIENT if now else GREY if taken else "#cccccc"
    from_gates = edge.start == "a"
    factors = edge.symbol.split(", ") if from_gates else [edge.symbol]
    for n, symbol in enumerate(factors):
        start = f"a_{'ifgo'[n]}" if from_gates else edge.start
        (x0, y0, _), (x1, y1, _) = NODES[start], NODES[edge.end]
        side = 0.62 if x1 < x0 else -0.62
        arrow(ax, (x0 - side, y0), (x1 + side, y1), color=colour, lw=2.2 if now else 1.0)
        if taken:
            value = WEIGHTS["ifgo"[n]][edge.end == "h_prev"] if from_gates else edge.factor
            along = 0.3 if from_gates else {"o": 0.72}.get(edge.end, 0.5)
            above = 0.55 if start == "tanh_c" else 0.0  # the arrow is shorter than its factor
            at = x0 + along * (x1 - x0), y0 + along * (y1 - y0) + above
            words = number(value) if from_gates else f"{_math(symbol)}\n{number(value)}"
            _factor(ax, at, words, GRADIENT if now else INK)


def _factor(ax: Axes, at: tuple[float, float], words: str, colour: str) -> None:
    """Write a factor on its edge."""
    box = {"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none"}
    style: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": 7,
        "zorder": 3,
        "linespacing": 1.0,
    }
    ax.text(*at, words, color=colour, bbox=box, **style)


def _math(symbol: str) -> str:
    """Set single letters as formulas do; drop the brackets round a sum."""
    letters = {"c_prev": "$c_{prev}$"} | {k: f"${k}$" for k in "ifgo"}
    return symbol[1:-1] if symbol.startswith("(") else letters.get(symbol, symbol)


def _back_node(ax: Axes, name: str, value: float, gradient: float | None, active: bool) -> None:
    """Draw a node: its name above, its value and, once known, its gradient inside."""
    x, y, label = NODES[name]
    gate = GATE_COLOUR.get(name[-1] if name.startswith("a_") else name)
    edge = ORANGE if name in ("c", "c_prev") else gate or INK
    frame: dict[str, Any] = {
        "fc": "#fff6dc" if active else "white",
        "ec": edge,
        "lw": 2.4 if active else 1.3,
    }
    shape = "round,pad=0,rounding_size=0.12"
    ax.add_patch(
        FancyBboxPatch((x - 0.58, y - 0.5), 1.16, 1.0, boxstyle=shape, zorder=3, **frame)
    )
    style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
    white = {"boxstyle": "round,pad=0.08", "fc": "white", "ec": "none"}
    ax.text(x, y + 0.72, label, zorder=2, bbox=white, **style)
    ax.text(x, y + 0.22, number(value), color=BLUE, zorder=4, **style)
    if gradient is not None:
        ax.text(x, y - 0.24, number(gradient), color=GRADIENT, zorder=4, **style)


def backward_caption(step: int) -> str:
    """Return in words which edge was taken last."""
    edges, _ = backward_edges(cell_numbers(**EXAMPLE))
    if step == 0:
        return (
            "The values are known. The pass starts with dh = 1.00 from the loss and the steps "
            "after, and dc = 0.50 from the next step. Take one edge at a time."
        )
    return f"Edge {step} of {len(edges)}: {edges[step - 1].words}."


def interactive_lstm_backward() -> ipywidgets.VBox:
    """Take the backward pass edge by edge.

    Returns:
        ipywidgets.VBox with the slider step, and a picture for each of its values.
    """
    return with_frames(draw_backward, backward_caption, step=(range(14), 0))


@static_figure("08_lstm/backward.svg")
def _backward() -> Figure:
    """Draw the finished backward pass, where no slider can be moved."""
    return draw_backward(13, lit=False)
