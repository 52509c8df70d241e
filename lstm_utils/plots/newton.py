"""Figures of lesson 24: Newton's method on the states of an LSTM, iteration by iteration.

T = time steps, K = iterations, H = hidden units.
"""

import itertools
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.numpy_nets.newton import Weights

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, RED, SIGNED, new_figure, styled

RECORDED = Path(__file__).with_name("newton.json")
EXACT, WORST = 1e-10, 1e4  # an error below EXACT counts as none; WORST is the darkest
SCALES = (1, 2, 3, 4, 6, 8)
Problem = tuple[Array, Array, Weights]  # x, s0, params


def newton_problem(H: int, T: int, scale: float, seed: int) -> Problem:
    """Draw an LSTM with forget biases of 1 and three inputs, and what it reads.

    Args:
        H: hidden units.
        T: steps.
        scale: factor of the recurrent weights W_hh.
        seed: of all that is drawn; the same numbers for each scale.

    Returns:
        x (T, 3), normal numbers; s0 (2H,) of 0; and params.
    """
    rng = np.random.default_rng(seed)
    W_ih, W_hh, b = nets.lstm_init(3, H, rng, forget_bias=1.0)
    return rng.normal(size=(T, 3)), np.zeros(2 * H), (W_ih, scale * W_hh, b)


def newton_errors(made: Problem, most: int = 1000, diagonal: bool = False) -> Array:
    """Measure the error of each guess of Newton's method at each step.

    Args:
        made: x, s0 and params, as `newton_problem` returns them.
        most: iterations at most.
        diagonal: as in nets.newton_guesses.

    Returns:
        (K + 1, T) float array: the largest error of a number of the state, from the first
        guess to the first without an error above 1e-10.
    """
    x, s0, params = made
    states, errors = nets.lstm_states(x, s0, params), []
    with np.errstate(over="ignore", invalid="ignore"):
        for s in itertools.islice(nets.newton_guesses(x, s0, params, diagonal), most + 1):
            errors.append(np.nan_to_num(abs(s - states).max(axis=1), nan=np.inf))
            if errors[-1].max() < EXACT:
                break
    return np.array(errors)


def newton_exponent(made: Problem) -> float:
    """Return the Lyapunov exponent of an LSTM along its own states."""
    x, s0, params = made
    states = nets.lstm_states(x, s0, params)
    return nets.lyapunov(np.concatenate([s0[None], states[:-1]]), x, params)


@styled
def draw_newton(errors: Array) -> Figure:
    """Draw the error of each guess at each step.

    Args:
        errors: (K + 1, T) float array, as newton_errors returns it.

    Returns:
        matplotlib Figure: steps from left to right, guesses from top to bottom; white is exact,
        and left of the line the law promises it.
    """
    figure, ax = new_figure(height=2.8)
    K, T = errors.shape[0] - 1, errors.shape[1]
    shown = np.log10(errors.clip(EXACT, WORST))
    place = (0.5, T + 0.5, K + 0.5, -0.5)
    colours: dict[str, Any] = {"vmin": np.log10(EXACT), "vmax": np.log10(WORST), "cmap": "Reds"}
    image = ax.imshow(shown, aspect="auto", extent=place, interpolation="nearest", **colours)
    k = np.arange(min(K, T) + 1)
    ax.step(k + 0.5, k + 0.5, where="pre", color=BLUE, ls="-", lw=1.5, marker="")
    ax.set(xlabel="step", ylabel="iteration", xlim=(0.5, T + 0.5), ylim=(K + 0.5, -0.5))
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.grid(visible=False)
    bar = figure.colorbar(image, ax=ax, label="error", ticks=[-10, -5, 0, 4])
    bar.ax.set_yticklabels(["exact", "1e-5", "1", "1e4"])
    return figure


@cache
def scale_errors(scale: float) -> Array:
    """Return the errors of the net of the slider: 8 units, 64 steps."""
    return newton_errors(newton_problem(8, 64, scale, 0))


def draw_scale(scale: float) -> Figure:
    """Draw the errors of the net of the slider at one scale of its weights."""
    return draw_newton(scale_errors(scale))


def scale_caption(scale: float) -> str:
    """Return in words what the picture of one scale shows."""
    errors = scale_errors(scale)
    grows = newton_exponent(newton_problem(8, 64, scale, 0))
    way = "grow" if grows > 0 else "shrink"
    return (
        f"Weights times {scale:g}: exact after {len(errors) - 1} iterations; the largest error "
        f"on the way was {errors.max():.1g}. Small changes {way} by a factor "
        f"of {np.exp(grows):.2f} a step."
    )


