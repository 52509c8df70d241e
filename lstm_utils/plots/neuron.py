"""Figures of lesson 01: a neuron over a cloud of points, its gain, ten trained neurons."""

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GREY, INK, RED, SIGNED, new_figure, styled

LEVELS = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]


def cloud(rng: np.random.Generator, n: int = 40) -> tuple[Array, IntArray]:
    """Draw two overlapping clouds of points in the plane.

    Args:
        rng: numpy.random.Generator.
        n: points in each cloud.

    Returns:
        x: points, (2n, 2) float64 array.
        y: 0 for the first n points, 1 for the others, (2n,) integer array.
    """
    zeros = rng.normal([-1.0, -0.7], 0.9, size=(n, 2))
    ones = rng.normal([1.1, 0.8], 0.9, size=(n, 2))
    return np.concatenate([zeros, ones]), np.repeat([0, 1], n)


def right_side(w1: float, w2: float, b: float) -> tuple[int, int]:
    """Count the points of the lesson's cloud that a neuron classifies correctly.

    Args:
        w1, w2: weights of the two inputs.
        b: bias.

    Returns:
        (right, total), two integers: activation above 1/2 for class 1, at most 1/2 for class 0.
    """
    x, y = cloud(np.random.default_rng(0))
    says_one = x @ np.array([w1, w2]) + b > 0
    return int((says_one == (y == 1)).sum()), len(y)


@styled
def draw_cloud(w1: float, w2: float, b: float) -> Figure:
    """Draw a sigmoid neuron's activation over the plane, and the cloud of points.

    Args:
        w1, w2: weights of the two inputs.
        b: bias.

    Returns:
        matplotlib Figure.
    """
    x, y = cloud(np.random.default_rng(0))
    figure, ax = new_figure(height=3.6)
    g1, g2 = np.meshgrid(np.linspace(-4, 4, 81), np.linspace(-3, 3, 61))
    z = w1 * g1 + w2 * g2 + b
    ground = ax.contourf(g1, g2, nets.sigmoid(z), LEVELS, cmap=SIGNED, alpha=0.45)
    if w1 or w2:
        ax.contour(g1, g2, z, [0.0], colors=INK, linewidths=1.8)
        foot = -b * np.array([w1, w2]) / (w1**2 + w2**2)
        ax.annotate(
            "",
            foot + np.array([w1, w2]),
            foot,
            arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.8},
        )
    ax.plot(*x[y == 0].T, "o", color=BLUE, mfc="white", ls="", label="class 0")
    ax.plot(*x[y == 1].T, "s", color=RED, ls="", label="class 1")
    ax.set(xlabel="input $x_1$", ylabel="input $x_2$", xlim=(-4, 4), ylim=(-3, 3))
    ax.set_aspect("equal")
    ax.grid(visible=False)
    figure.colorbar(ground, ax=ax, label=r"activation $a=\sigma(z)$", shrink=0.9)
    figure.legend(loc="outside upper left", ncols=2)
    return figure


def cloud_caption(w1: float, w2: float, b: float) -> str:
    """Describe in words what draw_cloud shows for these weights and this bias."""
    right, total = right_side(w1, w2, b)
    if not (w1 or w2):
        return f"Without weights the activation is {nets.sigmoid(b):.2f} everywhere."
    return (
        f"{right} of {total} points are on the correct side of the line a = 1/2. The line "
        f"is {abs(b) / np.hypot(w1, w2):.2f} from the origin; the arrow is w, of length "
        f"{np.hypot(w1, w2):.2f}."
    )


def interactive_cloud() -> ipywidgets.VBox:
    """Move the weights and the bias of one neuron over a cloud of points.

    Returns:
        ipywidgets.VBox with the sliders w1, w2 and b.
    """
    reach = (-4.0, 4.0, 0.1)
    return with_sliders(
        draw_cloud, cloud_caption, w1=(*reach, -0.5), w2=(*reach, 1.0), b=(*reach, 1.0)
    )


