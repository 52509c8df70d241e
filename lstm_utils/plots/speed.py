"""Figures of lesson 09: where a step's time goes, on a machine that was measured once."""

import json
import statistics
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, SKY, new_figure, styled

LENGTHS = (5, 3, 2, 1)  # of the sequences a, b, c, d
SURFACE = Path(__file__).with_name("lstm_surface.json")
LABEL = {
    "loop": "loop over steps",
    "hoisted": "input product hoisted",
    "Function": "manual backward",
    "nn.LSTM": "torch.nn.LSTM",
    "products": "matrix products only",
}
PARTS = {
    "products": ("matrix products", BLUE, ""),
    "calls": ("calls: one operation after the other", ORANGE, "//"),
    "rest": ("the rest: gates, memory", "#cccccc", ".."),
}


@cache
def surface() -> dict[str, Any]:
    """Read the measured costs: microseconds a step, forward and backward.

    Returns:
        dict: machine, date, versions, sizes {"T", "B", "H"}, calls {T: {way: microseconds
        at B = I = H = 1}}, and steps {(T, B, H): {way: microseconds}}.
    """
    found = json.loads(SURFACE.read_text(encoding="utf-8"))
    found["calls"] = dict(found["calls"])
    return found | {"steps": {tuple(size): cost for *size, cost in found["steps"]}}


def step_parts(T: int, B: int, H: int) -> dict[str, dict[str, float]]:
    """Split the cost of a step into three parts, for each way to run the LSTM.

    The products are measured alone; the calls are the same program at B = I = H = 1, where
    there is next to nothing to compute; the rest is what remains.

    Args:
        T, B, H: steps, batch and hidden units (as many inputs), one of the measured sizes.

    Returns:
        {way: {"products": .., "calls": .., "rest": ..}}, microseconds a step; their sum is
        the measured time.
    """
    cost, calls = surface()["steps"][T, B, H], surface()["calls"][T]
    parts = {}
    for way in LABEL:
        products = min(cost["products"], cost[way])
        called = 0.0 if way == "products" else min(calls[way], cost[way] - products)
        rest = cost[way] - products - called
        parts[way] = {"products": products, "calls": called, "rest": rest}
    return parts


@styled
def draw_step_time(T: int, B: int, H: int) -> Figure:
    """Draw where the time of a step goes, a bar for each way.

    Args:
        T, B, H: one of the measured sizes.

    Returns:
        matplotlib Figure.
    """
    parts = step_parts(T, B, H)
    figure, ax = new_figure(height=3.2)
    total = {way: sum(p.values()) for way, p in parts.items()}
    for row, way in enumerate(LABEL):
        left = 0.0
        for part, (_, colour, hatch) in PARTS.items():
            width = parts[way][part]
            ax.barh(row, width, 0.62, left, color=colour, hatch=hatch, edgecolor=INK, lw=0.5)
            left += width
        ax.text(left, row, f" {_short(left)}", va="center", ha="left", color=INK)
    ax.set(yticks=range(len(LABEL)), yticklabels=LABEL.values())
    ax.set(
        xlabel="microseconds a step, forward and backward", xlim=(0, 1.16 * max(total.values()))
    )
    ax.set_title(f"T = {T}, B = {B}, I = H = {H}", loc="left")
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    for words, colour, hatch in PARTS.values():
        ax.bar(0, 0, color=colour, hatch=hatch, edgecolor=INK, lw=0.5, label=words)
    figure.legend(loc="outside lower left", ncols=2)
    return figure


