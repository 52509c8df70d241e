"""The adding problem, sequence by sequence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.tasks.adding import adding_batch, adding_batch_1997


@settings(deadline=None)
@given(T=st.integers(2, 40), B=st.integers(1, 6), seed=st.integers(0, 2**32))
def test_two_numbers_are_marked_one_in_each_half(T, B, seed):
    """Has each half one marker of 1, and is y the sum of the numbers there?"""
    x, y = adding_batch(T, B, np.random.default_rng(seed))
    assert x.shape == (T, B, 2)
    numbers, markers = x[:, :, 0], x[:, :, 1]
    assert set(np.unique(markers)) <= {0, 1}
    assert (markers[: T // 2].sum(axis=0) == 1).all()
    assert (markers[T // 2 :].sum(axis=0) == 1).all()
    assert numbers.min() >= 0
    assert numbers.max() < 1
    for n in range(B):
        assert y[n] == pytest.approx(numbers[markers[:, n] == 1, n].sum())


def test_the_mean_predictor_has_an_error_of_a_sixth():
    """Is 1/6 the error of always answering 1, and somewhat less than 1/24 that of 0.5 in 1997?

    There a marked number is 0 where it is the first of its sequence.
    """
    rng = np.random.default_rng(0)
    _, y = adding_batch(10, 50_000, rng)
    assert ((y - 1) ** 2).mean() == pytest.approx(1 / 6, abs=0.004)
    _, _, y = adding_batch_1997(100, 10_000, rng)
    assert ((y - 0.5) ** 2).mean() == pytest.approx((9 / 10 + 48 / 49) / 48, abs=0.002)


@settings(deadline=None)
@given(T=st.integers(22, 60), B=st.integers(1, 6), seed=st.integers(0, 2**32))
def test_the_task_of_1997(T, B, seed):
    """Are lengths, markers, numbers and targets as the paper states them?"""
    x, lengths, y = adding_batch_1997(T, B, np.random.default_rng(seed))
    assert len(x) == lengths.max()
    assert lengths.min() >= T
    assert lengths.max() <= 1.1 * T
    for n, length in enumerate(lengths):
        numbers, markers = x[:length, n, 0], x[:length, n, 1]
        marked = np.flatnonzero(markers == 1)
        assert len(marked) == 2
        assert marked[0] < 10
        assert marked[1] < T // 2 - 1
        assert markers[-1] == -1
        assert markers[0] == (1 if 0 in marked else -1)
        assert set(markers[1:-1]) <= {0, 1}
        assert y[n] == pytest.approx(0.5 + numbers[marked].sum() / 4)
        assert numbers[0] == 0 or 0 not in marked
        assert abs(numbers).max() <= 1
        assert not x[length:, n].any()


def test_every_allowed_step_is_marked():
    """Are all steps of a half, and all first steps of 1997, equally likely?"""
    x, _ = adding_batch(7, 30_000, np.random.default_rng(1))
    shares = x[:, :, 1].mean(axis=1)
    np.testing.assert_allclose(shares, [1 / 3] * 3 + [1 / 4] * 4, atol=0.015)
    x, _, _ = adding_batch_1997(22, 30_000, np.random.default_rng(2))
    shares = (x[:, :, 1] == 1).mean(axis=1)
    np.testing.assert_allclose(shares[:10], 0.2, atol=0.015)  # all ten hold both


@pytest.mark.parametrize(
    ("draw", "T", "B"), [(adding_batch, 1, 2), (adding_batch, 5, 0), (adding_batch_1997, 21, 2)]
)
def test_sizes_that_make_no_task_are_refused(draw, T, B):
    """Does a length or a batch that is too small raise an error that says what came?"""
    with pytest.raises(ValueError, match=f"B >= 1; got {T}, {B}"):
        draw(T, B, np.random.default_rng(0))
