"""Figures of lesson 05: the triangle of terms, and which of them truncation keeps.

Row t belongs to the loss of step t, column k to the use of the weights at step k; both count
from 1. A row lights when the reader points at it or clicks it: that needs no kernel.
"""

import xml.etree.ElementTree as ET
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray

from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, INK, ORANGE, SKY, new_figure, styled

TERMS = 10  # steps of the triangle
PALE = 0.25  # opacity of the rows that are not lit
SVG = "http://www.w3.org/2000/svg"
ROWS_CSS = f"""
.loss {{ cursor: pointer; outline: none; }}
.loss path {{ pointer-events: all; }}
.loss .note {{ opacity: 0; }}
.loss:hover .note, .loss:focus .note {{ opacity: 1; }}
svg:has(.loss:hover) .loss:not(:hover):not(:focus) {{ opacity: {PALE}; }}
svg:has(.loss:focus) .loss:not(:hover):not(:focus) {{ opacity: {PALE}; }}
"""


def kept_terms(T: int, k1: int, k2: int) -> IntArray:
    """Compute which terms of the double sum truncation keeps, and in which pass.

    Args:
        T, k1, k2: as in nets.tbptt_windows.

    Returns:
        (T, T) integer array, rows for the losses and columns for the uses of the weights, step
        1 first: the number of the pass, from 0; -1 where the term is cut off, -2 where the
        weights are used after the loss.
    """
    passes = np.full((T, T), -1)
    passes[np.triu_indices(T, 1)] = -2
    for number, (start, due, stop) in enumerate(nets.tbptt_windows(T, k1, k2)):
        for row in range(due, stop):
            passes[row, start : row + 1] = number
    return passes


@styled
def draw_terms(k1: int, k2: int, lit: int | None = None) -> Figure:
    """Draw the terms of the gradient of a loss at each of ten steps, kept and cut off.

    Args:
        k1: steps from one backward pass to the next.
        k2: steps that each covers; taken as k1 where it is smaller.
        lit: the step of one loss, from 1: the other rows are pale. All equal if None.

    Returns:
        matplotlib Figure: a row for each loss, a column for each use of the weights; kept
        terms are filled, with two alternating colours for the passes.
    """
    passes = kept_terms(TERMS, k1, max(k1, k2))
    figure, ax = new_figure(height=3.2)
    for t in range(1, TERMS + 1):
        _row(ax, t, passes[t - 1], 1.0 if lit in (None, t) else PALE, lit == t)
    _triangle_axes(ax, TERMS)
    ax.set(xlabel="step $k$ that used the weights", ylabel="step $t$ of the loss")
    ax.set_title("filled: kept;  colour: which pass")
    _write_costs(ax, k1, max(k1, k2), passes)
    return figure


def _triangle_axes(ax: Axes, T: int) -> None:
    steps = range(1, T + 1)
    ax.set(xlim=(0.4, T + 0.6), ylim=(T + 0.6, 0.4), xticks=steps, yticks=steps)
    ax.set_aspect("equal")
    ax.grid(visible=False)


def _row(ax: Axes, t: int, passes: IntArray, alpha: float, noted: bool) -> None:
    """Draw the terms of one loss; the parts carry its name, so that it can be lit later."""
    name = f"loss{t}"
    ax.add_patch(Rectangle((0.5, t - 0.5), TERMS, 1, fill=False, lw=0, gid=name))
    for k in range(1, t + 1):
        number = passes[k - 1]
        look: dict[str, Any] = {"fc": "white", "ec": "#b5b5b5", "ls": ":", "lw": 0.8}
        if number >= 0:
            face, hatch = ((ORANGE, ""), (SKY, "////"))[number % 2]
            look = {"fc": face, "ec": "white", "lw": 0.8, "hatch": hatch}
        square = Rectangle((k - 0.45, t - 0.45), 0.9, 0.9, alpha=alpha, gid=name, **look)
        ax.add_patch(square)
    note = ax.text(t + 0.8, t, _reach(t, passes), va="center", fontsize=9, color=INK)
    note.set_gid(f"{name}-note")
    note.set_alpha(1.0 if noted else 0.0)


