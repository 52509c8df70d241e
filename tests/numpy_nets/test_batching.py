"""Batches of similar lengths: is each sequence in one, and how much is padding?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets


@pytest.mark.parametrize(("N", "B"), [(13, 4), (12, 4), (5, 1), (3, 8)])
def test_every_sequence_is_in_one_batch_of_its_like(N, B):
    """Are the batches the sorted sequences, cut into B, in another order?"""
    rng = np.random.default_rng(N)
    lengths = rng.integers(1, 6, size=N)
    batches = nets.bucket(lengths, B, rng)
    np.testing.assert_array_equal(np.sort(np.concatenate(batches)), np.arange(N))
    by_length = sorted(np.sort(lengths[batch]).tolist() for batch in batches)
    ordered = np.sort(lengths)
    assert by_length == sorted(ordered[n : n + B].tolist() for n in range(0, N, B))


def test_draws_differ():
    """Does the order change from call to call, and not with the same seed?"""
    lengths = np.arange(40) // 2
    first, again = (nets.bucket(lengths, 4, np.random.default_rng(1)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    orders = {str(nets.bucket(lengths, 4, np.random.default_rng(n))) for n in range(9)}
    assert len(orders) == 9


def test_wrong_arguments_are_named():
    """Are floats and a batch size of 0 refused?"""
    for lengths, B in ((np.ones(3), 2), (np.ones(3, dtype=int), 0)):
        with pytest.raises(ValueError, match="bucket expects integers and B >= 1"):
            nets.bucket(lengths, B, np.random.default_rng(0))
