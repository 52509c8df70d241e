"""The figures of lesson 14."""

import ipywidgets
import matplotlib.colors
import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots.coder import draw_interval
from lstm_utils.plots.language_model import (
    BOXES,
    PARTS,
    draw_stream_batches,
    draw_way,
    measured,
)
from lstm_utils.plots.surprise import surprise_caption


def words(figure):
    """Return the texts of a figure."""
    return [text.get_text() for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("part", PARTS)
def test_the_part_under_discussion_is_lit(part):
    """Are all boxes drawn, and only those of the part on a ground of their own?"""
    figure = draw_way(part)
    boxes = [p for p in figure.axes[0].patches if hasattr(p, "get_boxstyle")]
    lit = [matplotlib.colors.to_hex(box.get_facecolor()) != "#ffffff" for box in boxes]
    assert lit == [part in parts.split() for _, _, parts in BOXES.values()]
    assert len(words(figure)) >= len(BOXES)


def test_streams_are_drawn_downwards():
    """Is a column of all batches a piece of the text?"""
    letters = [w for w in words(draw_stream_batches("abcdefghijklm", 2, 3)) if len(w) == 1]
    x, y = np.array(letters[:6]).reshape(3, 2), np.array(letters[6:12]).reshape(3, 2)
    assert "".join(x[:, 0]) == "abc"
    assert "".join(x[:, 1]) == "ghi"
    assert "".join(y[:, 0]) == "bcd"


def test_seeds_share_a_look():
    """Have curves that differ in their seed one colour and one entry in the legend?"""
    curves = {
        f"{kind}, seed {seed}": {1000: 3.0, 2000: 2.0} for kind in "ab" for seed in (0, 1)
    }
    ax = plots.draw_bits_curve(curves, {"level": 1.5}).axes[0]
    colours = [line.get_color() for line in ax.lines[:4]]
    assert colours[0] == colours[1] != colours[2] == colours[3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert ax.get_ylim()[0] < 1.5


def test_surprise_colours_each_letter():
    """Is each letter drawn, darker where it costs more, and is the mean in the title?"""
    figure = plots.draw_surprise("ab\nc d", {"net": np.array([0, 1, 20, 5, 2, 8.0])})
    ax = figure.axes[0]
    assert words(figure) == ["a", "b", "/", "c", "␣", "d"]
    green = [patch.get_facecolor()[1] for patch in ax.patches]
    assert sorted(green, reverse=True) == [green[k] for k in (0, 1, 4, 3, 5, 2)]
    assert ax.get_title(loc="left") == "net: 6.00 bits per character"
    caption = surprise_caption("abc", np.array([1.0, 9.0, 2.0]))
    assert caption.startswith("12 bits for 3 characters. Most surprising: 'b' in 'abc' (9.0)")


def test_a_typed_text_is_measured():
    """Does the figure follow the field, and are unknown characters left out?"""
    from lstm_utils.torch_nets.char_model import CharModel

    box = plots.interactive_surprise(CharModel("abc ", E=2, H=3), "ab")
    field, picture, sentence = box.children
    assert isinstance(field, ipywidgets.Textarea)
    assert not field.continuous_update
    first = picture.value
    assert "for 2 characters" in sentence.value
    field.value = "cab XYZ"
    assert picture.value != first
    assert "for 4 characters" in sentence.value
    field.value = ""
    assert "Type a text" in sentence.value


def test_the_interval_ends_at_its_bits():
    """Does the last bar name the bits, and do the edges narrow to the text's part?"""
    found = words(draw_interval("bac", "abc", np.array([2, 1, 1])))
    assert "0.10011 in binary is 0.59375" in found
    assert found.index("0.625") < found.index("0.59375")


def test_what_was_measured_supports_the_lesson():
    """Does each seed beat order 3, lose to primed bzip2, and gain by carrying its state?"""
    levels, short = measured()["levels"], measured()["short"]
    assert levels["order 3"] < levels["bz2, cold"]
    for name, curve in measured()["curves"].items():
        assert levels["bz2, primed"] < [*curve.values()][-1] < levels["order 3"]
        seed = name.split(", ")[1]
        ends = [[*short[f"{kind}, {seed}"].values()][-1] for kind in ("carried", "from 0")]
        assert ends[0] < ends[1]
