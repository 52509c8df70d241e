"""Tests of BPTT in pieces: terms add up, chunks read alike, windows say what is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets

steps = st.integers(1, 9)


def draw(T, seed=0, B=3, I=2, H=4):
    """A cache of a random net that read T steps, its biases, and a loss gradient per step."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (T, B, I), "h0": (B, H), "W_ih": (H, I), "W_hh": (H, H), "b": (H,)}
    inputs = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    cache = {q: inputs[q] for q in ("x", "h0", "W_ih", "W_hh")}
    cache["hs"] = nets.rnn_forward(**inputs)
    return inputs, cache, rng.normal(size=(T, B, H))


def term(dhs, t, k, cache):
    """One term, from the arrays of a cache; t and k count from 1."""
    h = np.concatenate([cache["h0"][None], cache["hs"]])
    return nets.bptt_term(dhs[t - 1], t, k, h, cache["W_hh"])


@settings(deadline=None)
@given(steps, st.integers(0, 2**32 - 1))
def test_all_terms_add_up_to_the_gradient(T, seed):
    """Is the sum over all pairs k <= t the dW_hh of backpropagation through time?"""
    _, cache, dhs = draw(T, seed)
    total = sum(term(dhs, t, k, cache) for t in range(1, T + 1) for k in range(1, t + 1))
    np.testing.assert_allclose(total, nets.rnn_backward(dhs, cache)[2], atol=1e-10)


@settings(deadline=None)
@given(steps, steps, steps, st.integers(0, 2**32 - 1))
def test_the_terms_inside_the_windows_add_up_to_the_truncated_gradient(T, k1, more, seed):
    """Does truncation keep exactly the terms that its windows name?"""
    _, cache, dhs = draw(T, seed)
    k2 = k1 + more - 1
    kept = [
        term(dhs, t, k, cache)
        for start, due, stop in nets.tbptt_windows(T, k1, k2)
        for t in range(due + 1, stop + 1)
        for k in range(start + 1, t + 1)
    ]
    cut = nets.truncated_bptt(dhs, cache, k1, k2)
    np.testing.assert_allclose(sum(kept), cut[2], atol=1e-10)


def test_one_term_is_what_moving_one_copy_of_the_weights_shows():
    """Is a term the slope of one loss when W_hh is moved at one step only?"""
    inputs, cache, dhs = draw(5)
    t, k = 4, 2

    def loss(W):
        h = inputs["h0"]
        for step in range(1, t + 1):
            used = W if step == k else inputs["W_hh"]
            h = nets.rnn_step(inputs["x"][step - 1], h, inputs["W_ih"], used, inputs["b"])
        return (dhs[t - 1] * h).sum()

    measured = nets.numerical_gradient(loss, inputs["W_hh"])
    np.testing.assert_allclose(term(dhs, t, k, cache), measured, atol=1e-8)


@settings(deadline=None)
@given(steps, st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_reading_in_chunks_changes_nothing(T, k, seed):
    """Are the states the same, whatever the size of the chunks?"""
    inputs, cache, _ = draw(T, seed)
    np.testing.assert_allclose(
        nets.read_in_chunks(**inputs, k=k), cache["hs"], rtol=0, atol=1e-12
    )


@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 12))
def test_windows_cover_every_loss_once_and_reach_back_as_far_as_they_say(T, k1, more):
    """Is each loss due in one window, of k2 steps unless the sequence begins there?"""
    windows = nets.tbptt_windows(T, k1, k1 + more)
    assert [t for _, due, stop in windows for t in range(due, stop)] == list(range(T))
    for start, due, stop in windows:
        assert 0 <= start <= due < stop <= T
        assert stop - start == min(k1 + more, stop)


def test_windows_of_an_example():
    """Do 7 steps, k1 = 3, k2 = 5 give the three windows that the lesson prints?"""
    assert nets.tbptt_windows(7, 3, 5) == [(0, 0, 3), (1, 3, 6), (2, 6, 7)]


@pytest.mark.parametrize(
    "call",
    [
        lambda c, d: nets.bptt_term(d[0], 1, 2, c["hs"], c["W_hh"]),
        lambda c, d: nets.bptt_term(d[0], 4, 1, c["hs"], c["W_hh"]),
        lambda c, d: nets.bptt_term(d[0], 2, 0, c["hs"], c["W_hh"]),
        lambda c, d: nets.bptt_term(d, 2, 1, c["hs"], c["W_hh"]),
        lambda c, d: nets.tbptt_windows(5, 3, 2),
        lambda c, d: nets.tbptt_windows(5, 0, 2),
        lambda c, d: nets.tbptt_windows(0, 1, 2),
        lambda c, d: nets.read_in_chunks(
            c["x"], c["h0"], c["W_ih"], c["W_hh"], np.zeros(4), k=0
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    """Do impossible steps, sizes and shapes get a sentence that says what was expected?"""
    _, cache, dhs = draw(4)
    with pytest.raises(ValueError, match=r"expects .*; got"):
        call(cache, dhs)
