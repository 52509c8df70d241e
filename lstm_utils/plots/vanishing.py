"""Figures of lesson 06: twelve steps back, gradient against lag, and a cliff."""

from functools import cache

import numpy as np
from matplotlib.patches import Circle

import lstm_utils.numpy_nets as nets

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GRADIENT, GREEN, GREY, INK, ORANGE, RED, new_figure, styled

UNITS, STEPS, SEEDS = 50, 100, 5
RADII = (0.5, 0.9, 1.0, 1.5)
RADIUS_COLOUR = {0.5: BLUE, 0.9: GREEN, 1.0: INK, 1.5: RED}
RADIUS_LINE = {0.5: "-", 0.9: "--", 1.0: "-.", 1.5: (0, (5, 1, 1, 1, 1, 1))}
FLOOR = 1e-32  # of the logarithmic axes: smaller norms are drawn there

CLIFF_STEPS, CLIFF_TARGET, CLIFF_START, CLIFF_RATE = 50, -0.5, (1.5, 0.0), 0.03
PATH = 60  # steps of descent that are drawn


@cache
def lag_run(rho, noise, seed):
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


def lag_medians(rho, noise):
    """Return the medians of SEEDS runs at lags 12, 50 and 100."""
    runs = [lag_run(rho, noise, seed)[0] for seed in range(SEEDS)]
    return np.median(runs, axis=0)[[11, 49, 99]]


@styled
def draw_lag(rho, noise):
    """Draw eigenvalues on the left and gradient against lag, five seeds, on the right.

    Args:
        rho: spectral radius, > 0.
        noise: standard deviation of the inputs, >= 0.

    Returns:
        matplotlib Figure; its second axes are logarithmic and hold one curve for each seed.
    """
    figure, (left, right) = new_figure(columns=2, height=3.1, width_ratios=[1, 1.7])
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


def _eigenvalue_circle(ax, values, rho):
    """Draw eigenvalues in the complex plane, the unit circle, and the circle of radius rho."""
    ax.add_patch(Circle((0, 0), 1, fill=False, ec=INK, lw=1.4))
    ax.add_patch(Circle((0, 0), rho, fill=False, ec=ORANGE, lw=1.4, ls="--"))
    ax.plot(values.real, values.imag, "o", ms=3, color=BLUE, ls="")
    ax.set(xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set(xlabel="real part", ylabel="imaginary part", title="eigenvalues")
    ax.set_aspect("equal")


def _lag_axes(ax):
    ax.axvline(12, color=GREY, lw=1, ls="--", zorder=0)
    ax.axhline(1, color=GREY, lw=1, zorder=0)
    ax.text(13, 3e10, "12 moves", color=GREY, fontsize=9, va="center")
    ax.set(xlim=(0, STEPS), ylim=(FLOOR, 1e12), yticks=[1e-30, 1e-20, 1e-10, 1, 1e10])
    ax.set(xlabel="lag in steps", ylabel=r"size of $\partial h_t / \partial h_0$")


def lag_caption(rho, noise):
    """Say in words how large the gradient is after 12, 50 and 100 steps."""
    at = lag_medians(rho, noise)
    place = "inside" if rho < 1 else "on" if rho == 1 else "beyond"
    return (
        f"The largest eigenvalue lies {place} the unit circle. Medians of {SEEDS} seeds: "
        f"{at[0]:.2g} after 12 steps, {at[1]:.2g} after 50, {at[2]:.2g} after 100."
    )


def interactive_lag():
    """Change the spectral radius and the noise, and watch gradient against lag.

    Returns:
        ipywidgets.VBox with the sliders rho and noise.
    """
    return with_sliders(
        draw_lag, lag_caption, rho=(0.1, 2.0, 0.05, 0.9), noise=(0.0, 2.0, 0.04, 0.08)
    )


def cliff_loss(w, b):
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
def cliff_path(c):
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


def _reached(c, steps):
    return cliff_loss(*cliff_path(c)[0][steps])[0]


@styled
def draw_cliff(c, steps):
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


def _walk(ax, points, colour, line, mark, label):
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


def cliff_caption(c, steps):
    """Say in words where the two descents are."""
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


def interactive_cliff():
    """Walk down to a cliff, step by step, with clipped and with unclipped gradients.

    Returns:
        ipywidgets.VBox with the sliders c and steps.
    """
    return with_sliders(
        draw_cliff, cliff_caption, c=(0.25, 4.0, 0.25, 1.0), steps=(0, PATH, 1, 0)
    )


@static_figure("06_vanishing_gradients/moves.svg")
@styled
def _moves():
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
@styled
def _lag():
    """Draw four radii at once, where no slider can be moved."""
    figure, (left, right) = new_figure(columns=2, height=3.1, width_ratios=[1, 1.7])
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


@static_figure("06_vanishing_gradients/cliff.svg")
def _cliff():
    """Draw both descents to their end, where no slider can be moved."""
    return draw_cliff(1.0, PATH)
