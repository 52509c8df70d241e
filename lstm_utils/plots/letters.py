"""Figures of lesson 03: a table of transitions, and samples of orders 0 to 4."""

from functools import cache
from html import escape

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_utils.arrays import Array
from lstm_utils.tasks.markov import (
    Model,
    bits_per_character,
    ngram,
    sample,
    transition_matrix,
)
from lstm_utils.tasks.text import load_text

from .frames import Moving, status
from .interactive import LAYOUT, with_frames
from .static import static_figure
from .style import BLUE, INK, RED, new_figure, styled, svg_bytes
from .writing import MONOSPACE, WIDTH, draw_paragraph, one_line

LETTERS = "abcdefghijklmnopqrstuvwxyz "
SHADES = LinearSegmentedColormap.from_list("shades", ["#ffffff", BLUE])
ORDERS = (0, 1, 2, 3, 4)
PROMPT, SAMPLED = "The ", 240


def plain_letters(text: str) -> str:
    """Reduce a text to 27 symbols: lowercase letters, and one blank for anything between them.

    Args:
        text: string.

    Returns:
        String over LETTERS, without two blanks in a row.
    """
    kept = "".join(c if c in LETTERS else " " for c in text.lower())
    return " ".join(kept.split())


@cache
def letter_transitions() -> Array:
    """Return the (27, 27) transition matrix of the course's text in the order of LETTERS."""
    documents = [plain_letters(document) for document in load_text().train]
    return transition_matrix(ngram(documents, 1, LETTERS)["counts"], LETTERS, alpha=0.03)


def _shown(character: str) -> str:
    """Return a visible sign for a blank."""
    return "␣" if character == " " else character


@styled
def draw_transitions(P: Array, alphabet: str, letter: str) -> Figure:
    """Draw a transition matrix as a heat map, and one of its rows as bars.

    Args:
        P: (V, V) float array, rows sum to 1.
        alphabet: string of the V characters.
        letter: the character of the row that is framed, and drawn on the right.

    Returns:
        matplotlib Figure; its first axes hold the heat map.
    """
    row, V = alphabet.index(letter), len(alphabet)
    figure, (left, right) = new_figure(columns=2, height=4.1, width_ratios=[3.4, 1])
    picture = left.imshow(P, cmap=SHADES, vmin=0, vmax=1)
    left.add_patch(Rectangle((-0.5, row - 0.5), V, 1, fill=False, edgecolor=RED, lw=1.5))
    names = [_shown(c) for c in alphabet]
    left.set(xticks=range(V), yticks=range(V), xticklabels=names, yticklabels=names)
    left.tick_params(length=0, labelsize=7.5)
    left.get_yticklabels()[row].set(color=RED, weight="bold")
    left.set(xlabel="next letter", ylabel="letter")
    left.grid(visible=False)
    figure.colorbar(picture, ax=left, label="probability", location="top", shrink=0.6)
    best = [v for v in np.argsort(-P[row], kind="stable")[:8] if P[row, v] >= 0.005]
    right.barh([names[v] for v in best], P[row, best], color=BLUE)
    for at, v in enumerate(best):
        right.text(P[row, v] + 0.03, at, f"{P[row, v]:.2f}", va="center", fontsize=8)
    right.set(ylim=(7.6, -0.6), xlim=(0, 1.3), xticks=[0, 1], title=f"after {_shown(letter)}")
    right.grid(visible=False)
    return figure


def transitions_caption(P: Array, alphabet: str, letter: str) -> str:
    """Return which letters follow a letter most often."""
    row = P[alphabet.index(letter)]
    best = np.argsort(-row, kind="stable")[:3]
    listed = ", ".join(f"{_shown(alphabet[v])} {row[v]:.2f}" for v in best)
    bits = -(row[row > 0] * np.log2(row[row > 0])).sum()
    return (
        f"After {_shown(letter)}: {listed}. The next letter costs {bits:.2f} bits on average."
    )


def hover_svg(P: Array, alphabet: str, letter: str) -> str:
    """Return the figure as SVG text; each cell shows its numbers under the mouse.

    Args:
        P, alphabet, letter: as for draw_transitions.

    Returns:
        String: one <svg> element, with a transparent rectangle and a <title> for each cell.
    """
    figure = draw_transitions(P, alphabet, letter)
    svg = svg_bytes(figure).decode()
    to_points = 72 / figure.dpi
    height = figure.get_size_inches()[1] * 72
    corners = figure.axes[0].transData.transform([(-0.5, -0.5), (0.5, 0.5)]) * to_points
    (x, y), (x_next, y_next) = corners
    w, h = x_next - x, y - y_next
    cells = [
        f'<rect x="{x + j * w:.2f}" y="{height - y + i * h:.2f}" width="{w:.2f}" '
        f'height="{h:.2f}" fill-opacity="0"><title>after {escape(_shown(a))}: '
        f"{escape(_shown(b))} {P[i, j]:.3f}</title></rect>"
        for i, a in enumerate(alphabet)
        for j, b in enumerate(alphabet)
    ]
    head, _, tail = svg[svg.index("<svg") :].rpartition("</svg>")
    return f'{head}<g id="hover">{"".join(cells)}</g></svg>{tail}'


