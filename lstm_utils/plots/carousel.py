"""Lesson 07: what the carousel does: a contest, an error on its way back, a kept picture."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from lstm_utils.arrays import Array, BoolArray

from .style import (
    BLUE,
    GATE_COLOUR,
    GATE_LINE,
    GRADIENT,
    GREY,
    ORANGE,
    PINK,
    SIGNED,
    STATE_COLOUR,
    new_figure,
    styled,
)

LOOKS = ((BLUE, "-"), (GRADIENT, "--"), (ORANGE, "-."), (PINK, ":"))  # of the kinds of net


@styled
def draw_learning(right: Mapping[str, Array], B: int, smooth: int = 20) -> Figure:
    """Draw how many answers are right while nets learn: one panel a kind, one line a seed.

    Args:
        right: by the name of a kind, (batches, seeds) float array: the share of right answers.
        B: sequences in a batch.
        smooth: batches over which each line is averaged.

    Returns:
        matplotlib Figure; a dotted line at 0.5 is guessing.
    """
    figure, axes = new_figure(1, len(right), height=2.5, sharey=True, squeeze=False)
    window = np.ones(smooth) / smooth
    for ax, look, (name, lines) in zip(axes[0], LOOKS, right.items(), strict=False):
        for line in lines.T:
            mean = np.convolve(line, window, mode="valid")
            seen = B * np.arange(smooth, len(line) + 1) / 1000
            ax.plot(seen, mean, color=look[0], ls=look[1], lw=1.3, marker="")
        ax.axhline(0.5, color=GREY, ls=":", lw=1.0)
        ax.set(ylim=(0.35, 1.04), yticks=[0.5, 0.75, 1.0], xlim=(0, None))
        ax.set_title(name, fontsize=9)
    axes[0, 0].set_ylabel("share of right answers")
    figure.supxlabel("thousand sequences", fontsize=10)
    return figure


@styled
def draw_states(states: Mapping[str, Array], y: Array) -> Figure:
    """Draw the state of one cell over time in several nets, a line for each sequence.

    Args:
        states: by the name of a net, (T, n) float array.
        y: 0 for x, 1 for y, (n,) integer array: which symbol each sequence began with.

    Returns:
        matplotlib Figure; solid lines are x, dashed lines y.
    """
    figure, axes = new_figure(1, len(states), height=2.6, squeeze=False)
    for ax, (name, cs) in zip(axes[0], states.items(), strict=True):
        for line, bit in zip(cs.T, y, strict=True):
            look: dict[str, Any] = {
                "color": STATE_COLOUR["c"],
                "ls": "--" if bit else "-",
                "lw": 1.2,
            }
            ax.plot(line, marker="", **look)
            end: dict[str, Any] = {
                "xytext": (4, 0),
                "textcoords": "offset points",
                "va": "center",
            }
            ax.annotate("xy"[bit], (len(line), line[-1]), fontsize=8, **end)
        ax.axhline(0, color=GREY, ls=":", lw=1.0)
        ax.set_title(name, fontsize=9)
        ax.set(xlabel="step", xlim=(0, 1.1 * len(cs)))
    axes[0, 0].set_ylabel("state $c$")
    return figure


@styled
def draw_error(i: Array, o: Array, dc: Array, da_g: Array) -> Figure:
    """Draw the gates of one cell, and the error that they let in and out.

    Args:
        i, o: how far the gates are open at each step, (T,) float arrays.
        dc: gradient that runs along c, (T,) float array.
        da_g: gradient that leaves through the candidate, (T,) float array.

    Returns:
        matplotlib Figure with three rows over the same steps.
    """
    figure, (gates, inside, outside) = new_figure(3, height=3.4, sharex=True)
    time = np.arange(1, len(i) + 1)
    for gate, value in (("i", i), ("o", o)):
        look: dict[str, Any] = {
            "color": GATE_COLOUR[gate],
            "ls": GATE_LINE[gate],
            "label": f"${gate}$",
        }
        gates.step(time, value, where="mid", marker="", **look)
    gates.legend(ncols=2, fontsize=8, loc="upper center")
    gates.set(ylabel="gates", ylim=(-0.1, 1.25), yticks=[0, 1])
    for ax, value, name in ((inside, dc, "$dc$"), (outside, da_g, "$da_g$")):
        ax.bar(time, value, color=GRADIENT, width=0.6)
        ax.set(ylabel=name, ylim=(0, 1.25 * max(value.max(), 1e-9)))
    outside.set(xlabel="step", xticks=time)
    return figure


def word_pixels(text: str, height: int = 12) -> BoolArray:
    """Draw a text with large pixels.

    Args:
        text: a few letters on one line.
        height: size of the letters, in pixels.

    Returns:
        (rows, columns) bool array, True where a pixel belongs to a letter.

    Raises:
        ValueError: if the text has no visible letter.
    """
    font = FontProperties(family="DejaVu Sans", weight="bold")
    if not text.strip():
        raise ValueError(f"word_pixels expects a text with visible letters; got {text!r}")
    outlines = TextPath((0, 0), text, size=height, prop=font).to_polygons()
    points = np.concatenate(outlines)
    low, high = np.floor(points.min(axis=0)) - 1, np.ceil(points.max(axis=0)) + 1
    x, y = np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1])[::-1] + 0.5
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = [Path(outline).contains_points(grid) for outline in outlines]
    return np.logical_xor.reduce(inside).reshape(len(y), len(x))  # a hole is inside twice


@styled
def draw_kept(pictures: Mapping[str, Mapping[int, Array]]) -> Figure:
    """Draw what cells show of a picture, one row a kind of cell, one column a step.

    Args:
        pictures: by the name of a kind of cell and by the step, the h of all cells,
            (rows, columns) float array from -1 to 1.

    Returns:
        matplotlib Figure: orange is +1, white 0, blue -1.
    """
    steps = list(next(iter(pictures.values())))
    figure, axes = new_figure(len(pictures), len(steps), height=0.4 + 0.5 * len(pictures))
    for row, (name, shown) in zip(axes, pictures.items(), strict=True):
        for ax, step in zip(row, steps, strict=True):
            _draw_pixels(ax, shown[step])
        row[0].set_ylabel(name, fontsize=8, rotation=0, ha="right", va="center")
    for ax, step in zip(axes[0], steps, strict=True):
        ax.set_title(f"step {step:,}", fontsize=9)
    return figure


def _draw_pixels(ax: Axes, values: Array) -> None:
    """Draw an array as pixels, blue where it is below 0, red where it is above."""
    ax.imshow(values, cmap=SIGNED, vmin=-1, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
