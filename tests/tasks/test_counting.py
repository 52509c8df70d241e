"""The counting languages: are strings, answers and batches what they should be?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import counting as task


@pytest.mark.parametrize("letters", ["ab", "abc", "xyzw"])
def test_what_may_follow_is_what_some_string_goes_on_with(letters):
    """Is a symbol valid after a prefix exactly if one of all strings goes on with it?"""
    language = [task.counting_string(n, letters)[0] + "$" for n in range(1, 8)]
    for n in range(1, 6):
        string, valid = task.counting_string(n, letters)
        assert len(valid) == len(string) == len(letters) * n + 1
        for t, may in enumerate(valid, 1):
            follows = {s[t] for s in language if s.startswith(string[:t])}
            assert sorted(may) == sorted(follows), string[:t]


@pytest.mark.parametrize(("n", "letters"), [(0, "ab"), (2, "a"), (2, "aba"), (1, "a$")])
def test_impossible_strings_are_refused(n, letters):
    """Does an error name the letters and the n?"""
    with pytest.raises(ValueError, match=f"got {n} and"):
        task.counting_string(n, letters)


def test_a_batch_has_its_strings_side_by_side():
    """Is each column the one-hot string and its sets, with nothing after its end?"""
    batch = task.counting_batch([2, 1, 3], "abc")
    assert batch.lengths.tolist() == [7, 4, 10]
    for b, n in enumerate([2, 1, 3]):
        string, valid = task.counting_string(n, "abc")
        end = batch.lengths[b]
        assert "".join("$abc"[i] for i in batch.x[:end, b].argmax(axis=1)) == string
        assert (batch.x[:end, b].sum(axis=1) == 1).all()
        for row, may in zip(batch.valid[:end, b], valid, strict=True):
            assert {s for s, there in zip("$abc", row, strict=True) if there} == set(may)
        assert not batch.x[end:, b].any()
        assert not batch.valid[end:, b].any()


def test_counters_are_zero_where_the_next_letter_is_due():
    """Does counter j go up at letter j, down at letter j + 1, and end at 0?"""
    steps = task.counting_steps("abc")
    assert steps.tolist() == [[0, 0], [1, 0], [-1, 1], [0, -1]]
    batch = task.counting_batch([4], "abc")
    zero = np.zeros((1, 2))
    _, _, cache = nets.lstm_forward(batch.x, zero, zero, *nets.counter_weights(steps))
    counts = cache["cs"][1:, 0].round(6)
    assert np.flatnonzero(counts[5:, 0] == 0)[0] == 3  # after the last b
    assert np.flatnonzero(counts[9:, 1] == 0)[0] == 3  # after the last c


def test_parity_counts_the_ones_so_far():
    """Is y the parity of all bits up to the same step, and are ones as frequent as zeros?"""
    x, y = task.parity_batch(50, 40, np.random.default_rng(0))
    assert x.shape == (50, 40, 1)
    for t in range(50):
        assert (y[t] == x[: t + 1, :, 0].sum(axis=0) % 2).all()
    assert abs(x.mean() - 0.5) < 0.05
    with pytest.raises(ValueError, match="got 0 and 3"):
        task.parity_batch(0, 3, np.random.default_rng(0))
