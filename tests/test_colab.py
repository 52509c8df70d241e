"""Interactive figures with ipywidgets 7, which Colab has, and with version 8."""

import json
import subprocess
import sys

import pytest

# What version 7 does otherwise: it has no Stack, and its widgets display themselves.
SEVEN = """
import ipywidgets
del ipywidgets.Stack
ipywidgets.Widget._ipython_display_ = lambda self: None
"""
SHOW = """
import lstm_utils.colab
import json
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from lstm_utils.plots.interactive import with_frames, with_sliders
draw, caption = lambda k: Figure(), lambda k: f"A picture {k}."
figures = with_frames(draw, caption, k=([1, 2], 1)), with_sliders(draw, caption, k=(1, 2, 1, 1))
show = InteractiveShell.instance().display_formatter.format
print(json.dumps([show(figure)[0] for figure in figures]))
"""
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("version", [7, pytest.param(8, marks=pytest.mark.long)])
def test_figures_are_displayed(version):
    """Is a figure HTML without widgets with version 7, and the same as ever with version 8?"""
    script = SEVEN * (version == 7) + SHOW
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    for shown in json.loads(printed.splitlines()[-1]):
        if version == 8:
            assert WIDGET in shown
            assert "text/html" not in shown
        else:
            assert WIDGET not in shown
            assert shown["text/html"].startswith('<div class="lstm-figure"')
            assert "A picture 2." in shown["text/html"]
