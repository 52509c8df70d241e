"""Figures of lesson 21: where a net looks, word by word, and what that gains."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_utils.arrays import Array, IntArray
from lstm_utils.tasks.digit_grids import WORDS

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, RED, new_figure, styled

RECORDED = Path(__file__).with_name("attention.json")
SHOWN = "forty two big dogs and a small cat have painted a red house"
WEIGHTS = LinearSegmentedColormap.from_list("weights", ["#ffffff", "#9ecae1", BLUE])
LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREY, ":", "^"))


@cache
def recorded_attention() -> dict[str, dict[str, Any]]:
    """Read what benchmarks/attention.py measured, a dict for each seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@styled
def draw_alignment(
    source: Sequence[str], target: Sequence[str], alphas: Array, written: int | None = None
) -> Figure:
    """Draw the weights of attention: a row for each word of the target.

    Args:
        source: S words.
        target: T words.
        alphas: weights, (T, S) float array.
        written: how many words have been written; None for all. The last one is framed.

    Returns:
        matplotlib Figure.
    """
    T, S = alphas.shape
    n = T if written is None else written
    figure, ax = new_figure(height=1.25 + 0.19 * T)
    shown = np.where(np.arange(T)[:, None] < n, alphas, 0)
    ax.imshow(shown, cmap=WEIGHTS, vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(S), source, rotation=90)
    ax.set_yticks(range(T), target)
    ax.tick_params(labeltop=True, labelbottom=False, top=False, bottom=False, left=False)
    ax.set_xticks(np.arange(S + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(T + 1) - 0.5, minor=True)
    ax.grid(visible=False)
    ax.grid(visible=True, which="minor", color="#dddddd", lw=0.6)
    ax.tick_params(which="minor", length=0)
    for row, label in enumerate(ax.get_yticklabels()):
        label.set_color(INK if row < n else "#bbbbbb")
    if written is not None:
        now = n - 1
        ax.add_patch(Rectangle((-0.5, now - 0.5), S, 1, fc="none", ec=RED, lw=1.5))
        for column, label in enumerate(ax.get_xticklabels()):
            bold = column == int(alphas[now].argmax())
            label.set(color=RED if bold else INK, weight="bold" if bold else "normal")
    return figure


def alignment_caption(
    source: Sequence[str], target: Sequence[str], alphas: Array, written: int
) -> str:
    """Return in words where the net looks as it writes a word."""
    row = alphas[written - 1]
    first, second = np.argsort(-row, kind="stable")[:2]
    more = f", {row[second]:.0%} on “{source[second]}”" if row[second] >= 0.05 else ""
    return (
        f"“{target[written - 1]}”: {row[first]:.0%} of the weight on “{source[first]}”{more}."
    )


def interactive_alignment(
    source: Sequence[str], target: Sequence[str], alphas: Array, interval: int = 1500
) -> ipywidgets.VBox:
    """Play a translation word by word: what is written, and where the net looks.

    Args:
        source: S words, 2 or more.
        target: T words, at most 60.
        alphas: weights, (T, S) float array.
        interval: milliseconds from one word to the next.

    Returns:
        ipywidgets.VBox: a play button, the slider word, and a picture for each word.
    """
    words = range(1, len(target) + 1)
    return with_frames(
        lambda word: draw_alignment(source, target, alphas, word),
        lambda word: alignment_caption(source, target, alphas, word),
        interval,
        word=(words, 1),
    )


@styled
def draw_lengths(shares: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw the share of right translations by the length of the source.

    Args:
        shares: by the name of a net, {group of lengths: share}; the same groups for all.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    for (colour, line, marker), (name, row) in zip(LOOKS, shares.items(), strict=False):
        percent = [100 * share for share in row.values()]
        ax.plot(list(row), percent, label=name, color=colour, ls=line, marker=marker)
    ax.set(xlabel="words of the source", ylabel="right in every word, %", ylim=(-4, 104))
    figure.legend(loc="outside upper left", ncols=len(shares), fontsize=9)
    return figure


@styled
def draw_subjects(recorded: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Draw the share of right translations by the number of subjects, for each seed.

    Args:
        recorded: by seed, what benchmarks/attention.py measured.

    Returns:
        matplotlib Figure: training had one subject or two.
    """
    figure, ax = new_figure(height=2.6)
    nets = {"attention": "with attention", "without, long": "without, 5 times the updates"}
    for (colour, line, marker), (key, name) in zip(LOOKS, nets.items(), strict=False):
        for seed, row in recorded.items():
            n, shares = zip(*row[key]["subjects"].items(), strict=True)
            look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker, "ms": 4}
            label = name if seed == next(iter(recorded)) else None
            ax.plot([int(k) for k in n], [100 * s for s in shares], label=label, **look)
    ax.axvspan(0.7, 2.3, color=GREY, alpha=0.15, lw=0)
    ax.text(1.5, 112, "in training", ha="center", fontsize=8, color=GREY)
    ax.set(xlabel="subjects of the sentence", ylabel="right in every word, %", ylim=(-4, 122))
    ax.set(yticks=range(0, 101, 25))
    ax.legend(fontsize=8, loc="upper right")
    return figure


@styled
def draw_caption(cells: Array, words: IntArray, alphas: Array) -> Figure:
    """Draw a grid of digits once for each word of its caption, and where the net looks.

    Args:
        cells: pictures, (4, 64) float array from 0 to 1.
        words: numbers of the words, (T,) integer array; full stops after the end.
        alphas: weights at each word, (T, 4) float array.

    Returns:
        matplotlib Figure: three words a row; the cell with the largest weight is framed.
    """
    said = [WORDS[n] for n in words if WORDS[n] != "."]
    rows = max(1, -(-len(said) // 3))
    figure, axes = new_figure(rows, 3, height=1.75 * rows)
    for t, ax in enumerate(np.ravel(axes)):
        ax.axis("off")
        if t < len(said):
            _draw_grid(ax, cells, alphas[t])
            ax.set_title(said[t], fontsize=10, loc="center")
    return figure


def _draw_grid(ax: Axes, cells: Array, alpha: Array) -> None:
    """Draw four cells, each as visible as its weight is large."""
    best = int(alpha.argmax())
    for cell, pixels in enumerate(cells):
        row, column = divmod(cell, 2)
        place = (column, column + 1, row + 1, row)
        ink = pixels.reshape(8, 8) * (0.2 + 0.8 * float(alpha[cell]))
        ax.imshow(ink, cmap="Greys", vmin=0, vmax=1, extent=place)
        frame: dict[str, Any] = {"fc": "none", "ec": "#cccccc", "lw": 0.6}
        ax.add_patch(Rectangle((column, row), 1, 1, **frame))
    row, column = divmod(best, 2)
    ax.add_patch(Rectangle((column, row), 1, 1, fc="none", ec=RED, lw=2.5, zorder=3))
    ax.set(xlim=(-0.05, 2.05), ylim=(2.05, -0.05), aspect="equal")


@styled
def draw_depth(sizes: Mapping[str, Array]) -> Figure:
    """Draw how much of a change at the bottom is left, layer by layer.

    Args:
        sizes: by the name of a net, the change after each layer, divided by the first one,
            (L,) float array.

    Returns:
        matplotlib Figure with a logarithmic axis.
    """
    figure, ax = new_figure(height=2.6)
    for (colour, line, marker), (name, values) in zip(LOOKS, sizes.items(), strict=False):
        look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker, "ms": 3}
        ax.plot(np.arange(1, len(values) + 1), values, label=name, **look)
    ax.set(yscale="log", xlabel="layer", ylabel="change of $h$ / change below")
    ax.legend(fontsize=9, loc="lower left")
    return figure


@static_figure("21_attention/matrix.svg")
def _matrix() -> Figure:
    """Draw the recorded weights of one sentence."""
    shown = next(row["shown"] for row in recorded_attention().values())
    return draw_alignment(SHOWN.split(), shown["target"], np.array(shown["alphas"]))
