"""Linear recurrences: maps of the state, the delta rule, reflections."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets


def keys_of(rng, B, D):
    """Draw keys of length 1."""
    k = rng.normal(size=(B, D))
    return k / np.linalg.norm(k, axis=1, keepdims=True)


@settings(deadline=None, max_examples=25)
@given(B=st.integers(1, 4), E=st.integers(1, 4), D=st.integers(1, 4), seed=st.integers(0, 999))
def test_the_delta_rule(B, E, D, seed):
    """Is it S (I - beta k k^T) + beta v k^T, and the answer then (1 - beta) old + beta v?"""
    rng = np.random.default_rng(seed)
    S, k, v = rng.normal(size=(B, E, D)), keys_of(rng, B, D), rng.normal(size=(B, E))
    beta = rng.uniform(0, 2, B)
    new = nets.delta_step(S, k, v, beta)
    for b in range(B):
        kk = np.outer(k[b], k[b])
        wanted = S[b] @ (np.eye(D) - beta[b] * kk) + beta[b] * np.outer(v[b], k[b])
        np.testing.assert_allclose(new[b], wanted, atol=1e-12)
        answer = (1 - beta[b]) * S[b] @ k[b] + beta[b] * v[b]
        np.testing.assert_allclose(new[b] @ k[b], answer, atol=1e-12)


@pytest.mark.parametrize("N", range(1, 6))
def test_reflections_make_every_order(N):
    """Do the keys bring N things into each order, with the fewest reflections there are?"""
    for order in itertools.permutations(range(N)):
        keys = nets.swap_keys(order)
        S = np.arange(1.0, N + 1).reshape(1, 1, N)
        for key in keys:
            S = nets.delta_step(S, key[None], np.zeros((1, 1)), np.array([2.0]))
        np.testing.assert_allclose(S[0, 0], np.array(order) + 1.0, atol=1e-12)
        moved = np.eye(N)[list(order)] - np.eye(N)
        assert len(keys) == np.linalg.matrix_rank(moved)  # no fewer reflections can do it


def test_a_diagonal_recurrence():
    """Is it s = a s + b, with each symbol's own factors, complex ones too?"""
    ids = np.array([[0, 1], [2, 1], [1, 0]])
    a, b = np.array([[2.0], [-1.0], [0.5]]), np.array([[1.0], [0.0], [3.0]])
    states = nets.diag_linear(ids, a, b, np.array([1.0]))
    assert states[:, 0, 0].tolist() == [3.0, 4.5, -4.5]
    assert states[:, 1, 0].tolist() == [-1.0, 1.0, 3.0]
    turned = nets.diag_linear(
        np.zeros((4, 1), int), np.array([[1j]]), np.zeros((1, 1)), np.ones(1)
    )
    assert turned[:, 0, 0].tolist() == [1j, -1, -1j, 1]


def test_twins_agree():
    """Do values on tensors equal those on arrays?"""
    rng = np.random.default_rng(0)
    ids, a, b = rng.integers(0, 3, (5, 2)), *rng.normal(size=(2, 3, 4))
    S, k, v = rng.normal(size=(2, 3, 4)), keys_of(rng, 2, 4), rng.normal(size=(2, 3))
    found = []
    for library, kind in ((nets, np.asarray), (torch_nets, torch.tensor)):
        states = library.diag_linear(*map(kind, (ids, a, b, a[0])))
        memory = library.delta_step(*map(kind, (S, k, v, rng.uniform(0, 2, 2) * 0 + 1.5)))
        found.append([states, memory, library.swap_keys([2, 0, 1])])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)


def test_wrong_arguments_are_refused():
    """Does each function name what it expects?"""
    with pytest.raises(ValueError, match=r"diag_linear expects .*s0 \(H,\)"):
        nets.diag_linear(np.zeros((2, 2), int), np.ones((2, 3)), np.ones((2, 3)), np.ones(2))
    with pytest.raises(ValueError, match=r"delta_step expects S \(B, E, D\)"):
        nets.delta_step(np.ones((2, 3, 4)), np.ones((2, 3)), np.ones((2, 3)), np.ones(2))
    for order in ([0, 2], [1, 1], []):
        with pytest.raises(ValueError, match="swap_keys expects the numbers 0 to N - 1"):
            nets.swap_keys(order)
