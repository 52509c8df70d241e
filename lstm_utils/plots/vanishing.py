"""Figures of lesson 06: twelve steps back, gradient against lag, and a memory without it."""

from functools import cache
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GRADIENT, GREEN, GREY, INK, ORANGE, RED, new_figure, styled

UNITS, STEPS, SEEDS = 50, 100, 5
RADII = (0.5, 0.9, 1.0, 1.5)
RADIUS_COLOUR = {0.5: BLUE, 0.9: GREEN, 1.0: INK, 1.5: RED}
RADIUS_LINE = {0.5: "-", 0.9: "--", 1.0: "-.", 1.5: (0, (5, 1, 1, 1, 1, 1))}
FLOOR = 1e-32  # of the logarithmic axes: smaller norms are drawn there


@cache
def lag_run(rho: float, noise: float, seed: int) -> tuple[Array, NDArray[Any]]:
    """Run 50 tanh units from rest, each under its own noise, with weights of radius rho.

    Args:
        rho: spectral radius of the recurrent weights.
        noise: standard deviation of the inputs.
        seed: of the generator that draws weights and inputs.

    Returns:
        norms: largest singular value of dh_t / dh_0 for t = 1 ... 100, (100,) array.
        values: eigenvalues of the recurrent weights, (50,) complex array.
    """
    rng = np.random.default_rng(seed)
    W_hh = nets.rescale_spectral_radius(rng.normal(size=(UNITS, UNITS)), rho)
    x = rng.normal(scale=noise, size=(STEPS, 1, UNITS))
    hs = nets.rnn_forward(x, np.zeros((1, UNITS)), np.eye(UNITS), W_hh, np.zeros(UNITS))
    return nets.gradient_norm_by_lag(hs[:, 0], W_hh), np.linalg.eigvals(W_hh)


def lag_medians(rho: float, noise: float) -> Array:
    """Return the medians of SEEDS runs at lags 12, 50 and 100."""
    runs = [lag_run(rho, noise, seed)[0] for seed in range(SEEDS)]
    return np.median(runs, axis=0)[[11, 49, 99]]


@styled
def draw_lag(rho: float, noise: float) -> Figure:
    """Draw eigenvalues on the left and gradient against lag, five seeds, on the right.

    Args:
        rho: spectral radius, > 0.
        noise: standard deviation of the inputs, >= 0.

    Returns:
        matplotlib Figure; its second axes are logarithmic and hold one curve for each seed.
    """
    figure, (left, right) = new_figure(columns=2, height=2.9, width_ratios=[1, 1])
    _eigenvalue_circle(left, lag_run(rho, noise, 0)[1], rho)
    t = np.arange(1, STEPS + 1)
    for seed in range(SEEDS):
        norms = np.maximum(lag_run(rho, noise, seed)[0], FLOOR)
        right.semilogy(t, norms, color=BLUE, ls="-", lw=1.2, alpha=0.75)
    bound = np.maximum(float(rho) ** t, FLOOR)
    right.semilogy(t, bound, color=GREY, ls=":", label=r"$\rho^{\,lag}$")
    _lag_axes(right)
    right.legend(loc="lower left")
    right.set_title(rf"$\rho$ = {rho:.2f}, noise {noise:.2f}")
    return figure


