"""Figures of lesson 05: gradients that go back through time, and where they are cut."""

from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GRADIENT, GREY, RED, new_figure, styled
from .unrolled import HALF, ROW, STRIDE, draw_edge, draw_unrolled, unrolled_places

STEPS = 7  # of the net that is cut
BACK: dict[str, Any] = {"color": GRADIENT, "lw": 2.2, "zorder": 6}
ASIDE = 0.17  # distance of a backward arrow from the forward arrow


def draw_gradients(ax: Axes, T: int, start: int, losses: Iterable[int]) -> None:
    """Draw red arrows from losses back through an unrolled net, down to where they end.

    Args:
        ax: matplotlib Axes that draw_unrolled has drawn T steps on.
        T: number of steps, as there.
        start: steps that the gradient does not enter, 0 to T - 1: it ends at step start + 1.
        losses: the steps, from 1, where a loss sends its gradient back.
    """
    for t in losses:
        draw_edge(ax, T, f"z{t}", f"h{t}", shift=-ASIDE, **BACK)
    for t in range(max(losses), start, -1):
        draw_edge(ax, T, f"h{t}", f"x{t}", shift=-ASIDE, **BACK)
        if t > start + 1 or start == 0:
            draw_edge(ax, T, f"h{t}", f"h{t - 1}", shift=ASIDE, **BACK)


def _draw_cut(ax: Axes, T: int, start: int) -> None:
    """Draw the line of the cut before the first step of a window, and shade the window."""
    left = STRIDE * (start + 0.5) - 0.02
    bottom, top = ROW["x"] - 0.6, ROW["z"] + 0.9
    right = STRIDE * T + HALF["h"][0] + 0.2
    box = Rectangle((left, bottom), right - left, top - bottom, fc="#faeaee", lw=0, zorder=0)
    ax.add_patch(box)
    if start:
        ax.plot([left, left], [bottom, top], color=GRADIENT, ls=(0, (3, 2)), lw=1.6, zorder=6)
        ax.text(left, top + 0.06, "cut", color=GRADIENT, ha="center", va="bottom", fontsize=9)


@styled
def draw_backward(T: int = 3) -> Figure:
    """Draw a net with a loss at each step, and all paths of its gradients.

    Args:
        T: number of steps.

    Returns:
        matplotlib Figure: arrows forward in the colours of lesson 04, gradients in red.
    """
    figure, ax = new_figure(height=3.0)
    draw_unrolled(ax, T)
    draw_gradients(ax, T, 0, range(1, T + 1))
    return figure


@styled
def draw_cut(k2: int) -> Figure:
    """Draw a loss at the last of seven steps, and the steps that its gradient reaches.

    Args:
        k2: steps that the backward pass covers, 1 to 7.

    Returns:
        matplotlib Figure: a shaded window, red gradients in it, black states everywhere.
    """
    start = max(0, STEPS - k2)
    figure, ax = new_figure(height=2.15)
    draw_unrolled(ax, STEPS, weights=False)
    _draw_cut(ax, STEPS, start)
    draw_gradients(ax, STEPS, start, [STEPS])
    x, y = unrolled_places(STEPS)[f"z{STEPS}"]
    ax.text(x, y + 0.4, "loss", color=GRADIENT, ha="center", va="bottom", fontsize=9)
    ax.set_ylim(ROW["x"] - 0.62, ROW["z"] + 1.45)
    return figure


def cut_caption(k2: int) -> str:
    """Describe which steps the gradient reaches."""
    start = max(0, STEPS - k2)
    if start == 0:
        return (
            f"k2 = {k2}: the gradient of the loss at step {STEPS} goes back through all "
            f"{STEPS} steps, and into h0. It reaches every input."
        )
    missed = "x1" if start == 1 else f"x1 to x{start}"
    return (
        f"k2 = {k2}: the gradient of the loss at step {STEPS} is cut before step {start + 1}. "
        f"The state h{start} still enters step {start + 1}, but gets no gradient: this loss "
        f"does not train how the net stores {missed}."
    )


def interactive_cut() -> ipywidgets.VBox:
    """Drag k2 and watch where the gradient of the last step's loss ends.

    Returns:
        ipywidgets.VBox with the slider k2 and a Stack of pictures with captions.
    """
    return with_frames(draw_cut, cut_caption, k2=(range(1, STEPS + 1), 3))


@styled
def draw_cut_errors(lengths: Sequence[int], errors: dict[float, list[float]]) -> Figure:
    """Draw how wrong a truncated gradient is.

    Args:
        lengths: the k2 of the truncated gradients.
        errors: for each rho of a random net, the relative error at each length.

    Returns:
        matplotlib Figure: a curve for each rho.
    """
    figure, ax = new_figure(height=2.6)
    for (rho, error), marker in zip(errors.items(), "os^vD", strict=False):
        ax.plot(lengths, error, marker=marker, label=rf"$\rho$ = {rho}")
    ax.set(xlabel="$k_2$, steps", ylabel="error of $dW_{hh}$, relative")
    ax.legend()
    return figure


@styled
def draw_shares(share: dict[int, list[float]], lag: int = 30) -> Figure:
    """Draw how many answers are right after training with several windows.

    Args:
        share: for each k2, the fraction of right answers of each run.
        lag: of the task; a window reaches the signal if it is longer.

    Returns:
        matplotlib Figure: a dot for each run, and the level of chance.
    """
    figure, ax = new_figure(height=2.2)
    for place, (k2, found) in enumerate(share.items()):
        colour, mark = (BLUE, "o") if k2 > lag else (RED, "X")
        ax.plot([place] * len(found), found, mark, ms=9, color=colour, alpha=0.8)
    ax.axhline(0.5, color=GREY, ls="--")
    ax.text(len(share) - 0.6, 0.52, "chance", color=GREY, ha="right")
    ax.set(xticks=range(len(share)), xticklabels=share, xlim=(-0.5, len(share) - 0.5))
    ax.set(ylim=(0.4, 1.05), xlabel=f"$k_2$; the lag is {lag}", ylabel="right, of 500")
    ax.set_yticks([0.5, 0.75, 1.0], ["50 %", "75 %", "100 %"])
    return figure


@static_figure("05_bptt/backward.svg")
def _backward() -> Figure:
    """Draw the three steps of the derivation, with all gradients."""
    return draw_backward(3)


@static_figure("05_bptt/cut.svg")
def _cut() -> Figure:
    """Draw the cut after three steps, for pages without sliders."""
    return draw_cut(3)
