"""Figures of lesson 12: do they show what the cells compute?"""

import numpy as np

from lstm_utils import plots
from lstm_utils.plots import switchboard


def words(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_each_variant_has_its_letters():
    """Are the peepholes, the 1 - f, and the gates of the GRU in the pictures?"""
    assert {"$p_i$", "$p_f$", "$p_o$"} <= set(words(plots.draw_peepholes()))
    assert "1−" in words(plots.draw_coupled())
    assert {"$r$", "$z$", "$n$"} <= set(words(plots.draw_gru()))


def test_clocks_have_a_line_for_each_cell_and_layer():
    """Are states above and outputs below, two cells of two layers each?"""
    h, c = np.zeros((5, 2)), np.arange(10.0).reshape(5, 2)
    states, outputs = plots.draw_clocks({"a": (h, c), "b": (h, c)}).axes
    assert [line.get_ydata().tolist() for line in states.lines[:2]] == c.T.tolist()
    assert all(not line.get_ydata().any() for line in outputs.lines)
    assert len({line.get_linestyle() for line in outputs.lines}) == 2


def test_a_spike_is_a_tone():
    """Is the sound silent before the first spike, and loud at it?"""
    hs = np.zeros((8, 1))
    hs[4] = 1
    player = plots.play_spikes(hs, steps_per_second=8)
    sound = np.frombuffer(player.data[44:], dtype=np.int16)
    assert not sound[:4000].any()
    assert abs(sound[4000:4500].astype(int)).max() > 10_000


def test_the_recorded_net_adds_and_needs_some_of_its_parts():
    """Is the trained net right as it is, and is the caption's number that of the answers?"""
    on = dict.fromkeys("ifgoh", "on")
    assert switchboard._error("") < 0.005
    assert "Off: nothing" in switchboard.switchboard_caption(**on)
    y, answers = switchboard._answers("f")
    error = f"{np.mean((answers - y) ** 2):.3g}"
    caption = switchboard.switchboard_caption(**(on | {"f": "off"}))
    assert caption.startswith(f"Off: the forget gate. Mean squared error {error};")
    figure = plots.draw_switchboard(**(on | {"i": "off", "h": "off"}))
    assert "off: input gate, output's tanh" in words(figure)


def test_the_switchboard_has_a_switch_for_each_part():
    """Are there five switches, all on?"""
    switches = plots.interactive_switchboard().children[:5]
    assert [(s.description, s.value) for s in switches] == [(part, "on") for part in "ifgoh"]
