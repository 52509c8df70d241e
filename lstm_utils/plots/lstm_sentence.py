"""A sentence goes word by word through one LSTM cell with chosen weights."""

from typing import Any

from matplotlib.patches import Rectangle

from .interactive import with_player
from .lstm import draw_cell_on
from .lstm_books import SENTENCE, number, sentence_numbers
from .static import static_figure
from .style import GATE_COLOUR, GREY, INK, STATE_COLOUR, new_figure, styled

ROWS = {"i": "input $i$", "f": "forget $f$", "g": "candidate $g$", "o": "output $o$"}
ROWS |= {"c": "state $c$", "h": "hidden $h$"}
LAST = len(SENTENCE)


@styled
def draw_sentence(step):
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


def _strip(ax, numbers):
    """Draw one column for each word: gates, state and output, darker where larger."""
    colours = GATE_COLOUR | STATE_COLOUR
    for t, word in enumerate(SENTENCE):
        read = t < len(numbers)
        style = {"ha": "center", "va": "bottom", "fontsize": 7.5}
        ax.text(t + 0.5, 0.12, word, color=INK if read else "#bbbbbb", **style)
        for row, name in enumerate(ROWS):
            box: dict[str, Any] = {"ec": "#dddddd", "lw": 0.6, "fc": "white"}
            ax.add_patch(Rectangle((t, -row - 1), 1, 1, **box))
            if not read:
                continue
            value = numbers[t][name]
            shade = 0.5 * min(abs(value), 1)
            ax.add_patch(Rectangle((t, -row - 1), 1, 1, fc=colours[name], alpha=shade, lw=0))
            text = {"ha": "center", "va": "center", "fontsize": 6.5}
            ax.text(t + 0.5, -row - 0.5, number(value), **text)
    for row, label in enumerate(ROWS.values()):
        ax.text(-0.15, -row - 0.5, label, ha="right", va="center", fontsize=8, color=GREY)
    ax.set(xlim=(-2.1, LAST), ylim=(-len(ROWS) - 0.1, 0.9))
    ax.axis("off")


def sentence_caption(step):
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


def interactive_sentence():
    """Play a sentence through the cell, or step through it.

    Returns:
        ipywidgets.VBox: buttons that play, the slider step, the picture and its caption.
    """
    return with_player(draw_sentence, sentence_caption, "step", 1200, step=(1, LAST, 1, 1))


@static_figure("08_lstm/sentence.svg")
@styled
def _sentence():
    """Draw the strip of the whole sentence, for pages without a player."""
    figure, ax = new_figure(height=2.1)
    _strip(ax, sentence_numbers())
    return figure
