"""Figures of lesson 02: XOR in two planes, and a moved digit."""

from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Params

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, RED, SIGNED, new_figure, styled

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([0, 1, 1, 0])
LEVELS = np.linspace(0, 1, 11)


def line_score(w0: float, w1: float, b: float) -> int:
    """Count the XOR points that lie on the correct side of the line of one neuron.

    Args:
        w0, w1, b: weights of the two inputs, and the bias.

    Returns:
        Integer; never 4, whatever the arguments.
    """
    says_one = XOR_X @ np.array([w0, w1]) + b > 0
    return int((says_one == (XOR_Y == 1)).sum())


@styled
def draw_line(w0: float, w1: float, b: float) -> Figure:
    """Draw the four XOR points and the half-plane in which one neuron outputs 1.

    Args:
        w0, w1, b: weights of the two inputs, and the bias.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=3.4)
    g0, g1 = _grid()
    z = w0 * g0 + w1 * g1 + b
    ax.contourf(g0, g1, z, [-np.inf, 0, np.inf], colors=[BLUE, RED], alpha=0.15)
    if w0 or w1:
        ax.contour(g0, g1, z, [0.0], colors=INK, linewidths=1.8)
    _points(ax, XOR_X)
    ax.set_title(f"one neuron: {line_score(w0, w1, b)} of 4 right")
    _input_axes(ax)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def line_caption(w0: float, w1: float, b: float) -> str:
    """Describe in words what draw_line shows for these weights and this bias."""
    right = line_score(w0, w1, b)
    best = " No neuron does better." if right == 3 else ""
    return f"{right} of 4 points are on the correct side of the line.{best}"


def interactive_line() -> ipywidgets.VBox:
    """Try to separate the XOR points with one neuron.

    Returns:
        ipywidgets.VBox with the sliders w0, w1 and b.
    """
    reach = (-2.0, 2.0, 0.1)
    return with_sliders(
        draw_line, line_caption, w0=(*reach, 1.0), w1=(*reach, 0.3), b=(*reach, -0.5)
    )


@lru_cache(maxsize=2)
def xor_history(
    seed: int = 0, H: int = 2, steps: int = 400, lr: float = 1.0
) -> tuple[Params, ...]:
    """Train a net on the four XOR points and keep the parameters of every step.

    Args:
        seed: seed of the initial weights.
        H: number of hidden units.
        steps: number of gradient steps.
        lr: learning rate.

    Returns:
        Tuple of steps + 1 dicts of parameters, from the first to the last.
    """
    params = nets.mlp_init(2, H, 2, np.random.default_rng(seed))
    history = [{name: value.copy() for name, value in params.items()}]
    for _ in range(steps):
        _, grads = nets.mlp_loss_and_grads(params, XOR_X, XOR_Y)
        nets.sgd(params, grads, lr)
        history.append({name: value.copy() for name, value in params.items()})
    return tuple(history)


@styled
def draw_xor(params: Params) -> Figure:
    """Draw how a net with two hidden units maps XOR, in two planes.

    Args:
        params: dict of a net with I = 2, H = 2, K = 2, as nets.mlp_init returns it.

    Returns:
        matplotlib Figure: left the inputs and the probability of class 1, right the hidden
        units, where the boundary is a straight line and a grid shows how the plane is folded.
    """
    figure, (left, right) = new_figure(columns=2, height=3.3)
    g0, g1 = _grid()
    p = nets.softmax(nets.mlp_forward(params, np.c_[g0.ravel(), g1.ravel()])[0])[:, 1]
    left.contourf(g0, g1, p.reshape(g0.shape), LEVELS, cmap=SIGNED, alpha=0.45)
    left.contour(g0, g1, p.reshape(g0.shape), [0.5], colors=INK, linewidths=1.8)
    _points(left, XOR_X)
    left.set_title("inputs")
    _input_axes(left)

    for fixed in np.linspace(-0.5, 1.5, 9):
        run = np.linspace(-0.5, 1.5, 25)
        for x in (np.c_[run, np.full(25, fixed)], np.c_[np.full(25, fixed), run]):
            right.plot(*_hidden(params, x).T, color=GREY, lw=0.5, ls="-")
    u1, u2 = np.meshgrid(np.linspace(-1.15, 1.15, 60), np.linspace(-1.15, 1.15, 60))
    z = np.c_[u1.ravel(), u2.ravel()] @ params["W2"].T + params["b2"]
    p = nets.softmax(z)[:, 1].reshape(u1.shape)
    right.contourf(u1, u2, p, LEVELS, cmap=SIGNED, alpha=0.45)
    right.contour(u1, u2, p, [0.5], colors=INK, linewidths=1.8)
    _points(right, _hidden(params, XOR_X))
    right.set(xlabel="hidden unit $h_0$", ylabel="hidden unit $h_1$", title="hidden layer")
    right.set_aspect("equal")
    right.grid(visible=False)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def xor_caption(params: Params) -> str:
    """Describe in words what draw_xor shows for these parameters."""
    z, _ = nets.mlp_forward(params, XOR_X)
    loss, _ = nets.cross_entropy(z, XOR_Y)
    right = int((z.argmax(axis=1) == XOR_Y).sum())
    return (
        f"Loss {loss:.3f} nats, {right} of 4 right. On the right the boundary is always a "
        "straight line; training moves the four points until one line separates them."
    )


def interactive_xor(steps: int = 400) -> ipywidgets.VBox:
    """Watch a net with two hidden units learn XOR.

    Args:
        steps: how many training steps the slider covers.

    Returns:
        ipywidgets.VBox with the slider step.
    """
    history = xor_history(steps=steps)
    return with_sliders(
        lambda step: draw_xor(history[step]),
        lambda step: f"After {step} steps: {xor_caption(history[step])}",
        step=(0, steps, 5, 0),
    )


def shift_images(images: Array, down: int, right: int) -> Array:
    """Move pictures by whole pixels; lost pixels are dropped, new pixels are 0.

    Args:
        images: (N, R, C) array.
        down, right: pixels, integers; negative is up and left.

    Returns:
        Array of the same shape and dtype.
    """
    _, R, C = images.shape
    moved = np.zeros_like(images)
    rows = slice(max(down, 0), R + min(down, 0)), slice(max(-down, 0), R - max(down, 0))
    columns = slice(max(right, 0), C + min(right, 0)), slice(max(-right, 0), C - max(right, 0))
    moved[:, rows[0], columns[0]] = images[:, rows[1], columns[1]]
    return moved


@styled
def draw_shifts(image: Array, accuracy: Array) -> Figure:
    """Draw a digit in nine positions, with the accuracy of a net at each position.

    Args:
        image: (8, 8) array.
        accuracy: (3, 3) array; row and column are the shift down and right, -1 to 1 pixels.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(3, 3, height=4.2)
    for row, column in np.ndindex(axes.shape):
        ax = axes[row, column]
        ax.imshow(shift_images(image[None], row - 1, column - 1)[0], cmap="gray_r")
        ax.set_title(f"{accuracy[row, column]:.2f}", loc="center")
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        ax.spines[:].set_visible(True)
    return figure


