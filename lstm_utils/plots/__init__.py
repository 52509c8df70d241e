"""Figures of the course: `from lstm_utils import plots; plots.use_style()`.

Drawing functions return a matplotlib Figure. Names that start with `interactive_` return
the same figure under sliders. Static pictures are written by `python -m lstm_utils.plots`.
"""

from .interactive import with_sliders
from .neuron import (
    draw_cloud,
    draw_digit_weights,
    draw_gain,
    interactive_cloud,
    interactive_gain,
)
from .static import static_figure, static_figures, write_static_figures
from .style import (
    BLUE,
    GATE_COLOUR,
    GATE_LINE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PINK,
    RED,
    SIGNED,
    SKY,
    STATE_COLOUR,
    new_figure,
    styled,
    svg_bytes,
    use_style,
)

__all__ = [
    "BLUE",
    "GATE_COLOUR",
    "GATE_LINE",
    "GREEN",
    "GREY",
    "INK",
    "ORANGE",
    "PINK",
    "RED",
    "SIGNED",
    "SKY",
    "STATE_COLOUR",
    "draw_cloud",
    "draw_digit_weights",
    "draw_gain",
    "interactive_cloud",
    "interactive_gain",
    "new_figure",
    "static_figure",
    "static_figures",
    "styled",
    "svg_bytes",
    "use_style",
    "with_sliders",
    "write_static_figures",
]
