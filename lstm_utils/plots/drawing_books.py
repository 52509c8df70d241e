"""The drawings of lesson 22: three moments of a pen, and two futures."""

import numpy as np
from matplotlib.figure import Figure

from lstm_utils.tasks.handwriting import DIGIT_ENDS

from .drawing import draw_next_on, recorded_drawing
from .static import static_figure
from .style import BLUE, GREY, RED, new_figure


@static_figure("22_drawing/next_point.svg")
def _next_point() -> Figure:
    """Draw three moments of a recorded writing."""
    shown = recorded_drawing()["0"]["named"]["shown"]["1"]
    xy, pen, z = (np.array(shown[name]) for name in ("xy", "pen", "z"))
    points, ends = np.cumsum(xy, axis=0), np.flatnonzero(pen == DIGIT_ENDS) + 1
    moments = 8, ends[0], ends[2] + 9
    low, high = points.min(axis=0) - 2, points.max(axis=0) + 2
    figure, axes = new_figure(3, 1, height=3.9)
    for ax, t in zip(axes, moments, strict=True):
        draw_next_on(ax, xy, pen, z, t)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        ax.set_aspect("equal", adjustable="box")
        ax.set_title(f"after {t} points", fontsize=8, color=GREY)
    return figure


@static_figure("22_drawing/fork.svg")
def _fork() -> Figure:
    """Draw moves to the left and to the right, under one bump and under two."""
    rng = np.random.default_rng(0)
    side = np.where(np.arange(60) % 2, 1.0, -1.0)
    moves = side + 0.18 * rng.normal(size=60)
    x = np.linspace(-2.4, 2.4, 300)
    figure, axes = new_figure(1, 2, height=2.3, sharey=True)
    shapes = ([(1.0, moves.mean(), moves.std())], [(0.5, -1.0, 0.18), (0.5, 1.0, 0.18)])
    for ax, parts, title in zip(axes, shapes, ("one normal", "a mixture of two"), strict=True):
        p = sum(
            w * np.exp(-(((x - m) / s) ** 2) / 2) / s / np.sqrt(2 * np.pi) for w, m, s in parts
        )
        ax.fill_between(x, p, color=BLUE, alpha=0.25, lw=0)
        ax.plot(x, p, color=BLUE, ls="-")
        ax.plot(
            moves, -0.12 + 0.03 * rng.normal(size=60), ls="none", marker=".", ms=4, color=RED
        )
        ax.set(title=title, xlabel="move", yticks=[])
        ax.text(0, -0.38, "nobody goes here", ha="center", fontsize=8, color=GREY)
        ax.set_ylim(-0.5, 1.25)
        ax.grid(visible=False)
    axes[0].set_ylabel("density")
    return figure
