"""Embedding, streams, surprise, samples and the arithmetic coder."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets


def test_the_gradient_of_the_table_is_the_numerical_one():
    """Is embed_backward what central differences give, where symbols repeat?"""
    rng = np.random.default_rng(0)
    table, ids, weights = (
        rng.normal(size=(5, 2)),
        rng.integers(5, size=(4, 3)),
        rng.normal(size=(4, 3, 2)),
    )

    def loss(table):
        return (weights * nets.embed(ids, table) ** 2).sum()

    dx = 2 * weights * nets.embed(ids, table)
    numerical = nets.numerical_gradient(loss, table, 1e-6)
    np.testing.assert_allclose(nets.embed_backward(dx, ids, 5), numerical, atol=1e-8)
    assert nets.embed(ids, table).base is None
    with pytest.raises(ValueError, match=r"embed expects ids \(T, B\)"):
        nets.embed(ids[0], table)


@given(st.integers(1, 6), st.integers(1, 7), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_streams_are_pieces_of_the_text(B, T, more):
    """Does each column continue in the next batch, and is y the character that comes next?"""
    ids = np.arange(100, 100 + B * T + 1 + more)
    batches = nets.stream_batches(ids, B, T)
    x, y = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    n = (len(ids) - 1) // B
    assert x.shape == (n // T * T, B)
    assert all(part.shape == (T, B) for pair in batches for part in pair)
    np.testing.assert_array_equal(y, x + 1)
    np.testing.assert_array_equal(x, ids[0] + np.arange(len(x))[:, None] + n * np.arange(B))


def test_a_text_may_be_too_short():
    """Does a text without one full batch raise?"""
    assert len(nets.stream_batches(np.arange(7), 2, 3)) == 1
    with pytest.raises(ValueError, match="at least 7 characters for B=2 and T=3; got 6"):
        nets.stream_batches(np.arange(6), 2, 3)


def test_surprise_is_exact_and_stable():
    """Is it log2 V for equal logits, and finite for logits of 1000?"""
    np.testing.assert_allclose(nets.surprise(np.zeros((2, 8)), np.array([0, 7])), 3)
    came = nets.surprise(np.array([[1000.0, 0, -1000]] * 2), np.array([0, 2]))
    np.testing.assert_allclose(came, [0, 2000 / np.log(2)])


def fixed(*laws):
    """Return a step with counts that depend on the last symbol and on the number of symbols."""

    def step(symbol, state):
        place = 0 if state is None else state
        return np.array(laws[(symbol + place) % len(laws)]), place + 1

    return step


LAWS = st.lists(st.lists(st.integers(1, 10**6), min_size=3, max_size=3), min_size=1, max_size=4)


@given(LAWS, st.lists(st.integers(0, 2), max_size=80))
@settings(max_examples=100, deadline=None)
def test_the_coder_proves_itself(laws, ids):
    """Does the text come back, at a length of less than 1 bit above -log2 P?"""
    step = fixed(*laws)
    bits = nets.encode(ids, step, 3)
    assert nets.decode(bits, len(ids), step, 3) == ids
    state, last, cost = None, 3, 0.0
    for symbol in ids:
        counts, state = step(last, state)
        cost -= np.log2(counts[symbol] / counts.sum())
        last = symbol
    assert len(bits) < cost + 1 + 1e-6


def test_counts_of_any_integer_type_are_exact():
    """Does a long text come back where int64 would overflow?"""
    ids = [0, 1, 2] * 200
    step = fixed([2**20, 1, 2**20])
    assert nets.decode(nets.encode(ids, step, 0), len(ids), step, 0) == ids


@given(st.integers(0, 10**6), st.integers(2, 40))
@settings(max_examples=50, deadline=None)
def test_integer_counts_are_close_to_the_probabilities(seed, V):
    """Are all counts at least 1, their sum exact, and their cost small?"""
    p = np.random.default_rng(seed).dirichlet(np.full(V, 0.1))
    counts = nets.integer_counts(p)
    assert counts.min() >= 1
    assert counts.sum() == 2**16
    kept = p > 0
    extra = (p[kept] * np.log2(p[kept] / (counts[kept] / 2**16))).sum()
    assert extra < 2 * V / 2**16 * np.log2(np.e)


def test_counts_need_room():
    """Does a total that leaves no count for a symbol raise?"""
    with pytest.raises(ValueError, match="total > 3; got 3"):
        nets.integer_counts(np.ones(3) / 3, 3)


def test_samples_follow_the_tempered_law():
    """Are draws those of softmax(z / temperature), and is the state carried on?"""
    seen = []

    def step(symbol, state):
        seen.append((symbol, state))
        return np.array([0.0, 1.0, 2.0]), (state or 0) + 1

    drawn = nets.sample(step, [2, 1], 4000, 0.5, np.random.default_rng(0))
    expected = nets.softmax(np.array([[0.0, 2.0, 4.0]]))[0]
    np.testing.assert_allclose(np.bincount(drawn) / 4000, expected, atol=0.03)
    assert seen[:3] == [(2, None), (1, 1), (drawn[0], 2)]
    for prompt, temperature in (([], 1.0), ([0], 0.0)):
        with pytest.raises(ValueError, match="a prompt of at least one symbol"):
            nets.sample(step, prompt, 1, temperature, np.random.default_rng(0))


def test_a_table_used_twice_gets_both_gradients():
    """Is the gradient of a tied table the numerical one, and that of the start's row too?"""
    rng = np.random.default_rng(0)
    T, B, E, V = 4, 2, 3, 5
    ids = np.array([[V, V], [0, 3], [3, 3], [1, 0]])
    table, W = rng.normal(size=(V + 1, E)), rng.normal(size=(E, E))
    target = rng.normal(size=(T, B, V))

    def run(table):
        x = nets.embed(ids, table)
        hs = np.tanh(x @ W)
        z = hs @ table[:V].T
        return x, hs, z, ((z - target) ** 2).sum()

    _, hs, z, _ = run(table)
    dz = 2 * (z - target)
    dx = (dz @ table[:V] * (1 - hs**2)) @ W.T
    expected = nets.numerical_gradient(lambda q: run(q)[3], table)
    np.testing.assert_allclose(nets.tied_gradient(dx, ids, dz, hs), expected, atol=1e-6)
    twin = torch_nets.tied_gradient(*map(torch.tensor, (dx, ids, dz, hs)))
    np.testing.assert_allclose(twin, nets.tied_gradient(dx, ids, dz, hs), atol=1e-12)
