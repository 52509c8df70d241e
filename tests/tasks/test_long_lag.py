"""Task 2c of 1997, sequence by sequence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.tasks.long_lag import long_lag_sequences


@settings(deadline=None)
@given(
    q=st.integers(1, 40), p=st.integers(1, 9), B=st.integers(1, 6), seed=st.integers(0, 2**32)
)
def test_every_sequence_is_one_of_the_papers(q, p, B, seed):
    """Is each one b, x or y, at least q distractors, e at its end, and then padding?"""
    ids, lengths, y = long_lag_sequences(q, p, np.random.default_rng(seed), B)
    assert ids.shape == (lengths.max(), B)
    assert lengths.min() >= q + 3
    for column, length, answer in zip(ids.T, lengths, y, strict=True):
        sequence, padding = column[:length], column[length:]
        assert sequence[0] == p + 1
        assert sequence[1] == p + 2 + answer
        assert sequence[-1] == p
        assert set(sequence[2:-1]) <= set(range(p))
        assert not padding.any()


def test_classes_distractors_and_lengths_are_drawn_as_the_paper_says():
    """Are classes and distractors uniform, and is e drawn with probability 1/10 a step?"""
    ids, lengths, y = long_lag_sequences(20, 4, np.random.default_rng(0), B=20_000)
    assert abs(y.mean() - 0.5) < 0.02
    extra = lengths - 20 - 3
    assert extra.min() == 0
    assert abs(extra.mean() - 9) < 0.3
    assert abs((extra == 0).mean() - 0.1) < 0.01
    shares = np.bincount(ids[2:22].ravel()) / ids[2:22].size
    np.testing.assert_allclose(shares, 0.25, atol=0.01)


def test_only_the_second_symbol_tells_the_class():
    """Are lengths and distractors independent of the class?"""
    ids, lengths, y = long_lag_sequences(5, 3, np.random.default_rng(1), B=20_000)
    assert abs(np.corrcoef(lengths, y)[0, 1]) < 0.03
    assert all(abs(np.corrcoef(step, y)[0, 1]) < 0.03 for step in ids[2:7])


def test_same_seed_same_sequences():
    """Does the generator alone decide what is drawn?"""
    first, again = (long_lag_sequences(9, 5, np.random.default_rng(3)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(first[2]) == 32


@pytest.mark.parametrize("sizes", [(0, 5, 2), (5, 0, 2), (5, 5, 0)])
def test_sizes_that_make_no_task_are_refused(sizes):
    """Does a lag, an alphabet or a batch of none raise an error that says what came?"""
    q, p, B = sizes
    with pytest.raises(ValueError, match=f">= 1; got {q}, {p}, {B}"):
        long_lag_sequences(q, p, np.random.default_rng(0), B)