def _grid() -> tuple[Array, ...]:
    return np.meshgrid(np.linspace(-0.5, 1.5, 81), np.linspace(-0.5, 1.5, 81))


def _hidden(params: Params, x: Array) -> Array:
    return nets.mlp_forward(params, x)[1][1]


def _points(ax: Axes, at: Array) -> None:
    for label, marker, colour, inside in ((0, "o", BLUE, "white"), (1, "s", RED, RED)):
        chosen = at[label == XOR_Y].T
        style: dict[str, Any] = {
            "ls": "",
            "ms": 8,
            "mfc": inside,
            "zorder": 3,
            "clip_on": False,
        }
        ax.plot(*chosen, marker, color=colour, label=f"XOR = {label}", **style)


def _input_axes(ax: Axes) -> None:
    ax.set(xlabel="input $x_0$", ylabel="input $x_1$", xlim=(-0.5, 1.5), ylim=(-0.5, 1.5))
    ax.set(xticks=[0, 1], yticks=[0, 1])
    ax.set_aspect("equal")
    ax.grid(visible=False)


@static_figure("02_feedforward/line.svg")
def _line() -> Figure:
    """Draw the line at the start of the sliders."""
    return draw_line(1.0, 0.3, -0.5)


@static_figure("02_feedforward/xor.svg")
def _xor() -> Figure:
    """Draw the net after training, for pages without sliders."""
    return draw_xor(xor_history()[-1])


@static_figure("02_feedforward/window.svg")
def _window() -> Figure:
    """Draw a sequence where the first number matters, and a window without it."""
    figure, ax = new_figure(height=1.5)
    numbers = np.random.default_rng(0).normal(0, 0.5, size=12)
    numbers[0] = 1.0
    ax.axvspan(3.5, 11.5, color=ORANGE, alpha=0.2, lw=0)
    ax.text(7.5, 1.1, "what a window of 8 shows the net", ha="center", va="bottom")
    ax.vlines(range(12), 0, numbers, color=[RED, *[GREY] * 11], lw=1.5)
    ax.plot(range(1, 12), numbers[1:], "o", color=GREY)
    ax.plot(0, numbers[0], "s", color=RED, ms=8)
    ax.text(0.35, 1.0, "the answer", color=RED, va="center")
    ax.axhline(0, color=INK, lw=0.8, ls="-")
    ax.set(xlabel="time step", ylabel="number", xticks=range(12), yticks=[-1, 0, 1])
    ax.set_ylim(-1.2, 1.7)
    ax.grid(visible=False)
    return figure
