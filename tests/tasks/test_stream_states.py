"""What a net does along a stream."""

import numpy as np
import pytest

from lstm_utils.tasks.reber_nets import LSTM
from lstm_utils.tasks.stream_states import read_strip, separation


@pytest.fixture(scope="module")
def params():
    return LSTM.make(np.random.default_rng(0))


def test_a_strip_has_the_states_of_the_stream(params):
    """Are c and f those of the equation c = f c_prev + i g, and nothing kept at a reset?"""
    strip = read_strip(params, T=30, seed=1, before=7)
    longer = read_strip(params, T=37, seed=1, before=0)
    assert longer.letters[7:] == strip.letters
    np.testing.assert_allclose(longer.c[7:], strip.c)
    assert strip.c.shape == strip.f.shape == (30, 16)
    cut = read_strip(params, T=30, seed=1, reset=True, before=7)
    first = np.flatnonzero(cut.start)
    assert np.ptp(cut.c[first], axis=0).max() < 1e-15
    assert np.ptp(strip.c[first], axis=0).max() > 1e-6


def test_a_unit_that_knows_the_letter_is_separated(params):
    """Is it 2 for a unit that has 1 in strings with T and 0 with P, and near 0 for another?"""
    strip = read_strip(params, T=2000)
    seen, c = "", np.zeros((2000, 2))
    for t, letter in enumerate(strip.letters):
        seen = letter if t and strip.start[t - 1] else seen
        c[t] = seen == "T", np.sin(t)
    known, unknown = separation(strip._replace(c=c))
    assert known == pytest.approx(2, abs=0.1)
    assert abs(unknown) < 0.5
