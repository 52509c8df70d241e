"""The stores of the generated catchment of lesson 18, and the water between them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .static import static_figure
from .style import BLUE, GREY, INK, ORANGE, SKY, new_figure, styled

PALE = "#cfcfcf"
# The picture of the stores: places, and the store that each arrow or word belongs to.
BOXES = (
    (0.0, 2.0, "snow", SKY),
    (2.6, 2.0, "soil", ORANGE),
    (2.6, 0.2, "groundwater", BLUE),
    (5.4, 1.1, "river", INK),
)
ARROWS = (
    ((0.75, 3.2), (0.75, 2.6), "snow", "below 0 °C"),
    ((1.55, 2.27), (2.55, 2.27), "snow", ""),
    ((3.35, 3.2), (3.35, 2.6), "soil", "above 0 °C"),
    ((4.13, 2.52), (4.6, 3.1), "soil", ""),
    ((3.35, 1.95), (3.35, 0.8), "soil", "3 % a day"),
    ((4.15, 2.2), (5.45, 1.68), "soil", ""),
    ((4.15, 0.55), (5.45, 1.08), "groundwater", ""),
)
WORDS = (
    (0.75, 3.33, "snow", "snowfall", "center"),
    (2.05, 2.42, "snow", "melt", "center"),
    (2.05, 1.88, "snow", "3 mm a\nday and °C", "center"),
    (3.35, 3.33, "soil", "rain", "center"),
    (4.65, 3.2, "soil", "evaporation", "left"),
    (4.85, 2.26, "soil", "15 % of what\nexceeds 60 mm", "left"),
    (4.85, 0.52, "groundwater", "1 % a day", "left"),
)


def _box(ax: Axes, x: float, y: float, text: str, colour: str) -> None:
    look: dict[str, Any] = {"boxstyle": "round,pad=0.02,rounding_size=0.08", "ec": colour}
    ax.add_patch(FancyBboxPatch((x, y), 1.5, 0.55, fc="white", lw=1.6, **look))
    ink = PALE if colour == PALE else INK
    ax.text(x + 0.75, y + 0.275, text, ha="center", va="center", fontsize=9, color=ink)


def _arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], label: str, colour: str
) -> None:
    look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 10, "color": colour}
    ax.add_patch(FancyArrowPatch(start, end, lw=1.2, shrinkA=0, shrinkB=0, **look))
    x, y = (np.array(start) + np.array(end)) / 2
    ink = PALE if colour == PALE else INK
    ax.text(x + 0.08, y, label, fontsize=7.5, color=ink, va="center")


@styled
def draw_stores(lit: str = "") -> Figure:
    """Draw the way of the water from the sky through three stores into the river.

    Args:
        lit: the store that keeps its colours, such as "snow"; all if "".

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=3.1)

    def shade(store: str, colour: str = GREY) -> str:
        return colour if lit in ("", store) else PALE

    for x, y, name, colour in BOXES:
        _box(ax, x, y, name, shade(name, colour))
    for start, end, name, label in ARROWS:
        _arrow(ax, start, end, label, shade(name))
    for x, y, name, words, side in WORDS:
        look: dict[str, Any] = {"fontsize": 7.5, "ha": side, "va": "center"}
        ax.text(x, y, words, color=shade(name, INK), **look)
    ax.set(xlim=(-0.2, 7.1), ylim=(0.0, 3.5))
    ax.axis("off")
    return figure


@static_figure("18_time_series/stores.svg")
def _stores() -> Figure:
    """Draw all stores in their colours."""
    return draw_stores()


@static_figure("18_time_series/stores_snow.svg")
def _stores_snow() -> Figure:
    """Draw the same with the snow alone in its colours."""
    return draw_stores("snow")
