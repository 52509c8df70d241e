"""The instrument panel: what gates and states of any LSTM do while it reads.

Above the words, below rows of cells in the order i, f, g, o, c, h, one column for each word.
Grey is an open gate; of g, c and h red is above 0, blue below, pale is near 0.
T = time steps, n = units that are shown.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_utils.arrays import Array, Cache

from .interactive import with_frames
from .lstm_books import number
from .style import GREY, INK, SIGNED, new_figure, styled

ROWS = {"i": "input $i$", "f": "forget $f$", "g": "candidate $g$", "o": "output $o$"}
ROWS |= {"c": "state $c$", "h": "hidden $h$"}
SIGNED_ROWS = "gch"
GREYS = LinearSegmentedColormap.from_list("greys", ["white", "white", "#999999"])
GAP = 0.25  # between two blocks of several units, in columns
UNREAD = "#bbbbbb"


class Film(NamedTuple):
    """What an LSTM did with one sequence.

    words: of the T steps. units: the numbers of the n units. values: by letter i, f, g, o, c
    and h, (T, n) float arrays. signed: letters of rows that have values of either sign.
    """

    words: tuple[str, ...]
    units: tuple[int, ...]
    values: dict[str, Array]
    signed: str = SIGNED_ROWS


def film(
    cache: Cache, words: Sequence[str], units: Sequence[int] | None = None, sequence: int = 0
) -> Film:
    """Cut the film of one sequence out of what lstm_forward kept.

    Args:
        cache: the dict that lstm_forward returned, with gates (T, B, 4H), cs and hs
            (T + 1, B, H); weights of other libraries come here through nets.from_torch.
        words: one for each step, letters or words; steps after the last one are left out.
        units: which units, in this order; None for all H.
        sequence: which one of the batch.

    Returns:
        Film.

    Raises:
        ValueError: if there are more words than steps.
    """
    gates, T = cache["gates"][:, sequence], len(words)
    if len(gates) < T:
        raise ValueError(f"film expects at most {len(gates)} words, one a step; got {T}")
    chosen = list(range(cache["cs"].shape[2])) if units is None else list(units)
    blocks = dict(zip("ifgo", np.split(gates, 4, axis=1), strict=True))
    blocks |= {"c": cache["cs"][1:, sequence], "h": cache["hs"][1:, sequence]}
    values = {letter: rows[:T, chosen] for letter, rows in blocks.items()}
    return Film(tuple(words), tuple(chosen), values)


def difference(one: Film, other: Film) -> Film:
    """Subtract two films of the same units: what is left depends on the words that differ.

    Args:
        one, other: Films with the same units; the longer one is cut.

    Returns:
        Film with the words of one; all its rows have a sign.
    """
    T = min(len(one.words), len(other.words))
    values = {name: one.values[name][:T] - other.values[name][:T] for name in ROWS}
    return Film(one.words[:T], one.units, values, signed="".join(ROWS))


def shade(value: Any, colours: Colormap, strength: float = 0.35) -> Any:
    """Return colours for values from -1 to 1, the middle 0; pale enough for black letters."""
    return colours(0.5 + strength * np.clip(value, -1, 1))


def draw_cell(ax: Axes, t: int, row: float, value: float | None, face: Any) -> None:
    """Draw one square, with its number."""
    box: dict[str, Any] = {"ec": "#dddddd", "lw": 0.6, "fc": face}
    ax.add_patch(Rectangle((t, -row - 1), 1, 1, **box))
    if value is not None:
        text: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 6.5}
        ax.text(t + 0.5, -row - 0.5, number(value), **text)


def draw_labels(ax: Axes, labels: Sequence[str], first: float, height: float = 1.0) -> None:
    """Write the names of rows to their left."""
    for row, label in enumerate(labels):
        place: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 8, "color": GREY}
        ax.text(-0.15, -first - (row + 0.5) * height, label, **place)


def draw_film_on(ax: Axes, shown: Film, read: int | None = None) -> float:
    """Draw a film on empty axes: with numbers if it has one unit, else with colours alone.

    Args:
        ax: matplotlib Axes.
        shown: Film.
        read: how many words have been read; None for all.

    Returns:
        Depth of the drawing, in columns.
    """
    T, n = len(shown.words), len(shown.units)
    read = T if read is None else read
    turned = {} if n == 1 else {"rotation": 90, "rotation_mode": "anchor"}
    for t, word in enumerate(shown.words):
        look: dict[str, Any] = {"color": INK if t < read else UNREAD, "fontsize": 7}
        look |= turned | {"ha": "left" if turned else "center"}
        look["va"] = "center" if turned else "bottom"
        ax.text(t + 0.5, 0.12, word, **look)
    height = 1.0 if n == 1 else block_height(n) + GAP
    for row, letter in enumerate(ROWS):
        colours = SIGNED if letter in shown.signed else GREYS
        values = shown.values[letter]
        if n == 1:
            for t, value in enumerate(values[:, 0]):
                known = float(value) if t < read else None
                draw_cell(
                    ax, t, row, known, "white" if known is None else shade(known, colours)
                )
        else:
            _draw_block(ax, row * height, values, colours, read)
    draw_labels(ax, list(ROWS.values()), 0, height)
    depth = len(ROWS) * height
    ax.set(xlim=(-0.18 * T - 0.06, T + 0.25), ylim=(-depth - 0.1, 0.9 if n == 1 else 2.2))
    ax.axis("off")
    return depth


def block_height(n: int) -> float:
    """Return how high a block of n units is, in columns."""
    return min(0.5 * n, 4.0)


def _draw_block(ax: Axes, top: float, values: Array, colours: Colormap, read: int) -> None:
    """Draw one letter for several units: a row for each unit, the first on top."""
    T, n = values.shape
    faces = shade(values.T, colours, strength=0.5)  # (n, T, 4)
    faces[:, read:] = 1.0
    place = (0, T, -top - block_height(n), -top)
    ax.imshow(faces, extent=place, aspect="auto", interpolation="nearest")
    frame: dict[str, Any] = {"fc": "none", "ec": "#bbbbbb", "lw": 0.6}
    ax.add_patch(Rectangle((0, place[2]), T, block_height(n), **frame))


@styled
def draw_panel(shown: Film, read: int | None = None, marked: Sequence[int] = ()) -> Figure:
    """Draw the instrument panel of one sequence.

    Args:
        shown: Film.
        read: how many words have been read; None for all.
        marked: numbers of units with a small triangle beside their rows of c and h.

    Returns:
        matplotlib Figure.
    """
    n = len(shown.units)
    depth = len(ROWS) * (1.0 if n == 1 else block_height(n) + GAP)
    figure, ax = new_figure(height=1.0 + (0.2 if n == 1 else 0.19) * depth)
    draw_film_on(ax, shown, read)
    for unit in marked if n > 1 else ():
        for row, letter in enumerate(ROWS):
            if letter in "ch":
                y = row * (block_height(n) + GAP)
                y += (shown.units.index(unit) + 0.5) * block_height(n) / n
                look: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 7}
                ax.text(len(shown.words) + 0.1, -y, f"◂ {unit}", **look)
    title = f"unit {shown.units[0]}" if n == 1 else f"{n} units, a row for each"
    figure.suptitle(title, fontsize=9, x=0.01, ha="left")
    return figure


def panel_caption(shown: Film, read: int) -> str:
    """Return in words what the gates of the first unit do at a word."""
    v = {letter: float(rows[read - 1, 0]) for letter, rows in shown.values.items()}
    does = [
        f"input gate {v['i']:.0%} open",
        f"forget gate keeps {v['f']:.0%} of c",
        f"output gate {v['o']:.0%} open",
    ]
    return (
        f"“{shown.words[read - 1]}”, unit {shown.units[0]}: {', '.join(does)}; "
        f"c = {number(v['c'])}, h = {number(v['h'])}."
    )


def interactive_panel(
    shown: Film, caption: Callable[[Film, int], str] = panel_caption, interval: int = 1200
) -> ipywidgets.VBox:
    """Play a film word by word, or step through it.

    Args:
        shown: Film of at most 60 words.
        caption: function of the film and the number of words read, for a sentence.
        interval: milliseconds from one word to the next.

    Returns:
        ipywidgets.VBox: a play button, the slider word, and a picture for each word.
    """
    words = range(1, len(shown.words) + 1)
    return with_frames(
        lambda word: draw_panel(shown, word),
        lambda word: caption(shown, word),
        interval,
        word=(words, len(words)),
    )


def one_unit(shown: Film, unit: int) -> Film:
    """Return the film of one of its units."""
    column = [shown.units.index(unit)]
    values = {letter: rows[:, column] for letter, rows in shown.values.items()}
    return shown._replace(units=(unit,), values=values)


def interactive_units(shown: Film) -> ipywidgets.VBox:
    """Look at one unit after the other, all its numbers over the complete sequence.

    Args:
        shown: Film of at most 60 units.

    Returns:
        ipywidgets.VBox: the slider unit, and a picture for each unit.
    """

    def caption(unit: int) -> str:
        c = one_unit(shown, unit).values["c"][:, 0]
        top = int(abs(c).argmax())
        return (
            f"Unit {unit}: |c| is largest at “{shown.words[top]}”, where c = {number(c[top])}."
        )

    return with_frames(
        lambda unit: draw_panel(one_unit(shown, unit)),
        caption,
        unit=(shown.units, shown.units[0]),
    )
