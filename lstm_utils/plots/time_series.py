"""Figures of lesson 18: a river, its forecasts, edited snow, a free run, and a trap.

`stores` draws the water's way into the river.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_utils.arrays import Array
from lstm_utils.tasks.catchment import YEAR, Catchment, catchment

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, RED, SKY, new_figure, styled

RECORDED = Path(__file__).with_name("time_series.json")
MONTHS = "JFMAMJJASOND"
STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
LOOKS = ((RED, "--"), (BLUE, "-"), (GREEN, "-."), (ORANGE, ":"))


@cache
def recorded_rivers() -> list[dict[str, float]]:
    """Read what benchmarks/time_series.py measured, a dict for each seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def name_months(ax: Axes, T: int, first: int = 0) -> None:
    """Label an axis of days by the first letters of the months, of which `first` is day 0."""
    days = [d + YEAR * k - first for k in range(T // YEAR + 2) for d in STARTS]
    shown = [(day, MONTHS[n % 12]) for n, day in enumerate(days) if 0 <= day < T]
    ax.set_xticks([day for day, _ in shown], [letter for _, letter in shown])
    ax.set_xlim(0, T)


@styled
def draw_river(c: Catchment, first: int, T: int) -> Figure:
    """Draw the weather above, the snow and the river below.

    Args:
        c: Catchment.
        first: its first day in the picture.
        T: days.

    Returns:
        matplotlib Figure.
    """
    days, place = np.arange(T), slice(first, first + T)
    rain, degrees = (series[place] for series in c.weather)
    figure, (top, middle, bottom) = new_figure(rows=3, height=4.2, sharex=True)
    cold = degrees < 0
    for kind, colour, label in ((~cold, BLUE, "rain"), (cold, SKY, "snowfall")):
        top.bar(days[kind], rain[kind], color=colour, width=1.0, label=label)
    top.set(ylabel="mm a day")
    top.legend(loc="upper right", ncols=2, fontsize=8)
    middle.plot(days, degrees, color=RED, ls="-", lw=1.0)
    middle.axhline(0, color=GREY, lw=0.8, ls=":")
    middle.set(ylabel="°C")
    bottom.fill_between(days, c.stores[place, 0] / 20, color=SKY, alpha=0.35, lw=0)
    bottom.plot(days, c.runoff[place], color=INK, ls="-", lw=1.3)
    bottom.set(ylabel="mm a day", ylim=(0, None))
    peak = int(c.stores[place, 0].argmax())
    look: dict[str, Any] = {"ha": "right", "color": "#2b7cad", "fontsize": 8}
    bottom.text(peak, c.stores[first + peak, 0] / 20, "snow on the ground  ", **look)
    flood = int(c.runoff[place].argmax())
    bottom.text(flood + 8, c.runoff[first + flood] * 0.95, "river", fontsize=8, va="top")
    name_months(bottom, T, first % YEAR)
    return figure


@styled
def draw_forecasts(
    y: Array,
    forecasts: Mapping[str, Array],
    band: tuple[Array, Array] | None = None,
    first: int = 0,
    label: str = "runoff, mm a day",
) -> Figure:
    """Draw what happened, and forecasts of it.

    Args:
        y: what happened, (T,).
        forecasts: by name, (T,) each; up to four.
        band: lower and upper ends of an interval for each day, (T,) each.
        first: day of the year of y[0].
        label: of the vertical axis.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    if band:
        look: dict[str, Any] = {"color": SKY, "alpha": 0.35, "lw": 0}
        ax.fill_between(range(len(y)), *band, label="90 % interval", **look)
    ax.plot(y, color=INK, ls="-", lw=1.4, label="measured")
    _plot_forecasts(ax, forecasts)
    ax.set(ylabel=label, ylim=(0, None))
    name_months(ax, len(y), first)
    figure.legend(loc="outside lower left", ncols=4, fontsize=8)
    return figure


def _plot_forecasts(ax: Axes, forecasts: Mapping[str, Array], first: int = 0) -> None:
    """Plot forecasts by name; `first` is the step of their first values."""
    for (colour, line), (name, values) in zip(LOOKS, forecasts.items(), strict=False):
        steps = np.arange(first, first + len(values))
        ax.plot(steps, values, color=colour, ls=line, lw=1.2, label=name)


@styled
def draw_flood(
    simulated: Array, answered: Array, before: tuple[Array, Array], dS: float
) -> Figure:
    """Draw the river after an edit on 1 March: of the simulator, and of the net.

    Args:
        simulated: runoff of the simulator with dS mm more snow, (T,).
        answered: runoff of the net with an edited state, (T,).
        before: both without an edit.
        dS: snow that was added, in mm.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(columns=2, height=2.6, sharey=True)
    pairs = (("simulator", simulated, INK), ("net", answered, RED))
    for ax, (name, river, colour), plain in zip(axes, pairs, before, strict=True):
        ax.fill_between(range(len(river)), plain, river, color=SKY, alpha=0.4, lw=0)
        ax.plot(plain, color=GREY, ls=":", lw=1.2, label="as it was")
        ax.plot(river, color=colour, ls="-", lw=1.4, label=f"{dS:+.0f} mm of snow")
        ax.set(title=name)
        ax.legend(fontsize=7.5, loc="upper right")
        name_months(ax, len(river), 59)
    axes[0].set(ylabel="runoff, mm a day", ylim=(0, None))
    return figure


def flood_caption(
    simulated: Array, answered: Array, before: tuple[Array, Array], dS: float
) -> str:
    """Return in words how much water an edit brings."""
    pairs = zip((simulated, answered), before, strict=True)
    more = [river.sum() - plain.sum() for river, plain in pairs]
    return (
        f"With {dS:+.0f} mm of snow on 1 March, {more[0]:+.0f} mm of water come down the "
        f"simulator's river by the end, and {more[1]:+.0f} mm the net's."
    )


def interactive_floods(floods: Mapping[int, tuple[Array, Array]]) -> ipywidgets.VBox:
    """Move the snow of 1 March, and see both rivers.

    Args:
        floods: by millimetres of snow added, the runoff of simulator and net, (T,) each;
            0 is among the keys.

    Returns:
        ipywidgets.VBox: the slider snow, and a picture for each value.
    """
    return with_frames(
        lambda snow: draw_flood(*floods[snow], floods[0], snow),
        lambda snow: flood_caption(*floods[snow], floods[0], snow),
        snow=(list(floods), max(floods)),
    )


@styled
def draw_edits(simulated: Array, answers: Mapping[str, Array]) -> Figure:
    """Draw how much water each edit brings in the net, beside the simulator.

    Args:
        simulated: change of the simulator's runoff for each edit in mm, (N,).
        answers: the same for the net, (N,), by what was edited.

    Returns:
        matplotlib Figure; on the diagonal both agree.
    """
    figure, ax = new_figure(height=3.0)
    ends = [simulated.min(), simulated.max()]
    ax.plot(ends, ends, color=GREY, ls=":", lw=1.2)
    marks = ((BLUE, "o"), (GREY, "x"), (ORANGE, "s"))
    for (colour, mark), (name, change) in zip(marks, answers.items(), strict=False):
        ax.plot(simulated, change, color=colour, marker=mark, ls="", ms=4, label=name)
    ax.set(xlabel="more water in the simulator, mm", ylabel="more water in the net, mm")
    figure.legend(loc="outside lower left", ncols=3, fontsize=8)
    return figure


@styled
def draw_free_run(y: Array, forecasts: Mapping[str, Array], known: int = 0) -> Figure:
    """Draw a series and forecasts of it from one point on.

    Args:
        y: what happened, (T,).
        forecasts: by name, (T - known,) each; up to four.
        known: values at the beginning that the forecasts have seen.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.6)
    ax.plot(y, color=INK, ls="-", lw=1.4, label="the series")
    _plot_forecasts(ax, forecasts, known)
    if known:
        ax.axvline(known, color=GREY, lw=1.0, ls=":")
    ax.set(xlabel="step", xlim=(0, len(y)))
    figure.legend(loc="outside lower left", ncols=4, fontsize=8)
    return figure


@styled
def draw_trap(y: Array, forecast: Array, zoom: tuple[int, int]) -> Figure:
    """Draw prices and their forecasts: all of them, and a few.

    Args:
        y: prices, (T,).
        forecast: (T,).
        zoom: first day of the second picture, and the first after it.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(columns=2, height=2.5, width_ratios=(3, 2))
    days = np.arange(len(y))
    for ax, part in zip(axes, (slice(0, None), slice(*zoom)), strict=True):
        look: dict[str, Any] = {"ms": 3, "lw": 1.3, "marker": "o" if part.start else ""}
        ax.plot(days[part], y[part], color=INK, ls="-", label="price", **look)
        ax.plot(days[part], forecast[part], color=RED, ls="--", label="forecast", **look)
        ax.set(xlabel="day")
    axes[0].set(title="beautiful", ylabel="price")
    axes[1].set(title=f"{zoom[1] - zoom[0]} days of it")
    axes[0].legend(fontsize=8)
    return figure


@static_figure("18_time_series/river.svg")
def _river() -> Figure:
    """Draw a year and a half, from October on."""
    c = catchment(4, np.random.default_rng(0))
    return draw_river(c, 273, 500)
