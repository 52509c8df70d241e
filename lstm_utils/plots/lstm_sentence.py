"""A sentence goes word by word through one LSTM cell with chosen weights."""

from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .interactive import with_frames
from .lstm import draw_cell_on
from .lstm_books import SENTENCE, gradient_strip, number, sentence_numbers
from .static import static_figure
from .style import GRADIENT, GREY, INK, SIGNED, new_figure, styled

ROWS = {"i": "input $i$", "f": "forget $f$", "g": "candidate $g$", "o": "output $o$"}
ROWS |= {"c": "state $c$", "h": "hidden $h$"}
LAST = len(SENTENCE)
SIGNED_ROWS = "gch"
GRADIENT_ROWS = {word: rf"$|\partial h_{{{word}}}/\partial c_t|$" for word in ("and", "so")}
GREYS = LinearSegmentedColormap.from_list("greys", ["white", "white", "#999999"])
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
    _strip(bottom, numbers[:step])
    frame: dict[str, Any] = {"fc": "none", "ec": INK, "lw": 1.8, "zorder": 5}
    bottom.add_patch(Rectangle((step - 1, -len(ROWS)), 1, len(ROWS), **frame))
    return figure


def _strip(ax: Axes, numbers: list[dict[str, float]]) -> None:
    """Draw one column for each word; red is above 0, blue below, grey an open gate."""
    for t, word in enumerate(SENTENCE):
        read = t < len(numbers)
        style: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": 7.5}
        ax.text(t + 0.5, 0.12, word, color=INK if read else "#bbbbbb", **style)
        for row, name in enumerate(ROWS):
            value = numbers[t][name] if read else None
            signed = name in SIGNED_ROWS
            face = "white" if value is None else _shade(value, SIGNED if signed else GREYS)
            _cell(ax, t, row, value, face)
    _labels(ax, ROWS, 0)
    ax.set(xlim=(-2.4, LAST + 0.25), ylim=(-len(ROWS) - 0.1, 0.9))
    ax.axis("off")


def _shade(value: float, colours: Colormap) -> Any:
    """Return a pale colour, so that black letters can be read on it: -1 to 1, the middle 0."""
    return colours(0.5 + 0.35 * float(np.clip(value, -1, 1)))


def _cell(ax: Axes, t: int, row: float, value: float | None, face: Any) -> None:
    """Draw one square of the strip, with its number."""
    box: dict[str, Any] = {"ec": "#dddddd", "lw": 0.6, "fc": face}
    ax.add_patch(Rectangle((t, -row - 1), 1, 1, **box))
    if value is not None:
        text: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 6.5}
        ax.text(t + 0.5, -row - 0.5, number(value), **text)


def _labels(ax: Axes, rows: dict[str, str], first: float) -> None:
    for row, label in enumerate(rows.values()):
        place: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 8, "color": GREY}
        ax.text(-0.15, -first - row - 0.5, label, **place)


def _gradients(ax: Axes, top: float) -> None:
    """Draw below the strip how much the two pronouns depend on each cell state."""
    for row, word in enumerate(GRADIENT_ROWS):
        slopes = gradient_strip(word)
        for t in range(LAST):
            value = slopes[t] if t < len(slopes) else None
            part = (value or 0) / max(slopes)
            _cell(ax, t, top + row, value, REDS(0.5 * part))
    _labels(ax, GRADIENT_ROWS, top)
    ax.set(ylim=(-top - len(GRADIENT_ROWS) - 0.1, 0.9))


def sentence_caption(step: int) -> str:
    """Say in words what the cell does at this word."""
    v = sentence_numbers()[step - 1]
    word = SENTENCE[step - 1]
    if v["i"] > 0.5:
        did = "a name: it forgets its state and stores the new gender"
    elif v["o"] > 0.5:
        shown = "she" if v["h"] > 0 else "he"
        did = f"a pronoun has to follow: it outputs its state, and h says {shown}"
    else:
        did = "it keeps its state, and says nothing"
    return f"“{word}”: {did}. f = {number(v['f'])}, c = {number(v['c'])}, h = {number(v['h'])}."


def interactive_sentence() -> ipywidgets.VBox:
    """Play a sentence through the cell, or step through it.

    Returns:
        ipywidgets.VBox: buttons that play, the slider step, and a picture for each word.
    """
    return with_frames(draw_sentence, sentence_caption, 1200, step=(range(1, LAST + 1), 1))


@static_figure("08_lstm/sentence.svg")
@styled
def _sentence() -> Figure:
    """Draw the strip of the complete sentence, and the gradients of its two pronouns."""
    figure, ax = new_figure(height=2.7)
    _strip(ax, sentence_numbers())
    _gradients(ax, len(ROWS) + 0.4)
    return figure
