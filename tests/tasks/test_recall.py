"""Recall of a token, sequence by sequence."""

import numpy as np
import pytest

from lstm_utils.tasks.recall import DISTRACTORS, TOKENS, V, recall_batch


def test_the_token_is_first_and_the_query_last():
    """Is each sequence a token, distractors and the query, and is y the token?"""
    ids, y = recall_batch(64, 4000, np.random.default_rng(0))
    assert ids.shape == (65, 4000)
    np.testing.assert_array_equal(ids[0], y)
    assert (ids[-1] == V - 1).all()
    np.testing.assert_allclose(np.bincount(y) / 4000, 1 / TOKENS, atol=0.02)
    inside = np.bincount(ids[1:-1].ravel(), minlength=V)
    assert not inside[:TOKENS].any()
    np.testing.assert_allclose(inside[TOKENS:-1] / inside.sum(), 1 / DISTRACTORS, atol=0.01)
    y[0] = 99
    assert ids[0, 0] != 99


@pytest.mark.parametrize("sizes", [(0, 4), (3, 0)])
def test_sizes_that_make_no_task_are_refused(sizes):
    """Does a lag or a batch of none raise an error that says what came?"""
    with pytest.raises(ValueError, match=f"B >= 1; got {sizes[0]}, {sizes[1]}"):
        recall_batch(*sizes, np.random.default_rng(0))
