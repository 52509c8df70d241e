"""Figures on Colab, which has ipywidgets 7 and shows no widgets of version 8.

The first cell of the notebooks for Colab imports this module. With ipywidgets 7, interactive
figures are displayed as HTML with their pictures in it, which needs no widgets in the page; the
kernel still makes them, and version 7 has no Stack. With ipywidgets 8, nothing changes.
"""

import os

import ipywidgets

if not hasattr(ipywidgets, "Stack"):
    os.environ.setdefault("LSTM_COURSE_FIGURES", "frames")
    vars(ipywidgets)["Stack"] = ipywidgets.Accordion  # which also has children and an index
    from lstm_utils.plots.frames import Moving

    setattr(Moving, "_ipython_display_", None)  # noqa: B010  it would display the widget
