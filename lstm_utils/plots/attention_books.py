"""The drawings of lesson 21: how attention looks back, and a block of the Grid LSTM."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .static import static_figure
from .style import BLUE, GREY, INK, RED, STATE_COLOUR, new_figure

EXAMPLE = (("painted", 0.05), ("a", 0.02), ("red", 0.03), ("house", 0.9))


def _box(ax: Axes, x: float, y: float, text: str, colour: str, width: float = 0.9) -> None:
    box: dict[str, Any] = {"boxstyle": "round,pad=0.02", "fc": "white", "ec": colour, "lw": 1.5}
    ax.add_patch(FancyBboxPatch((x - width / 2, y - 0.25), width, 0.5, **box))
    ax.text(x, y, text, ha="center", va="center", fontsize=10)


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str = GREY,
    lw: float = 1.0,
    curve: float = 0.0,
) -> None:
    style: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0}
    style |= {"connectionstyle": f"arc3,rad={curve}", "color": colour, "lw": lw, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(start, end, **style))


@static_figure("21_attention/look.svg")
def _look() -> Figure:
    """Draw keys with their weights, the context, and the decoder's state that asks."""
    figure, ax = new_figure(height=3.1)
    for s, (word, weight) in enumerate(EXAMPLE):
        x = 0.6 + 1.3 * s
        ax.text(x, -0.65, word, ha="center", va="center", fontsize=10)
        _arrow(ax, (x, -0.45), (x, -0.27))
        _box(ax, x, 0.0, f"$k_{s + 1}$", STATE_COLOUR["h"])
        if s:
            _arrow(ax, (x - 0.83, 0.08), (x - 0.48, 0.08))
            _arrow(ax, (x - 0.48, -0.08), (x - 0.83, -0.08))
        _arrow(ax, (x, 0.28), (3.0, 1.62), BLUE, 0.6 + 4 * weight)
        ground: dict[str, Any] = {"fc": "white", "ec": "none", "pad": 1.0}
        at = x + 0.25 * (3.0 - x), 0.62
        ax.text(*at, f"{weight:.2f}", ha="center", fontsize=8, color=BLUE, bbox=ground)
    _box(ax, 3.0, 1.9, "context", BLUE, 1.3)
    _box(ax, 6.6, 0.0, "$q = h_t$", STATE_COLOUR["h"], 1.1)
    ax.text(6.6, -0.65, "ein rotes", ha="center", va="center", fontsize=10)
    _arrow(ax, (6.6, -0.45), (6.6, -0.27))
    _arrow(ax, (6.05, 0.0), (5.05, 0.0), RED, 1.4)
    ax.text(5.55, 0.16, "asks", ha="center", fontsize=9, color=RED)
    _box(ax, 6.6, 1.9, "$W_{out}$", INK, 1.1)
    _arrow(ax, (3.68, 1.9), (6.03, 1.9), BLUE, 1.4)
    _arrow(ax, (6.6, 0.28), (6.6, 1.62), INK, 1.4)
    _arrow(ax, (6.6, 2.18), (6.6, 2.5), INK, 1.4)
    ax.text(6.6, 2.7, "Haus", ha="center", va="center", fontsize=11, weight="bold")
    ax.text(0.1, 2.62, "encoder: a key at every word", fontsize=9, color=GREY)
    ax.set(xlim=(-0.1, 7.4), ylim=(-0.9, 2.95))
    ax.axis("off")
    return figure


@static_figure("21_attention/grid.svg")
def _grid() -> Figure:
    """Draw one block of a Grid LSTM: two LSTMs exchange h; each keeps its own c."""
    figure, ax = new_figure(height=2.7)
    frame: dict[str, Any] = {
        "boxstyle": "round,pad=0.1",
        "fc": "#f4f4f4",
        "ec": GREY,
        "lw": 1.0,
    }
    ax.add_patch(FancyBboxPatch((-1.2, -1.0), 2.4, 2.0, **frame))
    _box(ax, -0.35, 0.5, "LSTM$_1$", BLUE, 1.1)
    _box(ax, 0.35, -0.5, "LSTM$_2$", RED, 1.1)
    c, h = STATE_COLOUR["c"], STATE_COLOUR["h"]
    for y, colour, name in ((0.62, c, "c"), (0.38, h, "h")):
        _arrow(ax, (-2.6, y), (-0.95, y), colour, 1.8)
        _arrow(ax, (0.25, y), (2.6, y), colour, 1.8)
        apart = 0.5 + 1.7 * (y - 0.5)
        ax.text(-2.7, apart, f"${name}_1$", ha="right", va="center", fontsize=10)
        ax.text(2.7, apart, f"${name}_1'$", ha="left", va="center", fontsize=10)
    for x, colour, name in ((0.25, h, "h"), (0.6, c, "c")):
        _arrow(ax, (x, -1.7), (x, -0.78), colour, 1.8)
        _arrow(ax, (x + 0.15, -0.22), (x + 0.15, 1.7), colour, 1.8)
        ax.text(x, -1.82, f"${name}_2$", ha="center", va="top", fontsize=10)
        ax.text(x + 0.15, 1.8, f"${name}_2'$", ha="center", va="bottom", fontsize=10)
    _arrow(ax, (0.25, -1.3), (-0.5, 0.22), h, 1.0, -0.35)
    _arrow(ax, (-1.7, 0.38), (-0.23, -0.5), h, 1.0, 0.3)
    ax.text(3.6, 0.5, "first dimension:\ntime", va="center", fontsize=9, color=BLUE)
    ax.text(1.3, 1.75, "second dimension: depth", va="center", fontsize=9, color=RED)
    ax.set(xlim=(-3.4, 5.3), ylim=(-2.2, 2.2))
    ax.axis("off")
    return figure
