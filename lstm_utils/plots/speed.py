"""Figures of lesson 09: where a step's time goes, on a machine that was measured once."""

import json
from functools import cache
from pathlib import Path

from matplotlib.patches import Rectangle

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, new_figure, styled

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
def surface():
    """Read the measured costs: microseconds a step, forward and backward.

    Returns:
        dict: machine, date, versions, sizes {"T", "B", "H"}, calls {T: {way: microseconds
        at B = I = H = 1}}, and steps {(T, B, H): {way: microseconds}}.
    """
    found = json.loads(SURFACE.read_text(encoding="utf-8"))
    found["calls"] = dict(found["calls"])
    return found | {"steps": {tuple(size): cost for *size, cost in found["steps"]}}


def step_parts(T, B, H):
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
def draw_step_time(T, B, H):
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


def _short(number):
    """Write a number with three digits that count."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def step_time_caption(T, B, H):
    """Say in words what draw_step_time shows."""
    parts = step_parts(T, B, H)
    total = {way: sum(p.values()) for way, p in parts.items()}
    calls = parts["loop"]["calls"] / total["loop"]
    return (
        f"The loop takes {total['loop'] / total['nn.LSTM']:.1f} times as long as nn.LSTM, and "
        f"{calls:.0%} of the loop's time is calls. The matrix products alone, by NumPy, "
        f"take {total['products'] / total['nn.LSTM']:.0%} of the time of nn.LSTM. "
        f"Measured on {surface()['date']}: {surface()['machine']}."
    )


def interactive_step_time():
    """Move T, B and H over the measured sizes.

    Returns:
        ipywidgets.VBox with the sliders T, B and H.
    """
    start = {"T": 32, "B": 16, "H": 64}
    sizes = {name: (values, start[name]) for name, values in surface()["sizes"].items()}
    return with_sliders(draw_step_time, step_time_caption, **sizes)


@styled
def draw_contest(times, limit=None):
    """Draw measured times as bars, the slowest first.

    Args:
        times: {what: milliseconds}.
        limit: milliseconds that the machine's matrix products alone would take, or None.

    Returns:
        matplotlib Figure.
    """
    names = sorted(times, key=times.get, reverse=True)
    figure, ax = new_figure(height=0.9 + 0.36 * len(names))
    ax.barh(names, [times[name] for name in names], 0.62, color=BLUE)
    for row, name in enumerate(names):
        ax.text(times[name], row, f" {times[name]:.3g} ms", va="center", ha="left")
    if limit is not None:
        ax.axvline(limit, color=ORANGE, ls="--", label="matrix products alone")
        ax.legend(loc="lower right")
    ax.set(xlabel="milliseconds", xlim=(0, 1.2 * max(times.values())))
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    return figure


@static_figure("09_pytorch/step_small.svg")
def _small():
    """Draw a small LSTM, as the sliders start."""
    return draw_step_time(32, 16, 64)


@static_figure("09_pytorch/padding.svg")
@styled
def _padding():
    """Draw four sequences of different lengths, padded, and how many run in each step."""
    lengths = (5, 3, 2, 1)
    figure, (left, right) = new_figure(columns=2, height=2.3, width_ratios=(5, 4))
    for row, n in enumerate(lengths):
        for t in range(5):
            runs = t < n
            face = {"fc": BLUE if runs else "white", "ec": GREY, "lw": 0.8}
            left.add_patch(_box(t, row, hatch="" if runs else "//", **face))
        for t in range(n):
            right.add_patch(_box(t, row, fc=BLUE, ec=GREY, lw=0.8))
    for t in range(5):
        running = sum(n > t for n in lengths)
        right.text(t, 4.0, str(running), ha="center", va="center")
    right.text(-0.9, 4.0, "B:", ha="center", va="center")
    left.set_title("padded: 20 steps, masked", loc="left")
    right.set_title("packed: 11 steps", loc="left")
    for ax in (left, right):
        ax.set(xlim=(-1.2, 4.6), ylim=(4.5, -0.6), xticks=range(5), xlabel="time step")
        ax.set(yticks=range(4), yticklabels="abcd")
        ax.grid(visible=False)
    return figure


def _box(t, row, **style):
    return Rectangle((t - 0.45, row - 0.38), 0.9, 0.76, **style)
