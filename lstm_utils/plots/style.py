"""One look for every figure: the style sheet, and the colours that carry a meaning."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib import style
from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")
STYLE = Path(__file__).with_name("course.mplstyle")

BLUE, RED, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, INK, GREY = "#E69F00", "#56B4E9", "#222222", "#767676"

# The same thing has the same colour and the same line in every lesson.
GATE_COLOUR = {"i": GREEN, "f": RED, "g": BLUE, "o": PINK}
GATE_LINE = {"i": "-.", "f": "--", "g": "-", "o": ":"}
STATE_COLOUR = {"c": ORANGE, "h": INK}
GRADIENT = "#A50026"  # a red that nobody takes for the forget gate's

# Blue through white to red, for quantities with a sign and for "which side": the centre is 0.
SIGNED = matplotlib.colors.LinearSegmentedColormap.from_list("signed", [BLUE, "#ffffff", RED])


def use_style() -> None:
    """Give this notebook the course's look: style sheet, and sharp pictures."""
    style.use(_sheet())
    try:
        from IPython import get_ipython
        from matplotlib_inline.config import InlineBackend
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        InlineBackend.instance(parent=shell).figure_formats = {"retina"}


@cache
def _sheet() -> dict[str, Any]:
    """Read the style sheet, once: each submission that is graded uses it and draws nothing."""
    return {**matplotlib.rc_params_from_file(STYLE, use_default_template=False)}


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a drawing function so that it draws in the course's style anywhere."""
    return style.context(STYLE)(function)


def new_figure(
    rows: int = 1, columns: int = 1, height: float = 3.0, **kwargs: Any
) -> tuple[Figure, Any]:
    """Make a figure of the course's width that no global state holds on to.

    Args:
        rows, columns: how many axes.
        height: inches; the width is always 5.5.
        **kwargs: passed on to Figure.subplots, such as sharey=True or width_ratios.

    Returns:
        figure: matplotlib Figure; a cell that ends in it shows it once.
        axes: one Axes, or an array of them, as plt.subplots returns.
    """
    figure = Figure(figsize=(5.5, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **kwargs)


@styled
def svg_bytes(figure: Figure) -> bytes:
    """Render a figure as SVG; the bytes depend on nothing but the figure.

    Args:
        figure: matplotlib Figure.

    Returns:
        bytes: SVG with a white ground, so that it reads well in a dark notebook too;
            letters are outlines, so that it looks alike on every machine.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()
