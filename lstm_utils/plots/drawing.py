"""Figures of lesson 22: what a net writes, and where it expects the next point."""

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

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray

from .interactive import with_frames
from .style import BLUE, GREEN, GREY, INK, ORANGE, RED, new_figure, styled

RECORDED = Path(__file__).with_name("drawing.json")
CLOUD = LinearSegmentedColormap.from_list("cloud", ["#ffffff", "#9ecae1", BLUE])
FRAMES = 45  # at most, of one writing
BLUR, REACH = 0.35, 9.0  # of a cloud, in units of an offset
LOOKS = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (RED, "D"))


@cache
def recorded_drawing() -> dict[str, dict[str, Any]]:
    """Read what benchmarks/drawing.py measured, a dict for each seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@styled
def draw_writings(
    writings: Sequence[Sequence[Array]], labels: Sequence[str] = (), columns: int = 2
) -> Figure:
    """Draw writings or single drawings side by side.

    Args:
        writings: lists of strokes, (n, 2) float arrays of positions.
        labels: a title for each, or none.
        columns: how many are drawn in a row.

    Returns:
        matplotlib Figure.
    """
    rows = -(-len(writings) // columns)
    figure, axes = new_figure(rows, columns, height=0.95 * rows, squeeze=False)
    for n, ax in enumerate(axes.ravel()):
        ax.axis("off")
        if n < len(writings):
            draw_strokes_on(ax, writings[n])
            ax.set_title(labels[n] if labels else "", fontsize=8, color=GREY)
    return figure


def draw_strokes_on(ax: Axes, strokes: Sequence[Array], lw: float = 1.6) -> None:
    """Draw lines, and a dot for a stroke of one point."""
    for stroke in strokes:
        marker = "." if len(stroke) == 1 else ""
        ax.plot(*stroke.T, color=INK, lw=lw, ls="-", marker=marker)
    ax.set_aspect("equal", adjustable="datalim")


def cloud(z: Array, side: Array) -> Array:
    """Return the density of the next offset on a grid, blurred so that a small spot is seen.

    Args:
        z: outputs of a net, (6M + 3,) float array.
        side: n values of x and of y, (n,) float array.

    Returns:
        Density, (n, n): rows are y.
    """
    M, grid = len(z) // 6, np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2)
    rows = np.repeat(_blurred(np.asarray(z, dtype=float)[None], M), len(grid), axis=0)
    nll, _ = nets.mdn_nll(rows, M, grid, np.zeros(len(grid), dtype=int))
    return np.exp(-nll).reshape(len(side), -1) / nets.mdn_split(rows[:1], M)[6][0, 0]


def _blurred(z: Array, M: int) -> Array:
    """Return outputs of the mixture of points that are moved by a small random step."""
    _, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)
    wide_x, wide_y = (np.hypot(s, BLUR) for s in (s_x, s_y))
    rho = np.arctanh(rho * s_x * s_y / (wide_x * wide_y))
    blocks = [z[:, :M], mu_x, mu_y, np.log(wide_x), np.log(wide_y), rho, z[:, 6 * M :]]
    return np.concatenate(blocks, axis=1)


def draw_next_on(ax: Axes, xy: Array, pen: IntArray, z: Array, t: int) -> None:
    """Draw the lines before point t, and the density of point t."""
    here = xy[:t].sum(axis=0)
    side = np.linspace(-REACH, REACH, 91)
    density = cloud(z[t], side)
    density = density / density.max()
    place = (here[0] - REACH, here[0] + REACH, here[1] - REACH, here[1] + REACH)
    ax.imshow(density**0.5, cmap=CLOUD, vmin=0, vmax=1, extent=place, origin="lower")
    draw_strokes_on(ax, nets.strokes_to_path(xy[:t], pen[:t]) if t else [])
    ax.plot(*here, marker="o", ms=4, color=RED)
    ax.axis("off")


@styled
def draw_next(xy: Array, pen: IntArray, z: Array, t: int) -> Figure:
    """Draw a writing up to a point, and the cloud from which the next point is drawn.

    Args:
        xy: offsets, (T, 2) float array.
        pen: what the pen does after each point, (T,) integer array.
        z: outputs of the net before each point, (T, 6M + 3) float array.
        t: how many points have been drawn, 0 to T; at T there is no cloud.

    Returns:
        matplotlib Figure; all points have the same frame.
    """
    points = np.cumsum(xy, axis=0)
    low, high = points.min(axis=0) - 2, points.max(axis=0) + 2
    figure, ax = new_figure(height=2.4)
    if t < len(xy):
        draw_next_on(ax, xy, pen, z, t)
    else:
        draw_strokes_on(ax, nets.strokes_to_path(xy, pen))
        ax.axis("off")
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.set_aspect("equal", adjustable="box")
    return figure


def pen_caption(pen: IntArray, z: Array, t: int) -> str:
    """Return in words what the net expects at a point."""
    if t >= len(pen):
        return f"{t} points: the writing is complete."
    M = z.shape[1] // 6
    pi, _, _, s_x, s_y, _, pens = (q[0] for q in nets.mdn_split(np.asarray(z[t : t + 1]), M))
    size = float((pi * np.sqrt(s_x * s_y)).sum())
    return (
        f"{t} points. The cloud's mean width is {size:.2f} of a usual move; after the next "
        f"point the pen goes on with {pens[0]:.0%}, the stroke ends with {pens[1]:.0%}, "
        f"the digit with {pens[2]:.0%}."
    )


def interactive_pen(xy: Array, pen: IntArray, z: Array, interval: int = 350) -> ipywidgets.VBox:
    """Play a writing point by point, with the cloud of the next point.

    Args:
        xy, pen, z: as in draw_next.
        interval: milliseconds from one picture to the next.

    Returns:
        ipywidgets.VBox: a play button, the slider points, and at most 45 pictures.
    """
    T = len(xy)
    shown = np.unique(np.linspace(0, T, min(T + 1, FRAMES)).round().astype(int)).tolist()
    return with_frames(
        lambda points: draw_next(xy, pen, z, points),
        lambda points: pen_caption(pen, z, points),
        interval,
        points=(shown, shown[len(shown) // 2]),
    )


@styled
def draw_samples(samples: Mapping[float, Array]) -> Figure:
    """Draw points that were sampled with several biases, side by side.

    Args:
        samples: by bias, (N, 2) float arrays.

    Returns:
        matplotlib Figure with equal axes.
    """
    figure, axes = new_figure(1, len(samples), height=2.1, sharex=True, sharey=True)
    for ax, (bias, xy) in zip(np.atleast_1d(axes), samples.items(), strict=True):
        ax.plot(*xy.T, ls="none", marker=".", ms=3, alpha=0.4, color=BLUE)
        ax.set_title(f"bias {bias:g}")
        ax.set_xlabel("$x$")
    np.atleast_1d(axes)[0].set_ylabel("$y$")
    return figure


@styled
def draw_counts(found: Mapping[str, Any], biases: Sequence[str] = ("0", "1", "3")) -> Figure:
    """Draw how often each digit was recognised, for several biases.

    Args:
        found: by bias, a dict with "counts", ten integers.
        biases: which ones.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(1, len(biases), height=2.1, sharey=True)
    for ax, bias in zip(np.atleast_1d(axes), biases, strict=True):
        counts = found[bias]["counts"]
        ax.bar(range(10), counts, color=BLUE)
        ax.set_xticks(range(10))
        ax.grid(visible=False, axis="x")
        ax.set_title(f"bias {bias}")
        ax.set_xlabel("digit")
    np.atleast_1d(axes)[0].set_ylabel("recognised")
    return figure


@styled
def draw_recorded(row: Mapping[str, Any]) -> Figure:
    """Draw one recorded writing of each net that is shown its digits.

    Args:
        row: what benchmarks/drawing.py measured with the first seed.

    Returns:
        matplotlib Figure: 10 components and one, with bias 0.5 and 1.
    """
    lines, labels = [], []
    for name, words in (("named", "10 components"), ("one component", "1 component")):
        for bias, shown in row[name]["shown"].items():
            lines.append(nets.strokes_to_path(np.array(shown["xy"]), np.array(shown["pen"])))
            labels.append(f"{words}, bias {bias}")
    return draw_writings(lines, labels)
