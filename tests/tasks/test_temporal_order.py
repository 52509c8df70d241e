"""Temporal order, sequence by sequence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.tasks.temporal_order import SYMBOLS, THREE, TWO, temporal_order_batch


@settings(deadline=None)
@given(
    windows=st.sampled_from([TWO, THREE, [[1, 98]], ((1, 1), (2, 3), (98, 98))]),
    B=st.integers(1, 5),
    seed=st.integers(0, 2**32),
)
def test_every_sequence_is_one_of_the_papers(windows, B, seed):
    """Is each one E, noise with one X or Y in each window, B, padding; is y what they spell?"""
    ids, lengths, y = temporal_order_batch(B, np.random.default_rng(seed), windows)
    assert len(ids) == lengths.max()
    for n, length in enumerate(lengths):
        text = "".join(SYMBOLS[s] for s in ids[:length, n])
        assert 100 <= length <= 110
        assert (text[0], text[-1]) == ("E", "B")
        assert set(text[1:-1]) <= set("abcdXY")
        strong = [(t, s) for t, s in enumerate(text) if s in "XY"]
        assert all(a <= t <= b for (t, _), (a, b) in zip(strong, windows, strict=True))
        digits = "".join("01"["XY".index(s)] for _, s in strong)
        assert int(digits, 2) == y[n]
        assert not ids[length:, n].any()


def test_lengths_steps_and_classes_are_uniform():
    """Is each length, each step of a window and each class equally likely?"""
    ids, lengths, y = temporal_order_batch(22_000, np.random.default_rng(0), THREE)
    np.testing.assert_allclose(np.bincount(lengths - 100) / 22_000, 1 / 11, atol=0.012)
    np.testing.assert_allclose(np.bincount(y) / 22_000, 1 / 8, atol=0.012)
    for first, last in THREE:
        there = (ids[first : last + 1] > 5).mean(axis=1)
        np.testing.assert_allclose(there, 1 / 11, atol=0.012)


@pytest.mark.parametrize("windows", [(), ((0, 5),), ((5, 9), (9, 8)), ((10, 99),)])
def test_windows_that_make_no_task_are_refused(windows):
    """Do windows that overlap or leave the sequence raise an error that shows them?"""
    with pytest.raises(ValueError, match="windows in order within steps 1 to 98"):
        temporal_order_batch(2, np.random.default_rng(0), windows)
