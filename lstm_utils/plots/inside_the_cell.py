"""Figures of lesson 15: who reads, who is needed, who decides."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from lstm_utils.arrays import Array

from .panel import ROWS, Film, draw_panel
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, RED, STATE_COLOUR, new_figure, styled

RECORDED = Path(__file__).with_name("inside_the_cell.json")
SHOWN = "the queen near the boys behind the kings rows the boat while she sings"
SHARES = LinearSegmentedColormap.from_list("shares", ["white", RED])
ARROW: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 8}
LOOKS = ((BLUE, "-", "o"), (ORANGE, "-.", "s"), (RED, "--", "^"), (INK, ":", "D"))


@styled
def draw_attractors(curves: Mapping[int, Mapping[int, float]]) -> Figure:
    """Draw how many verbs are right while a net learns, for each number of attractors.

    Args:
        curves: by the number of updates, {number of attractors: share of right verbs}.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    for count, (colour, line, marker) in enumerate(LOOKS):
        points = [(n, found[count]) for n, found in curves.items() if count in found]
        look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker, "ms": 4}
        ax.plot(*np.transpose(points), label=str(count), **look)
    ax.axhline(0.5, color=GREY, ls=":", lw=1.0, marker="")
    ax.set(xlabel="updates", ylabel="verbs right", ylim=(-0.03, 1.05), xlim=(0, None))
    ax.legend(title="attractors", loc="lower right", ncols=2, fontsize=8, title_fontsize=8)
    return figure


@styled
def draw_reading_and_use(shows: Array, right: Mapping[str, Array]) -> Figure:
    """Draw for each unit how well it shows a label, and how the net does without it.

    Args:
        shows: accuracy of each unit alone, (H,) float array.
        right: share of right answers without each unit, (H,) each, by what replaces it.

    Returns:
        matplotlib Figure: a point for each unit and replacement, joined by a line.
    """
    figure, ax = new_figure(height=3.0)
    for unit, x in enumerate(shows):
        ends = [values[unit] for values in right.values()]
        ax.plot([x] * len(ends), ends, color="#bbbbbb", ls="-", lw=0.8, marker="", zorder=1)
        if min(ends) < 0.9:
            place: dict[str, Any] = {"xytext": (-6, -3), "textcoords": "offset points"}
            ax.annotate(str(unit), (x, min(ends)), ha="right", fontsize=8, **place)
    for (colour, marker), (name, values) in zip(
        ((GREY, "s"), (BLUE, "o")), right.items(), strict=False
    ):
        look: dict[str, Any] = {"color": colour, "marker": marker, "ls": "", "ms": 5}
        ax.plot(shows, values, label=name, alpha=0.8, **look)
    ax.set(xlabel="the unit alone shows the gender", ylabel="pronouns right without it")
    ax.set(ylim=(-0.04, 1.06), xlim=(min(0.45, shows.min()), 1.02))
    figure.legend(loc="outside lower left", ncols=2, fontsize=8, title="output replaced")
    return figure


@styled
def draw_patches(shares: Array, words: Sequence[str]) -> Figure:
    """Draw how many answers flip where one unit is patched after so many words.

    Args:
        shares: (H, n) float array, 0 to 1: column k is after k + 1 words.
        words: n words of an example, for the columns.

    Returns:
        matplotlib Figure: a row for each unit, the unit with the largest share marked.
    """
    H, n = shares.shape
    figure, ax = new_figure(height=3.6)
    image = ax.imshow(shares, cmap=SHARES, vmin=0, vmax=1, aspect="auto")
    ax.set(xticks=range(n), xticklabels=words, ylabel="unit patched", xlabel="after the word")
    ax.set(yticks=range(0, H, 4))
    ax.grid(visible=False)
    best = int(shares.max(axis=1).argmax())
    ax.annotate(f"◂ {best}", (n - 0.45, best), va="center", annotation_clip=False, fontsize=9)
    bar = figure.colorbar(image, ax=ax, pad=0.07, ticks=[0, 0.5, 1])
    bar.set_label("pronouns that flip")
    return figure


@cache
def recorded_nets() -> list[dict[str, Any]]:
    """Read what benchmarks/inside_the_cell.py measured, a dict for each seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@static_figure("15_inside_the_cell/difference.svg")
def _difference() -> Figure:
    """Draw the recorded difference of two runs that differ in one word."""
    net = next(net for net in recorded_nets() if "film" in net)
    values = {letter: np.array(net["film"][letter]) for letter in ROWS}
    units = tuple(range(values["c"].shape[1]))
    first, noun, *others = SHOWN.split()
    words = (first, f"{noun} − king", *others)
    return draw_panel(Film(words, units, values, signed="".join(ROWS)))


@static_figure("15_inside_the_cell/patch.svg")
def _patch() -> Figure:
    """Draw two runs as rows of states; one unit's state goes from the upper to the lower."""
    figure, ax = new_figure(height=2.5)
    a, b = (["the", noun, "near", "the", "boys", "…", "while"] for noun in ("king", "queen"))
    for name, words, y, colour in (("run a", a, 2.2, BLUE), ("run b", b, 0.0, RED)):
        ax.text(-0.55, y + 0.45, name, ha="right", va="center", fontsize=9)
        for t, word in enumerate(words):
            _draw_state(ax, t, y, colour, patched=name == "run b" and t > 1)
            bold = "bold" if t == 1 else "normal"
            ax.text(t, y - 0.12, word, ha="center", va="top", fontsize=9, weight=bold)
            if t:
                style: dict[str, Any] = {"arrowstyle": "->", "mutation_scale": 8, "color": GREY}
                ax.add_patch(
                    FancyArrowPatch((t - 0.78, y + 0.45), (t - 0.2, y + 0.45), **style)
                )
    arrow: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 13, "lw": 1.8, "color": INK}
    ax.add_patch(
        FancyArrowPatch((1.17, 2.45), (1.17, 0.56), connectionstyle="arc3,rad=-0.5", **arrow)
    )
    ax.text(1.85, 1.5, "c and h of one unit, after 2 words", va="center", fontsize=9)
    ax.text(6.4, 2.65, "he", va="center", color=BLUE, weight="bold")
    ax.text(6.4, 0.45, "she or he?", va="center", color=RED, weight="bold")
    ax.set(xlim=(-1.4, 7.7), ylim=(-0.6, 3.3))
    ax.axis("off")
    return figure


def _draw_state(ax: Axes, t: int, y: float, colour: str, patched: bool) -> None:
    """Draw a state as a column of five units; the third one is that which is exchanged."""
    for unit in range(5):
        lent = unit == 2 and (patched or (t == 1 and y == 0))
        face = BLUE if lent else colour
        alpha = 0.15 if t == 0 else (0.9 if unit == 2 else 0.3)
        box: dict[str, Any] = {"fc": face, "ec": "none", "alpha": alpha}
        ax.add_patch(Rectangle((t - 0.16, y + 0.18 * unit), 0.32, 0.16, **box))
    frame: dict[str, Any] = {"fc": "none", "ec": STATE_COLOUR["h"], "lw": 0.7}
    ax.add_patch(Rectangle((t - 0.18, y - 0.02), 0.36, 0.92, **frame))
