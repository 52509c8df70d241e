"""Texts that machines wrote, one under the other, as a page to show."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BLUE, INK, new_figure, styled

WIDTH = 62  # characters in a line of a figure
MONOSPACE: dict[str, Any] = {
    "family": "monospace",
    "fontsize": 8.5,
    "va": "top",
    "parse_math": False,
}


def one_line(text: str) -> str:
    """Write a text in one line: / for a line break, and only ASCII, which every font has."""
    flat = " ".join(text.replace("\n", " / ").split())
    return "".join(c if c.isascii() else "?" for c in flat)


def draw_paragraph(ax: Axes, text: str, title: str) -> None:
    """Write a text on empty axes, without its line breaks.

    Args:
        ax: matplotlib Axes.
        text: string.
        title: what the text is; the meaning of / is added.
    """
    ax.axis("off")
    ax.set_title(f"{title}; / is a line break", loc="left")
    lines = "\n".join(wrap(one_line(text), WIDTH, drop_whitespace=False))
    ax.text(0, 1, lines, transform=ax.transAxes, **MONOSPACE)


def as_lines(text: str, width: int = WIDTH) -> list[str]:
    """Break a text into lines; keep its own line breaks, but not more than one empty line.

    Args:
        text: string.
        width: most characters in a line.

    Returns:
        List of lines; characters that are not ASCII are question marks.
    """
    plain = "".join(c if c.isascii() else "?" for c in text)
    lines: list[str] = []
    for line in plain.split("\n"):
        pieces = wrap(line, width) or [""]
        lines += pieces if pieces != [""] or (lines and lines[-1]) else []
    return lines


@styled
def draw_texts(texts: Mapping[str, str], prompt: str = "", most: int = 12) -> Figure:
    """Draw texts under their titles, as a page that can be saved and shown.

    Args:
        texts: {title: the text after the prompt}.
        prompt: what all of them continue; drawn in bold and blue.
        most: most lines of each text.

    Returns:
        matplotlib Figure.
    """
    pages = [as_lines(prompt + text)[:most] for text in texts.values()]
    heights = [len(lines) + 2.2 for lines in pages]
    figure, axes = new_figure(
        rows=len(texts), height=0.165 * sum(heights), height_ratios=heights, squeeze=False
    )
    looks = zip(axes[:, 0], texts, pages, heights, strict=True)
    for ax, title, lines, height in looks:
        ax.set(xlim=(0, 1), ylim=(height - 1.2, -0.2))
        ax.axis("off")
        ax.axvline(0, color=BLUE, lw=2)
        ax.set_title(title, loc="left", color=INK, fontsize=10)
        if lines and lines[0].startswith(prompt):
            ax.text(0.015, 0.1, prompt.rstrip(), color=BLUE, weight="bold", **MONOSPACE)
            lines[0] = " " * len(prompt) + lines[0][len(prompt) :]
        for row, line in enumerate(lines):
            ax.text(0.015, row + 0.1, line, color=INK, **MONOSPACE)
    return figure