def interactive_scale() -> ipywidgets.VBox:
    """Scale the weights of an LSTM, and watch where Newton's method is exact.

    Returns:
        ipywidgets.VBox: the slider scale, and a picture for each of its values.
    """
    return with_frames(draw_scale, scale_caption, scale=(SCALES, 1))


@styled
def draw_guesses(guesses: Sequence[Array], states: Array, first: str = "guess") -> Figure:
    """Draw h of all units and steps: each guess, and below what the loop computes.

    Args:
        guesses: (T, 2H) float arrays, the first guess first.
        states: (T, 2H) float array, one after the other.
        first: name of the first one.

    Returns:
        matplotlib Figure: a strip for each guess, a row for each unit, red above 0.
    """
    figure, axes = new_figure(
        len(guesses) + 1, 1, height=0.52 * len(guesses) + 0.9, sharex=True
    )
    names = [first, *(f"iteration {k}" for k in range(1, len(guesses))), "the loop"]
    H = states.shape[1] // 2
    limit = float(abs(states[:, :H]).max())
    for ax, name, s in zip(axes, names, [*guesses, states], strict=True):
        _strip(ax, s[:, :H], limit)
        look: dict[str, Any] = {"rotation": 0, "ha": "right", "va": "center", "fontsize": 8}
        ax.set_ylabel(name, color=INK if name == "the loop" else GREY, **look)
    axes[-1].set_xlabel("step")
    return figure


def _strip(ax: Axes, h: Array, limit: float) -> None:
    place = (0.5, len(h) + 0.5, 0, h.shape[1])
    ax.imshow(h.T, aspect="auto", cmap=SIGNED, vmin=-limit, vmax=limit, extent=place)
    ax.set(yticks=[])
    ax.grid(visible=False)


def interactive_guesses(made: Problem, most: int = 40) -> ipywidgets.VBox:
    """Step through the guesses of Newton's method, all states of the net at once.

    Args:
        made: x, s0 and params, as `newton_problem` returns them.
        most: iterations at most, up to 59.

    Returns:
        ipywidgets.VBox: a play button, the slider iteration, and a picture for each guess.
    """
    states, errors = nets.lstm_states(*made), newton_errors(made, most)
    guesses = list(itertools.islice(nets.newton_guesses(*made), len(errors)))

    def caption(iteration: int) -> str:
        wrong = int((errors[iteration] > EXACT).sum())
        return (
            f"After {iteration} {'iteration' if iteration == 1 else 'iterations'} "
            f"{len(states) - wrong} of {len(states)} states are exact, {iteration} by the law."
        )

    return with_frames(
        lambda iteration: draw_guesses([guesses[iteration]], states, f"guess {iteration}"),
        caption,
        700,
        iteration=(range(len(guesses)), 0),
    )


@cache
def recorded_newton() -> list[dict[str, Any]]:
    """Read the runs that were measured once: H, T, scale, seed, exponent, iterations."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))["runs"]


@styled
def draw_exponents(points: dict[str, list[tuple[float, int]]]) -> Figure:
    """Draw the iterations that Newton's method needs against the Lyapunov exponent.

    Args:
        points: by name, for each net its exponent and iterations.

    Returns:
        matplotlib Figure, iterations on a logarithmic scale; beyond the grey line small
        changes grow.
    """
    figure, ax = new_figure(height=2.6)
    for (name, pairs), colour, marker in zip(
        points.items(), (BLUE, ORANGE, RED), "o^s", strict=False
    ):
        x, y = zip(*pairs, strict=True)
        ax.semilogy(x, y, ls="", marker=marker, color=colour, label=name)
    ax.axvline(0, color=GREY, lw=1)
    ax.set(xlabel="Lyapunov exponent, nats a step", ylabel="iterations")
    ax.set_yticks([4, 10, 30, 100, 300], ["4", "10", "30", "100", "300"])
    ax.minorticks_off()
    ax.legend(fontsize=8)
    return figure


@static_figure("24_scans/film.svg")
def _film() -> Figure:
    """Draw the states of an LSTM of 16 units, all 64 steps at once."""
    x, s0, params = newton_problem(16, 64, 2, 0)
    guesses = list(itertools.islice(nets.newton_guesses(x, s0, params), 4))
    return draw_guesses(guesses, nets.lstm_states(x, s0, params))


@static_figure("24_scans/law.svg")
def _law() -> Figure:
    """Draw the errors where the white creeps along the line."""
    return draw_scale(8)
