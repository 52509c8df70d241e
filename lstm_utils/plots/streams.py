"""Figures of lesson 11: half-lives, states that grow, and who empties them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.tasks.stream_states import Strip

from .interactive import with_frames
from .lstm_books import gender_weights, number
from .static import static_figure
from .style import GATE_COLOUR, GREY, INK, SIGNED, STATE_COLOUR, new_figure, styled

RECORDED = Path(__file__).with_name("streams.json")
BIASES = tuple(np.arange(-2, 8.5, 0.5).tolist())
FORGETS = LinearSegmentedColormap.from_list("forgets", [GATE_COLOUR["f"], "white"])

WORDS = ["Emil", "slept", "so", "he", "snored", "Rain", "fell", "so", "nobody", "went"]
WORDS += ["Clara", "rowed", "so", "she", "sang"]
STARTS = (0, 5, 10)
ROLES = {"Clara": 0, "Emil": 1, "so": 3}  # all other words: 2
SHIFTS = {"none": None, "1 word early": -1, "before the first word": 0, "1 word late": 1}


@styled
def draw_half_life(b_f: float) -> Figure:
    """Draw how much of a state is left after 0 to 100 steps, and the half-life.

    Args:
        b_f: bias of the forget gate.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.6)
    steps, half = np.arange(101), float(nets.half_life(np.array(b_f)))
    left = nets.sigmoid(np.array(b_f)) ** steps
    ax.plot(steps, left, color=GATE_COLOUR["f"], ls="-", marker=".", ms=3)
    ax.axhline(0.5, color=GREY, ls=":", lw=1.0)
    if half <= 100:
        ax.plot([half, half], [0, 0.5], color=INK, ls="--", lw=1.2, marker="")
    ax.set(xlabel="steps", ylabel="left of the state", ylim=(0, 1.03), xlim=(0, 100))
    ax.set_title(f"$b_f$ = {number(b_f)}   half-life {half:,.3g} steps", loc="left")
    return figure


def half_life_caption(b_f: float) -> str:
    """Return in words the half-life of a bias, and what is left after ten steps."""
    f = float(nets.sigmoid(np.array(b_f)))
    half = float(nets.half_life(np.array(b_f)))
    return (
        f"b_f = {b_f:g}: f = {f:.4f}; half is left after {half:,.3g} steps, {f**10:.2g} after "
        f"10 steps, {f**100:.2g} after 100. The state is at most {1 / (1 - f):,.3g}."
    )


def interactive_half_life() -> ipywidgets.VBox:
    """Move the bias of the forget gate and watch the state decay.

    Returns:
        ipywidgets.VBox with the slider b_f and a Stack of pictures with captions.
    """
    return with_frames(draw_half_life, half_life_caption, b_f=(BIASES, 0.0))


@static_figure("11_forget_gate/half_life.svg")
def _half_life() -> Figure:
    """Draw the decay with a bias of 1, for pages without sliders."""
    return draw_half_life(1.0)


