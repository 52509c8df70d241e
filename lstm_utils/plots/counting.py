"""Figures of lesson 13: a count as a mountain, which n are right, and a state graph."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.numpy_nets.counters import LARGE
from lstm_utils.tasks.counting import counting_batch, counting_steps, counting_string
from lstm_utils.tasks.reber import Grammar

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, PINK, RED, SKY, new_figure, styled

LETTER_COLOUR = {"a": SKY, "b": PINK, "c": GREEN}
LOOKS = ((ORANGE, "-"), (BLUE, "--"), (GREEN, ":"), (RED, "-."))
OPEN = (2, 3, 4, 5, 6, 7, 8, 10, 12, 20)  # pre-activation of the open gates


@styled
def draw_count(string: str, counts: Mapping[str, Array], wrong: Sequence[int] = ()) -> Figure:
    """Draw what cells count while a net reads a string: mountains over the string.

    Args:
        string: symbols that were read, such as "$aabb".
        counts: by a name for the legend, one number for each symbol, (T,) float array.
        wrong: steps with a wrong answer, marked by crosses.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.4)
    _shade_letters(ax, string)
    steps = np.arange(len(string))
    for (colour, line), (name, count) in zip(LOOKS, counts.items(), strict=False):
        small = "o" if len(string) < 40 else ""
        ax.plot(steps, count, color=colour, ls=line, marker=small, ms=3, lw=1.5, label=name)
    if len(wrong):
        ax.plot(wrong, np.zeros(len(wrong)), "x", color=RED, ms=6, label="wrong answer")
    ax.set(xlim=(-0.5, len(string) - 0.5), xlabel="step", ylabel="cell state c")
    if len(string) < 40:
        ax.set(xticks=steps, xticklabels=list(string), xlabel="symbol that was read")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    return figure


def _shade_letters(ax: Axes, string: str) -> None:
    """Shade the part of the figure over each letter, and write it above."""
    for letter in dict.fromkeys(string[1:]):
        first, last = string.index(letter), string.rindex(letter)
        colour = LETTER_COLOUR.get(letter, GREY)
        ax.axvspan(first - 0.5, last + 0.5, color=colour, alpha=0.15, lw=0)
        many = f"{letter} x {last - first + 1}"
        ax.text((first + last) / 2, 1.02, many, ha="center", va="bottom", fontsize=9,
                transform=ax.get_xaxis_transform())  # fmt: skip
    ax.grid(visible=False, axis="x")


def _strip(ax: Axes, row: float, right: Array, colour: str, height: float = 0.8) -> None:
    """Draw a row of bars, one for each n: coloured if it is right, grey if not."""
    n, right = np.arange(1, len(right) + 1), np.asarray(right, dtype=bool)
    bar: dict[str, Any] = {"bottom": -row - height / 2, "width": 1.0, "lw": 0}
    ax.bar(n[right], height, color=colour, **bar)
    ax.bar(n[~right], height, color=GREY, alpha=0.25, **bar)


@styled
def draw_reach(shares: Mapping[str, Sequence[float]], trained: int) -> Figure:
    """Draw for each net the share of right steps, and which strings it reads right.

    Args:
        shares: by the name of a net, the share of right steps for n = 1, 2, ...; a string is
            right if it is 1.
        trained: largest n in training, a vertical line.

    Returns:
        matplotlib Figure: the shares above, a row of right and wrong n for each net below.
    """
    figure, (top, low) = new_figure(2, 1, height=3.2, sharex=True, height_ratios=(3, 2))
    for row, ((colour, line), (name, values)) in enumerate(
        zip(LOOKS, shares.items(), strict=False)
    ):
        share = np.array(values)
        n = np.arange(1, len(share) + 1)
        top.plot(n, 100 * share, color=colour, ls=line, marker="", lw=1.5, label=name)
        _strip(low, row, share == 1, colour)
    for ax in (top, low):
        ax.axvline(trained + 0.5, color=INK, ls=":", lw=1.0)
        ax.grid(visible=False)
    top.set(ylabel="right steps (%)", ylim=(None, 101))
    low.set(xlabel="n", ylabel="right\nstrings", yticks=-np.arange(len(shares)))
    low.set(yticklabels=list(shares), xlim=(0.5, None))
    top.legend(loc="lower left", fontsize=8)
    return figure


def counted(string: str, letters: str = "ab", large: float = LARGE) -> Array:
    """Return the counts of the counters that were set manually, (T, H), over one string.

    Args:
        string: symbols of $ and the letters.
        letters: as in counting_steps.
        large: pre-activation of an open gate and of a full step.
    """
    steps = counting_steps(letters)
    weights = [large / LARGE * q for q in nets.counter_weights(steps)]
    x = np.eye(len(letters) + 1)[[("$" + letters).index(symbol) for symbol in string]]
    zero = np.zeros((1, steps.shape[1]))
    return nets.lstm_forward(x[:, None], zero, zero, *weights)[2]["cs"][1:, 0]


