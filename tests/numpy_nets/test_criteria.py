"""When is a task solved? The two answers, on small examples and against a definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets

ERRORS = np.array([0.01, -0.5, 0.03, 0.02])


def test_solved_counts_small_errors():
    """Are three of four small, enough for a share of 0.75 and not for 0.98?"""
    assert nets.solved(ERRORS, share=0.75) is True
    assert nets.solved(ERRORS) is False
    assert nets.solved(np.full(3, np.nan)) is False
    assert nets.solved(np.array([0.04]), tol=0.04) is False


@given(
    st.lists(st.sampled_from([0.01, -0.01, 0.5, -0.5, np.nan]), min_size=1, max_size=30),
    st.integers(1, 6),
)
def test_a_run_ends_where_the_last_n_are_small(errors, n):
    """Is it the first count of sequences of which the last n are small?"""
    small = [abs(e) < 0.04 for e in errors]
    ends = [k for k in range(n, len(errors) + 1) if all(small[k - n : k])]
    assert nets.strict_run(np.array(errors), n=n) == min(ends, default=-1)


def test_the_run_of_1997():
    """Are 2,000 in a row asked for, each below 0.04?"""
    errors = np.full(2500, -0.039)
    errors[99] = 0.041
    assert nets.strict_run(errors) == 2100
    assert nets.strict_run(errors[:2099]) == -1


def test_bad_arguments_are_named():
    """Does a wrong shape or an empty run raise an error that says what came?"""
    with pytest.raises(ValueError, match=r"solved expects errors \(N,\); got errors \(2, 2\)"):
        nets.solved(ERRORS.reshape(2, 2))
    with pytest.raises(ValueError, match="n >= 1; got 0"):
        nets.strict_run(ERRORS, n=0)


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([3, 2, 2.5, 2.2, 1], 2, (1, 3)),
        ([3, 2, 2.5, 1, 1.5], 2, (3, 4)),
        ([3, 3, 3, 3], 3, (0, 3)),
        ([2, 3], 1, (0, 1)),
        ([5], 4, (0, 0)),
        ([3, math.nan, 2, math.nan, math.nan, 1], 2, (2, 4)),
        ([math.nan, math.nan, 1], 2, (2, 2)),
        ([math.nan, math.nan, math.nan, 1], 2, (0, 2)),
    ],
)
def test_early_stop(losses, patience, expected):
    """Does training end after `patience` measurements without a new best, and which is best?"""
    assert nets.early_stop(losses, patience) == expected