def _eigenvalue_circle(ax: Axes, values: NDArray[Any], rho: float) -> None:
    """Draw eigenvalues in the complex plane, the unit circle, and the circle of radius rho."""
    ax.add_patch(Circle((0, 0), 1, fill=False, ec=INK, lw=1.4))
    ax.add_patch(Circle((0, 0), rho, fill=False, ec=ORANGE, lw=1.4, ls="--"))
    ax.plot(values.real, values.imag, "o", ms=4, color=BLUE, ls="")
    ax.set(xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set(xlabel="real part", ylabel="imaginary part", title="eigenvalues")
    ax.set_aspect("equal")


def _lag_axes(ax: Axes) -> None:
    ax.axvline(12, color=GREY, lw=1, ls="--", zorder=0)
    ax.axhline(1, color=GREY, lw=1, zorder=0)
    ax.text(13, 3e10, "12 moves", color=GREY, fontsize=9, va="center")
    ax.set(xlim=(0, STEPS), ylim=(FLOOR, 1e12), yticks=[1e-30, 1e-20, 1e-10, 1, 1e10])
    ax.set(xlabel="lag in steps", ylabel=r"size of $\partial h_t / \partial h_0$")


def lag_caption(rho: float, noise: float) -> str:
    """Describe how large the gradient is after 12, 50 and 100 steps."""
    at = lag_medians(rho, noise)
    place = "inside" if rho < 1 else "on" if rho == 1 else "beyond"
    return (
        f"The largest eigenvalue lies {place} the unit circle. Medians of {SEEDS} seeds: "
        f"{at[0]:.2g} after 12 steps, {at[1]:.2g} after 50, {at[2]:.2g} after 100."
    )


def interactive_lag() -> ipywidgets.VBox:
    """Change the spectral radius and the noise, and watch gradient against lag.

    Returns:
        ipywidgets.VBox with the sliders rho and noise.
    """
    return with_sliders(
        draw_lag, lag_caption, rho=(0.1, 2.0, 0.05, 0.9), noise=(0.0, 2.0, 0.04, 0.08)
    )


@styled
def draw_memory(x: Array, states: Array, y: IntArray, norms: Array) -> Figure:
    """Draw what a net of one unit remembers, and what is left of its gradient.

    Args:
        x: inputs of B sequences, (T, B) float array, T odd.
        states: h_1 ... h_T, (T, B) float array.
        y: class of each sequence, (B,) array of 0 and 1.
        norms: size of dh_t / dh_0 at each step, (T,) float array.

    Returns:
        matplotlib Figure: on the left the inputs of the first sequence and every second state
        of all, in one colour for each class; on the right the gradient, logarithmic.
    """
    figure, (left, right) = new_figure(columns=2, height=2.6)
    t = np.arange(1, len(states) + 1)
    for label, colour, line in ((1, BLUE, "-"), (0, RED, "--")):
        left.plot(t[::2], states[::2, y == label], color=colour, ls=line, lw=1.2)
        left.plot([], [], color=colour, ls=line, label=f"{2 * label - 1:+d} first")
    left.plot(t, x[:, 0], color=GREY, ls="-", lw=0.7, label="an input")
    left.set(ylim=(-1.7, 2.6), yticks=[-1, 0, 1], xlabel="step (states: every second one)")
    left.set_title(f"{len(y)} states remember")
    left.legend(loc="upper left", ncols=2, columnspacing=1, handlelength=1.5)
    right.semilogy(t, np.maximum(norms, FLOOR), color=GRADIENT, ls="-")
    right.axhline(1, color=GREY, lw=1, zorder=0)
    right.set(ylim=(FLOOR, 1e4), yticks=[1e-30, 1e-20, 1e-10, 1], xlabel="lag in steps")
    right.set(title="the gradient vanishes", ylabel=r"size of $\partial h_t / \partial h_0$")
    return figure


@static_figure("06_vanishing_gradients/moves.svg")
def _moves() -> Figure:
    """Draw what is left of a gradient of 1 on its way back over twelve steps."""
    figure, ax = new_figure(height=1.9)
    lags = np.arange(13)
    for row, factor in enumerate((1.3, 0.9, 0.5)):
        left = factor ** lags[::-1].astype(float)
        y = np.full(13, -row)
        ax.plot(lags, y, color=GREY, lw=0.8, ls="-", zorder=1)
        area = np.clip(60 * left, 0.5, 700)
        rim = np.where(area > 60, 0.6, 0)  # where dots overlap
        ax.scatter(lags, y, s=area, fc=GRADIENT, ec="white", lw=rim, zorder=2)
        ax.text(-1.3, -row, f"{left[0]:.2g}", ha="right", va="center", color=GRADIENT)
        ax.text(12.7, -row, f"each step × {factor}", va="center")
    ax.set(xlim=(-3.2, 16), ylim=(-2.6, 0.8), yticks=[], xticks=[0, 6, 12])
    ax.set(xticklabels=["the pawn", "6 moves on", "12 moves on: lost"])
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    return figure


@static_figure("06_vanishing_gradients/lag.svg")
def _lag() -> Figure:
    """Draw four radii at once, where no slider can be moved."""
    figure, (left, right) = new_figure(columns=2, height=2.9, width_ratios=[1, 1])
    _eigenvalue_circle(left, lag_run(0.9, 0.08, 0)[1], 0.9)
    left.set_title(r"eigenvalues, $\rho$ = 0.9")
    t = np.arange(1, STEPS + 1)
    for rho in RADII:
        look = {"color": RADIUS_COLOUR[rho], "ls": RADIUS_LINE[rho]}
        for seed in range(SEEDS):
            norms = lag_run(rho, 0.08, seed)[0]
            label = rf"$\rho$ = {rho}" if seed == 0 else None
            right.semilogy(t, np.maximum(norms, FLOOR), lw=1.2, label=label, **look)
    _lag_axes(right)
    right.legend(loc="lower left")
    return figure
