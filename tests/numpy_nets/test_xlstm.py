"""The cells of the xLSTM: against the plain formulas, autograd, and each other."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets

SIZES = st.integers(1, 4)
STATE = "hcnm"


def empty(*shapes):
    """Return states of 0, and m of -inf with the shape of the last one."""
    return *(np.zeros(shape) for shape in shapes), np.full(shapes[-1][:1], -np.inf)


def plain_slstm(xs, W_ih, W_hh, b):
    """Run the sLSTM as its formula stands, without m, in extended precision."""
    xs, W_ih, W_hh, b = (q.astype(np.longdouble) for q in (xs, W_ih, W_hh, b))
    h = c = n = np.zeros((xs.shape[1], W_hh.shape[1]), np.longdouble)
    hs = []
    for x in xs:
        a_i, a_f, a_g, a_o = np.split(x @ W_ih.T + h @ W_hh.T + b, 4, axis=1)
        i, f, o = np.exp(a_i), 1 / (1 + np.exp(-a_f)), 1 / (1 + np.exp(-a_o))
        c, n = f * c + i * np.tanh(a_g), f * n + i
        h = o * c / n
        hs.append(h)
    return np.array(hs).astype(float)


def run_slstm(xs, W_ih, W_hh, b):
    """Run slstm_step over a sequence."""
    h = c = n = np.zeros((xs.shape[1], W_hh.shape[1]), xs.dtype)
    m, hs = np.full_like(h, -np.inf), []
    for x in xs:
        h, c, n, m = nets.slstm_step(x, h, c, n, m, W_ih, W_hh, b)
        hs.append(h)
    return np.array(hs)


@settings(deadline=None, max_examples=25)
@given(T=SIZES, B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**31))
def test_the_stabiliser_changes_nothing(T, B, I, H, seed):
    """Is the sLSTM with m equal to the plain formula, where that is finite?"""
    rng = np.random.default_rng(seed)
    xs, weights = rng.normal(size=(T, B, I)), nets.lstm_init(I, H, rng)
    np.testing.assert_allclose(
        run_slstm(xs, *weights), plain_slstm(xs, *weights), rtol=1e-12, atol=1e-13
    )


@pytest.mark.parametrize(("scale", "kind"), [(2000, float), (8000, float), (100, np.float32)])
def test_the_stabiliser_is_right_where_exp_overflows(scale, kind):
    """Is the sLSTM right for input gates that do not fit into its type of numbers?"""
    rng = np.random.default_rng(0)
    xs = (scale * rng.normal(size=(20, 2, 3))).astype(kind)
    weights = [q.astype(kind) for q in nets.lstm_init(3, 4, rng)]
    largest = abs(xs @ weights[0].T).max()
    assert largest > np.log(np.finfo(kind).max)
    assert largest < np.log(np.finfo(np.longdouble).max)
    close = {"rtol": 1e-9, "atol": 1e-10} if kind is float else {"rtol": 1e-2, "atol": 1e-4}
    np.testing.assert_allclose(run_slstm(xs, *weights), plain_slstm(xs, *weights), **close)


def test_gates_in_many_digits():
    """Are both gates and m those of 50 digits, for exponents of thousands and of -inf?"""
    rng = np.random.default_rng(1)
    a_i, a_f, m = (np.append(1000 * rng.normal(size=12), 0.0) for _ in range(3))
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 50, -(10**6), 10**6
        for numbers in zip(a_i, a_f, m, *nets.stable_gates(a_i, a_f, m), strict=True):
            a, b, old, i, f, new = map(Decimal, map(float, numbers))
            kept = old - (1 + (-b).exp()).ln()
            top = max(a, kept)
            assert float(new) == pytest.approx(float(top), rel=1e-14)
            assert float(i) == pytest.approx(float((a - top).exp()), rel=1e-9, abs=1e-300)
            assert float(f) == pytest.approx(float((kept - top).exp()), rel=1e-9, abs=1e-300)
    i, f, new = nets.stable_gates(np.array([-1e4]), np.zeros(1), np.array([-np.inf]))
    assert (i, f, new) == (1, 0, -1e4)


@settings(deadline=None, max_examples=25)
@given(T=SIZES, B=SIZES, D=SIZES, E=SIZES, seed=st.integers(0, 2**31))
def test_parallel_is_recurrent(T, B, D, E, seed):
    """Does the mLSTM read the same at once as step by step, to 1e-13?"""
    rng = np.random.default_rng(seed)
    q, k, v = (rng.normal(size=(T, B, n)) for n in (D, D, E))
    a_i, a_f = 3 * rng.normal(size=(2, T, B))
    C, n, m = empty((B, E, D), (B, D))
    loop = []
    for t in range(T):
        h, C, n, m = nets.mlstm_step(q[t], k[t], v[t], a_i[t], a_f[t], C, n, m)
        loop.append(h)
    at_once = nets.mlstm_parallel(q, k, v, a_i, a_f)
    scale = max(1.0, abs(at_once).max())
    np.testing.assert_allclose(at_once, np.array(loop), rtol=0, atol=1e-13 * scale)


def test_the_mlstm_is_the_formula():
    """Is it f C + i v k^T, f n + i k and C q / max(|n . q|, 1), without any m?"""
    rng = np.random.default_rng(2)
    q, k, v = (rng.normal(size=(6, 3, size)) for size in (4, 4, 2))
    a_i, a_f = rng.normal(size=(2, 6, 3))
    hs = nets.mlstm_parallel(q, k, v, a_i, a_f)
    for b in range(3):
        C, n = np.zeros((2, 4)), np.zeros(4)
        for t in range(6):
            i, f, key = np.exp(a_i[t, b]), nets.sigmoid(a_f[t, b]), k[t, b] / 2
            C, n = f * C + i * np.outer(v[t, b], key), f * n + i * key
            np.testing.assert_allclose(hs[t, b], C @ q[t, b] / max(abs(n @ q[t, b]), 1))


def test_twins_agree():
    """Do values on tensors equal those on arrays, and is m no part of the gradient?"""
    rng = np.random.default_rng(3)
    B, I, H, D, E, T = 2, 3, 4, 3, 2, 5
    state = [rng.normal(size=(B, H)) for _ in STATE]
    state[2] = abs(state[2]) + 0.1
    given_ = rng.normal(size=(B, I)), *state, *nets.lstm_init(I, H, rng)
    q, k, v = (rng.normal(size=(T, B, n)) for n in (D, D, E))
    a = rng.normal(size=(2, T, B))
    memory = rng.normal(size=(B, E, D)), rng.normal(size=(B, D)), rng.normal(size=B)
    step = q[0], k[0], v[0], *a[:, 0], *memory
    found = []
    for library, kind in ((nets, np.asarray), (torch_nets, torch.tensor)):
        found.append(
            [
                *library.slstm_step(*map(kind, given_)),
                *library.mlstm_step(*map(kind, step)),
                library.mlstm_parallel(*map(kind, (q, k, v, *a))),
            ]
        )
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_gradients_without_m_are_right():
    """Is the gradient of the twins that of central differences, though m is detached?"""
    rng = np.random.default_rng(4)
    T, B, I, H = 4, 2, 2, 3
    xs, W_ih, W_hh, b = rng.normal(size=(T, B, I)), *nets.lstm_init(I, H, rng)
    way = rng.normal(size=W_ih.shape)
    weights = [torch.tensor(q, requires_grad=True) for q in (W_ih, W_hh, b)]
    h = c = n = torch.zeros(B, H, dtype=torch.float64)
    m, loss = torch.full_like(h, -torch.inf), torch.zeros((), dtype=torch.float64)
    for x in torch.tensor(xs):
        h, c, n, m = torch_nets.slstm_step(x, h, c, n, m, *weights)
        loss = loss + (h**2).sum()
    loss.backward()
    up, down = ((run_slstm(xs, W_ih + s * way, W_hh, b) ** 2).sum() for s in (1e-6, -1e-6))
    along = float((weights[0].grad * torch.tensor(way)).sum())
    assert (up - down) / 2e-6 == pytest.approx(along, rel=1e-7)


def test_wrong_shapes_are_refused():
    """Does each function name the shapes that it expects?"""
    one = np.ones((2, 3))
    with pytest.raises(ValueError, match="stable_gates expects one shape"):
        nets.stable_gates(one, one[0], one)
    with pytest.raises(ValueError, match=r"slstm_step expects .*W_ih \(4H, I\)"):
        nets.slstm_step(one, *[one] * 4, *nets.lstm_init(2, 3, np.random.default_rng(0)))
    with pytest.raises(ValueError, match=r"mlstm_step expects .*C \(B, E, D\)"):
        nets.mlstm_step(one, one, one, *np.ones((2, 2)), np.ones((2, 3, 4)), one, np.ones(2))
    with pytest.raises(ValueError, match=r"mlstm_parallel expects .*a_f \(T, B\)"):
        nets.mlstm_parallel(*np.ones((3, 4, 2, 3)), np.ones((4, 2)), np.ones((4, 3)))
