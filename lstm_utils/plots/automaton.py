"""The Reber grammar as an automaton, and a Markov chain with a window."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from lstm_utils.arrays import Array
from lstm_utils.tasks.markov import Model, next_probabilities, ngram
from lstm_utils.tasks.reber import (
    EMBEDDED_REBER,
    REBER,
    SYMBOLS,
    Grammar,
    embedded_reber,
    legal_next,
)

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, RED, new_figure, styled

RADIUS = 0.2
INNER = [(0, 0), (1, 0), (2, 0.75), (2, -0.75), (3.2, 0.75), (3.2, -0.75), (4.2, 0), (5.2, 0)]
TWINS = ("BTBTSXSETE", "BPBTSXSEPE")  # the same between the second and the last but one
LANES = {"T": (BLUE, 1.35), "P": (RED, -1.35)}
ALPHA = 0.01


def state_positions(grammar: Grammar) -> list[tuple[float, float]]:
    """Return the positions of a grammar's states in a figure.

    Args:
        grammar: REBER or EMBEDDED_REBER, from lstm_utils.tasks.reber.

    Returns:
        List of (x, y), one for each state; the unit is the distance of neighbours.

    Raises:
        ValueError: if it is neither of the two.
    """
    if grammar is REBER:
        return list(INNER)
    if grammar is not EMBEDDED_REBER:
        raise ValueError(
            "state_positions expects REBER or EMBEDDED_REBER, the lists themselves"
        )
    lanes = [[(x + 2.1, y + lane) for x, y in INNER] for _, lane in LANES.values()]
    return [(0, 0), (1, 0), *lanes[0], *lanes[1], (8.4, 0), (9.4, 0)]


def state_after(prefix: str, grammar: Grammar = EMBEDDED_REBER) -> int:
    """Return the number of the state that a grammar is in after a prefix of a string."""
    state = 0
    for symbol in prefix:
        state = grammar[state][symbol]
    return state


def draw_automaton(
    ax: Axes, grammar: Grammar, lit: dict[int, str] | Sequence[int] = ()
) -> None:
    """Draw a grammar's states as circles and its symbols on arrows.

    Args:
        ax: matplotlib Axes; they are scaled to fit.
        grammar: REBER or EMBEDDED_REBER.
        lit: dict of state to colour: these are filled; a sequence of states is filled orange.
    """
    colours = lit if isinstance(lit, dict) else dict.fromkeys(lit, ORANGE)
    at = state_positions(grammar)
    for state, arcs in enumerate(grammar):
        for symbol, target in arcs.items():
            _arc(ax, at[state], at[target], symbol)
    for state, (x, y) in enumerate(at):
        face = colours.get(state, "white")
        double = state == len(grammar) - 1
        ax.add_patch(Circle((x, y), RADIUS, fc=face, ec=INK, lw=1.2, zorder=3))
        if double:
            ax.add_patch(Circle((x, y), 0.7 * RADIUS, fc="none", ec=INK, lw=0.8, zorder=3))
    xs, ys = zip(*at, strict=True)
    ax.set(xlim=(min(xs) - 0.35, max(xs) + 0.35), ylim=(min(ys) - 0.55, max(ys) + 0.75))
    ax.set_aspect("equal")
    ax.axis("off")


def _arc(ax: Axes, start: tuple[float, float], end: tuple[float, float], symbol: str) -> None:
    (x0, y0), (x1, y1) = start, end
    style: dict[str, Any] = {"arrowstyle": "-|>", "color": GREY, "lw": 1.0, "mutation_scale": 8}
    label: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.5, "color": INK}
    if start == end:  # a loop, away from the middle of its lane
        side = 1 if symbol == "S" else -1
        feet = [(x0 + dx, y0 + side * RADIUS * 0.85) for dx in (-0.13, 0.13)]
        style |= {"connectionstyle": f"arc3,rad={-1.9 * side}", "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", feet[1], feet[0], arrowprops=style)
        ax.text(x0 - 0.36, y0 + side * 0.36, symbol, **label)
        return
    length = np.hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    tail = x0 + ux * RADIUS, y0 + uy * RADIUS
    tip = x1 - ux * RADIUS, y1 - uy * RADIUS
    ax.annotate("", tip, tail, arrowprops=style | {"shrinkA": 0, "shrinkB": 0})
    up = 0.2 if abs(ux) > 0.3 else 0.0
    up = -0.2 if symbol == "V" and uy > 0.1 else up  # away from the P beside it
    out = 0.0 if abs(ux) > 0.3 else 0.2
    ax.text((x0 + x1) / 2 + out, (y0 + y1) / 2 + up, symbol, **label)


@cache
def reber_chain(k: int, strings: int = 5000) -> Model:
    """Return a chain of order k, counted on strings of the embedded Reber grammar."""
    rng = np.random.default_rng(0)
    return ngram([embedded_reber(rng) for _ in range(strings)], k, SYMBOLS, ALPHA)


def chain_says(k: int, prefix: str) -> Array:
    """Return what a chain of order k predicts after a prefix.

    Args:
        k: order.
        prefix: beginning of a string of the embedded Reber grammar.

    Returns:
        (7,) float64 array in the order of SYMBOLS.
    """
    context = prefix[max(0, len(prefix) - k) :]
    return next_probabilities(reber_chain(k)["counts"], context, SYMBOLS, ALPHA)


@styled
def draw_twins(k: int, seen: int) -> Figure:
    """Draw two strings that differ in T and P: the automaton's states, the chain's window.

    Args:
        k: order of the chain: how many symbols its window shows.
        seen: how many symbols have been read, 0 to 9.

    Returns:
        matplotlib Figure: automaton with both states lit, both strings with the window,
        and what the chain predicts after each.
    """
    figure = new_figure(height=5.0)[0]
    figure.clear()
    top, left, right = (
        figure.add_subplot(spec)
        for spec in (lambda g: (g[0, :], g[1, 0], g[1, 1]))(
            figure.add_gridspec(2, 2, height_ratios=[2.1, 1], width_ratios=[1.5, 1])
        )
    )
    lit = {}
    for twin, (colour, _) in zip(TWINS, LANES.values(), strict=True):
        lit[state_after(twin[:seen])] = colour
    if len(lit) == 1:
        lit = dict.fromkeys(lit, ORANGE)  # both are in the same state
    draw_automaton(top, EMBEDDED_REBER, lit)
    top.set_title("the automaton: its next step depends on its state")
    _draw_windows(left, k, seen)
    _draw_predictions(right, k, seen)
    return figure


def _draw_windows(ax: Axes, k: int, seen: int) -> None:
    """Write both strings in boxes; the window is shaded, the next symbol is a question mark."""
    for row, (twin, (colour, _)) in enumerate(zip(TWINS, LANES.values(), strict=True)):
        for t, symbol in enumerate(twin[: seen + 1]):
            in_window = max(0, seen - k) <= t < seen
            face = ORANGE if in_window else "white"
            box = Rectangle(
                (t, -1.5 * row), 0.9, 1, fc=face, ec=GREY, alpha=0.55 if in_window else 1
            )
            ax.add_patch(box)
            differs = TWINS[0][t] != TWINS[1][t]
            written = "?" if t == seen else symbol
            ink, weight = (colour, "bold") if differs else (INK, "normal")
            look: dict[str, Any] = {"color": ink, "weight": weight}
            ax.text(t + 0.45, 0.5 - 1.5 * row, written, ha="center", va="center", **look)
    ax.set(xlim=(-0.2, 10.2), ylim=(-2.1, 1.6), title=f"the chain: a window of {k}")
    ax.axis("off")


def _draw_predictions(ax: Axes, k: int, seen: int) -> None:
    """Draw what the chain predicts after each of the two strings."""
    height = 0.38
    for n, (twin, (colour, _)) in enumerate(zip(TWINS, LANES.values(), strict=True)):
        at = np.arange(7) + (n - 0.5) * height
        bars: dict[str, Any] = {
            "color": colour,
            "label": f"B{twin[1]}...",
            "hatch": ("", "///")[n],
        }
        ax.barh(at, chain_says(k, twin[:seen]), height, edgecolor="white", lw=0, **bars)
    ax.set(yticks=range(7), yticklabels=list(SYMBOLS), xlim=(0, 1.02), xticks=[0, 0.5, 1])
    ax.set(xlabel="its prediction")
    ax.invert_yaxis()
    ax.legend(loc="lower right", bbox_to_anchor=(1.02, 0.98), ncols=2, fontsize=8)


def twins_caption(k: int, seen: int) -> str:
    """Return in words what the chain's window shows, and what it predicts."""
    first, second = (twin[:seen] for twin in TWINS)
    windows = [prefix[max(0, seen - k) :] for prefix in (first, second)]
    legal = [" or ".join(legal_next(prefix)) for prefix in (first, second)]
    same = windows[0] == windows[1]
    look = f"{windows[0] or 'nothing'} in both strings" if same else " and ".join(windows)
    says = [
        dict(zip(SYMBOLS, chain_says(k, prefix), strict=True)) for prefix in (first, second)
    ]
    shown = "; ".join(f"T {p['T']:.2f}, P {p['P']:.2f}" for p in (says[:1] if same else says))
    return (
        f"After {seen} symbols the window shows {look}. The chain gives {shown}. "
        f"The grammar allows {legal[0]} in the first string, {legal[1]} in the second."
    )


def interactive_twins() -> ipywidgets.VBox:
    """Step through two strings that differ in T and P; widen the window.

    Returns:
        ipywidgets.VBox with the sliders k and seen.
    """
    return with_sliders(draw_twins, twins_caption, k=(0, 8, 1, 3), seen=(0, 9, 1, 2))


@static_figure("03_letters/twins.svg")
def _twins() -> Figure:
    """Draw the step that predicts T or P, with a window of five."""
    return draw_twins(5, 8)
