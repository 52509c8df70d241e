"""The tree of a beam search (lesson 20)."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray
from lstm_utils.numpy_nets.search import BatchStep, Hypothesis, State

from .interactive import with_frames
from .static import static_figure
from .style import GREY, INK, ORANGE, new_figure, styled

FAINT = "#c8c8c8"
FEW = 5  # words: a shorter path is written larger
MANY = 8  # words: a longer path is drawn with more room between the rows


@styled
def draw_beam(rounds: Sequence[Sequence[Hypothesis]], words: Sequence[str], end: int) -> Figure:
    """Draw the tree of a beam search.

    Args:
        rounds: the hypotheses that each round kept, as nets.beam_rounds yields them.
        words: the vocabulary.
        end: number of the word that completes a translation.

    Returns:
        matplotlib Figure: a column for each round until the most likely hypothesis is
        complete, the best of the round at the top. The path to that hypothesis is orange.
    """
    complete = [one for kept in rounds for one in kept if one.words[-1] == end]
    best = max(complete or rounds[-1], key=lambda one: one.score).words
    rounds, size = rounds[: len(best)], 9 if len(best) < FEW else 7 if len(best) < MANY else 6
    rows, crowded = max(map(len, rounds)), len(best) > MANY
    figure, ax = new_figure(height=(0.5 if crowded else 0.32) * rows + 0.8)
    ax.set(xlim=(-0.5, len(rounds) + 0.6), ylim=(-rows + (0.2 if crowded else 0.4), 0.6))
    ax.axis("off")
    boxes = {(): _beam_word(ax, (0, 0), "start", INK, style="italic", size=max(size, 7))}
    for n, kept in enumerate(rounds, 1):
        low = 0.42 * (n % 2) if crowded else 0.0  # neighbouring words at two heights
        for rank, one in enumerate(kept):
            on = best[:n] == one.words
            label = f"{words[one.words[-1]].strip('<>')}\n{_short(np.exp(one.score))}"
            style = "italic" if one.words[-1] == end else "normal"
            place, colour = (n, -rank - low), INK if on else GREY
            boxes[one.words] = _beam_word(ax, place, label, colour, style=style, size=size)
    _beam_lines(ax, boxes, best)
    return figure


def _beam_word(
    ax: Axes, place: tuple[float, float], label: str, colour: str, **look: Any
) -> Text:
    """Write one hypothesis of a tree on a white ground, above the lines."""
    ground = {"fc": "white", "ec": "none", "pad": 1.5}
    at: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": 0.95, "zorder": 3}
    return ax.text(*place, label, color=colour, bbox=ground, **at, **look)


def _short(p: float) -> str:
    """Return a probability in at most five characters."""
    return f"{p:.2g}" if p >= 0.001 else f"{p:.0e}".replace("e-0", "e-")


def _beam_lines(ax: Axes, boxes: Mapping[tuple[int, ...], Text], best: tuple[int, ...]) -> None:
    """Connect each hypothesis with the one it continues; the path to the best is orange."""
    for words, box in boxes.items():
        if words:
            ends = boxes[words[:-1]].get_position(), box.get_position()
            on = best[: len(words)] == words
            colour, width, above = (ORANGE, 1.8, 2) if on else (FAINT, 1.0, 1)
            look: dict[str, Any] = {"color": colour, "lw": width, "zorder": above}
            ax.plot(*zip(*ends, strict=True), ls="-", marker="", **look)


def interactive_beam(
    step: BatchStep,
    state: State,
    words: Sequence[str],
    start: int,
    end: int,
    widths: Sequence[int] = (1, 2, 3, 4, 6),
    longest: int = 20,
) -> ipywidgets.VBox:
    """Choose the width of a beam, and see its tree.

    Args:
        step, state: decoder, and its state for one sentence, as nets.beam takes them.
        words: the vocabulary.
        start, end: numbers of these words.
        widths: values of the slider.
        longest: rounds at most.

    Returns:
        ipywidgets.VBox: slider, tree and a sentence with the translation.
    """
    rounds = {k: list(nets.beam_rounds(step, state, start, end, k, longest)) for k in widths}
    found = {k: nets.beam(step, state, start, end, k, longest) for k in widths}

    def caption(k: int) -> str:
        text = " ".join(words[n] for n in found[k][0])
        return f"With k = {k} the best translation is “{text}”, p = {np.exp(found[k][1]):.3f}."

    return with_frames(
        lambda k: draw_beam(rounds[k], words, end), caption, k=(widths, widths[0])
    )


TREE = ("start", "end", "a", "b", "c")


def example_step(words: IntArray, state: State) -> tuple[Array, State]:
    """Return logits with which a greedy choice misses the most likely sentence."""
    after = {
        0: [0.0, 0.0, 0.5, 0.4, 0.1],
        2: [0.0, 0.25, 0.25, 0.2, 0.3],
        3: [0.0, 0.9, 0.05, 0.03, 0.02],
        4: [0.0, 0.6, 0.2, 0.1, 0.1],
    }
    p = np.array([after[int(word)] for word in words])
    return np.log(np.maximum(p, 1e-12)), state


@static_figure("20_translation/beam.svg")
def _beam() -> Figure:
    rounds = list(nets.beam_rounds(example_step, (np.zeros((1, 1)),), 0, 1, 2, 3))
    return draw_beam(rounds, TREE, 1)
