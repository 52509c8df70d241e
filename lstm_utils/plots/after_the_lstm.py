"""Figures of lesson 25: horizons of nets, an eigenvalue near -1, and a line in a state."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.tasks.cups import cups_batch

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, PINK, RED, new_figure, styled

RECORDED = Path(__file__).with_name("after_the_lstm.json")
LOOKS = ((ORANGE, "-", "o"), (BLUE, "--", "s"), (GREEN, "-.", "^"), (RED, ":", "v"))
LOOKS += ((PINK, "-", "D"), (GREY, "--", "x"))
EIGENVALUES = (0.9, 1.0, -0.5, -0.9, -0.97, -0.99, -0.998, -1.0)
STEPS, NOISE = 600, 0.02
SHOWN = (40, 100, 400, 1000, 4000)  # lengths


@cache
def recorded_tracking() -> dict[str, Any]:
    """Read what benchmarks/after_the_lstm.py measured."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@styled
def draw_horizons(shares: Mapping[str, Sequence[Mapping[str, float]]], chance: float) -> Figure:
    """Draw the share of right answers by the length, a line for each seed of each net.

    Args:
        shares: by the name of a net, for each seed {length: share}.
        chance: share of a net that guesses, a dotted line.

    Returns:
        matplotlib Figure; the lengths are on a logarithmic axis, 40 is marked.
    """
    figure, ax = new_figure(height=2.9)
    for (colour, line, marker), (name, seeds) in zip(LOOKS, shares.items(), strict=False):
        for n, row in enumerate(seeds):
            look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker}
            first = colour == LOOKS[0][0]  # wide, so that it is seen below another line
            look |= {"lw": 4.0, "ms": 9} if first else {"lw": 1.3, "ms": 4}
            percent = [100 * share for share in row.values()]
            ax.plot([int(T) for T in row], percent, label=name if n == 0 else None, **look)
    ax.axhline(100 * chance, color=INK, ls=":", lw=1)
    ax.axvline(40, color=INK, lw=1)
    ax.text(41, 106, "longest in training", fontsize=8, va="bottom")
    ax.set(xscale="log", xlabel="steps", ylabel="right answers, %", ylim=(-3, 117))
    ax.set(yticks=range(0, 101, 25))
    ax.set_xticks(SHOWN, [f"{T:,}" for T in SHOWN])
    ax.minorticks_off()
    figure.legend(loc="outside upper left", ncols=2, fontsize=8)
    return figure


@cache
def switched(eigenvalue: float) -> tuple[Array, Array]:
    """Run a linear switch over 600 random bits, with an error of 0.02 at each step.

    Args:
        eigenvalue: what a bit of 1 multiplies the state by; a bit of 0 leaves it.

    Returns:
        s: the state after each bit, (T,) float array; it starts at 1.
        exact: 1 while the number of ones is even, else -1, (T,).
    """
    rng = np.random.default_rng(3)
    ids, y = cups_batch(2, STEPS, 1, rng)
    errors = NOISE * rng.normal(size=STEPS)
    s, state = np.empty(STEPS), 1.0
    for t, bit in enumerate(ids[:, 0]):
        state = s[t] = (eigenvalue if bit else 1.0) * state + errors[t]
    return s, 1.0 - 2.0 * y[:, 0]


@styled
def draw_eigenvalue(eigenvalue: float) -> Figure:
    """Draw the state of the linear switch, and where its sign is wrong."""
    s, exact = switched(eigenvalue)
    figure, ax = new_figure(height=2.4)
    steps, wrong = np.arange(1, STEPS + 1), s * exact <= 0
    ax.plot(steps, s * exact, color=ORANGE, lw=1.3)
    ax.plot(steps[wrong], (s * exact)[wrong], "x", color=RED, ms=4, label="wrong parity")
    ax.axhline(0, color=INK, lw=1)
    ax.set(xlabel="bits read", ylabel="state × right sign", xlim=(0, STEPS), ylim=(-1.6, 1.6))
    if wrong.any():
        ax.legend(loc="lower right", fontsize=8)
    return figure


def eigenvalue_caption(eigenvalue: float) -> str:
    """Say in words how long the linear switch keeps the parity."""
    s, exact = switched(eigenvalue)
    right = nets.horizon(lambda T: bool((s * exact)[T - 1] > 0), range(1, STEPS + 1))
    share = (s * exact > 0).mean()
    return f"Factor {eigenvalue:g}: right until bit {right} of {STEPS}, {share:.0%} in all."


def interactive_eigenvalue() -> ipywidgets.VBox:
    """Move the factor of a linear switch towards -1, and see how long it keeps the parity."""
    return with_frames(draw_eigenvalue, eigenvalue_caption, eigenvalue=(EIGENVALUES, -0.9))


