"""Figures of lesson 16: an overfit, its cures, and where a mask acts."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import BoolArray

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, PINK, RED, new_figure, styled

RECORDED = Path(__file__).with_name("deeper.json")
STEPS, UNITS, P = 16, 8, 0.3
KINDS = ("naive", "Zaremba 2014", "Gal 2016")

Curve = Mapping[int, float]  # bits per character by the number of characters read


@cache
def recorded_cures() -> dict[str, list[dict[str, dict[int, float]]]]:
    """Read the runs that were measured once: by setting, the curves of each seed."""
    found = json.loads(RECORDED.read_text(encoding="utf-8"))["runs"]
    return {
        name: [
            {part: {int(n): bits for n, bits in q.items()} for part, q in run.items()}
            for run in runs
        ]
        for name, runs in found.items()
    }


@styled
def draw_overfit(validation: Sequence[Curve], training: Sequence[Curve]) -> Figure:
    """Draw how a net does on the pages that it trains on, and on new pages.

    Args:
        validation: for each run, {characters read: bits per character} on new pages.
        training: the same on the pages that are read.

    Returns:
        matplotlib Figure; a dot marks the best measurement of each run.
    """
    figure, ax = new_figure(height=2.8)
    looks = ((validation, RED, "--", "new pages"), (training, BLUE, "-", "its own pages"))
    for curves, colour, line, label in looks:
        for n, curve in enumerate(curves):
            read = np.array(list(curve)) / 1000
            style: dict[str, Any] = {"color": colour, "ls": line, "marker": "", "lw": 1.4}
            ax.plot(read, list(curve.values()), label="" if n else label, **style)
    for curve in validation:
        best = min(curve, key=curve.__getitem__)
        ax.plot([best / 1000], [curve[best]], color=RED, marker="o", ls="", ms=5)
    ax.set(xlabel="thousand characters read", ylabel="bits per character")
    ax.set(ylim=(0, None), xlim=(0, None))
    figure.legend(loc="outside lower left", ncols=2, fontsize=8)
    return figure


def ends(runs: Sequence[Mapping[str, Curve]]) -> tuple[list[float], list[float]]:
    """Return the last and the best bits per character of each run on new pages."""
    curves = [list(run["validation"].values()) for run in runs]
    return [curve[-1] for curve in curves], [min(curve) for curve in curves]


def ranking(cures: Mapping[str, Sequence[Mapping[str, Curve]]]) -> list[str]:
    """Return the settings, the one with the fewest bits at the end first, by the mean."""
    return sorted(cures, key=lambda name: np.mean(ends(cures[name])[0]))


@styled
def draw_cures(cures: Mapping[str, Sequence[Mapping[str, Curve]]]) -> Figure:
    """Draw the bits per character of several settings, a point for each seed, best first.

    Args:
        cures: by setting, a list of runs, each {"validation": curve} and perhaps more curves.

    Returns:
        matplotlib Figure: a filled point for the end of each run, a ring for its best
        measurement, and a line at the mean end of the first setting of `cures`.
    """
    order = ranking(cures)
    figure, ax = new_figure(height=0.29 * len(order) + 1.0)
    for row, name in enumerate(order):
        for points, face in zip(ends(cures[name]), (BLUE, "none"), strict=True):
            look: dict[str, Any] = {"color": BLUE, "mfc": face, "ls": "", "marker": "o"}
            label = ("the end" if face == BLUE else "the best measurement") if not row else ""
            ax.plot(points, [row] * len(points), ms=5, label=label, **look)
    first = next(iter(cures))
    ax.axvline(float(np.mean(ends(cures[first])[0])), color=GREY, ls=":", lw=1.2)
    ax.set(ylim=(len(order) - 0.5, -0.5), xlabel="bits per character, new pages")
    ax.set_yticks(range(len(order)), order)
    figure.legend(loc="outside lower left", ncols=2, fontsize=8)
    return figure


@cache
def masks_of(kind: str) -> tuple[BoolArray, BoolArray]:
    """Draw the masks of one kind of dropout, (units, steps) bools: way up, and way on.

    Args:
        kind: one of KINDS.

    Returns:
        up: which units are kept for the layer above, at each step.
        on: which units are kept for the next step.
    """
    rng = np.random.default_rng(35)
    each = [nets.dropout_mask((UNITS, STEPS), P, rng) > 0 for _ in range(2)]
    stays = [np.repeat(mask[:, :1], STEPS, axis=1) for mask in each]
    every = np.ones((UNITS, STEPS), dtype=bool)
    up, on = {
        "naive": (each[0], each[1]),
        "Zaremba 2014": (each[0], every),
        "Gal 2016": (stays[0], stays[1]),
    }[kind]
    return up, on


def untouched(kind: str, step: int) -> int:
    """Return how many units no mask has stopped from step 0 to a step."""
    return int(masks_of(kind)[1][:, : step + 1].all(axis=1).sum())


@styled
def draw_masks(step: int = STEPS - 1) -> Figure:
    """Draw the masks of three kinds of dropout from step 0 to a step.

    Args:
        step: last step shown, 0 to 15.

    Returns:
        matplotlib Figure: a column for each kind, above the masks on the way up, below those
        on the way to the next step; a filled square is kept.
    """
    figure, axes = new_figure(2, len(KINDS), height=3.2, sharex=True, sharey=True)
    for column, kind in enumerate(KINDS):
        for row, (kept, colour) in enumerate(zip(masks_of(kind), (BLUE, ORANGE), strict=True)):
            _draw_mask(axes[row, column], kept, colour, step)
        axes[0, column].set_title(kind, fontsize=9)
        axes[1, column].set_xlabel("step", fontsize=9)
        axes[1, column].set_title(f"never stopped: {untouched(kind, step)} of 8", fontsize=8)
    axes[0, 0].set_ylabel("to the layer\nabove", fontsize=9)
    axes[1, 0].set_ylabel("to the next\nstep", fontsize=9)
    return figure


def _draw_mask(ax: Axes, kept: BoolArray, colour: str, step: int) -> None:
    """Draw which of the units are kept at each step: squares, and crosses for zeros."""
    units, steps = np.nonzero(kept[:, : step + 1])
    ax.plot(steps, units, color=colour, ls="", marker="s", ms=4)
    units, steps = np.nonzero(~kept[:, : step + 1])
    ax.plot(steps, units, color=INK, ls="", marker="x", ms=3, mew=0.8)
    ax.set(xlim=(-1, STEPS), ylim=(UNITS - 0.3, -0.7), yticks=[], xticks=[0, 5, 10, 15])
    ax.grid(visible=False)


def masks_caption(step: int) -> str:
    """Return in words how many units still carry what they had at step 0."""
    naive, _, gal = (untouched(kind, step) for kind in KINDS)
    return (
        f"Steps 0 to {step}, p = {P}. Naive dropout draws masks from step to step again each "
        f"time: {naive} of {UNITS} units were never stopped. Zaremba puts none there: all "
        f"{UNITS}. Gal keeps one mask for all steps: {gal}."
    )


def interactive_masks() -> ipywidgets.VBox:
    """Show the film of the masks, step by step, with a play button.

    Returns:
        ipywidgets.VBox with the button, the slider step, and a Stack of pictures.
    """
    return with_frames(draw_masks, masks_caption, interval=600, step=(range(STEPS), 0))


@static_figure("16_deeper/overfit.svg")
def _overfit() -> Figure:
    """Draw the recorded overfit of three seeds."""
    runs = recorded_cures()["nothing"]
    return draw_overfit([run["validation"] for run in runs], [run["training"] for run in runs])


@static_figure("16_deeper/masks.svg")
def _masks() -> Figure:
    """Draw the last picture of the film, for pages without sliders."""
    return draw_masks()


@static_figure("16_deeper/ways.svg")
def _ways() -> Figure:
    """Draw two layers over four steps: which arrows have a mask, and which masks are equal."""
    figure, axes = new_figure(1, len(KINDS), height=2.3)
    for ax, kind in zip(axes, KINDS, strict=True):
        _draw_ways(ax, kind)
        ax.set_title(kind, fontsize=9)
    return figure


MASKED = (BLUE, ORANGE, GREEN, PINK)  # a colour for each mask


def _draw_ways(ax: Axes, kind: str) -> None:
    """Draw the arrows of a stack; a colour is a mask, a thin grey arrow has none."""
    for t in range(4):
        up = MASKED[0] if kind == KINDS[2] else MASKED[t]
        for layer in range(3):
            _arrow(ax, (t, layer - 0.72), (t, layer - 0.28), up)
        on = {KINDS[0]: MASKED[t], KINDS[1]: "", KINDS[2]: MASKED[1]}[kind]
        for layer in range(2):
            if t < 3:
                _arrow(ax, (t + 0.28, layer), (t + 0.72, layer), on)
    for t in range(4):
        ax.text(t, -1, f"$x_{t}$", ha="center", va="center", fontsize=9)
        for layer in range(2):
            ax.plot([t], [layer], marker="o", ms=13, mfc="white", mec=INK, ls="")
            ax.text(t, layer, "$h$", ha="center", va="center", fontsize=9)
    ax.set(xlim=(-0.5, 3.5), ylim=(-1.3, 2.1))
    ax.axis("off")


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], mask: str) -> None:
    style: dict[str, Any] = {
        "arrowstyle": "-|>",
        "color": mask or GREY,
        "lw": 1.8 if mask else 0.8,
    }
    style |= {"ls": (0, (2, 1)) if mask else "-", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=style)
