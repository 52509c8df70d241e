"""The LSTM and its manual gradients, against torch.nn.LSTM, central differences and itself."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
from lstm_utils.numpy_nets.lstm import (
    lstm_backward,
    lstm_forward,
    lstm_step,
    lstm_step_backward,
)

NAMES = ("x", "h0", "c0", "W_ih", "W_hh", "b")
SIZES = st.integers(1, 7)


def problem(T, B, I, H, seed=0, dtype=np.float64):
    """Draw inputs, a state that is not 0, weights, and gradients that reach every output."""
    rng = np.random.default_rng(seed)
    shapes = [(T, B, I), (B, H), (B, H), (4 * H, I), (4 * H, H), (4 * H,)]
    inputs = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    for W in inputs[3:5]:
        W *= 0.5
    return (
        inputs,
        rng.normal(size=(T, B, H)).astype(dtype),
        rng.normal(size=(B, H)).astype(dtype),
    )


def run_torch(inputs, dhs, dc):
    """Outputs and gradients of torch.nn.LSTM, in the order of lstm_forward's arguments."""
    x, h0, c0 = (torch.tensor(q) for q in inputs[:3])
    net = torch.nn.LSTM(x.shape[2], h0.shape[1], dtype=x.dtype)
    state = nets.to_torch(*inputs[3:])
    net.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    x, h0, c0 = (q.requires_grad_() for q in (x, h0, c0))
    hs, (_, c) = net(x, (h0[None], c0[None]))
    torch.autograd.backward([hs, c[0]], [torch.tensor(dhs), torch.tensor(dc)])
    leaves = x, h0, c0, net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0
    return [q.detach().numpy() for q in (hs, c[0])], [q.grad.numpy() for q in leaves]


def run_ours(inputs, dhs, dc):
    hs, c, cache = lstm_forward(*inputs)
    dx, dW_ih, dW_hh, db, dh0, dc0 = lstm_backward(dhs, cache, dc)
    return [hs, c], [dx, dh0, dc0, dW_ih, dW_hh, db]


def run_step_by_step(inputs, dhs, dc):
    x, h, c, W_ih, W_hh, b = inputs
    hs, caches = [], []
    for x_t in x:
        h, c, cache = lstm_step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    dx, dh, dc = [], np.zeros_like(h), dc
    dW_ih, dW_hh, db = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(b)
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        dx_t, dh, dc, da = lstm_step_backward(dh_t + dh, dc, cache)
        dx.append(dx_t)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(axis=0)
    return [np.stack(hs), c], [np.stack(dx[::-1]), dh, dc, dW_ih, dW_hh, db]


def assert_close(came, expected, tolerance):
    for q, r in zip(came, expected, strict=True):
        assert q.shape == r.shape
        np.testing.assert_allclose(q, r, rtol=tolerance, atol=tolerance * max(1, abs(r).max()))


