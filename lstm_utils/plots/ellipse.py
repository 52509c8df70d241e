"""Figures of lesson 06: a matrix makes an ellipse of a circle, again and again."""

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_utils.arrays import Array

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GRADIENT, GREY, INK, ORANGE, new_figure, styled

W = np.array([[0.8, 1.2], [0.0, 0.5]])  # eigenvalues 0.8 and 0.5, longest axis 1.5
MOST = 12  # steps


def longest(power: int) -> tuple[Array, float]:
    """Find the row vector of length 1 that W^power makes longest.

    Args:
        power: how many steps, >= 0.

    Returns:
        v: the vector, (2,) float64 array, its first component not negative.
        sigma: the length of v W^power, the largest singular value.
    """
    turned, sizes, _ = np.linalg.svd(np.linalg.matrix_power(W, power))
    v = turned[:, 0]
    return v * (-1 if v[0] < 0 else 1), float(sizes[0])


def strongest() -> tuple[Array, float]:
    """Return the row eigenvector of the largest eigenvalue, of length 1, and the eigenvalue."""
    values, vectors = np.linalg.eig(W.T)
    v = vectors[:, np.argmax(values)]
    return v * np.sign(v[0]), float(values.max())


@styled
def draw_ellipse(steps: int) -> Figure:
    """Draw what some steps make of all gradients of length 1, and how long they get at most.

    Args:
        steps: how often the vectors are multiplied by W, 0 to 12.

    Returns:
        matplotlib Figure: on the left the circle and its ellipse, with the longest axis and the
        eigenvector; on the right both lengths at each number of steps.
    """
    figure, (left, right) = new_figure(columns=2, height=2.9)
    _draw_plane(left, steps)
    powers = np.arange(MOST + 1)
    _, rho = strongest()
    sizes = [longest(power)[1] for power in powers]
    right.semilogy(powers, sizes, marker="o", color=GRADIENT, ls="-", label="longest axis")
    right.semilogy(powers, rho**powers, color=ORANGE, ls="--", label=r"$|\lambda|^n$")
    right.axhline(1, color=GREY, lw=1, zorder=0)
    right.plot([steps], [sizes[steps]], "o", ms=11, mfc="none", mec=INK, ls="")
    right.set(xlabel="steps $n$", title="length of what was 1", xticks=[0, 2, 4, 6, 8, 10, 12])
    right.set_yticks([0.1, 0.3, 1, 2], ["0.1", "0.3", "1", "2"])
    right.minorticks_off()
    right.legend(loc="lower left")
    return figure


def _draw_plane(ax: Axes, steps: int) -> None:
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)  # (181, 2), rows of length 1
    many = np.linalg.matrix_power(W, steps)
    ax.plot(*circle.T, color=GREY, ls=":", lw=1.2)
    ax.plot(*(circle @ many).T, color=BLUE, ls="-")
    eigenvector, _ = strongest()
    for v, colour, line in ((longest(steps)[0], GRADIENT, "-"), (eigenvector, ORANGE, "--")):
        look = {"arrowstyle": "-|>", "color": colour, "lw": 1.8, "ls": line, "shrinkB": 0}
        ax.annotate("", v @ many, (0, 0), arrowprops=look)
    ax.set(xlim=(-1.75, 1.75), ylim=(-1.75, 1.75), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_aspect("equal")
    ax.set_title("all gradients of length 1" if steps == 0 else f"after {steps} steps back")
    if steps == 1:
        ax.set_title("after 1 step back")


def ellipse_caption(steps: int) -> str:
    """Describe how long the longest gradient and the eigenvector are."""
    if steps == 0:
        return "A circle: all gradients of length 1. No step has been taken."
    _, sigma = longest(steps)
    _, rho = strongest()
    return (
        f"After {steps} step{'s' if steps > 1 else ''} the circle is an ellipse. Its longest "
        f"axis (red), the largest singular value, is {sigma:.2f}. The eigenvector (orange) "
        f"keeps its direction and has the length {rho:.1f}^{steps} = {rho**steps:.2f}."
    )


def interactive_ellipse() -> ipywidgets.VBox:
    """Go back step by step, and watch the circle become an ellipse.

    Returns:
        ipywidgets.VBox with a play button, the slider steps and a Stack of pictures.
    """
    steps = range(MOST + 1)
    return with_frames(draw_ellipse, ellipse_caption, interval=1000, steps=(steps, 0))


@static_figure("06_vanishing_gradients/ellipse.svg")
def _ellipse() -> Figure:
    """Draw the first step, where no slider can be moved."""
    return draw_ellipse(1)
