"""Figures of lesson 19: do readings and curves show what was computed?"""

import numpy as np

from lstm_utils import plots


def test_a_reading_has_a_number_at_each_spike():
    """Is each digit written at its peaks, and is a faint one left out?"""
    p = np.full((6, 11), 0.001)
    p[1, 3], p[4, 3], p[2, 8], p[3, 5] = 0.9, 0.7, 0.5, 0.1
    p[:, 0] = 1 - p[:, 1:].sum(axis=1)
    _, low = plots.draw_spikes(np.zeros((6, 8)), np.log(p)).axes
    written = [(text.get_text(), text.get_position()[0]) for text in low.texts]
    assert sorted(written) == [("2", 1), ("2", 4), ("7", 2)]


def test_recorded_readers_are_drawn_by_way():
    """Has each way a line for each of its three seeds, and one name in the legend?"""
    recorded = plots.recorded_readers()
    assert {len(runs) for runs in recorded.values()} == {3}
    figure = plots.draw_ways(recorded)
    lines = figure.axes[0].lines
    assert len(lines) == 3 * len(recorded)
    assert [t.get_text() for t in figure.legends[0].get_texts()] == list(recorded)
    first = next(iter(recorded.values()))[0]
    assert lines[0].get_ydata().tolist() == list(first.values())
