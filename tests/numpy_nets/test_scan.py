"""Scans against loops, brute force over hidden states, and how often they compose."""

import itertools
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets


def loop(a, b, s0):
    """Return all states of a linear recurrence, one after the other."""
    states = list(itertools.accumulate(zip(a, b, strict=True), _next, initial=s0))
    return np.array(states[1:])


def _next(s, step):
    a, b = step
    return (a @ s if np.ndim(a) > np.ndim(b) else a * s) + b


def test_two_maps_are_one():
    """Is s -> 3s + 4 after s -> 2s + 1 the map s -> 6s + 7, for numbers and for matrices?"""
    assert nets.compose((3.0, 4.0), (2.0, 1.0)) == (6.0, 7.0)
    rng = np.random.default_rng(0)
    (A2, b2), (A1, b1) = [(rng.normal(size=(3, 3)), rng.normal(size=3)) for _ in range(2)]
    s = rng.normal(size=3)
    A, b = nets.compose_matrices((A2, b2), (A1, b1))
    np.testing.assert_allclose(A @ s + b, A2 @ (A1 @ s + b1) + b2)


@settings(deadline=None, max_examples=40)
@given(
    T=st.integers(1, 40), D=st.integers(1, 3), matrices=st.booleans(), seed=st.integers(0, 9)
)
def test_rounds_and_steps_agree(T, D, matrices, seed):
    """Are the states of a scan those of the loop, for every number of steps?"""
    rng = np.random.default_rng(seed)
    a = rng.uniform(-1, 1, size=(T, D, D) if matrices else (T, D))
    b, s0 = rng.normal(size=(T, D)), rng.normal(size=D)
    np.testing.assert_allclose(nets.recurrence(a, b, s0), loop(a, b, s0), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("T", [1, 2, 3, 7, 8, 9, 1000])
def test_a_scan_takes_log2_rounds(T):
    """Is compose called ceil(log2 T) times, whatever it does, the later items first?"""
    calls = []

    def join(later, earlier):
        calls.append(len(later[0]))
        return earlier[0] + later[0], np.minimum(earlier[1], later[1])

    words = np.array([[chr(97 + t % 26)] for t in range(T)], dtype=object)
    joined, first = nets.scan(words, np.arange(T), join)
    assert len(calls) == int(np.ceil(np.log2(T)))
    assert joined[-1, 0] == "".join(words[:, 0])
    assert not first.any()


def test_the_inputs_stay():
    """Does a scan leave a and b as they were?"""
    a, b = np.full((5, 2), 2.0), np.ones((5, 2))
    nets.recurrence(a, b, np.zeros(2))
    assert (a == 2).all()
    assert (b == 1).all()


def test_the_forward_algorithm_is_brute_force():
    """Is alpha the sum over all sequences of hidden states, for each step and last state?"""
    rng = np.random.default_rng(1)
    pi, P, E = (rng.dirichlet(np.ones(n), size=k) for n, k in ((3, 1), (3, 3), (4, 3)))
    y = np.array([2, 0, 3, 3, 1])
    alpha = nets.hmm_forward(pi[0], P, E, y)
    expected = np.zeros_like(alpha)
    for T in range(1, len(y) + 1):
        for z in itertools.product(range(3), repeat=T):
            moves = np.prod([P[i, j] for i, j in itertools.pairwise(z)])
            expected[T - 1, z[-1]] += pi[0, z[0]] * moves * np.prod(E[z, y[:T]])
    np.testing.assert_allclose(alpha, expected, rtol=1e-12)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 2e-5)])
def test_a_min_lstm_is_its_loop(dtype, tolerance):
    """Are 1,000 steps in rounds the same as one after the other, in both precisions?"""
    rng = np.random.default_rng(2)
    x, h0 = rng.normal(size=(1000, 2, 3)).astype(dtype), rng.normal(size=(2, 4)).astype(dtype)
    W, b = rng.normal(size=(12, 3)).astype(dtype), rng.normal(size=12).astype(dtype)
    i, f = (nets.sigmoid(x @ W[k : k + 4].T + b[k : k + 4]) for k in (0, 4))
    g = x @ W[8:].T + b[8:]
    hs = nets.min_lstm(x, h0, W, b)
    assert hs.dtype == dtype
    expected = loop((f / (f + i)).astype(float), i / (f + i) * g, h0)
    np.testing.assert_allclose(hs, expected, atol=tolerance)


def test_wrong_shapes_are_refused():
    """Does each error name the shapes that are expected?"""
    with pytest.raises(ValueError, match="T >= 1 maps; got 0"):
        nets.scan(np.zeros(0), np.zeros(0), nets.compose)
    with pytest.raises(ValueError, match=r"one shape \(T, ...\)"):
        nets.recurrence(np.zeros((3, 2)), np.zeros((3, 1)), np.zeros(1))
    with pytest.raises(ValueError, match=r"recurrence expects a \(T, D, D\)"):
        nets.recurrence(np.zeros((3, 2, 3)), np.zeros((3, 2)), np.zeros(2))
    with pytest.raises(ValueError, match=r"min_lstm expects x \(T, B, I\)"):
        nets.min_lstm(np.zeros((2, 1, 3)), np.zeros((1, 2)), np.zeros((8, 3)), np.zeros(8))
    with pytest.raises(ValueError, match=r"hmm_forward expects pi \(K,\)"):
        nets.hmm_forward(np.ones(2), np.eye(3), np.eye(3), np.zeros(2, int))


def test_composition_is_associative():
    """Do three maps give the same in both bracketings, as a scan needs?"""
    rng = np.random.default_rng(3)
    maps = [(rng.normal(size=(2, 2)), rng.normal(size=2)) for _ in range(3)]
    one = nets.compose_matrices(maps[0], nets.compose_matrices(maps[1], maps[2]))
    np.testing.assert_allclose(reduce(nets.compose_matrices, maps)[1], one[1])
