"""Figures of lesson 06: a cliff in the loss, and two descents that come to it."""

from functools import cache
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

from .interactive import with_sliders
from .static import static_figure
from .style import GREEN, INK, RED, new_figure, styled

CLIFF_STEPS, CLIFF_TARGET, CLIFF_START, CLIFF_RATE = 50, -0.5, (1.5, 0.0), 0.03
PATH = 60  # steps of descent that are drawn


def cliff_loss(w: Any, b: Any) -> tuple[Any, Any, Any]:
    """Compute the loss of one tanh unit after 50 steps, and its slopes in w and b.

    h_t = tanh(w h_{t-1} + b) from h_0 = 0.5; the loss is (h_50 + 0.5)^2.

    Args:
        w: recurrent weight, a number or an array.
        b: bias, a number or an array of the same shape.

    Returns:
        loss, dw, db: arrays of that shape.
    """
    h, slope_w, slope_b = 0.5 + 0 * (w + b), 0.0, 0.0
    for _ in range(CLIFF_STEPS):
        new = np.tanh(w * h + b)
        slope_w = (1 - new**2) * (h + w * slope_w)
        slope_b = (1 - new**2) * (1 + w * slope_b)
        h = new
    error = h - CLIFF_TARGET
    return error**2, 2 * error * slope_w, 2 * error * slope_b


@cache
def cliff_path(c: float) -> tuple[Array, Array]:
    """Walk downhill from CLIFF_START with gradients clipped to norm c.

    Returns:
        points: (PATH + 1, 2) array of w and b, the start first.
        norms: the gradient's norm before clipping at each step, (PATH,) array.
    """
    params, points, norms = np.array(CLIFF_START), [np.array(CLIFF_START)], []
    for _ in range(PATH):
        _, *slopes = cliff_loss(*params)
        clipped, norm = nets.clip_by_global_norm([np.array(slopes)], c)
        params = params - CLIFF_RATE * clipped[0]
        points.append(params)
        norms.append(norm)
    return np.array(points), np.array(norms)


def _reached(c: float, steps: int) -> float:
    return cliff_loss(*cliff_path(c)[0][steps])[0]


@styled
def draw_cliff(c: float, steps: int) -> Figure:
    """Draw the loss over w and b, and two descents: with unclipped and with clipped gradients.

    Args:
        c: norm to which gradients are clipped, > 0.
        steps: how many steps are drawn, 0 to 60.

    Returns:
        matplotlib Figure; where a step leaves the picture an arrow says how far it goes.
    """
    figure, ax = new_figure(height=3.5)
    w, b = np.meshgrid(np.linspace(0.7, 1.9, 241), np.linspace(-0.35, 0.25, 241))
    levels = np.linspace(0, 2.4, 13)
    ground = ax.contourf(
        w, b, cliff_loss(w, b)[0], levels, cmap="Greys", extend="max", alpha=0.6
    )
    figure.colorbar(ground, ax=ax, label="loss", ticks=[0, 0.8, 1.6, 2.4])
    for limit, colour, line, mark, label in (
        (c, GREEN, "-", "o", f"clipped to norm {c:.3g}"),
        (np.inf, RED, "--", "x", "gradient as it is"),
    ):
        _walk(ax, cliff_path(limit)[0][: steps + 1], colour, line, mark, label)
    ax.plot(*CLIFF_START, "s", color=INK, ls="", ms=7, label="start")
    ax.set(xlim=(0.7, 1.9), ylim=(-0.35, 0.25))
    ax.set(xlabel="recurrent weight $w$", ylabel="bias $b$")
    ax.grid(visible=False)
    figure.legend(loc="outside upper left", ncols=3)
    return figure


def _walk(ax: Axes, points: Array, colour: str, line: str, mark: str, label: str) -> None:
    """Draw a descent up to its first step out of the picture, and that step as an arrow."""
    inside = (abs(points[:, 0] - 1.3) < 0.6) & (abs(points[:, 1] + 0.05) < 0.3)
    last = len(points) if inside.all() else int(np.argmin(inside))
    ax.plot(*points[:last].T, marker=mark, ms=4, color=colour, ls=line, lw=1.4, label=label)
    if last < len(points):
        start, end = points[last - 1], points[last]
        to_edge = min(1.0, (start[1] + 0.33) / abs(end[1] - start[1] or 1))
        tip = start + to_edge * (end - start)
        ax.annotate("", tip, start, arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2})
        far = np.hypot(*(end - start))
        ax.text(tip[0] - 0.02, tip[1] + 0.01, f"{far:.1f} long", color=colour, ha="right")


def cliff_caption(c: float, steps: int) -> str:
    """Describe where the two descents are."""
    points, norms = cliff_path(np.inf)
    words = f"After {steps} steps the loss is {_reached(c, steps):.3f} with clipping"
    if steps and norms[:steps].max() > 10:
        at = int(norms[:steps].argmax())
        w, b = points[steps]
        return (
            f"{words} and {_reached(np.inf, steps):.3f} without: step {at + 1} had a gradient "
            f"of norm {norms[at]:.0f} and went to w = {w:.1f}, b = {b:.1f}."
        )
    return f"{words} and {_reached(np.inf, steps):.3f} without."


def interactive_cliff() -> ipywidgets.VBox:
    """Walk down to a cliff, step by step, with clipped and with unclipped gradients.

    Returns:
        ipywidgets.VBox with the sliders c and steps.
    """
    return with_sliders(
        draw_cliff, cliff_caption, c=(0.25, 4.0, 0.25, 1.0), steps=(0, PATH, 1, 0)
    )


@static_figure("06_vanishing_gradients/cliff.svg")
def _cliff() -> Figure:
    """Draw both descents to their end, where no slider can be moved."""
    return draw_cliff(1.0, PATH)
