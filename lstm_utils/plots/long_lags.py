"""Figures of lesson 10: a race, the tasks, and how long cells remember from the start."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.tasks.adding import adding_batch
from lstm_utils.tasks.temporal_order import SYMBOLS, temporal_order_batch

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GATE_COLOUR, GREY, INK, ORANGE, PINK, RED, new_figure, styled

RACE = Path(__file__).with_name("long_lags.json")
LOOKS = ((BLUE, "-"), (RED, "--"), (PINK, ":"), (ORANGE, "-."))  # of the nets of a figure
T_MAX = (3, 5, 10, 20, 50, 100, 200, 500, 1000)
CELLS = 32

Curve = Mapping[int, float]  # score by the number of sequences seen


def _draw_curve(ax: Axes, curve: Curve, look: tuple[str, str], label: str = "") -> None:
    seen = np.array(list(curve)) / 1000
    style: dict[str, Any] = {"color": look[0], "ls": look[1], "marker": "", "lw": 1.4}
    ax.plot(seen, list(curve.values()), label=label, **style)


@styled
def draw_curves(curves: Mapping[str, Curve], chance: float, label: str) -> Figure:
    """Draw the scores of several nets while they learn.

    Args:
        curves: by the name of a net, {number of sequences seen: score}.
        chance: score of guessing, a dotted line.
        label: what the score is.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    for look, (name, curve) in zip(LOOKS, curves.items(), strict=False):
        _draw_curve(ax, curve, look, name)
    ax.axhline(chance, color=GREY, ls=":", lw=1.0)
    ax.set(xlabel="thousand sequences", ylabel=label, ylim=(0, 1.04), xlim=(0, None))
    figure.legend(loc="outside lower left", ncols=2, fontsize=8)
    return figure


@styled
def draw_race(
    curves: Mapping[str, Curve | list[Curve]],
    answers: Mapping[str, tuple[Array, Array]],
    chance: float,
) -> Figure:
    """Draw the errors of nets while they learn, and their answers at the end.

    Args:
        curves: by the name of a net, {number of sequences seen: mean squared error}, or a
            list of these, one for each seed.
        answers: by the same names, targets and answers, (n,) float arrays.
        chance: error of the mean predictor, a dotted line.

    Returns:
        matplotlib Figure: the curves, then one panel of points for each net.
    """
    figure, (ax, *panels) = new_figure(1, 1 + len(answers), height=2.6, width_ratios=(5, 4, 4))
    for look, (name, lines) in zip(LOOKS, curves.items(), strict=False):
        for n, line in enumerate([lines] if isinstance(lines, Mapping) else lines):
            _draw_curve(ax, line, look, "" if n else name)
    ax.axhline(chance, color=GREY, ls=":", lw=1.0)
    ax.set(xlabel="thousand sequences", ylabel="mean squared error", xlim=(0, None))
    ax.set(ylim=(0, 1.5 * chance))
    figure.legend(loc="outside lower left", ncols=2, fontsize=8)
    for panel, look, (name, (y, answer)) in zip(panels, LOOKS, answers.items(), strict=False):
        panel.plot([0, 2], [0, 2], color=GREY, ls=":", lw=1.0, marker="")
        panel.plot(y, answer, color=look[0], ls="", marker=".", ms=3, alpha=0.6)
        panel.set(xlabel="right sum", xlim=(0, 2), ylim=(0, 2), xticks=[0, 1, 2])
        panel.set(yticks=[0, 1, 2], aspect="equal")
        panel.set_title(name, fontsize=9)
    panels[0].set_ylabel("answer")
    return figure


@cache
def recorded_race() -> dict[str, Any]:
    """Read the race that was measured once: curves, answers, and where it ran."""
    found = json.loads(RACE.read_text(encoding="utf-8"))
    for name, lines in found["curves"].items():
        found["curves"][name] = [{int(n): e for n, e in line.items()} for line in lines]
    return found


@static_figure("10_long_lags/race.svg")
def _race() -> Figure:
    """Draw the recorded race of three seeds, and the answers of the first."""
    race = recorded_race()
    answers = {name: (np.array(y), np.array(a)) for name, (y, a) in race["answers"].items()}
    return draw_race(race["curves"], answers, 1 / 6)


