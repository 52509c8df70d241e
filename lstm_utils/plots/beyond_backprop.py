"""Figures of lesson 23: costs of RTRL, directions of evolution, free runs, shares won."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_utils.arrays import Array

from .style import BLUE, GREY, INK, ORANGE, RED, new_figure, styled

LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREY, ":", "^"), (RED, "-.", "v"))


@styled
def draw_costs(sizes: Sequence[int], costs: Mapping[str, Sequence[float]], unit: str) -> Figure:
    """Draw what a step costs, by the number of hidden units, on logarithmic axes.

    Args:
        sizes: hidden units.
        costs: by name, the cost at each size.
        unit: of the costs.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    for (colour, line, marker), (name, row) in zip(LOOKS, costs.items(), strict=False):
        ax.plot(sizes, row, label=name, color=colour, ls=line, marker=marker)
    ax.set(xscale="log", yscale="log", xlabel="hidden units $H$", ylabel=unit)
    ax.set_xticks(sizes, [str(H) for H in sizes])
    ax.minorticks_off()
    ax.legend(fontsize=8)
    return figure


@styled
def draw_runs(series: Array, runs: Mapping[str, Array], shown: int = 200) -> Figure:
    """Draw free runs beside the series that they should continue.

    Args:
        series: what is right, (T,) float array.
        runs: by name, (T,) float array.
        shown: steps.

    Returns:
        matplotlib Figure: one row for each run.
    """
    figure, axes = new_figure(len(runs), 1, height=1.3 * len(runs) + 0.5, sharex=True)
    most = 2.5 * abs(series[:shown]).max()  # a run that diverges leaves the picture
    for ax, (name, run) in zip(np.ravel(axes), runs.items(), strict=True):
        ax.plot(series[:shown], color=GREY, lw=3, alpha=0.5, label="right")
        ax.plot(np.clip(run[:shown], -2 * most, 2 * most), color=BLUE, lw=1.2, label="the net")
        ax.set_title(name, fontsize=9)
        ax.set(ylim=(-most, most))
    np.ravel(axes)[-1].set_xlabel("step of the free run")
    lines = np.ravel(axes)[0].get_lines()
    figure.legend(handles=lines, loc="outside upper right", ncols=2, fontsize=8)
    return figure


@styled
def draw_won(
    curves: Mapping[str, Sequence[Mapping[Any, float]]], label: str, chance: float | None = None
) -> Figure:
    """Draw the share of games won while players learn; a line for each seed.

    Args:
        curves: by name, for each seed the share by the number of games or updates.
        label: of the horizontal axis.
        chance: share of a player who guesses, as a line.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    for (colour, line, marker), (name, seeds) in zip(LOOKS, curves.items(), strict=False):
        for seed, row in enumerate(seeds):
            look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker, "ms": 3}
            shares = [100 * share for share in row.values()]
            ax.plot([int(n) for n in row], shares, label=None if seed else name, **look)
    if chance is not None:
        ax.axhline(100 * chance, color=INK, lw=0.8)
        place = {"x": 0.99, "transform": ax.get_yaxis_transform(), "ha": "right", "va": "top"}
        ax.text(y=100 * chance - 1.5, s="a guess", fontsize=8, **place)
    ax.set(xlabel=label, ylabel="won, %", ylim=(-4, 104))
    figure.legend(loc="outside upper left", ncols=len(curves), fontsize=8)
    return figure
