"""Figures of lesson 24: a scan in rounds, four recurrences, a casino, two ways to compute."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from lstm_utils.arrays import Array, BoolArray, IntArray

from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, RED, new_figure, styled

DONE = "#f9e0b0"  # pale orange: an item that begins with the first map
RECURRENCES = (
    ("Markov chain", r"$p_t = P^\top p_{t-1}$", "one matrix", GREEN),
    (
        "hidden Markov",
        r"$\alpha_t = \mathrm{diag}(E_{y_t})\, P^\top \alpha_{t-1}$",
        "a matrix for each symbol",
        GREEN,
    ),
    (
        "minLSTM",
        r"$h_t = f(x_t)\, h_{t-1} + i(x_t)\, g(x_t)$",
        "factors from the input",
        GREEN,
    ),
    ("LSTM", r"$h_t, c_t = \mathrm{LSTM}(x_t, h_{t-1}, c_{t-1})$", "not linear", RED),
)


def spans(T: int, rounds: int) -> list[tuple[int, int]]:
    """Return the first and last map that each item of a scan covers after some rounds."""
    return [(max(0, t + 1 - 2**rounds), t) for t in range(T)]


@styled
def draw_rounds(T: int) -> Figure:
    """Draw what a scan of T maps does in each round.

    Args:
        T: number of maps, 2 to 16.

    Returns:
        matplotlib Figure: a row of boxes for the maps and one for each round, with the numbers
        of the maps that each box covers; boxes that begin with map 0 are orange.
    """
    rounds = int(np.ceil(np.log2(T)))
    figure, ax = new_figure(height=0.5 + 0.62 * (rounds + 1))
    for r in range(rounds + 1):
        ax.text(-0.75, -r, f"round {r}" if r else "maps", ha="right", va="center", fontsize=9)
        for first, last in spans(T, r):
            if r:
                _arrows(ax, r, last)
            _box(ax, last, -r, f"{first}" if first == last else f"{first}–{last}", first == 0)
    ax.set(xlim=(-1.9, T - 0.4), ylim=(-rounds - 0.45, 0.45))
    ax.axis("off")
    return figure


def _arrows(ax: Axes, r: int, t: int) -> None:
    """Draw where a box of round r comes from: from above and, if it grows, from the left."""
    look: dict[str, Any] = {"marker": "", "ls": "-", "zorder": 1}
    ax.plot([t, t], [1 - r, -r], color="#cccccc", lw=1, **look)
    if t >= 2 ** (r - 1):
        ax.plot([t - 2 ** (r - 1), t], [1 - r, -r], color=BLUE, lw=1.2, **look)


def _box(ax: Axes, x: float, y: float, words: str, done: bool) -> None:
    face = DONE if done else "white"
    shape = FancyBboxPatch(
        (x - 0.33, y - 0.2), 0.66, 0.4, boxstyle="round,pad=0.02", fc=face, ec=INK, lw=0.8
    )
    shape.set_zorder(3)
    ax.add_patch(shape)
    ax.text(x, y, words, ha="center", va="center", fontsize=8.5, zorder=4)


@styled
def draw_casino(rolls: IntArray, loaded: BoolArray, p: Array) -> Figure:
    """Draw rolls of a die, when it was loaded, and how probable that is after each roll.

    Args:
        rolls: pips less one, (T,) integer array.
        loaded: whether the die was loaded, (T,) bool array.
        p: probability of loaded after each roll, (T,) float array.

    Returns:
        matplotlib Figure: the rolls as dots, sixes in red; grey where the die was loaded.
    """
    figure, ax = new_figure(height=2.4)
    t = np.arange(len(rolls))
    for k, start in enumerate(np.flatnonzero(loaded)):
        label = "" if k else "loaded die"
        ax.axvspan(start - 0.5, start + 0.5, color="#e4e4e4", lw=0, label=label)
    ax.plot(t, p, color=BLUE, ls="-", marker="", label="p(loaded | rolls so far)")
    six = rolls == 5
    for which, colour, name in ((~six, GREY, "1 to 5"), (six, RED, "6")):
        look: dict[str, Any] = {"ls": "", "marker": "o", "ms": 3.5, "color": colour}
        ax.plot(t[which], 1.1 + 0.05 * rolls[which], label=name, **look)
    ax.set(xlabel="roll", ylim=(-0.03, 1.42), yticks=[0, 0.5, 1], xlim=(-0.5, len(t) - 0.5))
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    return figure


@styled
def draw_scan_errors(errors: Mapping[str, Array], least: float = 1e-9) -> Figure:
    """Draw the error of ways to compute a recurrence, step by step.

    Args:
        errors: by way, the absolute error at each step, (T,) float array; nan ends a line.
        least: smaller errors are drawn there.

    Returns:
        matplotlib Figure, the error on a logarithmic scale, a cross where a line ends.
    """
    figure, ax = new_figure(height=2.5)
    for (name, e), colour, line in zip(
        errors.items(), (RED, BLUE, GREEN), ("-", "--", ":"), strict=False
    ):
        ax.semilogy(np.maximum(e, least), color=colour, ls=line, marker="", label=name)
        lost = np.flatnonzero(~np.isfinite(e))
        if lost.size and lost[0]:
            end = lost[0] - 1
            ax.plot([end], [max(e[end], least)], marker="x", ms=9, mew=2, color=colour, ls="")
    ax.set(xlabel="step", ylabel="error", ylim=(least, 1e-4))
    ax.legend(fontsize=8)
    return figure


@static_figure("24_scans/rounds.svg")
def _rounds() -> Figure:
    return draw_rounds(8)


@static_figure("24_scans/chains.svg")
def _chains() -> Figure:
    """Draw four recurrences with the same shape."""
    figure, ax = new_figure(height=3.6)
    for row, (name, equation, words, colour) in enumerate(RECURRENCES):
        y = -1.3 * row
        ax.text(-0.5, y, name, ha="right", va="center", fontsize=9)
        for t in range(4):
            ax.add_patch(Circle((t, y), 0.2, fc="white", ec=INK, lw=1, zorder=3))
            if t:
                ax.annotate(
                    "",
                    (t - 0.2, y),
                    (t - 0.8, y),
                    arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.8},
                )
                if row:
                    ax.annotate(
                        "",
                        (t - 0.5, y - 0.05),
                        (t - 0.5, y - 0.5),
                        arrowprops={"arrowstyle": "-|>", "color": GREY, "lw": 1},
                    )
                    ax.text(
                        t - 0.5,
                        y - 0.52,
                        rf"${'y' if row == 1 else 'x'}_{t}$",
                        ha="center",
                        va="top",
                        fontsize=8,
                        color=GREY,
                    )
        ax.text(3.5, y + 0.17, equation, va="center", fontsize=9)
        ax.text(3.5, y - 0.23, words, va="center", fontsize=8, color=colour)
    ax.set(xlim=(-2.3, 7.6), ylim=(-4.6, 0.5))
    ax.axis("off")
    return figure