@static_figure("10_long_lags/adding.svg")
def _adding() -> Figure:
    """Draw one sequence of ten numbers, the two marked ones filled."""
    x = adding_batch(10, 1, np.random.default_rng(39))[0][:, 0]
    figure, ax = new_figure(height=2.2)
    numbers, marked = x[:, 0].round(2), x[:, 1] > 0
    look: dict[str, Any] = {"edgecolor": INK, "lw": 0.8}
    ax.bar(np.flatnonzero(~marked), numbers[~marked], 0.6, color="white", **look)
    ax.bar(np.flatnonzero(marked), numbers[marked], 0.6, color=BLUE, hatch="//", **look)
    for t, number in enumerate(numbers):
        ax.text(t, number + 0.03, f"{number:.2f}", ha="center", va="bottom", fontsize=8)
        ax.text(t, -0.1, f"{int(marked[t])}", ha="center", va="top", color=INK, fontsize=9)
    ax.text(-0.7, -0.1, "marker", ha="right", va="top", fontsize=9)
    ax.text(-0.7, 0.5, "number", ha="right", va="center", fontsize=9)
    ax.axvline(4.5, color=GREY, ls="--", lw=1.0)
    ax.set(xlim=(-0.6, 9.6), ylim=(0, 1.28), xticks=[], yticks=[])
    ax.set_title(f"y = {numbers[marked].sum():.2f}", loc="right")
    for middle, half in ((2, "first half"), (7, "second half")):
        ax.text(middle, 1.19, half, ha="center", va="center", fontsize=9)
    ax.grid(visible=False)
    return figure


@static_figure("10_long_lags/order.svg")
def _order() -> Figure:
    """Draw one sequence of temporal order as boxes, the noise left out where it is long."""
    ids, lengths, _ = temporal_order_batch(1, np.random.default_rng(3))
    sequence = ids[: lengths[0], 0]
    figure, ax = new_figure(height=1.7)
    for t, symbol in enumerate(sequence):
        strong = symbol > 3
        face = {4: "#dddddd", 5: "#dddddd", 6: BLUE, 7: RED}.get(int(symbol), "white")
        edge = INK if strong else "#b5b5b5"
        ax.add_patch(Rectangle((t, 0), 1, 1, fc=face, ec=edge, lw=0.5, zorder=1 + strong))
        if strong:
            name = SYMBOLS[symbol]
            ax.annotate(
                name, (t + 0.5, 1.05), ha="center", va="bottom", fontsize=10, weight="bold"
            )
    for first, last in ((10, 20), (50, 60)):
        ax.plot([first, last + 1], [-0.25, -0.25], color=INK, lw=2, ls="-", marker="")
        ax.text(
            (first + last + 1) / 2,
            -0.4,
            f"steps {first} to {last}",
            ha="center",
            va="top",
            fontsize=8,
        )
    ax.set(xlim=(-1, 111), ylim=(-1.1, 2.0), yticks=[], xticks=[])
    ax.set_xlabel("step", fontsize=9)
    ax.axis("off")
    return figure


def time_scales(T_max: float) -> Array:
    """Return how much each of 32 cells keeps of its state in a step, (32,) float array.

    The cells are those of one draw, so that a slider moves them and does not draw again.
    """
    b = nets.chrono_init(np.zeros(4 * CELLS), T_max, np.random.default_rng(0))
    return np.sort(nets.sigmoid(b[CELLS : 2 * CELLS]))


@styled
def draw_time_scales(T_max: float) -> Figure:
    """Draw what is left of the state of each cell after 0 to 1,000 steps.

    Args:
        T_max: argument of chrono_init.

    Returns:
        matplotlib Figure: a line for each of 32 cells, a dashed one for a forget bias of 1.
    """
    figure, ax = new_figure(height=2.8)
    steps = np.geomspace(1, 1000, 200)
    for f in time_scales(T_max):
        ax.semilogx(
            steps, f**steps, color=GATE_COLOUR["f"], ls="-", lw=0.7, marker="", alpha=0.7
        )
    one = nets.sigmoid(1.0)
    ax.semilogx(steps, one**steps, color=INK, ls="--", lw=2, marker="", label="forget bias 1")
    ax.plot([], [], color=GATE_COLOUR["f"], ls="-", lw=0.9, marker="", label="chrono_init")
    ax.axvline(T_max, color=GREY, ls=":", lw=1.2, label=r"$T_\mathrm{max}$")
    ax.set(xlabel="steps", ylabel="left of the state", ylim=(0, 1.02), xlim=(1, 1000))
    ax.set_title(rf"$T_\mathrm{{max}}$ = {T_max:,}", loc="left")
    figure.legend(loc="outside lower left", ncols=3, fontsize=8)
    return figure


def time_scales_caption(T_max: float) -> str:
    """Return in words how many cells keep half of their state for some steps."""
    kept = {k: int((time_scales(T_max) ** k >= 0.5).sum()) for k in (10, 100, 500)}
    return (
        f"T_max = {T_max:,}: of {CELLS} cells, {kept[10]} keep half of their state for 10 "
        f"steps, {kept[100]} for 100 steps, {kept[500]} for 500 steps. With a forget bias of "
        "1, less than half is left after 3 steps."
    )


def interactive_time_scales() -> ipywidgets.VBox:
    """Move T_max and watch how long the cells remember before training.

    Returns:
        ipywidgets.VBox with the slider T_max and a Stack of pictures with captions.
    """
    return with_frames(draw_time_scales, time_scales_caption, T_max=(T_MAX, 10))


@static_figure("10_long_lags/time_scales.svg")
def _time_scales() -> Figure:
    """Draw the time scales for 500 steps, for pages without sliders."""
    return draw_time_scales(500)
