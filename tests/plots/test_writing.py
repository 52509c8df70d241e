"""A page of texts: lines as they were written, each text under its title."""

from lstm_utils import plots
from lstm_utils.plots.writing import as_lines


def test_lines_are_kept_and_long_ones_broken():
    """Are line breaks kept, empty lines joined, long lines broken, odd characters replaced?"""
    text = "\none\n\n\n\ntwo three four\nfünf"
    assert as_lines(text, width=9) == ["one", "", "two three", "four", "f?nf"]


def test_each_text_stands_under_its_title():
    """Are prompt and text drawn below their title, and cut after the last line asked for?"""
    figure = plots.draw_texts({"A": "x\n" * 30, "B": "y $5 and $6"}, "The ", most=7)
    first, second = figure.axes
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["A", "B"]
    assert [t.get_text() for t in first.texts] == ["The", "    x", *["x"] * 6]
    assert [t.get_text() for t in second.texts] == ["The", "    y $5 and $6"]
    assert plots.svg_bytes(figure).startswith(b"<?xml")
