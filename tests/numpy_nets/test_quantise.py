"""Small integers: is every weight within half a step, and is the budget never exceeded?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import lstm_utils.numpy_nets as nets

NUMBERS = st.floats(-1e3, 1e3, width=32).map(lambda v: v if abs(v) > 1e-6 else 0.0)


@settings(max_examples=30)
@given(hnp.arrays(float, (3, 5), elements=NUMBERS), st.integers(2, 8))
def test_every_weight_is_within_half_a_step(W, bits):
    """Are the integers in range and within half a step, the largest at the end of the range?"""
    q, scale = nets.quantise_rows(W, bits)
    most = 2 ** (bits - 1) - 1
    assert q.dtype == np.int8
    assert abs(W - scale[:, None] * q).max() <= scale.max() / 2 * (1 + 1e-9)
    sizes = abs(q.astype(int)).max(axis=1)
    np.testing.assert_array_equal(sizes, np.where(W.any(axis=1), most, 0))


@settings(max_examples=30)
@given(
    hnp.arrays(float, (4, 6), elements=NUMBERS),
    hnp.arrays(float, (3, 6), elements=NUMBERS),
    st.integers(2, 8),
)
def test_the_budget_is_never_exceeded(W, x, bits):
    """Is the measured error at most the budget, for any weights and inputs?"""
    (q, scale), (x_q, x_scale) = nets.quantise_rows(W, bits), nets.quantise_rows(x, bits)
    error = abs(x @ W.T - nets.int8_matvec(q, scale, x_q, x_scale))
    budget = nets.error_budget(q, scale, x, x_scale)
    assert (error <= budget + 1e-9 * (1 + abs(x) @ abs(W).T)).all()


def test_the_budget_can_be_reached():
    """Is there a case in which most of the budget is used?"""
    W, x = np.array([[127.0, 0.5, 1.5, 2.5]]) + 1e-6, np.array([[0.0, 127, 127, 127]])
    (q, scale), (x_q, x_scale) = nets.quantise_rows(W), nets.quantise_rows(x)
    error = abs(x @ W.T - nets.int8_matvec(q, scale, x_q, x_scale))
    assert error > 0.7 * nets.error_budget(q, scale, x, x_scale)


def test_integers_do_not_overflow():
    """Is a sum of many large products right to the last bit?"""
    q = np.full((1, 1501), 127, dtype=np.int8)
    total = nets.int8_matvec(q, np.ones(1), q, np.ones(1))
    assert total.item() == 1501 * 127**2


def test_float32_stays_float32():
    """Are the scales of float32 weights float32?"""
    W = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    _, scale = nets.quantise_rows(W)
    assert scale.dtype == np.float32


def test_wrong_arguments_are_named():
    """Are 1 bit, 9 bits and a vector refused?"""
    for bits in (1, 9):
        with pytest.raises(ValueError, match="expects 2 to 8 bits"):
            nets.quantise_rows(np.ones((2, 2)), bits)
    with pytest.raises(ValueError, match="quantise_rows expects W"):
        nets.quantise_rows(np.ones(2))
