"""Figures of lesson 20: encoder and decoder, and learning curves."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, RED, new_figure, styled

RECORDED = Path(__file__).with_name("translation.json")
FAINT = "#c8c8c8"
LOOKS = ((BLUE, "-", "o"), (RED, "--", "s"), (GREEN, "-.", "^"), (ORANGE, ":", "D"))
READ = ("dogs", "two", "forty")  # forty two dogs, from its end
WRITTEN = ("zwei", "und", "vierzig", "Hunde", "end")
CELL_WIDTH = 0.76


@cache
def recorded_translators() -> dict[str, dict[str, Any]]:
    """Return what benchmarks/translation.py measured: by kind, by seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@styled
def draw_translator(lit: str = "") -> Figure:
    """Draw an encoder that reads a sentence from its end, and a decoder that translates it.

    Args:
        lit: what is under discussion: "encode", "teacher" or "greedy"; all of it if empty.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.0)
    on = {"encode": not lit or lit == "encode", "decode": lit != "encode"}
    for t in range(len(READ) + len(WRITTEN)):
        part = "encode" if t < len(READ) else "decode"
        _cell(ax, t, BLUE if part == "encode" else RED, on[part])
        if t:
            _arrow(ax, (t - 1 + CELL_WIDTH / 2, 1), (t - CELL_WIDTH / 2, 1), on[part])
    for t, word in enumerate(READ):
        _word(ax, (t, 0.1), word, on["encode"])
        _arrow(ax, (t, 0.32), (t, 0.72), on["encode"])
    for t, word in enumerate(WRITTEN, len(READ)):
        given = "start" if t == len(READ) else WRITTEN[t - len(READ) - 1]
        _word(ax, (t, 0.1), given, on["decode"] and (lit != "greedy" or t == len(READ)))
        _arrow(ax, (t, 0.32), (t, 0.72), (on["decode"] and lit != "greedy") or t == len(READ))
        _arrow(ax, (t, 1.28), (t, 1.68), on["decode"])
        _word(ax, (t, 1.9), word, on["decode"])
        if lit == "greedy" and word != "end":
            _arrow(ax, (t + 0.12, 1.72), (t + 0.9, 0.28), True, color=ORANGE, lw=1.6)
    shown = (len(READ) - 0.5, 1.3)
    ax.text(*shown, "$h, c$", ha="center", fontsize=9, color=INK if on["encode"] else GREY)
    for t, name, colour in ((1, "encoder", BLUE), (5, "decoder", RED)):
        look = {"color": colour if on[name[:-1]] else "#9a9a9a", "weight": "bold"}
        ax.text(t, 2.35, name, ha="center", va="center", fontsize=9, **look)
    ax.set(xlim=(-0.5, 7.5), ylim=(-0.1, 2.5))
    ax.axis("off")
    return figure


def _cell(ax: Axes, t: float, colour: str, on: bool) -> None:
    """Draw the LSTM at one step."""
    look: dict[str, Any] = {"fc": colour if on else "white", "ec": colour if on else FAINT}
    shape = FancyBboxPatch(
        (t - CELL_WIDTH / 2 + 0.06, 0.78),
        CELL_WIDTH - 0.12,
        0.44,
        boxstyle="round,pad=0.05,rounding_size=0.08",
        alpha=0.25 if on else 1.0,
        **look,
    )
    ax.add_patch(shape)
    ax.text(t, 1, "LSTM", ha="center", va="center", fontsize=8, color=INK if on else GREY)


def _word(ax: Axes, place: tuple[float, float], word: str, on: bool) -> None:
    marks = {"style": "italic"} if word in ("start", "end") else {}
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9, **marks}
    ax.text(*place, word, color=INK if on else "#9a9a9a", **look)


def _arrow(
    ax: Axes, tail: tuple[float, float], tip: tuple[float, float], on: bool, **style: Any
) -> None:
    look: dict[str, Any] = {
        "arrowstyle": "-|>", "mutation_scale": 8, "color": INK if on else FAINT,
        "shrinkA": 0, "shrinkB": 0,
    }  # fmt: skip
    ax.add_patch(FancyArrowPatch(tail, tip, **(look | style)))


@styled
def draw_exact_curves(curves: Mapping[str, Mapping[int, float]]) -> Figure:
    """Draw how many translations are right in every word while nets learn.

    Args:
        curves: by name, {number of updates: share}; names that differ only in what follows
            ", seed" have one look.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.8)
    kinds = list(dict.fromkeys(name.split(", seed")[0] for name in curves))
    for name, curve in curves.items():
        kind = name.split(", seed")[0]
        colour, line, _ = LOOKS[kinds.index(kind) % len(LOOKS)]
        first = next(n for n in curves if n.split(", seed")[0] == kind) == name
        updates = [int(n) for n in curve]
        look: dict[str, Any] = {"color": colour, "ls": line, "marker": ""}
        ax.plot(updates, list(curve.values()), label=kind if first else "", **look)
    ax.set(xlabel="updates", ylabel="translations right", ylim=(-0.03, 1.03), xlim=(0, None))
    ax.legend(loc="lower right")
    return figure


@styled
def draw_by_length(shares: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw how many translations are right, for groups of sentences by length.

    Args:
        shares: by name, {group such as "6-8": share}.

    Returns:
        matplotlib Figure: a line for each name.
    """
    figure, ax = new_figure(height=2.6)
    groups = list(next(iter(shares.values())))
    for (colour, line, marker), (name, found) in zip(LOOKS, shares.items(), strict=False):
        look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker, "ms": 5}
        ax.plot(groups, [found[group] for group in groups], label=name, **look)
    ax.set(xlabel="words of the source", ylabel="translations right", ylim=(-0.03, 1.05))
    ax.legend(loc="lower left")
    return figure


@static_figure("20_translation/translator.svg")
def _translator() -> Figure:
    return draw_translator()


@static_figure("20_translation/encode.svg")
def _encode() -> Figure:
    return draw_translator("encode")


@static_figure("20_translation/teacher.svg")
def _teacher() -> Figure:
    return draw_translator("teacher")


@static_figure("20_translation/greedy.svg")
def _greedy() -> Figure:
    return draw_translator("greedy")
