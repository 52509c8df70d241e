"""The variants of lesson 12, drawn on lesson 08's cell: peepholes, coupled gates, the GRU."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .lstm import BELT, FLOOR, GATE_X, GATE_Y, PRODUCT_Y
from .lstm_walk import draw_schema_on
from .static import static_figure
from .style import BLUE, GATE_COLOUR, INK, RED, SKY, STATE_COLOUR, new_figure, styled

Point = tuple[float, float]
ENDS = {"$c_{prev}$": (0.75, BELT), "$c$": (9.95, BELT), "$h$": (9.95, GATE_Y)}
INPUTS = {"$x, h_{prev}$": (0.75, FLOOR)}
GRU_X = {"r": 1.9, "n": 5.2, "z": 7.0}  # and their colours: z keeps as f does, n is the g
GRU_COLOUR = {"r": SKY, "n": BLUE, "z": RED}
M, MIX = 3.6, 8.5  # x of the product r m, and of the sum on the line of h


def _path(ax: Axes, points: list[Point], colour: str, lw: float = 1.6, ls: str = "-") -> None:
    """Draw a line through the points, with an arrow at its end."""
    xs, ys = zip(*points, strict=True)
    ax.plot(xs[:-1], ys[:-1], color=colour, lw=lw, ls=ls, marker="", zorder=6)
    look = {"arrowstyle": "-|>", "color": colour, "lw": lw, "ls": ls}
    look |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
    ax.annotate("", points[-1], points[-2], arrowprops=look, zorder=6)


def _gap(ax: Axes, x: float, y: float) -> None:
    """Interrupt the horizontal line at (x, y), so that a vertical one passes above it."""
    ax.plot([x, x], [y - 0.2, y + 0.2], color="white", lw=6, ls="-", marker="", zorder=5)


def _ring(ax: Axes, at: Point, sign: str, colour: str = INK) -> None:
    """Draw an operation in a ring."""
    ring: dict[str, Any] = {
        "boxstyle": "circle,pad=0.18",
        "fc": "white",
        "ec": colour,
        "lw": 1.0,
    }
    ax.text(*at, sign, ha="center", va="center", fontsize=9, color=INK, bbox=ring, zorder=8)


def _words(ax: Axes, names: dict[str, Point]) -> None:
    """Write names at the ends of lines: left of them in the left half, else right."""
    for name, at in names.items():
        side = "left" if at[0] > 5 else "right"
        ax.text(*at, name, ha=side, va="center", fontsize=9, color=INK)


def _frame(ax: Axes) -> None:
    ax.set(xlim=(-1.6, 11.2), ylim=(-0.3, 5.8))
    ax.axis("off")


@styled
def draw_peepholes() -> Figure:
    """Draw the LSTM cell with its peepholes: from c_prev to i and f, from c to o.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.6)
    draw_schema_on(ax)
    colour = STATE_COLOUR["c"]
    for gate, x in (("i", 0.98), ("f", 2.75), ("o", 6.35)):
        if gate == "f":
            _gap(ax, x, PRODUCT_Y)
        _path(ax, [(x, BELT), (x, GATE_Y), (GATE_X[gate] - 0.7, GATE_Y)], colour, 2.0)
        ax.plot([x], [BELT], "o", color=colour, ms=6, zorder=7)
        ax.text(x + 0.1, 3.1, f"$p_{gate}$", fontsize=9, color=INK, zorder=8)
    _words(ax, ENDS | INPUTS)
    _frame(ax)
    return figure