@static_figure("13_counting/mountain.svg")
def _mountain() -> Figure:
    """Draw the count over $aaaaabbbbb."""
    string, _ = counting_string(5)
    return draw_count(string, {"c": counted(string)[:, 0]})


@static_figure("13_counting/two_mountains.svg")
def _two_mountains() -> Figure:
    """Draw both counts over $aaaabbbbcccc."""
    string, _ = counting_string(4, "abc")
    counts = counted(string, "abc").T
    return draw_count(string, dict(zip(("first cell", "second cell"), counts, strict=True)))


def leaky_counter(large: float, most: int = 100) -> Callable[[int], bool]:
    """Return a test for `horizon`: is a counter with leaky gates right for n?

    Args:
        large: pre-activation of the open gates.
        most: largest n.
    """
    rights = leak_rights(large, most)
    return lambda n: bool(rights[n - 1])


@cache
def leak_rights(large: float, most: int = 100) -> Array:
    """Return for n = 1 to most whether c exceeds 0.5 exactly where the count is not 0.

    Args:
        large: pre-activation of the open gates.
        most: largest n.

    Returns:
        (most,) bool array.
    """
    batch = counting_batch(range(1, most + 1))
    steps = counting_steps()
    weights = [large / LARGE * q for q in nets.counter_weights(steps)]
    zero = np.zeros((most, 1))
    counts = nets.lstm_forward(batch.x, zero, zero, *weights)[2]["cs"][1:, :, 0]
    exact = np.cumsum(batch.x @ [0, 1, -1], axis=0)  # (T, B)
    after = np.arange(len(exact))[:, None] >= batch.lengths
    return (((counts > 0.5) == (exact > 0.5)) | after).all(axis=0)


@styled
def draw_leak(large: float) -> Figure:
    """Draw the count over 30 a and 30 b where the gates are not quite open.

    Args:
        large: pre-activation of the open gates and of a full step.

    Returns:
        matplotlib Figure: the exact count and the leaky one.
    """
    string, _ = counting_string(30)
    exact = counted(string)[:, 0]
    return draw_count(string, {"c": counted(string, large=large)[:, 0], "exact count": exact})


def leak_caption(large: float) -> str:
    """Return in words what the figure of one pre-activation shows."""
    string, _ = counting_string(30)
    counts, most = counted(string, large=large)[:, 0], 100
    reach = nets.horizon(leaky_counter(large, most), range(1, most + 1))
    until = f"{reach}, the last that was tried" if reach == most else str(reach)
    return (
        f"Open gates are sigmoid({large:g}) = {nets.sigmoid(np.array(large)):.6f}. After 30 a "
        f"the count is {counts[30]:.2f}, after 30 b {counts[60]:+.2f}. Horizon: {until}."
    )


def interactive_leak() -> ipywidgets.VBox:
    """Open the gates of a counter more or less: how far does it count?

    Returns:
        ipywidgets.VBox with the slider `large`.
    """
    return with_frames(draw_leak, leak_caption, large=(OPEN, 4))


@styled
def draw_state_map(
    hs: Array, groups: Array, names: Mapping[int, int], graph: Grammar | None = None
) -> Figure:
    """Draw the states of a net in the plane in which they differ most.

    Args:
        hs: states, (N, H) float array.
        groups: group of each state, (N,) integer array.
        names: number of the grammar's state that each group belongs to.
        graph: arrows between the groups; none if None.

    Returns:
        matplotlib Figure: a point for each state, a circle with the grammar's number for each
        group, and a letter on each arrow.
    """
    figure, ax = new_figure(height=4.0)
    centred = hs - hs.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    points = centred @ axes.T  # (N, 2)
    colours = (BLUE, RED, GREEN, PINK, ORANGE, SKY, INK, GREY)
    middle = {g: points[groups == g].mean(axis=0) for g in names}
    for group, arcs in enumerate(graph or []):
        for symbol, target in arcs.items():
            _arrow(ax, middle[group], middle[target], symbol)
    for group, name in names.items():
        colour = colours[name % len(colours)]
        ax.plot(*points[groups == group].T, ls="", marker=".", ms=3, color=colour, alpha=0.4)
        ring = {"boxstyle": "circle,pad=0.15", "fc": "white", "ec": colour, "lw": 1.6}
        ax.text(*middle[group], str(name), ha="center", va="center", fontsize=8, bbox=ring)
    ax.set(xticks=[], yticks=[], xlabel="first direction", ylabel="second direction")
    ax.margins(0.08)
    ax.grid(visible=False)
    return figure


def _arrow(ax: Axes, start: Array, end: Array, symbol: str) -> None:
    """Draw one transition; a group that leads to itself has no arrow."""
    if np.allclose(start, end):
        return
    look: dict[str, Any] = {"arrowstyle": "-|>", "color": GREY, "lw": 0.8, "shrinkA": 9}
    look |= {"shrinkB": 9, "connectionstyle": "arc3,rad=0.12", "mutation_scale": 8}
    (x0, y0), (x1, y1) = start, end
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=look)
    x, y = start + 0.42 * (end - start)
    ax.text(x, y, symbol, fontsize=8, color=INK, ha="center")