def _reach(t: int, passes: IntArray) -> str:
    """Write which steps receive gradient from the loss of step t."""
    first = 1 + int(np.argmax(passes >= 0))
    return f"loss {t}: step {t} only" if first == t else f"loss {t}: back to step {first}"


def _costs(k1: int, k2: int) -> tuple[int, int]:
    """Return how many passes, and how many steps they take together."""
    windows = nets.tbptt_windows(TERMS, k1, k2)
    return len(windows), sum(stop - start for start, _, stop in windows)


def _write_costs(ax: Axes, k1: int, k2: int, passes: IntArray) -> None:
    number, walked = _costs(k1, k2)
    lines = [
        f"$k_1$ = {k1},  $k_2$ = {k2}",
        f"{(passes >= 0).sum()} of {(passes > -2).sum()} terms kept",
        f"{number} backward pass{'es' if number > 1 else ''}",
        f"{walked} steps back in all",
        f"{min(k2, TERMS)} states kept at once",
    ]
    for n, line in enumerate(lines):
        ax.text(TERMS + 1.2, 0.7 + 0.8 * n, line, va="center", color=INK if n else BLUE)


def terms_caption(k1: int, k2: int) -> str:
    """Describe which terms are kept, and the cost."""
    note = f" (k2 = {k2} would be shorter than a piece, so it is taken as {k1})"
    note = note if k2 < k1 else ""
    k2 = max(k1, k2)
    passes = kept_terms(TERMS, k1, k2)
    number, walked = _costs(k1, k2)
    shortest = min(int((row >= 0).sum()) for t, row in enumerate(passes) if t + 1 >= k2)
    reach = f"all {k2}" if shortest == k2 else f"{shortest} to {k2}"
    cut = "Nothing is cut off."
    if (passes == -1).any():
        cut = f"A loss reaches back {reach} step{'' if reach == 'all 1' else 's'}."
    return (
        f"k1 = {k1}, k2 = {k2}{note}: {(passes >= 0).sum()} of {(passes > -2).sum()} terms are "
        f"kept. {cut} Backward passes: {number}, with {walked} steps in all. States kept at "
        f"once: {min(k2, TERMS)}."
    )


def interactive_terms() -> ipywidgets.VBox:
    """Choose k1 and k2; click a loss, and its row of terms lights.

    Returns:
        ipywidgets.VBox: the sliders k1 and k2, the picture (SVG in HTML), the caption.
    """
    box = with_sliders(draw_terms, terms_caption, k1=(1, TERMS, 1, 2), k2=(1, TERMS, 1, 4))
    *sliders, picture, sentence = box.children
    rows = ipywidgets.HTML(clickable_rows(picture.value), layout={"max_width": "100%"})
    picture.observe(lambda change: setattr(rows, "value", clickable_rows(change.new)), "value")
    box.children = (*sliders, rows, sentence)
    return box


