"""Figures of lesson 05: gradients that go back through time, and where they are cut."""

from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets

from .interactive import with_frames, with_sliders
from .static import static_figure
from .style import BLUE, GRADIENT, GREY, INK, ORANGE, SKY, new_figure, styled
from .unrolled import HALF, ROW, STRIDE, draw_edge, draw_unrolled, unrolled_places

STEPS = 7  # of the net that is cut
TERMS = 10  # steps of the table of terms
BACK = {"color": GRADIENT, "lw": 2.2, "zorder": 6}
ASIDE = 0.17  # distance of a backward arrow from the forward arrow


def draw_gradients(ax, T, start, losses):
    """Draw red arrows from losses back through an unrolled net, down to where they end.

    Args:
        ax: matplotlib Axes that draw_unrolled has drawn T steps on.
        T: number of steps, as there.
        start: steps that the gradient does not enter, 0 to T - 1: it ends at step start + 1.
        losses: the steps, from 1, whose loss goes back.
    """
    for t in losses:
        draw_edge(ax, T, f"z{t}", f"h{t}", shift=-ASIDE, **BACK)
    for t in range(max(losses), start, -1):
        draw_edge(ax, T, f"h{t}", f"x{t}", shift=-ASIDE, **BACK)
        if t > start + 1 or start == 0:
            draw_edge(ax, T, f"h{t}", f"h{t - 1}", shift=ASIDE, **BACK)


def _draw_cut(ax, T, start):
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
def draw_backward(T=3):
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
def draw_cut(k2):
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


def cut_caption(k2):
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


def interactive_cut():
    """Drag k2 and watch where the gradient of the last step's loss ends.

    Returns:
        ipywidgets.VBox with the slider k2 and a Stack of pictures with captions.
    """
    return with_frames(draw_cut, cut_caption, k2=(range(1, STEPS + 1), 3))


def kept_terms(T, k1, k2):
    """Compute which terms of the double sum truncation keeps, and in which pass.

    Args:
        T, k1, k2: as in nets.tbptt_windows.

    Returns:
        (T, T) integer array: the number of the pass, from 0, in row t (step of the loss) and
        column k (use of the weights); -1 where the term is cut off, -2 where k > t.
    """
    passes = np.full((T, T), -1)
    passes[np.triu_indices(T, 1)] = -2
    for number, (start, due, stop) in enumerate(nets.tbptt_windows(T, k1, k2)):
        for t in range(due, stop):
            passes[t, start : t + 1] = number
    return passes


@styled
def draw_terms(k1, k2):
    """Draw the terms of the gradient of a loss at each of ten steps, kept and cut off.

    Args:
        k1: steps from one backward pass to the next.
        k2: steps that each covers; taken as k1 where it is smaller.

    Returns:
        matplotlib Figure: a row for each loss, a column for each use of the weights; kept
        terms are filled, with two alternating colours for the passes.
    """
    passes = kept_terms(TERMS, k1, max(k1, k2))
    figure, ax = new_figure(height=3.1)
    for t, k in np.ndindex(passes.shape):
        number = passes[t, k]
        if number == -2:
            continue
        look: dict[str, Any] = {"fc": "white", "ec": "#b5b5b5", "ls": ":", "lw": 0.8}
        if number >= 0:
            face, hatch = ((ORANGE, ""), (SKY, "////"))[number % 2]
            look = {"fc": face, "ec": "white", "lw": 0.8, "hatch": hatch}
        ax.add_patch(Rectangle((k + 0.55, t + 0.55), 0.9, 0.9, **look))
    ticks = range(1, TERMS + 1)
    ax.set(xlim=(0.4, TERMS + 0.6), ylim=(TERMS + 0.6, 0.4), xticks=ticks, yticks=ticks)
    ax.set(xlabel="step that used the weights", ylabel="step of the loss")
    ax.set_aspect("equal")
    ax.grid(visible=False)
    _write_costs(ax, k1, max(k1, k2), passes)
    return figure


def _costs(k1, k2):
    """Return how many passes, and how many steps they take together."""
    windows = nets.tbptt_windows(TERMS, k1, k2)
    return len(windows), sum(stop - start for start, _, stop in windows)


def _write_costs(ax, k1, k2, passes):
    number, walked = _costs(k1, k2)
    lines = [
        f"$k_1$ = {k1},  $k_2$ = {k2}",
        f"{(passes >= 0).sum()} of {(passes > -2).sum()} terms kept",
        f"{number} backward pass{'es' if number > 1 else ''}",
        f"{walked} steps back in all",
        f"{min(k2, TERMS)} states kept at once",
    ]
    for n, line in enumerate(lines):
        ax.text(TERMS + 1.2, 1.2 + 1.1 * n, line, va="center", color=INK if n else BLUE)
    ax.text(TERMS + 1.2, 8.4, "filled: kept", va="center", color=GREY, fontsize=9)
    ax.text(TERMS + 1.2, 9.3, "colour: which pass", va="center", color=GREY, fontsize=9)


def terms_caption(k1, k2):
    """Describe which terms are kept, and the cost."""
    note = f" (k2 = {k2} would be shorter than a piece, so it is taken as {k1})"
    note = note if k2 < k1 else ""
    k2 = max(k1, k2)
    passes = kept_terms(TERMS, k1, k2)
    number, walked = _costs(k1, k2)
    shortest = min(int((row >= 0).sum()) for t, row in enumerate(passes) if t + 1 >= k2)
    reach = f"all {k2}" if shortest == k2 else f"{shortest} to {k2}"
    cut = "Nothing is cut off."
    if (passes == -1).any():
        cut = f"A loss reaches back {reach} step{'' if reach == 'all 1' else 's'}."
    return (
        f"k1 = {k1}, k2 = {k2}{note}: {(passes >= 0).sum()} of {(passes > -2).sum()} terms are "
        f"kept. {cut} Backward passes: {number}, with {walked} steps in all. States kept at "
        f"once: {min(k2, TERMS)}."
    )


def interactive_terms():
    """Choose k1 and k2 and watch which terms of the gradient are left.

    Returns:
        ipywidgets.VBox with the sliders k1 and k2.
    """
    return with_sliders(draw_terms, terms_caption, k1=(1, TERMS, 1, 2), k2=(1, TERMS, 1, 4))


@styled
def draw_term_sizes(size):
    """Draw how much each path adds to the gradient.

    Args:
        size: (T, T) float array, row t for the step of the loss, column k for the step that
            used the weights, both from 0; values above the diagonal are not drawn.

    Returns:
        matplotlib Figure: larger terms are darker.
    """
    figure, ax = new_figure(height=3.0)
    above = np.triu(np.ones_like(size), 1)
    picture = ax.imshow(np.where(above, np.nan, size), vmin=0)
    ax.set(xlabel="step $k$ that used the weights", ylabel="step $t$ of the loss")
    ax.grid(visible=False)
    figure.colorbar(picture, label="size of the term")
    return figure


@static_figure("05_bptt/backward.svg")
def _backward():
    """Draw the three steps of the derivation, with all gradients."""
    return draw_backward(3)


@static_figure("05_bptt/cut.svg")
def _cut():
    """Draw the cut after three steps, for pages without sliders."""
    return draw_cut(3)


@static_figure("05_bptt/terms.svg")
def _terms():
    """Draw the terms for pieces of 2 and windows of 4, for pages without sliders."""
    return draw_terms(2, 4)
