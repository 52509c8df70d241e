"""Figures of lesson 17: what the outputs of two nets see, and how they read aloud.

`both_ways_books` has the static drawings.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, BoolArray
from lstm_utils.tasks.reading_aloud import Line

from .interactive import with_frames
from .style import BLUE, GREY, INK, ORANGE, RED, new_figure, styled

RECORDED = Path(__file__).with_name("both_ways.json")
TEXT = "we rate"
KINDS = ("forward", "backward", "both ways", "forward, 2 late")
LATE = 2
LOOKS = ((BLUE, "o"), (RED, "s"), (INK, "D"), (ORANGE, "^"))
RULES = {"c": "c", "vowel": "vowel", "s": "plural s", "read": "read"}


@cache
def recorded_rules() -> dict[str, list[dict[str, float]]]:
    """Read what benchmarks/both_ways.py measured: by net, the accuracies of each seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))["rules"]


@cache
def seen(kind: str) -> BoolArray:
    """Measure which inputs each output depends on, with a small net of random weights.

    Args:
        kind: one of KINDS; the last answers LATE steps late: its answer about step t is given
            after step t + LATE.

    Returns:
        (T, T) bools: entry [t, s] is whether the answer about step t sees input s.
    """
    T = len(TEXT)
    rng = np.random.default_rng(0)
    fwd, bwd = nets.bilstm_init(1, 4, rng)
    x = rng.normal(size=(T + LATE, 1, 1))
    halves = {"backward": slice(4, 8), "both ways": slice(0, 8)}
    late = LATE if kind == KINDS[-1] else 0

    def answers(x: Array) -> Array:
        hs, _, _ = nets.bilstm_forward(x, np.array([T + late]), fwd, bwd)
        return hs[late : T + late, 0, halves.get(kind, slice(0, 4))]

    right, found = answers(x), np.zeros((T, T), dtype=bool)
    for s in range(T):
        other = x.copy()
        other[s] += 1.0
        found[:, s] = (answers(other) != right).any(axis=1)
    return found


@styled
def draw_sight(step: int = 4) -> Figure:
    """Draw, for four kinds of nets, which inputs the answer about one step sees.

    Args:
        step: 0 to 6, a letter of "we rate".

    Returns:
        matplotlib Figure: a row for each kind; inputs that are seen are filled, the letter of
        the step is framed, and an arrow goes from each that is seen to the output.
    """
    figure, axes = new_figure(2, 2, height=3.2)
    for ax, kind in zip(axes.flat, KINDS, strict=True):
        _draw_inputs(ax, seen(kind)[step], step)
        ax.set_title(kind, fontsize=9)
    return figure


def _draw_inputs(ax: Axes, sees: BoolArray, step: int) -> None:
    """Draw the letters as boxes below, the output above, and arrows from the seen ones."""
    for s, letter in enumerate(TEXT):
        face = "#cfe3f1" if sees[s] else "white"
        edge, width = (INK, 1.6) if s == step else (GREY, 0.8)
        ax.add_patch(Rectangle((s - 0.4, -0.4), 0.8, 0.8, fc=face, ec=edge, lw=width))
        ax.text(s, 0, letter, ha="center", va="center", color=INK if sees[s] else GREY)
        if sees[s]:
            look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 7, "lw": 0.9}
            colour = BLUE if s <= step else RED
            ax.add_patch(FancyArrowPatch((s, 0.45), (step, 1.55), color=colour, **look))
    ax.plot([step], [1.75], color=INK, marker="o", ms=7, ls="")
    ax.set(xlim=(-0.7, len(TEXT) - 0.3), ylim=(-0.6, 2.1))
    ax.axis("off")


def sight_caption(step: int) -> str:
    """Return in words what each kind of net has seen at a step."""
    parts = []
    for kind in KINDS:
        pairs = zip(TEXT, seen(kind)[step], strict=True)
        parts.append(f"{kind}: {''.join(q if sees else '·' for q, sees in pairs)}")
    return f"The answer about letter {step}, “{TEXT[step]}”, sees: {'; '.join(parts)}."


def interactive_sight() -> ipywidgets.VBox:
    """Show which inputs an answer sees, step by step.

    Returns:
        ipywidgets.VBox with a play button, the slider step, and a Stack of pictures.
    """
    return with_frames(draw_sight, sight_caption, interval=900, step=(range(len(TEXT)), 4))


@styled
def draw_rules(results: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw how many sounds each net gets right, for each of the four hard rules.

    Args:
        results: by net, {rule: share of right sounds}.

    Returns:
        matplotlib Figure: a row for each rule, a mark for each net.
    """
    figure, ax = new_figure(height=2.6)
    for k, ((colour, marker), (name, found)) in enumerate(
        zip(LOOKS, results.items(), strict=False)
    ):
        rows = np.arange(len(RULES)) + 0.16 * (k - (len(results) - 1) / 2)
        look: dict[str, Any] = {"color": colour, "marker": marker, "ls": "", "ms": 6}
        ax.plot([found[rule] for rule in RULES], rows, label=name, **look)
    ax.set(xlim=(0.35, 1.03), ylim=(len(RULES) - 0.5, -0.5), xlabel="right sounds")
    ax.set_yticks(range(len(RULES)), list(RULES.values()))
    figure.legend(loc="outside lower left", ncols=len(results), fontsize=8)
    return figure


@styled
def draw_reading(line: Line, readings: Mapping[str, tuple[str, Array]]) -> Figure:
    """Draw a sentence, and below it the sounds that each net gives its letters.

    Args:
        line: the sentence and its right sounds.
        readings: by net, its sounds and the probability of each, (T,).

    Returns:
        matplotlib Figure: the darker a sound's ground, the less sure is the net; wrong ones
        are framed.
    """
    figure, ax = new_figure(height=0.42 * len(readings) + 0.9)
    _write(ax, 0, "letters", line.text)
    for row, (name, (sounds, p)) in enumerate(readings.items(), start=1):
        _write(ax, row, name, sounds, p, line.sounds)
    ax.set(xlim=(-8.5, len(line.text)), ylim=(len(readings) + 0.6, -0.6))
    ax.axis("off")
    return figure


def _write(
    ax: Axes, row: int, name: str, text: str, p: Array | None = None, right: str = ""
) -> None:
    """Write a row of letters, on a ground that is darker where p is small."""
    ax.text(-0.8, row, name, ha="right", va="center", fontsize=9)
    for t, letter in enumerate(text):
        if p is not None and letter + right[t] != "  ":
            wrong = letter != right[t]
            box: dict[str, Any] = {"fc": ORANGE, "ec": "none", "alpha": float(1 - p[t])}
            ax.add_patch(Rectangle((t - 0.5, row - 0.42), 1, 0.84, **box))
            if wrong:
                frame: dict[str, Any] = {"fc": "none", "ec": RED, "lw": 1.4}
                ax.add_patch(Rectangle((t - 0.48, row - 0.42), 0.96, 0.84, **frame))
        weight = "bold" if p is None else "normal"
        ax.text(t, row, letter, ha="center", va="center", fontsize=9, weight=weight)