@styled
def draw_coupled() -> Figure:
    """Draw the LSTM cell without input gate: 1 - f scales the candidate.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.6)
    draw_schema_on(ax, "fgo")
    cover: dict[str, Any] = {"fc": "white", "ec": "none", "zorder": 5}
    ax.add_patch(Rectangle((1.05, FLOOR + 0.08), 1.75, 3.6, **cover))
    ax.add_patch(Rectangle((2.7, 3.55), 2.4, 0.4, **cover))
    x, colour = GATE_X["i"], GATE_COLOUR["f"]
    _path(ax, [(GATE_X["f"] - 0.7, GATE_Y), (x + 0.35, GATE_Y)], colour, ls="--")
    points = [(x, GATE_Y + 0.3), (x, PRODUCT_Y), (GATE_X["g"] - 0.32, PRODUCT_Y)]
    _path(ax, points, colour, ls="--")
    _gap(ax, GATE_X["f"], PRODUCT_Y)
    f = [(GATE_X["f"], PRODUCT_Y - 0.3), (GATE_X["f"], BELT - 0.35)]
    _path(ax, f, colour)
    _ring(ax, (x, GATE_Y), "1−", colour)
    _words(ax, ENDS | INPUTS)
    _frame(ax)
    return figure


@styled
def draw_gru() -> Figure:
    """Draw the GRU in the places of the LSTM: h runs along the top, there is no c.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.6)
    z, n, r = GRU_X["z"], GRU_X["n"], GRU_X["r"]
    for start, end in ((0.9, z - 0.35), (z + 0.35, MIX - 0.35), (MIX + 0.35, 9.8)):
        _path(ax, [(start, BELT), (end, BELT)], INK, 3.0)
    for gate, x in GRU_X.items():
        _path(ax, [(0.9, FLOOR), (x, FLOOR), (x, GATE_Y - 0.62)], INK, 1.2)
        _gru_box(ax, gate, x)
    ax.text(n + 0.15, 1.0, "only $x$", fontsize=8, va="center")
    _path(ax, [(M, BELT), (M, GATE_Y + 0.35)], INK, 1.4)
    ax.text(
        M - 0.2, 3.7, r"$m=h_{prev}W_{hn}^\top+b_{hn}$", fontsize=8, va="center", ha="right"
    )
    _path(ax, [(r + 0.7, GATE_Y), (M - 0.32, GATE_Y)], GRU_COLOUR["r"])
    _path(ax, [(M + 0.32, GATE_Y), (n - 0.7, GATE_Y)], INK)
    _path(ax, [(n, GATE_Y + 0.6), (n, 4.2), (MIX - 0.35, 4.2)], GRU_COLOUR["n"])
    _gap(ax, z, 4.2)
    _path(ax, [(z, GATE_Y + 0.6), (z, BELT - 0.35)], GRU_COLOUR["z"], ls="--")
    _path(ax, [(z + 0.7, GATE_Y), (MIX, GATE_Y), (MIX, 3.85)], GRU_COLOUR["z"], ls="--")
    _path(ax, [(MIX, 4.5), (MIX, BELT - 0.35)], INK)
    for at, sign in (
        ((z, BELT), "×"),
        ((MIX, BELT), "+"),
        ((M, GATE_Y), "×"),
        ((MIX, 4.2), "×"),
    ):
        _ring(ax, at, sign)
    _ring(ax, (MIX, 3.0), "1−", GRU_COLOUR["z"])
    _words(ax, {"$h_{prev}$": (0.75, BELT), "$h$": (9.95, BELT)} | INPUTS)
    _frame(ax)
    return figure


def _gru_box(ax: Axes, gate: str, x: float) -> None:
    """Draw the box of a gate or of the candidate."""
    corner, colour = (x - 0.7, GATE_Y - 0.6), GRU_COLOUR[gate]
    ax.add_patch(Rectangle(corner, 1.4, 1.2, fc="white", ec=colour, lw=1.6, zorder=7))
    ax.add_patch(Rectangle(corner, 1.4, 1.2, fc=colour, alpha=0.3, lw=0, zorder=7))
    text: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 8, "color": INK}
    ax.text(x, GATE_Y + 0.24, f"${gate}$", fontsize=10, **text)
    ax.text(x, GATE_Y - 0.3, r"$\tanh$" if gate == "n" else r"$\sigma$", fontsize=8, **text)


static_figure("12_variants/peepholes.svg")(draw_peepholes)
static_figure("12_variants/coupled.svg")(draw_coupled)
static_figure("12_variants/gru.svg")(draw_gru)