def _short(number: float) -> str:
    """Write a number with three digits that count."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def step_time_caption(T: int, B: int, H: int) -> str:
    """Return in words what draw_step_time shows."""
    parts = step_parts(T, B, H)
    total = {way: sum(p.values()) for way, p in parts.items()}
    calls = parts["loop"]["calls"] / total["loop"]
    return (
        f"The loop takes {total['loop'] / total['nn.LSTM']:.1f} times as long as nn.LSTM, and "
        f"{calls:.0%} of the loop's time is calls. The matrix products alone, by NumPy, "
        f"take {total['products'] / total['nn.LSTM']:.0%} of the time of nn.LSTM. "
        f"Measured on {surface()['date']}: {surface()['machine']}."
    )


def interactive_step_time() -> ipywidgets.VBox:
    """Move T, B and H over the measured sizes.

    Returns:
        ipywidgets.VBox with the sliders T, B and H.
    """
    start = {"T": 32, "B": 16, "H": 64}
    sizes = {name: (values, start[name]) for name, values in surface()["sizes"].items()}
    return with_sliders(draw_step_time, step_time_caption, **sizes)


@styled
def draw_contest(times: Mapping[str, Sequence[float]], limit: float | None = None) -> Figure:
    """Draw measured times, the slowest first: bars to the median, lines from least to most.

    Args:
        times: {what: its times, in milliseconds}.
        limit: milliseconds that the machine's matrix products alone would take, or None.

    Returns:
        matplotlib Figure.
    """
    middle = {name: statistics.median(each) for name, each in times.items()}
    names = sorted(times, key=middle.__getitem__, reverse=True)
    figure, ax = new_figure(height=0.9 + 0.36 * len(names))
    ax.barh(names, [middle[name] for name in names], 0.62, color=SKY)
    for row, name in enumerate(names):
        least, most = min(times[name]), max(times[name])
        ax.plot([least, most], [row, row], color=INK, ls="-", marker="|", ms=7, lw=1.2)
        ax.text(most, row, f"  {middle[name]:.3g} ms", va="center", ha="left")
    if limit is not None:
        ax.axvline(limit, color=ORANGE, ls="--", label="matrix products alone")
        ax.legend(loc="lower right")
    ax.set(xlabel="milliseconds: median, least and most")
    ax.set_xlim(0, 1.22 * max(map(max, times.values())))
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    return figure


@static_figure("09_pytorch/step_small.svg")
def _small() -> Figure:
    """Draw a small LSTM, as the sliders start."""
    return draw_step_time(32, 16, 64)


@static_figure("09_pytorch/padding.svg")
def _padding() -> Figure:
    """Draw four sequences of different lengths, padded, and the one row of the packed batch."""
    figure, (top, bottom) = new_figure(rows=2, height=3.9, height_ratios=(4.6, 2.4))
    for row, (name, n) in enumerate(zip("abcd", LENGTHS, strict=True)):
        for t in range(max(LENGTHS)):
            _box(top, t, row, f"{name}{t}" if t < n else "", t if t < n else None)
        top.text(-0.75, row, name, ha="center", va="center")
    for t in range(max(LENGTHS)):
        top.text(t, 3.75, f"t = {t}", ha="center", va="center", fontsize=9, color=GREY)
    top.set_title("padded: 20 steps, 9 of them padding (hatched)", loc="left")
    at = 0
    for t in range(max(LENGTHS)):
        running = [name for name, n in zip("abcd", LENGTHS, strict=True) if n > t]
        for k, name in enumerate(running):
            _box(bottom, at + k, 0, f"{name}{t}", t)
        bottom.plot([at - 0.4, at + len(running) - 0.6], [0.62, 0.62], color=INK, ls="-", lw=1)
        middle = at + (len(running) - 1) / 2
        bottom.text(middle, 0.98, str(len(running)), ha="center", va="center")
        at += len(running)
    bottom.text(-0.6, 0.98, "batch_sizes", ha="right", va="center", fontsize=9)
    bottom.text(-0.6, 0, "data", ha="right", va="center", fontsize=9)
    bottom.set_title("packed: 11 steps, one row in memory", loc="left")
    top.set(xlim=(-2.4, 10.6), ylim=(4.1, -0.5))
    bottom.set(xlim=(-2.4, 10.6), ylim=(1.4, -0.6))
    for ax in (top, bottom):
        ax.axis("off")
    return figure


def _box(ax: Axes, x: float, y: float, word: str, t: int | None) -> None:
    """Draw one step: its colour is that of its time, padding (None) is hatched."""
    face = "white" if t is None else (SKY, "#f7e3b5")[t % 2]
    hatch = "////" if t is None else ""
    corner = (x - 0.45, y - 0.38)
    ax.add_patch(Rectangle(corner, 0.9, 0.76, fc=face, ec=GREY, lw=0.8, hatch=hatch))
    ax.text(x, y, word, ha="center", va="center", fontsize=9)
