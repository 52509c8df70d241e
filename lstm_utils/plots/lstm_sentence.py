"""A sentence goes word by word through one LSTM cell with chosen weights."""

from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .interactive import with_frames
from .lstm import draw_cell_on
from .lstm_books import SENTENCE, gradient_strip, number, sentence_numbers
from .panel import ROWS, Film, draw_cell, draw_film_on, draw_labels
from .static import static_figure
from .style import GRADIENT, INK, new_figure, styled

LAST = len(SENTENCE)
GRADIENT_ROWS = {word: rf"$|\partial h_{{{word}}}/\partial c_t|$" for word in ("and", "so")}
REDS = LinearSegmentedColormap.from_list("reds", ["white", GRADIENT])


@styled
def draw_sentence(step: int) -> Figure:
    """Draw the cell at one word of the sentence, and the words before it.

    Args:
        step: how many words have been read, 1 to 13.

    Returns:
        matplotlib Figure: above the cell with its numbers, below a strip with one column
        for each word.
    """
    figure, (top, bottom) = new_figure(rows=2, height=5.6, height_ratios=[1.55, 1])
    numbers = sentence_numbers()
    draw_cell_on(top, numbers[step - 1], SENTENCE[step - 1])
    top.set_title(f"word {step} of {LAST}: {SENTENCE[step - 1]}")
    draw_film_on(bottom, _film(numbers), step)
    frame: dict[str, Any] = {"fc": "none", "ec": INK, "lw": 1.8, "zorder": 5}
    bottom.add_patch(Rectangle((step - 1, -len(ROWS)), 1, len(ROWS), **frame))
    return figure


def _film(numbers: list[dict[str, float]]) -> Film:
    """Return the numbers of the cell as a film of the sentence."""
    values = {name: np.array([[v[name]] for v in numbers]) for name in ROWS}
    return Film(tuple(SENTENCE), (0,), values)


def _gradients(ax: Axes, top: float) -> None:
    """Draw below the strip how much the two pronouns depend on each cell state."""
    for row, word in enumerate(GRADIENT_ROWS):
        slopes = gradient_strip(word)
        for t in range(LAST):
            value = slopes[t] if t < len(slopes) else None
            part = (value or 0) / max(slopes)
            draw_cell(ax, t, top + row, value, REDS(0.5 * part))
    draw_labels(ax, list(GRADIENT_ROWS.values()), top)
    ax.set(ylim=(-top - len(GRADIENT_ROWS) - 0.1, 0.9))


def sentence_caption(step: int) -> str:
    """Return in words what the cell does at this word."""
    v = sentence_numbers()[step - 1]
    numbers = f"f = {number(v['f'])}, c = {number(v['c'])}, h = {number(v['h'])}"
    return f"{_did(v, SENTENCE[step - 1])}. {numbers}."


def _did(v: dict[str, float], word: str) -> str:
    """Return what the cell does at a word, without numbers."""
    if v["i"] > 0.5:
        did = "a name: it forgets its state and stores the new gender"
    elif v["o"] > 0.5:
        shown = "she" if v["h"] > 0 else "he"
        did = f"a pronoun has to follow: it outputs its state, and h says {shown}"
    else:
        did = "it keeps its state, and says nothing"
    return f"“{word}”: {did}"


def interactive_sentence() -> ipywidgets.VBox:
    """Play a sentence through the cell, or step through it.

    Returns:
        ipywidgets.VBox: buttons that play, the slider step, and a picture for each word.
    """
    return with_frames(draw_sentence, sentence_caption, 1200, step=(range(1, LAST + 1), 1))


@static_figure("08_lstm/film.svg")
def _film_of_sentence() -> list[Figure]:
    """Draw the cell at each word, below what it does there: the first picture of the README."""
    figures = [draw_sentence(step) for step in range(1, LAST + 1)]
    for figure, v, word in zip(figures, sentence_numbers(), SENTENCE, strict=True):
        figure.axes[0].set_title(_did(v, word), fontsize=9.5)
    return figures


@static_figure("08_lstm/sentence.svg")
def _sentence() -> Figure:
    """Draw the strip of the complete sentence, and the gradients of its two pronouns."""
    figure, ax = new_figure(height=2.7)
    _gradients(ax, draw_film_on(ax, _film(sentence_numbers())) + 0.4)
    return figure