@styled
def draw_gain(gain: float) -> Figure:
    """Draw a sigmoid neuron with one input, and the slope that multiplies errors.

    Args:
        gain: weight of the input, >= 0.

    Returns:
        matplotlib Figure: left the activation over x, right sigma'(z) at z = gain x.
    """
    x = np.linspace(-6, 6, 601)
    a = nets.sigmoid(gain * x)
    slope = nets.sigmoid_prime_from_output(a)
    figure, (left, right) = new_figure(columns=2, sharex=True)
    left.plot(x, a, color=BLUE)
    left.set(xlabel="input $x$", ylim=(-0.05, 1.05), title=r"activation $\sigma(w x)$")
    right.fill_between(x, 0, slope, where=slope >= 0.05, color=RED, alpha=0.2, lw=0)
    right.plot(x, slope, color=RED, ls="--")
    right.axhline(0.25, color=GREY, ls=":", lw=1.2)
    right.text(6, 0.253, "1/4", color=GREY, ha="right", va="bottom")
    right.set(xlabel="input $x$", ylim=(0, 0.29), title=r"its slope $\sigma'(z)$ at $z = w x$")
    figure.suptitle(f"gain $w$ = {gain:.1f}", x=0.02, ha="left", fontsize=10)
    return figure


def gain_caption(gain: float) -> str:
    """Describe in words what draw_gain shows for this gain."""
    if not gain:
        return "The slope is 0.25 for every x, but x has no effect: its weight is 0."
    return (
        "The highest slope is 0.25, for any gain. It is 0.05 or more for |x| below "
        f"{_reach(0.05) / gain:.2f}: outside this range the neuron is saturated."
    )


def _reach(slope: float) -> float:
    """Find the z > 0 at which sigma'(z) = slope: a (1 - a) = slope, solved for a, then z."""
    a = (1 + np.sqrt(1 - 4 * slope)) / 2
    return np.log(a / (1 - a))


def interactive_gain() -> ipywidgets.VBox:
    """Increase the gain of one sigmoid neuron and watch where its slope remains.

    Returns:
        ipywidgets.VBox with the slider gain.
    """
    return with_sliders(draw_gain, gain_caption, gain=(0.0, 10.0, 0.5, 1.0))


@styled
def draw_digit_weights(W: Array) -> Figure:
    """Draw the weights of ten neurons as pictures of their 64 input pixels.

    Args:
        W: weights, (10, 64) float array; row k belongs to the neuron for digit k.

    Returns:
        matplotlib Figure: orange where ink counts for the digit, blue where it counts against.
    """
    figure, axes = new_figure(2, 5, height=2.6)
    top = np.abs(W).max()
    for k, ax in enumerate(axes.flat):
        picture = ax.imshow(W[k].reshape(8, 8), cmap=SIGNED, vmin=-top, vmax=top)
        ax.set_title(f"neuron {k}", loc="center")
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        ax.spines[:].set_visible(True)
    figure.colorbar(picture, ax=axes, label="weight", shrink=0.8)
    return figure


@static_figure("01_neuron/digits.svg")
def _digits() -> Figure:
    """Draw the first ten pictures of load_digits."""
    from sklearn.datasets import load_digits

    figure, axes = new_figure(1, 10, height=0.75)
    digits = load_digits()
    for picture, label, ax in zip(digits.images, digits.target, axes, strict=False):
        ax.imshow(picture, cmap="gray_r")
        ax.set_title(str(label), loc="center")
        ax.axis("off")
    return figure


@static_figure("01_neuron/cloud.svg")
def _cloud() -> Figure:
    """Draw the cloud at the start of the sliders, with a line that is not trained."""
    return draw_cloud(-0.5, 1.0, 1.0)


@static_figure("01_neuron/gain.svg")
def _gain() -> Figure:
    """Draw three gains side by side, for pages without sliders."""
    figure, (left, right) = new_figure(columns=2, sharex=True)
    x = np.linspace(-6, 6, 601)
    for gain in (0.5, 1, 4):
        a = nets.sigmoid(gain * x)
        left.plot(x, a, label=f"$w$ = {gain}")
        right.plot(x, nets.sigmoid_prime_from_output(a))
    right.axhline(0.25, color=GREY, ls=":", lw=1.2)
    right.text(6, 0.253, "1/4", color=GREY, ha="right", va="bottom")
    left.set(xlabel="input $x$", title=r"activation $\sigma(w x)$")
    left.legend()
    right.set(xlabel="input $x$", ylim=(0, 0.29), title=r"its slope $\sigma'(z)$ at $z = w x$")
    return figure
