"""Alternative texts of computed figures: what a kernel writes of a figure that it shows."""

from typing import Any

from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def describe_figures() -> None:
    """Make the description of a figure its text form in this kernel."""
    formatter = get_ipython().display_formatter.formatters["text/plain"]
    formatter.for_type(Figure, _print)


def description(figure: Figure) -> str:
    """Return one sentence with the titles, axes and curves of a figure."""
    panels = [words for axes in figure.axes if (words := _panel(axes))]
    return f"Computed figure: {'; '.join(panels) or 'a drawing, explained in the text'}."


def _print(figure: Figure, printer: Any, cycle: bool) -> None:
    printer.text(description(figure))


def _panel(axes: Axes) -> str:
    title = " ".join(
        text for loc in ("left", "center", "right") if (text := axes.get_title(loc))
    )
    x, y = axes.get_xlabel(), axes.get_ylabel()
    over = f"{y} over {x}" if x and y else x or y
    legend = axes.get_legend()
    names = ", ".join(text.get_text() for text in legend.get_texts()) if legend else ""
    parts = [title, over, f"curves {names}" if names else ""]
    return " ".join(", ".join(part for part in parts if part).split())
