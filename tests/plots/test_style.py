"""The look: one style sheet, distinguishable gates, figures that nothing keeps alive."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgb

from lstm_utils import plots
from lstm_utils.plots.style import GRADIENT


def test_a_drawing_looks_alike_whatever_the_notebook_set():
    """Does a drawing function give the same picture when somebody changed rcParams?"""
    before = plots.svg_bytes(plots.draw_gain(2.0))
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9}):
        assert plots.svg_bytes(plots.draw_gain(2.0)) == before
        assert matplotlib.rcParams["font.size"] == 30


def test_pyplot_does_not_collect_our_figures():
    """Can a slider redraw a thousand times without pyplot holding a thousand figures?"""
    plots.interactive_gain()
    assert plt.get_fignums() == []


@pytest.mark.parametrize("looks", [plots.GATE_COLOUR, plots.GATE_LINE])
def test_each_gate_has_its_own_look(looks):
    """Do i, f, g and o differ in colour, and in line style for who sees no colour?"""
    assert list(looks) == ["i", "f", "g", "o"]
    assert len(set(looks.values())) == 4


def _luminance(colour):
    """Relative luminance of an sRGB colour, as the Web's guidelines define it."""
    parts = [c / 12.92 if c < 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_gradients_are_not_taken_for_a_gate():
    """Is the gradients' red legible as text, and much darker than each gate's colour?"""
    gradient = _luminance(GRADIENT) + 0.05
    assert 1.05 / gradient >= 4.5
    for other in {**plots.GATE_COLOUR, "c": plots.STATE_COLOUR["c"]}.values():
        assert (_luminance(other) + 0.05) / gradient >= 1.5, other


def test_use_style_sets_the_sheet():
    """Does a notebook get the course's size and palette?"""
    with matplotlib.rc_context():
        plots.use_style()
        assert list(matplotlib.rcParams["figure.figsize"]) == [5.5, 3.0]
        first = next(iter(matplotlib.rcParams["axes.prop_cycle"]))
        assert first["color"] == plots.BLUE