@styled
def draw_growth(sizes: Mapping[str, Array]) -> Figure:
    """Draw the size of the states of several nets over the steps, on a log scale.

    Args:
        sizes: mean |c| after each step, (T,) float arrays, under the names of the nets.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.4)
    for name, size in sizes.items():
        ax.semilogy(np.arange(1, len(size) + 1), size, label=name)
    ax.set(xlabel="steps", ylabel="mean |c|")
    ax.legend()
    return figure


def reset_states(shift: int | None) -> tuple[Array, Array]:
    """Run the cell of lesson 08's sentence over three documents.

    Args:
        shift: words from a document's first word to the reset; None for no reset.

    Returns:
        h, c: (T,) float arrays, the states after each word.
    """
    x = np.eye(4)[[[ROLES.get(word, 2)] for word in WORDS]]
    reset = np.zeros((len(WORDS), 1), dtype=bool)
    if shift is not None:
        reset[[max(start + shift, 0) for start in STARTS]] = True
    params = dict(zip(("W_ih", "W_hh", "b"), gender_weights(), strict=True))
    zero = np.zeros((1, 1))
    hs, _, caches = nets.lstm_stream(x, reset, (zero, zero), params)
    cs = [cache["f"] * cache["c_prev"] + cache["i"] * cache["g"] for cache in caches]
    return hs[:, 0, 0], np.array(cs)[:, 0, 0]


@styled
def draw_resets(reset: str) -> Figure:
    """Draw state and output of one cell over three documents.

    Args:
        reset: where the state is reset, a key of SHIFTS.

    Returns:
        matplotlib Figure: one column for each word.
    """
    figure, ax = new_figure(height=1.9)
    shift = SHIFTS[reset]
    for row, (name, values) in enumerate(zip("hc", reset_states(shift), strict=True)):
        y = row - 2
        ax.text(-0.2, y + 0.5, f"${name}$", ha="right", va="center", fontsize=9)
        for t, value in enumerate(values):
            face = SIGNED(0.5 + 0.35 * float(np.clip(value, -1, 1)))
            ax.add_patch(Rectangle((t, y), 1, 1, fc=face, ec="#dddddd", lw=0.6))
            style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 6.5}
            ax.text(t + 0.5, y + 0.5, number(value), **style)
    for t, word in enumerate(WORDS):
        ax.text(t + 0.5, 0.15, word, ha="left", va="bottom", fontsize=7.5, rotation=40)
    for start in STARTS:
        ax.plot([start, start], [-2, 0.1], color=INK, ls=":", lw=1.2, marker="")
        if shift is not None:
            at = max(start + shift, 0)
            ax.annotate("reset", (at, -2), (at, -2.75), ha="center", fontsize=7.5, color=INK,
                        arrowprops={"arrowstyle": "->", "color": INK})  # fmt: skip
    ax.set(xlim=(-0.8, len(WORDS) + 0.8), ylim=(-3, 1.7))
    ax.set_title(f"reset: {reset}", loc="left", fontsize=9)
    ax.axis("off")
    return figure


def resets_caption(reset: str) -> str:
    """Return in words what the cell outputs at the word after which a pronoun may come."""
    h, _ = reset_states(SHIFTS[reset])
    said = ["she" if v > 0.5 else "he" if v < -0.5 else "nothing" for v in h]
    heard = [said[t] for t, word in enumerate(WORDS) if word == "so"]
    answers = ", ".join(heard)
    return f"Reset: {reset}. At “so” the cell says {answers}; right is he, nothing, she."


def interactive_resets() -> ipywidgets.VBox:
    """Move the reset, and see what the cell says in the second and the third document.

    Returns:
        ipywidgets.VBox with the slider reset and a Stack of pictures with captions.
    """
    return with_frames(draw_resets, resets_caption, reset=(tuple(SHIFTS), "none"))


@static_figure("11_forget_gate/resets.svg")
def _resets() -> Figure:
    """Draw the right resets, for pages without sliders."""
    return draw_resets("before the first word")


@styled
def draw_strip(strip: Strip, gate: bool = True) -> Figure:
    """Draw the cell states of a net along a stream, and how far its forget gates are closed.

    Args:
        strip: what read_strip returned.
        gate: whether the forget gates are drawn below, the unit that keeps most on top.

    Returns:
        matplotlib Figure: a line for each unit, a dotted line where a string begins.
    """
    looks = {"height_ratios": (3, 2)} if gate else {}
    rows, height = (2, 3.4) if gate else (1, 2.2)
    figure, axes = new_figure(rows, 1, height, sharex=True, squeeze=False, **looks)
    top: Axes = axes[0, 0]
    T, H = strip.c.shape
    look: dict[str, Any] = {"color": STATE_COLOUR["c"], "ls": "-", "lw": 0.9, "marker": ""}
    top.plot(np.arange(T), strip.c, alpha=0.8, **look)
    top.set(ylabel=f"$c$ of {H} units", xlim=(-0.5, T - 0.5))
    if gate:
        below: Axes = axes[1, 0]
        order = np.argsort(strip.f.mean(axis=0))[::-1]
        below.imshow(strip.f[:, order].T, cmap=FORGETS, vmin=0, vmax=1, aspect="auto")
        below.set(ylabel=f"$f$ of {H} units", yticks=[])
        below.grid(visible=False)
    for ax in axes[:, 0]:
        for start in np.flatnonzero(strip.start):
            ax.axvline(start - 0.5, color=INK, ls=":", lw=1.2)
    axes[-1, 0].set_xticks(np.arange(T), strip.letters, fontsize=7)
    axes[-1, 0].tick_params(axis="x", length=0)
    return figure


@styled
def draw_unit(strip: Strip, unit: int, width: int = 45) -> Figure:
    """Draw letters on the colour of one unit's state: red above its mean, blue below.

    Args:
        strip: T symbols.
        unit: number of the unit.
        width: symbols in a row.

    Returns:
        matplotlib Figure; the second letter of each string is bold.
    """
    c = strip.c[:, unit] - strip.c[:, unit].mean()
    rows = -(-len(c) // width)
    figure, ax = new_figure(height=0.35 * rows + 0.1)
    for t, letter in enumerate(strip.letters):
        x, y = t % width, -(t // width)
        face = SIGNED(0.5 + 0.35 * float(np.clip(c[t] / abs(c).max(), -1, 1)))
        ax.add_patch(Rectangle((x, y), 1, 0.8, fc=face, ec="none"))
        bold = "bold" if t and strip.start[t - 1] else "normal"
        style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
        ax.text(x + 0.5, y + 0.4, letter, fontweight=bold, **style)
        if strip.start[t]:
            ax.plot([x, x], [y, y + 0.8], color=INK, ls="-", lw=1.2, marker="")
    ax.set(xlim=(-0.1, width + 0.1), ylim=(-rows + 0.9, 0.9))
    ax.axis("off")
    return figure


@styled
def draw_places(bits: Mapping[str, Array]) -> Figure:
    """Draw how many bits a character costs at each place of a document.

    Args:
        bits: what bits_by_place returned, under the names of the nets.

    Returns:
        matplotlib Figure; the first place is that of the second character.
    """
    figure, ax = new_figure(height=2.5)
    for name, values in bits.items():
        ax.plot(np.arange(2, len(values) + 2), values, label=name)
    ax.set(xlabel="place in the document", ylabel="bits per character", ylim=(0, None))
    ax.legend()
    return figure


@cache
def recorded() -> dict[str, Any]:
    """Read what `benchmarks/streams.py` measured once, by seed: errors of nets, and strips."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def recorded_strip(name: str) -> Strip:
    """Return the recorded strip of one net."""
    found = recorded()["0"]["strips"][name]
    return Strip(found["letters"], *(np.array(found[key]) for key in ("start", "c", "f")))


for _n, _name in enumerate(("f = 1", "f = 1, resets", "forget gate"), 1):
    static_figure(f"11_forget_gate/stream_{_n}.svg")(
        lambda name=_name: draw_strip(recorded_strip(name), gate=name == "forget gate")
    )