@settings(deadline=None)
@given(T=SIZES, B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("run", [run_ours, run_step_by_step])
def test_torch_agrees(run, T, B, I, H, seed):
    """Are outputs and all gradients those of torch.nn.LSTM, for any shape?"""
    given_ = problem(T, B, I, H, seed)
    for came, expected in zip(run(*given_), run_torch(*given_), strict=True):
        assert_close(came, expected, 1e-10)


@pytest.mark.parametrize(("T", "B", "I", "H"), [(1, 1, 1, 1), (3, 2, 4, 5), (6, 1, 2, 3)])
def test_central_differences_agree(T, B, I, H):
    """Is every gradient the slope that central differences measure?"""
    inputs, dhs, dc = problem(T, B, I, H, seed=1)
    _, grads = run_ours(inputs, dhs, dc)
    for k, grad in enumerate(grads):

        def loss(q, k=k):
            hs, c, _ = lstm_forward(*inputs[:k], q, *inputs[k + 1 :])
            return (hs * dhs).sum() + (c * dc).sum()

        np.testing.assert_allclose(
            grad, nets.numerical_gradient(loss, inputs[k]), atol=1e-6, err_msg=NAMES[k]
        )


def test_one_step_by_central_differences():
    """Is every gradient of a single step its slope, da included?"""
    (x, h, c, W_ih, W_hh, b), dhs, dc = problem(1, 3, 2, 4, seed=2)
    _, _, cache = lstm_step(x[0], h, c, W_ih, W_hh, b)
    dx, dh_prev, dc_prev, da = lstm_step_backward(dhs[0], dc, cache)

    def loss(x, h, c, a):
        h, c, _ = lstm_step(x, h, c, W_ih, W_hh, b + a)
        return (h * dhs[0]).sum() + (c * dc).sum()

    at = [x[0], h, c, np.zeros_like(b)]
    for k, grad in enumerate([dx, dh_prev, dc_prev, da.sum(axis=0)]):
        slope = nets.numerical_gradient(lambda q, k=k: loss(*at[:k], q, *at[k + 1 :]), at[k])
        np.testing.assert_allclose(grad, slope, atol=1e-6)


def test_gradient_of_the_last_state_may_be_left_out():
    """Does leaving dc out mean that the loss does not look at the last cell state?"""
    inputs, dhs, dc = problem(4, 3, 2, 5)
    _, _, cache = lstm_forward(*inputs)
    assert_close(lstm_backward(dhs, cache), lstm_backward(dhs, cache, np.zeros_like(dc)), 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("run", [run_ours, run_step_by_step])
def test_float_types(run, dtype):
    """Does float32 stay float32 and agree with float64 to 1e-5?"""
    exact = run(*problem(50, 8, 6, 16))
    inputs, dhs, dc = problem(50, 8, 6, 16, dtype=dtype)
    for came, expected in zip(run(inputs, dhs, dc), exact, strict=True):
        assert {q.dtype for q in came} == {np.dtype(dtype)}
        for q, r in zip(came, expected, strict=True):
            np.testing.assert_allclose(q, r, atol=1e-5 * abs(r).max())


def test_mixed_types_are_computed_in_the_common_one():
    """Do float32 inputs with float64 weights, or integers, give what float64 gives?"""
    inputs, dhs, _ = problem(3, 2, 4, 5)
    inputs[0] = np.round(inputs[0])
    expected = lstm_forward(*inputs)[0]
    for kind in (np.float32, np.int64):
        hs, _, cache = lstm_forward(inputs[0].astype(kind), *inputs[1:])
        np.testing.assert_array_equal(hs, expected)
        assert lstm_backward(dhs, cache)[0].dtype == np.float64


@pytest.mark.parametrize("size", [1000.0, -1000.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.filterwarnings("error")
def test_extremes_stay_finite(dtype, size):
    """Do inputs of +-1000 over 5,000 steps give finite numbers, without a warning?"""
    (x, *rest), dhs, dc = problem(5000, 2, 3, 4, dtype=dtype)
    x = np.where(x > 0, size, -size / 2).astype(dtype)
    for run in (run_ours, run_step_by_step):
        outputs, grads = run([x, *rest], dhs, dc)
        assert all(np.isfinite(q).all() for q in outputs + grads)
        assert abs(outputs[0]).max() <= 1


@settings(deadline=None)
@given(T=st.integers(2, 9), cut=st.integers(1, 8), B=SIZES, H=SIZES)
def test_split_and_carried(T, cut, B, H):
    """Is a sequence in two pieces, with the state carried, the same as the whole?"""
    cut = min(cut, T - 1)
    (x, *rest), dhs, dc = problem(T, B, 3, H)
    whole, whole_grads = run_ours([x, *rest], dhs, dc)
    hs_1, c_1, cache_1 = lstm_forward(x[:cut], *rest)
    hs_2, c_2, cache_2 = lstm_forward(x[cut:], hs_1[-1], c_1, *rest[2:])
    assert_close([np.concatenate([hs_1, hs_2]), c_2], whole, 1e-12)

    dx_2, *dW_2, dh, dc = lstm_backward(dhs[cut:], cache_2, dc)
    dhs_1 = dhs[:cut].copy()
    dhs_1[-1] += dh
    dx_1, *dW_1, dh0, dc0 = lstm_backward(dhs_1, cache_1, dc)
    summed = [p + q for p, q in zip(dW_1, dW_2, strict=True)]
    assert_close([np.concatenate([dx_1, dx_2]), dh0, dc0, *summed], whole_grads, 1e-12)


def test_batch_rows_do_not_touch_each_other():
    """Does a row give the same alone as among others, forward and backward?"""
    (x, h0, c0, *weights), dhs, dc = problem(6, 5, 3, 4)
    outputs, grads = run_ours([x, h0, c0, *weights], dhs, dc)
    for k in range(5):
        row = slice(k, k + 1)
        alone, alone_grads = run_ours(
            [x[:, row], h0[row], c0[row], *weights], dhs[:, row], dc[row]
        )
        assert_close(alone, [outputs[0][:, row], outputs[1][row]], 1e-12)
        expected = [grads[0][:, row], grads[1][row], grads[2][row]]
        assert_close(alone_grads[:3], expected, 1e-12)


@pytest.mark.parametrize("run", [run_ours, run_step_by_step])
def test_arguments_are_left_alone(run):
    """Are all arguments unchanged, even read-only and non-contiguous ones accepted?"""
    inputs, dhs, dc = problem(4, 3, 2, 5)
    expected = run(inputs, dhs, dc)
    awkward = []
    for q in (*inputs, dhs, dc):
        strided = np.repeat(q, 2, axis=-1)[..., ::2]
        strided.flags.writeable = False
        awkward.append(strided)
    for came, right in zip(run(awkward[:6], *awkward[6:]), expected, strict=True):
        assert_close(came, right, 1e-12)


def test_backward_leaves_the_cache_alone():
    """Does calling backward twice give the same gradients twice?"""
    inputs, dhs, dc = problem(4, 3, 2, 5)
    _, _, cache = lstm_forward(*inputs)
    first = lstm_backward(dhs, cache, dc)
    for q, r in zip(lstm_backward(dhs, cache, dc), first, strict=True):
        np.testing.assert_array_equal(q, r)


def test_forget_gate_held_open_keeps_the_state():
    """With f = 1 and i = 0, is c kept and its gradient passed on unchanged for 1,000 steps?"""
    (x, h0, c0, W_ih, W_hh, b), dhs, dc = problem(1000, 2, 3, 4)
    W_ih[:8], W_hh[:8] = 0, 0
    b[:4], b[4:8] = -1000, 1000
    _, c, cache = lstm_forward(x, h0, c0, W_ih, W_hh, b)
    np.testing.assert_array_equal(c, c0)
    *_, dc0 = lstm_backward(0 * dhs, cache, dc)
    np.testing.assert_array_equal(dc0, dc)


@pytest.mark.parametrize("wrong", NAMES)
def test_wrong_shapes_are_named(wrong):
    """Does each argument of a wrong shape raise an error that says what came?"""
    inputs, _, _ = problem(4, 3, 2, 5)
    inputs[NAMES.index(wrong)] = np.zeros((7, 6))
    with pytest.raises(ValueError, match=rf"lstm_forward expects .*{wrong} \(7, 6\)"):
        lstm_forward(*inputs)
    inputs[0] = inputs[0][0]
    with pytest.raises(ValueError, match=r"lstm_step expects .*\(7, 6\)|got x \(6,\)"):
        lstm_step(*inputs)


def test_wrong_gradient_shapes_are_named():
    """Does a gradient of a wrong shape raise an error that says what came?"""
    inputs, dhs, dc = problem(4, 3, 2, 5)
    _, _, cache = lstm_forward(*inputs)
    with pytest.raises(ValueError, match=r"lstm_backward expects .*dhs \(3, 3, 5\)"):
        lstm_backward(dhs[1:], cache)
    with pytest.raises(ValueError, match=r"dc \(2, 5\)"):
        lstm_backward(dhs, cache, dc[1:])
    _, _, cache = lstm_step(inputs[0][0], *inputs[1:])
    with pytest.raises(ValueError, match=r"lstm_step_backward expects .*dh \(4, 3, 5\)"):
        lstm_step_backward(dhs, dc, cache)
