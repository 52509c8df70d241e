"""Figures of lesson 14: a text on colours of its surprise."""

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

from .frames import Moving, status
from .language_model import measured
from .static import static_figure
from .style import GREY, INK, ORANGE, RED, new_figure, styled, svg_bytes

WARM = LinearSegmentedColormap.from_list("warm", ["#ffffff", ORANGE, RED])
MOST = 10.0  # bits: what costs more has the same colour
COLUMNS = 46  # characters in a line of draw_surprise
TEXTS = (  # where nobody can type
    "The first argument must be a strnig; elehpants are not supported.",
    "for n in range(10): print(n, squares[n])",
    "We had a picnic at the lake, and the ducks ate all the sandwiches.",
)


@styled
def draw_surprise(text: str, bits: Mapping[str, Array]) -> Figure:
    """Draw a text letter by letter, each on the colour of its surprise.

    Args:
        text: string of n characters.
        bits: by the name of a model, the surprise of each character, (n,) in bits.

    Returns:
        matplotlib Figure; a colour bar gives the bits.
    """
    lines = -(-len(text) // COLUMNS)
    figure, axes = new_figure(rows=len(bits), height=len(bits) * (0.25 * lines + 0.35) + 0.55)
    axes = np.atleast_1d(axes)
    for ax, (name, cost) in zip(axes, bits.items(), strict=True):
        for at, (character, b) in enumerate(zip(text, cost, strict=True)):
            row, column = divmod(at, COLUMNS)
            colour = WARM(min(b, MOST) / MOST)
            ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fc=colour))
            shown = {"\n": "/", " ": "␣"}.get(character, character)
            ink = GREY if shown == "␣" else INK
            ax.text(column, row, shown if shown.isascii() or shown == "␣" else "?", color=ink,
                    ha="center", va="center", family="monospace", fontsize=8.5,
                    parse_math=False)  # fmt: skip
        ax.set(xlim=(-0.6, COLUMNS - 0.4), ylim=(lines - 0.4, -0.6))
        ax.set_title(f"{name}: {np.mean(cost):.2f} bits per character", loc="left", fontsize=9)
        ax.axis("off")
    scale = ScalarMappable(Normalize(0, MOST), WARM)
    figure.colorbar(
        scale, ax=list(axes), location="bottom", shrink=0.5, aspect=40,
        label=f"bits (darkest: {MOST:.0f} or more)",
    )  # fmt: skip
    return figure


def surprise_caption(text: str, bits: Array) -> str:
    """Return in words what draw_surprise shows for one model."""
    worst = np.argsort(-bits, kind="stable")[:3]
    named = ", ".join(
        f"{text[at]!r} in {text[max(0, at - 5) : at + 4]!r} ({bits[at]:.1f})" for at in worst
    )
    return f"{bits.sum():.0f} bits for {len(text)} characters. Most surprising: {named}."


def interactive_surprise(model: Any, start: str) -> ipywidgets.VBox:
    """Type a text; the picture shows where a net is surprised.

    Args:
        model: a character model with an `alphabet`, as `torch_nets.writing` describes it.
        start: the text that is shown first.

    Returns:
        ipywidgets.VBox: the text field, the picture (SVG) and a sentence. Characters outside
        the alphabet are left out.
    """
    from lstm_utils.torch_nets import writing

    field = ipywidgets.Textarea(
        value=start, description="text", continuous_update=False, layout={"width": "90%"}
    )
    picture = ipywidgets.Image(format="svg+xml", layout={"max_width": "100%"})
    sentence = ipywidgets.HTML()

    def redraw(_change: object = None) -> None:
        text = "".join(c for c in field.value if c in model.alphabet)[:400]
        words = "Type a text: the picture appears when you leave the field."
        if text:
            bits = nets.surprise(*writing.predictions(model, text, model.alphabet))
            picture.value = svg_bytes(draw_surprise(text, {"this net": bits}))
            words = surprise_caption(text, bits)
        sentence.value = status(words)

    field.observe(redraw, names="value")
    redraw()
    return Moving(field, picture, sentence, samples=(start, *TEXTS))


@static_figure("14_language_model/surprise.svg")
def _surprise() -> Figure:
    known = measured()["surprise"]
    bits = {name: np.array(cost) for name, cost in known["bits"].items()}
    return draw_surprise(known["text"], bits)
