"""Names of colours: polite, encoded with their colours, and written by a net."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.tasks import colours
from lstm_utils.tasks.latch_training import train_two_lines
from lstm_utils.tasks.noise import noise_run


def test_the_list():
    """Are there 903 different names in the alphabet, none rude, with their colours?"""
    names, rgb = colours.load_colours()
    assert len(names) == len(set(names)) == len(rgb) == 903
    assert not {word for name in names for word in name.split()} & set(colours.RUDE)
    assert set("".join(names)) < set(colours.ALPHABET)
    navy = rgb[list(names).index("navy blue")]
    assert navy.argmax() == 2
    assert navy.max() < 0.4


def test_a_batch_can_be_read_back():
    """Do inputs and targets spell the names, with the colour at each step and one end?"""
    names, rgb = colours.load_colours()
    x, y, mask = colours.colour_batch(names, rgb, [3, 500])
    assert x.shape == (len(y), 2, colours.INPUTS)
    for b, n in enumerate((3, 500)):
        T = len(names[n]) + 1
        assert mask[:, b].sum() == T
        letters = "".join(colours.ALPHABET[q] for q in y[:T, b])
        assert letters == f"{names[n]}\n"
        read = "".join(colours.ALPHABET[q] for q in x[:T, b, :-3].argmax(axis=1))
        assert read == f"\n{names[n]}"
        np.testing.assert_allclose(x[:T, b, -3:], np.tile(4 * rgb[n] - 2, (T, 1)))


def trained(updates=60):
    """A small net after some updates on the first 64 names."""
    names, rgb = colours.load_colours()
    rng = np.random.default_rng(0)
    net = nets.elman_init(colours.INPUTS, 16, colours.LETTERS, rng)
    state = nets.adam_init(net)
    batch = colours.colour_batch(names, rgb, range(64))
    for _ in range(updates):
        nets.adam_step(net, nets.elman_loss_and_grads(net, *batch)[1], state, lr=0.02)
    return net, names, rgb


def test_a_net_writes_names():
    """Does training lower the bits, and are names strings of the alphabet, same for a seed?"""
    net, names, rgb = trained()
    untrained = nets.elman_init(colours.INPUTS, 16, colours.LETTERS, np.random.default_rng(0))
    bits = [colours.bits_per_letter(q, names, rgb, range(64)) for q in (untrained, net)]
    assert bits[1] < 3.5 < 4.5 < bits[0]
    first, again = (
        [colours.name_colour(net, rgb[0], np.random.default_rng(1)) for _ in range(2)]
        for _ in range(2)
    )
    assert first == again
    assert set("".join(first)) <= set(colours.ALPHABET[1:])
    assert all(len(name) <= colours.LONGEST for name in first)


def test_the_figures_show_the_names():
    """Do a chosen colour and the table show the names that the net writes?"""
    net, names, rgb = trained()
    picker, picture, sentence = plots.interactive_colour(net, "#000080").children
    before = picture.value
    assert "For #000080 the net writes: " in sentence.value
    picker.value = "#ff0000"
    assert picture.value != before
    assert "For #ff0000" in sentence.value
    texts = [
        t.get_text() for t in plots.draw_named_colours(net, names[:3], rgb[:3]).axes[0].texts
    ]
    assert [texts[0], texts[2], texts[4]] == list(names[:3])


def test_a_net_that_reads_noise_has_its_radius():
    """Is rho the spectral radius of the net, and are the states those of its inputs?"""
    cache, dhs = noise_run(5, rho=0.7)
    assert np.abs(np.linalg.eigvals(cache["W_hh"])).max() < 0.7 + 1e-9
    hs = nets.rnn_forward(*(cache[q] for q in ("x", "h0", "W_ih", "W_hh")), np.zeros(16))
    np.testing.assert_array_equal(hs, cache["hs"])
    assert dhs.shape == hs.shape


def test_two_lines_need_a_window_that_reaches_the_signal():
    """Does the latch stay at chance with k2 = 30, the signal's weights at exactly 0?"""
    used, right, net = train_two_lines(30, seed=0, updates=50)
    assert used == 32 * 50
    assert right < 0.6
    assert not net["W_ih"][:, 0].any()
