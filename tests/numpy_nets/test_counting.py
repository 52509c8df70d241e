"""Counters, parity, and the yardstick: do the weights do what their docstrings promise?"""

import itertools

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.encoding import one_hot


def test_cells_count_what_steps_asks_for():
    """Is c the count of every cell after 1,000 random symbols, from 0 at each symbol 0?"""
    rng = np.random.default_rng(0)
    steps = rng.integers(-1, 2, size=(5, 3))
    steps[0] = 0
    ids = rng.integers(5, size=(1000, 2))
    ids[rng.random(ids.shape) < 0.15] = 1
    start = rng.normal(size=(2, 3))
    ids[0] = 0  # forgets the state before it
    _, _, cache = nets.lstm_forward(
        one_hot(ids, 5), start, 9 * start, *nets.counter_weights(steps)
    )
    count = np.zeros((2, 3))
    for symbols, c in zip(ids, cache["cs"][1:], strict=True):
        count = count * (symbols > 0)[:, None] + steps[symbols]
        np.testing.assert_allclose(c, count, atol=1e-4)
    np.testing.assert_allclose(cache["hs"], [start, *np.tanh(cache["cs"][1:])], atol=1e-6)


@pytest.mark.parametrize("steps", [[[1], [0]], [[0], [2]]])
def test_impossible_counters_are_refused(steps):
    """Does an error name a step that one symbol cannot make?"""
    with pytest.raises(ValueError, match="steps of -1, 0 or 1, and 0 in row 0"):
        nets.counter_weights(np.array(steps))


def test_parity_is_kept_for_ten_thousand_bits():
    """Is (h0 - h1) / 2 the parity of all strings of up to 6 bits, and of a long one?"""
    strings = [
        np.array(bits) for T in range(1, 7) for bits in itertools.product([0, 1], repeat=T)
    ]
    strings.append(np.random.default_rng(0).integers(2, size=10_000))
    for bits in strings:
        x = bits[:, None, None].astype(float)
        h = nets.rnn_forward(x, np.zeros((1, 2)), *nets.parity_weights())[-1, 0]
        assert (h[0] - h[1]) / 2 == pytest.approx(bits.sum() % 2, abs=1e-6)


def test_a_string_is_accepted_only_if_every_step_is():
    """Does one wrong symbol at one step refuse a string, unless it is after the end?"""
    rng = np.random.default_rng(0)
    valid = rng.random((5, 3, 4)) < 0.5
    z = np.where(valid, 1.0, -1.0)
    z[3:, 1] *= -1  # after the end of string 1
    lengths = np.array([5, 3, 4])
    assert nets.accepts(z, valid, lengths).tolist() == [True, True, True]
    z[3, 2, 1] *= -1  # the last step of string 2
    assert nets.accepts(z, valid, lengths).tolist() == [True, True, False]
    with pytest.raises(ValueError, match="lengths"):
        nets.accepts(z, valid, lengths[:2])


def test_horizon_is_the_last_length_before_a_mistake():
    """Does a later right length not count, and is nothing asked after the first mistake?"""
    asked = []

    def right(length):
        asked.append(length)
        return length not in (7, 8)

    assert nets.horizon(right, range(1, 20)) == 6
    assert asked == list(range(1, 8))
    assert nets.horizon(right, [2, 5, 9, 100]) == 100
    assert nets.horizon(right, [7, 9]) == 0
    assert nets.horizon(right, []) == 0
    assert nets.horizon(right, itertools.count(1)) == 6
    with pytest.raises(ValueError, match="got 3 after 3"):
        nets.horizon(right, [3, 3])
