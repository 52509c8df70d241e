"""The drawings of lesson 17: two nets, padded words reversed, and the final states."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from .static import static_figure
from .style import BLUE, GREY, INK, RED, new_figure


@static_figure("17_both_ways/both_ways.svg")
def _both_ways() -> Figure:
    """Draw two rows of cells above r, a, t, e; what the output at a has read is filled."""
    figure, ax = new_figure(height=2.5)
    step, rows = 1, ((1.0, BLUE, 1, "reads forward"), (2.0, RED, -1, "reads backward"))
    for s, letter in enumerate("rate"):
        x = 1.6 * s
        bold = "bold" if s == step else "normal"
        ax.text(x, 0, letter, ha="center", va="center", fontsize=13, weight=bold)
        for y, colour, way, _ in rows:
            used = s <= step if way == 1 else s >= step
            box: dict[str, Any] = {"fc": colour if used else "white", "ec": colour, "lw": 1.2}
            ax.add_patch(Rectangle((x - 0.3, y - 0.22), 0.6, 0.44, alpha=0.85, **box))
            if 0 <= s + way < 4:
                _arrow(ax, (x + 0.34 * way, y), (x + 1.26 * way, y), colour)
        lit = s == step
        ax.plot([x], [3.0], marker="o", ms=9, ls="", color=INK, mfc=INK if lit else "white")
        _arrow(ax, (x - 0.42, 0.2), (x - 0.24, 1.76), GREY, "arc3,rad=-0.25")
        _arrow(ax, (x, 0.25), (x, 0.74), GREY)
        _arrow(ax, (x, 2.24), (x, 2.84), GREY)
        _arrow(ax, (x + 0.22, 1.24), (x + 0.2, 2.86), GREY, "arc3,rad=0.35")
    for y, colour, _, name in rows:
        ax.text(-0.75, y, name, ha="right", va="center", color=colour, fontsize=9)
    ax.text(-0.75, 3.0, "sounds", ha="right", va="center", fontsize=9)
    ax.text(1.6 + 0.25, 3.22, "A, as in late", va="bottom", fontsize=9)
    ax.set(xlim=(-2.9, 5.4), ylim=(-0.3, 3.65))
    ax.axis("off")
    return figure


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    curve: str = "arc3",
) -> None:
    look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 7, "lw": 0.9}
    ax.add_patch(FancyArrowPatch(start, end, color=colour, connectionstyle=curve, **look))


@static_figure("17_both_ways/padding.svg")
def _padding() -> Figure:
    """Draw a padded batch of three words, and its reverse in a wrong and in the right way."""
    words = ("rate", "cit", "we")
    padded = [word.ljust(4, "·") for word in words]
    panels = {
        "the batch": padded,
        "x[::-1]": [word[::-1] for word in padded],
        "reverse_padded": [word[::-1].ljust(4, "·") for word in words],
    }
    figure, axes = new_figure(1, 3, height=1.7)
    for ax, (name, rows) in zip(axes, panels.items(), strict=True):
        for n, row in enumerate(rows):
            for t, letter in enumerate(row):
                empty = letter == "·"
                ax.add_patch(
                    Rectangle(
                        (t, n), 0.92, 0.86, fc="#dddddd" if empty else "white", ec=GREY, lw=0.7
                    )
                )
                ax.text(t + 0.46, n + 0.43, "" if empty else letter, ha="center", va="center")
        ax.set(xlim=(-0.1, 4.1), ylim=(3.1, -0.1))
        ax.set_title(
            name, fontsize=9, family="monospace" if "e_" in name or "[" in name else None
        )
        ax.axis("off")
        ax.text(2, 3.1, "first step on the left", ha="center", va="top", fontsize=7, color=GREY)
    return figure


@static_figure("17_both_ways/final.svg")
def _final() -> Figure:
    """Draw where the final states of two sequences are in `out`."""
    figure, axes = new_figure(1, 2, height=1.9)
    for ax, (length, name) in zip(axes, ((5, "5 letters"), (3, "3 letters")), strict=True):
        for y, colour, best in ((0, BLUE, length - 1), (1, RED, 0)):
            for t in range(5):
                inside = t < length
                face = colour if t == best else "white" if inside else "#dddddd"
                box: dict[str, Any] = {"fc": face, "ec": colour if inside else GREY, "lw": 1.0}
                ax.add_patch(Rectangle((t, y), 0.9, 0.8, **box))
                read = (t + 1 if y == 0 else length - t) if inside else ""
                shade = "white" if t == best else INK
                ax.text(t + 0.45, y + 0.4, str(read), ha="center", va="center", color=shade)
        ax.plot([4.45], [-0.32], marker="v", ms=5, ls="", color=GREY)
        ax.text(4.45, -0.5, "out[-1]", ha="center", va="bottom", fontsize=8, color=GREY)
        ax.text(-0.15, 0.4, "forward", ha="right", va="center", fontsize=8, color=BLUE)
        ax.text(-0.15, 1.4, "backward", ha="right", va="center", fontsize=8, color=RED)
        ax.set(xlim=(-1.9, 5.1), ylim=(2.0, -1.0))
        ax.set_title(name, fontsize=9)
        ax.axis("off")
    return figure
