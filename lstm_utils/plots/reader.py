"""Figures of lesson 04: the Reber automaton, and a trained net that reads its strings."""

from functools import cache

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Params
from lstm_utils.tasks.encoding import one_hot
from lstm_utils.tasks.reber import (
    EMBEDDED_REBER,
    REBER,
    SYMBOLS,
    legal_next,
)
from lstm_utils.tasks.reber_nets import ELMAN, until_right

from .automaton import TWINS, draw_automaton, state_after, state_positions
from .interactive import with_player
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, SIGNED, new_figure, styled

STRINGS = (*TWINS, "BTBPTTVPXVVETE", "BPBTSXXVPSEPE")


@cache
def trained_net(seed: int = 0) -> Params:
    """Train an Elman net on the embedded Reber grammar, as lesson 04 does.

    Args:
        seed: seed of weights and strings.

    Returns:
        dict of float64 arrays, as nets.elman_init draws them; not to be changed.
    """
    return until_right(ELMAN, seed).params


def reads(params: Params, prefix: str) -> tuple[Array | None, Array]:
    """Let a net read the beginning of a string.

    Args:
        params: dict of float arrays, as nets.elman_init draws them, for 7 symbols.
        prefix: symbols; may be empty.

    Returns:
        p: probabilities of what comes next, (7,) float64 array; None after no symbol.
        h: the state, (H,) float64 array; zeros after no symbol.
    """
    if not prefix:
        return None, np.zeros(len(params["W_hh"]))
    ids = np.array([[SYMBOLS.index(symbol)] for symbol in prefix])
    z, cache = nets.elman_forward(params, one_hot(ids, len(SYMBOLS)))
    return nets.softmax(z[-1])[0], cache["hs"][-1, 0]


def is_right(p: Array, legal: str) -> bool:
    """Return whether every legal symbol has a higher score than every other one."""
    may = np.array([symbol in legal for symbol in SYMBOLS])
    return bool(p[may].min() > p[~may].max())


@styled
def draw_reader(params: Params, string: str, seen: int) -> Figure:
    """Draw the state of the automaton, and what a net predicts there.

    Args:
        params: dict of float arrays, as nets.elman_init draws them, for 7 symbols.
        string: a string of the embedded Reber grammar.
        seen: how many of its symbols have been read, 0 to one less than its length.

    Returns:
        matplotlib Figure: the automaton with its state lit, the string and the net's state,
        and the predicted probabilities, those of legal symbols in blue.
    """
    p, h = reads(params, string[:seen])
    figure = new_figure(height=4.7)[0]
    figure.clear()
    grid = figure.add_gridspec(2, 2, height_ratios=[2.1, 1], width_ratios=[1.35, 1])
    top = figure.add_subplot(grid[0, :])
    draw_automaton(top, EMBEDDED_REBER, [state_after(string[:seen])])
    top.set_title("the automaton and its state")
    _draw_text(figure.add_subplot(grid[1, 0]), string, seen, h)
    _draw_bars(figure.add_subplot(grid[1, 1]), p, legal_next(string[:seen]) if seen else "")
    return figure


def _draw_text(ax: Axes, string: str, seen: int, h: Array) -> None:
    """Write the string in boxes, read symbols in orange; below it the state of the net."""
    for t, symbol in enumerate(string):
        read = t < seen
        face = ORANGE if t == seen - 1 else ("#f7e3b5" if read else "white")
        ax.add_patch(Rectangle((t, 1.6), 0.9, 1.2, fc=face, ec=GREY, lw=0.8))
        ink = INK if read else GREY
        ax.text(t + 0.45, 2.2, symbol, fontsize=9, ha="center", va="center", color=ink)
    width = len(string) / len(h)
    for k, value in enumerate(h):
        face = SIGNED((value + 1) / 2)
        ax.add_patch(Rectangle((k * width, 0), width, 0.9, fc=face, ec=GREY, lw=0.5))
    ax.text(0, -0.25, f"the net's state: {len(h)} units, −1 to 1", va="top", fontsize=9)
    ax.set(xlim=(-0.1, max(len(string), 10) + 0.1), ylim=(-1.2, 3.2))
    ax.set_title("the symbols read so far")
    ax.axis("off")


def _draw_bars(ax: Axes, p: Array | None, legal: str) -> None:
    """Draw the predicted probabilities; legal symbols have blue bars and bold letters."""
    p = np.zeros(len(SYMBOLS)) if p is None else p
    may = [symbol in legal for symbol in SYMBOLS]
    for at, (share, ok) in enumerate(zip(p, may, strict=True)):
        colour, hatch = (BLUE, "") if ok else ("#bbbbbb", "////")
        ax.barh(at, share, 0.72, edgecolor="white", lw=0, color=colour, hatch=hatch)
    ax.set(yticks=range(7), yticklabels=list(SYMBOLS), xlim=(0, 1.02), xticks=[0, 0.5, 1])
    for label, ok in zip(ax.get_yticklabels(), may, strict=True):
        label.set_fontweight("bold" if ok else "normal")
    ax.set(title="it expects (blue: legal)", xlabel="probability")
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)


def reader_caption(params: Params, string: str, seen: int) -> str:
    """Return in words what the net expects, and whether it is right."""
    p, _ = reads(params, string[:seen])
    if p is None:
        return "Nothing has been read yet. Press play, or move the slider."
    legal = legal_next(string[:seen])
    order = np.argsort(-p)[: max(len(legal), 2)]
    shown = ", ".join(f"{SYMBOLS[v]} {p[v]:.2f}" for v in order)
    verdict = "right" if is_right(p, legal) else "wrong"
    return (
        f"After {string[:seen]} the grammar allows {' or '.join(legal)}. The net expects "
        f"{shown}: {verdict}."
    )


def interactive_reader(params: Params) -> ipywidgets.VBox:
    """Play strings of the embedded Reber grammar to a net.

    Args:
        params: dict of float arrays, as nets.elman_init draws them, for 7 symbols.

    Returns:
        ipywidgets.VBox: a play button, the sliders string and seen, picture and caption.
    """

    def at(string: int, seen: int) -> tuple[Params, str, int]:
        return params, STRINGS[string], min(seen, len(STRINGS[string]) - 1)

    longest = max(map(len, STRINGS)) - 1
    return with_player(
        lambda string, seen: draw_reader(*at(string, seen)),
        lambda string, seen: reader_caption(*at(string, seen)),
        "seen",
        interval=1200,
        string=(0, len(STRINGS) - 1, 1, 0),
        seen=(0, longest, 1, 2),
    )


@static_figure("04_rnn/reber.svg")
def _reber() -> Figure:
    """Draw the automaton of the Reber grammar, its states numbered."""
    figure, ax = new_figure(height=2.4)
    draw_automaton(ax, REBER)
    for state, (x, y) in enumerate(state_positions(REBER)):
        ax.text(x, y, str(state), ha="center", va="center", fontsize=9, zorder=4)
    return figure


@static_figure("04_rnn/embedded.svg")
def _embedded() -> Figure:
    """Draw the automaton of the embedded grammar, at the moment that needs memory."""
    figure, ax = new_figure(height=3.4)
    draw_automaton(ax, EMBEDDED_REBER)
    return figure


@static_figure("04_rnn/reader.svg")
def _reader() -> Figure:
    """Draw the trained net at the step that predicts the far letter."""
    return draw_reader(trained_net(), TWINS[1], 8)