def interactive_transitions(P: Array | None = None, alphabet: str = LETTERS) -> ipywidgets.VBox:
    """Move a slider to a letter, or point at a cell of the heat map.

    Args:
        P: (V, V) transition matrix; without it, that of the course's text.
        alphabet: string of the V characters.

    Returns:
        ipywidgets.VBox with the slider letter, the picture and a sentence.
    """
    P = letter_transitions() if P is None else P
    choice = ipywidgets.SelectionSlider(  # in a Dropdown, JupyterLab takes letters as commands
        options=[(_shown(c), c) for c in alphabet],
        value="q" if "q" in alphabet else alphabet[0],
        description="letter",
        continuous_update=False,
        layout=LAYOUT,
    )
    picture, sentence = ipywidgets.HTML(), ipywidgets.HTML()

    def redraw(_change: object = None) -> None:
        picture.value = hover_svg(P, alphabet, choice.value)
        sentence.value = status(transitions_caption(P, alphabet, choice.value))

    choice.observe(redraw, names="value")
    redraw()
    return Moving(choice, picture, sentence)


@cache
def order_models() -> tuple[Model, ...]:
    """Return models of orders 0 to 4 of the course's text, as a tuple."""
    text = load_text()
    return tuple(ngram(text.train, k, text.alphabet) for k in ORDERS)


@cache
def order_bits() -> tuple[tuple[float, ...], ...]:
    """Measure the models of order_models in bits per character.

    Returns:
        (training, validation): two tuples, one number for each order.
    """
    text = load_text()
    return tuple(
        tuple(bits_per_character(model, part) for model in order_models())
        for part in (text.train, text.validation)
    )


@cache
def order_sample(k: int, seed: int = 0) -> str:
    """Continue PROMPT with the model of order k; contexts that were seen are not smoothed.

    Args:
        k: order, 0 to 4.
        seed: seed of the generator.

    Returns:
        String of SAMPLED characters.
    """
    model = order_models()[k] | {"alpha": 1e-9}
    return sample(model, PROMPT, SAMPLED, np.random.default_rng(seed))


@styled
def draw_orders(k: int) -> Figure:
    """Draw the bits of each order, and a sample of order k.

    Args:
        k: order, 0 to 4.

    Returns:
        matplotlib Figure.
    """
    figure, (top, bottom) = new_figure(rows=2, height=4.0, height_ratios=[1.5, 1])
    _order_curves(top)
    for bits in order_bits():
        top.plot(k, bits[k], "o", ms=10, mfc="none", color=INK)
    top.set_title(f"order {k}: the last {k} characters are known")
    draw_paragraph(bottom, PROMPT + order_sample(k), f"a sample after {PROMPT!r}")
    return figure


def _order_curves(ax: Axes) -> None:
    training, validation = order_bits()
    ax.plot(ORDERS, validation, marker="s", color=RED, ls="-", label="new documents")
    ax.plot(ORDERS, training, marker="o", color=BLUE, ls="--", label="the counted documents")
    ax.set(xlabel="order $k$", ylabel="bits per character", xticks=ORDERS, ylim=(0, 5.2))
    ax.legend()


def orders_caption(k: int) -> str:
    """Return in words what draw_orders shows for this order."""
    training, validation = order_bits()
    return (
        f"Order {k}: {validation[k]:.2f} bits per character of new documents, "
        f"{training[k]:.2f} of the documents that were counted. A sample (/ is a line break): "
        f"{one_line(PROMPT + order_sample(k))[:160]} ..."
    )


def interactive_orders() -> ipywidgets.VBox:
    """Change the order of a chain, read a sample and its bits per character.

    Returns:
        ipywidgets.VBox with the slider k, and a picture and a caption for each order.
    """
    return with_frames(draw_orders, orders_caption, k=(ORDERS, 0))


@static_figure("03_letters/transitions.svg")
def _transitions() -> Figure:
    """Draw the heat map with the row of q."""
    return draw_transitions(letter_transitions(), LETTERS, "q")


@static_figure("03_letters/orders.svg")
def _orders() -> Figure:
    """Draw the curves and one line of each order, for pages without a kernel."""
    figure, (top, bottom) = new_figure(rows=2, height=4.0, height_ratios=[1.5, 1])
    _order_curves(top)
    bottom.axis("off")
    bottom.set_title(f"samples after {PROMPT!r}, by order; / is a line break", loc="left")
    for at, k in enumerate(ORDERS):
        line = one_line(PROMPT + order_sample(k))[: WIDTH - 3]
        bottom.text(0, 1 - 0.2 * at, f"{k}  {line}", transform=bottom.transAxes, **MONOSPACE)
    return figure