@styled
def draw_search(runs: Mapping[str, Any], by: str = "updates") -> Figure:
    """Draw the error of the search on new sequences, during training.

    Args:
        runs: by the name of a net, what learn_to_search returns.
        by: "updates" or "seconds".

    Returns:
        matplotlib Figure with a logarithmic axis of errors.
    """
    figure, ax = new_figure(height=2.6)
    for (colour, line, _), (name, run) in zip(LOOKS, runs.items(), strict=False):
        ax.plot(getattr(run, by), run.errors, color=colour, ls=line, lw=1.5, label=name)
    ax.axhline(1 / 12, color=INK, ls=":", lw=1)
    ax.text(0, 1 / 12, " the mean value, always", fontsize=8, va="bottom")
    ax.set(
        xlabel=by if by == "updates" else "seconds of CPU time",
        ylabel="squared error at step 16",
        yscale="log",
        xlim=(0, None),
    )
    ax.legend(fontsize=8, loc="lower left")
    return figure


@styled
def draw_in_context(errors: Mapping[str, Array]) -> Figure:
    """Draw the error by the number of examples seen.

    Args:
        errors: by the name of a method, mean squared error after 0, 1, ... examples, (T,).

    Returns:
        matplotlib Figure with a logarithmic axis.
    """
    figure, ax = new_figure(height=2.6)
    for (colour, line, marker), (name, error) in zip(LOOKS, errors.items(), strict=False):
        ax.plot(error, color=colour, ls=line, marker=marker, ms=3, lw=1.3, label=name)
    ax.set(yscale="log", xlabel="examples seen", ylabel="mean squared error")
    ax.legend(fontsize=8)
    return figure


def interactive_learned_line(
    lines: Mapping[int, Array], x: Array, labels: Array, grid: Array, exact: Array
) -> ipywidgets.VBox:
    """Show the line that is in a frozen net's state, example by example.

    Args:
        lines: by the number of examples, the net's answers at the grid, (G,) float array.
        x, labels: the examples, (n,) float arrays.
        grid: the numbers that the net was asked for, (G,).
        exact: the right line at the grid, (G,).

    Returns:
        ipywidgets.VBox: a play button, the slider examples, and a picture for each number.
    """

    @styled
    def draw(examples: int) -> Figure:
        figure, ax = new_figure(height=2.8)
        ax.plot(grid, exact, color=GREY, ls="--", lw=1.3, label="the line")
        ax.plot(grid, lines[examples], color=ORANGE, lw=2, label="the frozen net")
        ax.plot(x[:examples], labels[:examples], "o", color=BLUE, ms=5, label="examples")
        ax.set(xlabel="x", ylabel="y", xlim=(-1.05, 1.05))
        ax.set(ylim=(exact.min() - 1, exact.max() + 1))
        ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
        return figure

    def caption(examples: int) -> str:
        error = ((lines[examples] - exact) ** 2).mean()
        return f"Examples seen: {examples}. Mean squared error on the line: {error:.4f}."

    return with_frames(draw, caption, 900, examples=(tuple(lines), 0))


@static_figure("25_after_the_lstm/horizons.svg")
def _horizons() -> Figure:
    """Draw the recorded shares of the parity task."""
    return draw_horizons(recorded_tracking()["2"], 0.5)


@static_figure("25_after_the_lstm/three_cups.svg")
def _three_cups() -> Figure:
    """Draw the recorded shares of three cups."""
    return draw_horizons(recorded_tracking()["3"], 1 / 6)


@static_figure("25_after_the_lstm/reflection.svg")
def _reflection() -> Figure:
    """Draw what a delta step without a value does to a state, for beta 0, 1 and 2."""
    figure, ax = new_figure(height=2.9)
    k, s = np.array([np.cos(0.6), np.sin(0.6)]), np.array([1.25, -0.35])
    arrow: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.008}
    normal = np.array([-k[1], k[0]])
    ax.plot(*np.outer([-1.3, 1.3], normal).T, color=GREY, ls="--", lw=1)
    ax.quiver(0, 0, *k, color=INK, **arrow)
    ax.text(k[0] + 0.05, k[1] + 0.02, "k", fontsize=11)
    for beta, colour in ((0, BLUE), (1, GREEN), (2, RED)):
        end = s - beta * (s @ k) * k
        ax.quiver(0, 0, *end, color=colour, **arrow)
        ax.text(
            1.08 * end[0] + 0.1,
            1.08 * end[1] - 0.03,
            f"$\\beta = {beta}$",
            color=colour,
            fontsize=10,
        )
    ax.text(0.06 + 1.25 * normal[0], 1.2 * normal[1], "mirror", color=GREY, fontsize=9)
    ax.set(xlim=(-1.6, 2.3), ylim=(-1.25, 1.0), aspect="equal")
    ax.axis("off")
    return figure
