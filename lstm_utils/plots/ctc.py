"""Figures of lesson 19: what a net reads of a strip, and learning curves.

`lattice` draws the paths of a target.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.tasks.strips import strip

from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, PINK, RED, SKY, new_figure, styled

RECORDED = Path(__file__).with_name("ctc.json")


@styled
def draw_spikes(x: Array, logp: Array, least: float = 0.2) -> Figure:
    """Draw a strip, and below it what a net reads at each column.

    Args:
        x: strip, (T, 8) float array from 0 to 1.
        logp: log-probabilities, (T, V) float array; symbol d + 1 is digit d.
        least: a symbol is drawn only if its probability is larger in some column.

    Returns:
        matplotlib Figure: the strip; a line for each digit that is read, with its number at its
        peak, and a dashed grey line for the blank.
    """
    figure, (top, low) = new_figure(2, 1, height=2.5, sharex=True, height_ratios=(2, 3))
    top.imshow(x.T, aspect="auto", cmap="gray_r", vmin=0, vmax=1)
    top.set(yticks=[])
    top.grid(visible=False)
    p, steps = np.exp(logp), np.arange(len(logp))
    low.plot(steps, p[:, nets.BLANK], color=GREY, ls="--", marker="", lw=1.0, label="blank")
    colours = (BLUE, RED, GREEN, PINK, ORANGE, SKY, INK)
    shown = [v for v in range(1, p.shape[1]) if p[:, v].max() > least]
    for n, v in enumerate(shown):
        colour = colours[n % len(colours)]
        low.plot(steps, p[:, v], color=colour, ls="-", marker="", lw=1.6)
        for t in _peaks(p[:, v], least):
            look: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": 9}
            low.text(t, p[t, v] + 0.03, str(v - 1), color=colour, **look)
    low.set(xlabel="column", ylabel="probability", ylim=(0, 1.2), xlim=(-0.5, len(x) - 0.5))
    low.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    return figure


def _peaks(p: Array, least: float) -> Iterator[int]:
    """Yield where each stretch above `least` is highest."""
    above = np.flatnonzero(p > least)
    for part in np.split(above, np.flatnonzero(np.diff(above) > 1) + 1):
        if len(part):
            yield int(part[p[part].argmax()])


@cache
def recorded_readers() -> dict[str, list[dict[int, float]]]:
    """Read the runs that were measured once: by way of training, a curve for each seed."""
    found = json.loads(RECORDED.read_text(encoding="utf-8"))["curves"]
    return {
        way: [{int(n): e for n, e in run.items()} for run in runs]
        for way, runs in found.items()
    }


@styled
def draw_ways(curves: Mapping[str, Sequence[Mapping[int, float]]]) -> Figure:
    """Draw the label error of several ways of training, a line for each seed.

    Args:
        curves: by way, for each seed {strips seen: label error}.

    Returns:
        matplotlib Figure, the error on a logarithmic scale.
    """
    figure, ax = new_figure(height=2.8)
    looks = ((ORANGE, "-"), (BLUE, "--"), (GREEN, ":"), (PINK, "-."), (INK, "-"))
    for (colour, line), (way, runs) in zip(looks, curves.items(), strict=False):
        for n, run in enumerate(runs):
            style: dict[str, Any] = {"color": colour, "ls": line, "marker": "", "lw": 1.5}
            ax.plot(list(run), list(run.values()), label="" if n else way, **style)
    ax.set(xlabel="strips seen", ylabel="label error", yscale="log")
    ax.set_yticks(
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0],
        ["1 %", "2 %", "5 %", "10 %", "20 %", "50 %", "100 %"],
    )
    ax.minorticks_off()
    figure.legend(loc="outside lower left", ncols=4, fontsize=8)
    return figure


@static_figure("19_ctc/strip.svg")
def _strip() -> Figure:
    """Draw a strip without marks."""
    x, _ = strip([2, 0, 2, 6, 6], np.random.default_rng(4))
    figure, ax = new_figure(height=1.5)
    ax.imshow(x.T, aspect="equal", cmap="gray_r", vmin=0, vmax=1)
    ax.set(xlabel="column", yticks=[])
    ax.grid(visible=False)
    return figure
