"""Figures of lesson 14: the interval of an arithmetic coder."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray

from .static import static_figure
from .style import GREY, INK, ORANGE, new_figure, styled


@styled
def draw_interval(text: str, alphabet: str, counts: IntArray) -> Figure:
    """Draw how the interval of a text narrows, symbol by symbol.

    Args:
        text: string over the alphabet.
        alphabet: string of the V symbols.
        counts: counts of the symbols, the same at every step, (V,) integer array.

    Returns:
        matplotlib Figure: a bar for each length of the text, the chosen part in colour.
    """
    ends = np.r_[0, np.cumsum(counts)] / np.sum(counts)
    low, width, last = 0.0, 1.0, len(text)
    figure, ax = new_figure(height=0.62 * (last + 1) + 0.5)
    for row in range(last + 1):
        ax.text(-0.02, row, repr(text[:row]) if row else "no text", ha="right", va="center")
        for edge, at in ((low, "left"), (low + width, "right")):
            look: dict[str, Any] = {"ha": at, "va": "bottom", "fontsize": 7.5, "color": GREY}
            ax.text(float(at == "right"), row - 0.28, f"{edge:g}", **look)
        if row < last:
            v = alphabet.index(text[row])
            _draw_parts(ax, row, alphabet, ends, v)
            low, width = low + width * ends[v], width * (ends[v + 1] - ends[v])
    bits = nets.encode([alphabet.index(c) for c in text], lambda s, q: (counts, None), 0)
    ax.add_patch(Rectangle((0, last - 0.22), 1, 0.44, fc=ORANGE, ec=INK))
    words = f"0.{bits} in binary is {int(bits, 2) / 2 ** len(bits):g}"
    ax.text(0.5, last, words, ha="center", va="center")
    ax.set(xlim=(-0.17, 1.02), ylim=(last + 0.4, -0.65))
    ax.axis("off")
    return figure


def _draw_parts(ax: Axes, row: int, alphabet: str, ends: Array, chosen: int) -> None:
    """Draw the parts of one interval, and lines from the chosen one to the next row."""
    for v, symbol in enumerate(alphabet):
        left, right = ends[v], ends[v + 1]
        colour = ORANGE if v == chosen else "white"
        ax.add_patch(Rectangle((left, row - 0.22), right - left, 0.44, fc=colour, ec=INK))
        ax.text((left + right) / 2, row, symbol, ha="center", va="center")
    for edge, to in ((ends[chosen], 0.0), (ends[chosen + 1], 1.0)):
        ax.plot([edge, to], [row + 0.22, row + 0.78], color=GREY, lw=0.8, ls="-", marker="")


@static_figure("14_language_model/interval.svg")
def _interval() -> Figure:
    return draw_interval("bac", "abc", np.array([2, 1, 1]))
