"""The lattice of a target's paths (lesson 19)."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, BoolArray, IntArray

from .interactive import with_frames
from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, PINK, new_figure, styled

WORD, SYMBOLS = (1, 2, 2), "–be"  # the target "bee" of the lattice, and its symbols
CHANCES = np.array(
    [[2, 7, 1], [5, 3, 2], [2, 1, 7], [5, 1, 4], [3, 1, 6], [6, 1, 3]]
)  # of the symbols at each of six steps, in tenths
STEP_COLOURS = {"stay": GREY, "next": GREEN, "skip": PINK}


@cache
def lattice_example() -> Array:
    """Return the log-probabilities of the lattice's example, (6, 3)."""
    return np.log(CHANCES / 10)


def moves(cells: Sequence[int] | IntArray, s: int) -> Iterator[tuple[str, int]]:
    """Yield the cells from which cell s is reached, with the name of the move."""
    yield "stay", s
    if s > 0:
        yield "next", s - 1
    if s > 1 and cells[s] != cells[s - 2]:
        yield "skip", s - 2


def all_paths(logp: Array, target: Sequence[int]) -> list[tuple[tuple[int, ...], float]]:
    """List the paths of a target through its lattice, the most probable one first.

    Args:
        logp: log-probabilities, (T, V) float array.
        target: labels.

    Returns:
        For each path its cells, T numbers from 0 to 2L, and its probability.
    """
    cells = nets.extend(target)
    found = [((s,), float(logp[0, cells[s]])) for s in range(min(2, len(cells)))]
    for row in logp[1:]:
        found = [
            ((*path, s), p + float(row[cells[s]]))
            for path, p in found
            for s in range(len(cells))
            if path[-1] in [before for _, before in moves(cells, s)]
        ]
    ended = [(path, float(np.exp(p))) for path, p in found if path[-1] >= len(cells) - 2]
    return sorted(ended, key=lambda item: -item[1])


@styled
def draw_lattice(
    logp: Array,
    target: Sequence[int],
    symbols: str = SYMBOLS,
    numbers: Array | None = None,
    path: Sequence[int] | None = None,
    lit: tuple[int, int] | None = None,
) -> Figure:
    """Draw the cells of a target at each step, and the moves between them.

    Args:
        logp: log-probabilities, (T, V) float array.
        target: labels.
        symbols: one letter for each symbol.
        numbers: written into the cells, from 0 to 1, (T, S) float array; larger is darker.
        path: cells of one path, drawn boldly.
        lit: step and cell: the moves into it are coloured; all others are grey.

    Returns:
        matplotlib Figure: steps from left to right, cells from top to bottom; a cell that no
        path of the target visits is a dot.
    """
    cells, T = nets.extend(target), len(logp)
    with np.errstate(invalid="ignore"):
        used = nets.ctc_gamma(logp, target)[1] > 0
    figure, ax = new_figure(height=0.5 + 0.4 * len(cells))
    for t in range(T):
        for s in range(len(cells)):
            if t:
                _draw_moves(ax, cells, used, t, s, lit)
            _draw_node(ax, t, s, used[t, s], None if numbers is None else float(numbers[t, s]))
    if path is not None:
        look: dict[str, Any] = {"color": BLUE, "lw": 3, "ls": "-", "marker": "", "zorder": 2}
        ax.plot(range(T), path, **look)
    ax.set_yticks(range(len(cells)), [symbols[v] for v in cells])
    ax.set_xticks(range(T), [str(t + 1) for t in range(T)])
    ax.set(xlabel="step", xlim=(-0.5, T - 0.5), ylim=(len(cells) - 0.45, -0.55))
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return figure


def _draw_moves(
    ax: Axes,
    cells: IntArray,
    used: BoolArray,
    t: int,
    s: int,
    lit: tuple[int, int] | None,
) -> None:
    """Draw the moves into cell s at step t, from cells that paths visit."""
    for name, before in moves(cells, s):
        if used[t, s] and used[t - 1, before]:
            shown = (t, s) == lit
            colour = STEP_COLOURS[name] if shown else "#cccccc"
            look: dict[str, Any] = {"color": colour, "lw": 2.5 if shown else 0.8, "marker": ""}
            ax.plot([t - 1, t], [before, s], ls="-", zorder=1, **look)


def _draw_node(ax: Axes, t: int, s: int, used: bool, number: float | None) -> None:
    if not used:
        ax.plot([t], [s], ls="", marker=".", ms=3, color="#bbbbbb")
        return
    strength = 0.0 if number is None else 0.75 * min(1.0, number) ** 0.5
    face = tuple(1 - strength * (1 - np.array([0.902, 0.624, 0.0])))  # white to orange
    ax.add_patch(Circle((t, s), 0.31, fc=face, ec=INK, lw=0.8, zorder=3))
    if number is not None:
        words = f"{number:.3f}"[1:] if number < 0.9995 else "1"
        ax.text(t, s, words, ha="center", va="center", fontsize=6.5, zorder=4)


def path_text(path: Sequence[int], target: Sequence[int], symbols: str = SYMBOLS) -> str:
    """Write a path's symbols, one for each step."""
    cells = nets.extend(target)
    return " ".join(symbols[cells[s]] for s in path)


def path_caption(path: int) -> str:
    """Return in words what the figure of one path of the example shows."""
    paths = all_paths(lattice_example(), WORD)
    total = sum(p for _, p in paths)
    cells, mass = paths[path - 1]
    so_far = sum(p for _, p in paths[:path]) / total
    return (
        f"Path {path} of {len(paths)}, {path_text(cells, WORD)}: probability {mass:.5f}, "
        f"{mass / total:.1%} of p(bee) = {total:.4f}. The first {path} together: {so_far:.1%}."
    )


def draw_path(path: int) -> Figure:
    """Draw one path of the example over the values of alpha, path 1 the most probable."""
    alpha = np.exp(nets.ctc_alpha(lattice_example(), WORD))
    return draw_lattice(
        lattice_example(),
        WORD,
        numbers=alpha,
        path=all_paths(lattice_example(), WORD)[path - 1][0],
    )


def interactive_lattice() -> ipywidgets.VBox:
    """Step through all paths of "bee" in six steps, the most probable one first.

    Returns:
        ipywidgets.VBox: a play button, the slider path, and a picture for each path.
    """
    many = len(all_paths(lattice_example(), WORD))
    return with_frames(draw_path, path_caption, 900, path=(range(1, many + 1), 1))


@static_figure("19_ctc/lattice.svg")
def _lattice() -> Figure:
    """Draw all moves of the example, and one path."""
    return draw_lattice(lattice_example(), WORD, path=all_paths(lattice_example(), WORD)[0][0])


@static_figure("19_ctc/moves.svg")
def _moves() -> Figure:
    """Light the moves into the first e."""
    return draw_lattice(lattice_example(), WORD, lit=(2, 3))


@static_figure("19_ctc/no_skip.svg")
def _no_skip() -> Figure:
    """Light the moves into the second e, which cannot be reached from the first directly."""
    return draw_lattice(lattice_example(), WORD, lit=(4, 5))
