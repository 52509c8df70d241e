"""Documents of different lengths, as streams."""

import numpy as np
import pytest

from lstm_utils.tasks.documents import join_documents


@pytest.mark.parametrize("seed", range(5))
def test_documents_can_be_read_back(seed):
    """Do the streams, one after another, give the documents back, cut at each reset?"""
    rng = np.random.default_rng(seed)
    documents = [rng.integers(9, size=n) for n in rng.integers(1, 8, size=10)]
    B = int(rng.integers(1, 6))
    ids, reset = join_documents(documents, B)
    flat, flags = ids.T.ravel(), reset.T.ravel()
    assert ids.shape == (sum(map(len, documents)) // B, B) == reset.shape
    found = np.split(flat, np.flatnonzero(flags)[1:])
    np.testing.assert_array_equal(np.concatenate(found), np.concatenate(documents)[: len(flat)])
    for document, whole in zip(documents, found[:-1], strict=False):
        np.testing.assert_array_equal(whole, document)


def test_what_cannot_be_joined_is_refused():
    """Do an empty document, or too few symbols, raise an error that names the counts?"""
    with pytest.raises(ValueError, match="the shortest with 0"):
        join_documents([np.array([1, 2]), np.array([], dtype=int)], 1)
    with pytest.raises(ValueError, match="3 in all at least; got 1 documents with 2"):
        join_documents([np.array([1, 2])], 3)
