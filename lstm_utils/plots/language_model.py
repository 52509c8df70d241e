"""Figures of lesson 14: the way of a character, streams, and curves of bits."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

import lstm_utils.numpy_nets as nets

from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, PINK, SKY, new_figure, styled

MEASURED = Path(__file__).with_name("language_model.json")
FAINT = "#c8c8c8"
LOOKS = ((BLUE, "-"), (ORANGE, "--"), (PINK, "-."), (GREEN, ":"))

# The way of a character: name, place of the box, its words, and the parts that light it.
BOXES: dict[str, tuple[tuple[float, float], str, str]] = {
    "number": ((0.0, 1.0), "a character,\na number", "embed surprise sample code"),
    "row": ((1.9, 1.0), "its row of\nthe table", "embed"),
    "lstm": ((3.7, 1.0), "LSTM\n$h$, $c$", ""),
    "logits": ((5.4, 1.0), "logits of\nthe next", "surprise sample code"),
    "surprise": ((7.6, 1.8), "surprise\n$-\\log_2 p$", "surprise"),
    "sample": ((7.6, 1.0), "draw it:\ntemperature", "sample"),
    "code": ((7.6, 0.2), "counts,\nthen bits", "code"),
}
EDGES = (
    ("number", "row"), ("row", "lstm"), ("lstm", "logits"),
    ("logits", "surprise"), ("logits", "sample"), ("logits", "code"),
)  # fmt: skip
PARTS = ("embed", "surprise", "sample", "code")


@cache
def measured() -> dict[str, Any]:
    """Return what `benchmarks/language_model.py` measured once."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


@styled
def draw_way(lit: str = "") -> Figure:
    """Draw the way of a character through a language model.

    Args:
        lit: which part is under discussion: one of PARTS; all of it if empty.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=1.75)
    for start, end in EDGES:
        on = not lit or {start, end} <= {
            name for name in BOXES if lit in BOXES[name][2].split()
        }
        _arrow(ax, BOXES[start][0], BOXES[end][0], INK if on else FAINT)
    for (x, y), words, parts in BOXES.values():
        on = not lit or lit in parts.split()
        look: dict[str, Any] = {
            "fc": "#fff3d6" if on and lit else "white",
            "ec": INK if on else FAINT,
        }
        shape = FancyBboxPatch(
            (x - 0.68, y - 0.29),
            1.36,
            0.58,
            boxstyle="round,pad=0.02,rounding_size=0.08",
            **look,
        )
        ax.add_patch(shape)
        ax.text(x, y, words, ha="center", va="center", fontsize=8, color=INK if on else GREY)
    ax.annotate(
        "", (3.35, 1.32), (4.05, 1.32),
        arrowprops={"arrowstyle": "-|>", "color": FAINT if lit else INK,
                    "connectionstyle": "arc3,rad=1.2"},
    )  # fmt: skip
    ax.set(xlim=(-0.75, 8.35), ylim=(-0.2, 2.2))
    ax.axis("off")
    return figure


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    tail, tip = (start[0] + 0.71, start[1]), (end[0] - 0.71, end[1])
    ax.add_patch(FancyArrowPatch(tail, tip, arrowstyle="-|>", mutation_scale=9, color=colour))


@styled
def draw_stream_batches(text: str, B: int, T: int) -> Figure:
    """Draw a text as streams, and the batches that are cut from them.

    Args:
        text: string of B T K + 1 characters.
        B: number of streams.
        T: steps of a batch.

    Returns:
        matplotlib Figure: streams are columns, time runs down.
    """
    batches = nets.stream_batches(np.arange(len(text)), B, T)
    figure, ax = new_figure(height=0.2 * len(batches) * (T + 1) + 0.7)
    for k, (x, y) in enumerate(batches):
        top = k * (T + 1)
        for left, part, colour in ((0, x, SKY), (B + 3, y, ORANGE)):
            ax.add_patch(Rectangle((left - 0.5, top - 0.5), B, T, fc=colour, alpha=0.25))
            for (t, b), place in np.ndenumerate(part):
                shown = text[place].replace(" ", "␣")
                ax.text(left + b, top + t, shown, ha="center", va="center", family="monospace")
        ax.text(-1.2, top + T / 2 - 0.5, f"batch {k}", ha="right", va="center", fontsize=9)
    for left, name in ((0, "$x$: read"), (B + 3, "$y$: comes next")):
        ax.text(left + (B - 1) / 2, -1.2, name, ha="center", fontsize=9)
    ax.set(xlim=(-9, 2 * B + 12), ylim=(len(batches) * (T + 1) - 1, -1.8))
    ax.axis("off")
    return figure


@styled
def draw_bits_curve(
    curves: Mapping[str, Mapping[int, float]], levels: Mapping[str, float]
) -> Figure:
    """Draw bits per character while nets learn, and those of other models.

    Args:
        curves: by name, {number of characters read: bits per character}; names that differ
            only in what follows ", seed" have one look.
        levels: by name, bits per character of a model that is complete.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=3.2)
    kinds = list(dict.fromkeys(name.split(", seed")[0] for name in curves))
    for name, curve in curves.items():
        kind = name.split(", seed")[0]
        colour, line = LOOKS[kinds.index(kind) % len(LOOKS)]
        seen = np.array([int(n) for n in curve]) / 1e6
        label = kind if name in (kind, f"{kind}, seed 0") else ""
        ax.plot(seen, list(curve.values()), color=colour, ls=line, marker="", label=label)
    end = ax.get_xlim()[1]
    for name, bits in levels.items():
        ax.axhline(bits, color=GREY, lw=1.0, ls=":")
        ax.text(end, bits, f" {name}  {bits:.2f}", va="bottom", ha="right", fontsize=8)
    low = min([*levels.values(), *(v for curve in curves.values() for v in curve.values())])
    ax.set(
        xlabel="characters read (million)",
        ylabel="bits per character",
        ylim=(low - 0.12, 3.2),
        xlim=(0, end),
    )
    ax.legend(loc="upper right")
    return figure


@static_figure("14_language_model/way.svg")
def _way() -> Figure:
    return draw_way()


@static_figure("14_language_model/way_embed.svg")
def _way_embed() -> Figure:
    return draw_way("embed")


@static_figure("14_language_model/way_sample.svg")
def _way_sample() -> Figure:
    return draw_way("sample")


@static_figure("14_language_model/way_code.svg")
def _way_code() -> Figure:
    return draw_way("code")


@static_figure("14_language_model/streams.svg")
def _streams() -> Figure:
    return draw_stream_batches("the state goes on where it ended", 3, 5)


@static_figure("14_language_model/curves.svg")
def _curves() -> Figure:
    known = measured()
    return draw_bits_curve(known["curves"], known["levels"])


@static_figure("14_language_model/carried.svg")
def _carried() -> Figure:
    return draw_bits_curve(measured()["short"], {"order 3": measured()["levels"]["order 3"]})
