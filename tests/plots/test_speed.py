"""Figures of lesson 09: the measured cost of a step, in parts."""

import itertools
import xml.etree.ElementTree as ET

import pytest
import torch

from lstm_utils import plots
from lstm_utils.plots import speed

SIZES = list(itertools.product(*speed.surface()["sizes"].values()))


@pytest.mark.parametrize("size", SIZES)
def test_parts_add_up_to_what_was_measured(size):
    """Are the parts of each bar at least 0, and their sum the measured time?"""
    for way, parts in plots.step_parts(*size).items():
        assert min(parts.values()) >= 0
        assert sum(parts.values()) == pytest.approx(speed.surface()["steps"][size][way])


def test_the_measurement_says_what_the_lesson_says():
    """Are calls most of a small loop, products most of a large one, and nn.LSTM ahead?"""
    large = plots.step_parts(32, 64, 256)["loop"]
    for B, share in ((1, 99), (64, 79)):  # in per cent, T = 32, H = 16
        loop = plots.step_parts(32, B, 16)["loop"]
        assert round(100 * loop["calls"] / sum(loop.values())) == share
    assert large["products"] > 0.5 * sum(large.values())
    for size, ratio in (((32, 16, 64), "4.0"), ((32, 64, 256), "1.6")):
        assert f"The loop takes {ratio} times as long" in speed.step_time_caption(*size)
    ahead = [cost["nn.LSTM"] < cost["loop"] for cost in speed.surface()["steps"].values()]
    assert all(ahead)
    cost = speed.surface()["steps"]
    assert max(cost[T, 64, 16]["loop"] / cost[T, 1, 16]["loop"] for T in (8, 32, 128)) < 2
    order = [cost[128, 16, 64][way] for way in ("loop", "hoisted", "Function", "nn.LSTM")]
    assert order == sorted(order, reverse=True)


def test_bars_are_as_long_as_the_numbers_beside_them():
    """Does each row end at its total, in the order of the labels?"""
    (ax,) = plots.draw_step_time(32, 16, 64).axes
    drawn = [text.get_position()[0] for text in ax.texts]
    cost = speed.surface()["steps"][32, 16, 64]
    assert drawn == pytest.approx([cost[way] for way in speed.LABEL])


def test_moving_a_slider_changes_picture_and_words():
    """Does a slider over a list of sizes redraw the picture and the sentence?"""
    *sliders, picture, sentence = plots.interactive_step_time().children
    assert [s.description for s in sliders] == ["T", "B", "H"]
    before = picture.value, sentence.value
    sliders[1].value = 64
    assert picture.value != before[0]
    assert sentence.value != before[1]
    assert "2026" in sentence.value
    assert ET.fromstring(picture.value).tag.endswith("svg")


def test_contest_has_the_slowest_on_top_and_the_limit():
    """Are the bars sorted, and is the limit where it was asked for?"""
    times = {"a": [2.0, 1.0, 3.0], "b": [9.0, 8.0, 8.5], "c": [1.0, 0.9, 30.0]}
    (ax,) = plots.draw_contest(times, limit=0.5).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a", "c"]
    assert [bar.get_width() for bar in ax.patches] == [8.5, 2.0, 1.0]
    *spread, limit = (list(line.get_xdata()) for line in ax.lines)
    assert spread == [[8.0, 9.0], [1.0, 3.0], [0.9, 30.0]]
    assert limit == [0.5, 0.5]
    assert len(plots.draw_contest({"a": [2.0]}).axes[0].lines) == 1


def test_the_packed_batch_is_one_row():
    """Does the figure of lesson 09 store what PyTorch stores, in its order?"""
    lengths, x = torch.tensor(speed.LENGTHS), torch.zeros(5, 4, dtype=torch.int64)
    names = [[f"{name}{t}" for name in "abcd"] for t in range(5)]
    x[:] = torch.arange(20).reshape(5, 4)
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths)
    top, bottom = speed._padding().axes
    drawn = [text.get_text() for text in bottom.texts]
    cells = [word for word in drawn if word[:1] in "abcd" and word[1:].isdigit()]
    assert cells == [names[k // 4][k % 4] for k in packed.data.tolist()]
    assert [int(w) for w in drawn if w.isdigit()] == packed.batch_sizes.tolist()
    assert sum(bool(box.get_hatch()) for box in top.patches) == 9