def clickable_rows(svg: bytes) -> str:
    """Group what belongs to one loss, so that it lights under the pointer or after a click.

    Args:
        svg: a figure of draw_terms.

    Returns:
        The same picture as an <svg> element for HTML; each loss is one element of the class
        "loss" that can have the focus, with its reach as a label.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ET.fromstring(svg)
    parents = {child: parent for parent in root.iter() for child in parent}
    groups: dict[str, ET.Element] = {}
    for part in list(root.iter(f"{{{SVG}}}g")):
        name, _, note = part.get("id", "").partition("-")
        if not name.startswith("loss"):
            continue
        if name not in groups:
            look = {"class": "loss", "tabindex": "0", "role": "img"}
            groups[name] = ET.SubElement(parents[part], f"{{{SVG}}}g", look)
            ET.SubElement(groups[name], f"{{{SVG}}}title").text = f"loss {name[4:]}"
        parents[part].remove(part)
        del part.attrib["id"]
        if note:
            part.set("class", "note")
            _make_visible(part)
        groups[name].append(part)
    root.set("style", "max-width: 100%; height: auto")
    style = ET.Element(f"{{{SVG}}}style")
    style.text = ROWS_CSS
    root.insert(0, style)
    return ET.tostring(root, encoding="unicode")


def _make_visible(note: ET.Element) -> None:
    """Take the opacity of 0 out of a text: the style sheet decides when it shows."""
    for part in note.iter():
        for name in ("style", "opacity"):
            value = part.get(name, "")
            if "opacity" in value or (name == "opacity" and value):
                kept = [q for q in value.split(";") if "opacity" not in q and ":" in q]
                part.set(name, ";".join(kept)) if kept else part.attrib.pop(name)


@styled
def draw_term_sizes(size: Array) -> Figure:
    """Draw how much each path adds to the gradient.

    Args:
        size: (T, T) float array, a row for each loss and a column for each step that used the
            weights, step 1 first; values above the diagonal are not drawn.

    Returns:
        matplotlib Figure: larger terms are darker.
    """
    figure, ax = new_figure(height=3.0)
    T = len(size)
    above = np.triu(np.ones_like(size), 1)
    edges = (0.5, T + 0.5, T + 0.5, 0.5)
    picture = ax.imshow(np.where(above, np.nan, size), vmin=0, extent=edges)
    ax.set(xlabel="step $k$ that used the weights", ylabel="step $t$ of the loss")
    ax.set(xticks=range(1, T + 1), yticks=range(1, T + 1))
    ax.grid(visible=False)
    figure.colorbar(picture, label="size of the term")
    return figure


@styled
def draw_truncations(cuts: tuple[int, ...] = (2, 3, 7), piece: int = 4, T: int = 8) -> Figure:
    """Draw which terms full, regular and randomised truncation keep, and with which weight.

    Args:
        cuts: the steps after which the random draw has cut.
        piece: length of the regular pieces; a random cut has the probability 1 / piece.
        T: number of steps.

    Returns:
        matplotlib Figure: three triangles; in the last one a term over n steps has the weight
        (1 / (1 - 1 / piece))^n, written into it.
    """
    figure, axes = new_figure(columns=3, height=2.35, sharey=True)
    regular = tuple(range(piece, T, piece))
    grow = 1 / (1 - 1 / piece)
    panels = (("full", (), 1.0), ("regular", regular, 1.0), ("randomised", cuts, grow))
    for ax, (title, after, factor) in zip(axes, panels, strict=True):
        for t in range(1, T + 1):
            for k in range(1, t + 1):
                cut = any(k <= q < t for q in after)
                _weighted(ax, t, k, 0.0 if cut else factor ** (t - k), factor > 1)
        _triangle_axes(ax, T)
        ax.set(title=title, xlabel="step $k$", xticks=[1, 4, 8], yticks=[1, 4, 8])
    axes[0].set_ylabel("step $t$ of the loss")
    return figure


def _weighted(ax: Axes, t: int, k: int, weight: float, written: bool) -> None:
    face, edge = (ORANGE, "white") if weight else ("white", "#b5b5b5")
    line = "-" if weight else ":"
    look: dict[str, Any] = {"fc": face, "ec": edge, "ls": line, "lw": 0.6}
    ax.add_patch(Rectangle((k - 0.47, t - 0.47), 0.94, 0.94, **look))
    if weight and written:
        ax.text(k, t, f"{weight:.1f}", ha="center", va="center", fontsize=6)


@static_figure("05_bptt/terms.svg")
def _terms() -> Figure:
    """Draw pieces of 2 and windows of 4, one row lit, where nothing can be clicked."""
    return draw_terms(2, 4, lit=7)


@static_figure("05_bptt/truncations.svg")
def _truncations() -> Figure:
    """Draw full, regular and randomised truncation side by side."""
    return draw_truncations()
