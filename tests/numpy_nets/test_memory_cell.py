"""The memory cell of 1997, against autograd, central differences and what it is for."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets

NAMES = ("x", "h0", "c0", "W_ih", "W_hh", "b")
SIZES = st.integers(1, 6)


def problem(T, B, I, H, seed=0, dtype=np.float64):
    """Draw inputs, a state that is not 0, weights, and gradients that reach every output."""
    rng = np.random.default_rng(seed)
    shapes = [(T, B, I), (B, H), (B, H), (3 * H, I), (3 * H, H), (3 * H,)]
    inputs = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    return (
        inputs,
        rng.normal(size=(T, B, H)).astype(dtype),
        rng.normal(size=(B, H)).astype(dtype),
    )


def run_ours(inputs, dhs, dc):
    hs, c, caches = nets.memory_cell_forward(*inputs)
    dx, dW_ih, dW_hh, db, dh0, dc0 = nets.memory_cell_backward(dhs, caches, dc)
    return [hs, c], [dx, dh0, dc0, dW_ih, dW_hh, db]


def run_autograd(inputs, dhs, dc):
    """The paper's equations with its logistic functions, differentiated by PyTorch."""
    leaves = [torch.tensor(q, requires_grad=True) for q in inputs]
    x, h, c, W_ih, W_hh, b = leaves
    hs = []
    for x_t in x:
        a_i, a_g, a_o = (x_t @ W_ih.T + h @ W_hh.T + b).chunk(3, dim=1)
        c = c + torch.sigmoid(a_i) * (4 * torch.sigmoid(a_g) - 2)
        h = torch.sigmoid(a_o) * (2 * torch.sigmoid(c) - 1)
        hs.append(h)
    hs = torch.stack(hs)
    torch.autograd.backward([hs, c], [torch.tensor(dhs), torch.tensor(dc)])
    return [q.detach().numpy() for q in (hs, c)], [q.grad.numpy() for q in leaves]


def assert_close(came, expected, tolerance):
    for q, r in zip(came, expected, strict=True):
        assert q.shape == r.shape
        np.testing.assert_allclose(q, r, rtol=tolerance, atol=tolerance * max(1, abs(r).max()))


@settings(deadline=None)
@given(T=SIZES, B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**32 - 1))
def test_autograd_agrees(T, B, I, H, seed):
    """Are outputs and all gradients those of the paper's equations, for any shape?"""
    given_ = problem(T, B, I, H, seed)
    for came, expected in zip(run_ours(*given_), run_autograd(*given_), strict=True):
        assert_close(came, expected, 1e-10)


@pytest.mark.parametrize(("T", "B", "I", "H"), [(1, 1, 1, 1), (4, 2, 3, 5)])
def test_central_differences_agree(T, B, I, H):
    """Is every gradient the slope that central differences measure?"""
    inputs, dhs, dc = problem(T, B, I, H, seed=1)
    _, grads = run_ours(inputs, dhs, dc)
    for k, grad in enumerate(grads):

        def loss(q, k=k):
            hs, c, _ = nets.memory_cell_forward(*inputs[:k], q, *inputs[k + 1 :])
            return (hs * dhs).sum() + (c * dc).sum()

        slope = nets.numerical_gradient(loss, inputs[k])
        np.testing.assert_allclose(grad, slope, atol=1e-6, err_msg=NAMES[k])


def test_it_is_the_lstm_with_the_forget_gate_held_open():
    """Does the LSTM with f = 1, scaled to the paper's ranges, give the same h?"""
    (x, h0, c0, W_ih, W_hh, b), _, _ = problem(6, 2, 3, 4)
    hs, c, _ = nets.memory_cell_forward(x, h0, c0, W_ih, W_hh, b)

    def lstm_rows(q, f_row):  # g / 2 = tanh(a_g / 2), so the LSTM's cell holds c / 2
        i, g, o = np.split(q, 3)
        return np.concatenate([i, np.full_like(i, f_row), g / 2, o])

    halved, c_half, _ = nets.lstm_forward(
        x, h0, c0 / 2, lstm_rows(W_ih, 0), lstm_rows(W_hh, 0), lstm_rows(b, 1000)
    )
    np.testing.assert_allclose(hs, halved, atol=1e-12)
    np.testing.assert_allclose(c, 2 * c_half, atol=1e-12)


def test_ranges_are_the_papers():
    """Do g and h reach, and never pass, -2 to 2 and -1 to 1?"""
    x = np.array([[-1000.0], [1000.0]])
    W_ih, W_hh, b = np.array([[0.0], [1.0], [0.0]]), np.zeros((3, 1)), np.full(3, 1000.0)
    h, _, cache = nets.memory_cell_step(x, np.zeros((2, 1)), 1e3 * x, W_ih, W_hh, b * [1, 0, 1])
    np.testing.assert_array_equal(cache["g"], [[-2], [2]])
    np.testing.assert_array_equal(h, [[-1], [1]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.filterwarnings("error")
def test_extremes_stay_finite(dtype):
    """Do inputs of +-1000 over 5,000 steps give finite numbers of the same float type?"""
    (x, *rest), dhs, dc = problem(5000, 2, 3, 4, dtype=dtype)
    x = (1000 * np.sign(x)).astype(dtype)
    outputs, grads = run_ours([x, *rest], dhs, dc)
    assert {q.dtype for q in outputs + grads} == {np.dtype(dtype)}
    assert all(np.isfinite(q).all() for q in outputs + grads)


def test_float32_agrees_with_float64():
    """Do float32 results agree with float64 to 1e-5?"""
    inputs, dhs, dc = problem(20, 4, 3, 5)
    exact = run_ours(inputs, dhs, dc)
    single = run_ours([q.astype(np.float32) for q in inputs], np.float32(dhs), np.float32(dc))
    for came, expected in zip(single, exact, strict=True):
        for q, r in zip(came, expected, strict=True):
            np.testing.assert_allclose(q, r, atol=1e-5 * abs(r).max())


def test_split_and_carried():
    """Is a sequence in two pieces, with the state carried, the same as the whole?"""
    (x, h0, c0, *weights), dhs, dc = problem(9, 3, 2, 4)
    (hs, c), grads = run_ours([x, h0, c0, *weights], dhs, dc)
    hs_1, c_1, caches_1 = nets.memory_cell_forward(x[:4], h0, c0, *weights)
    hs_2, c_2, caches_2 = nets.memory_cell_forward(x[4:], hs_1[-1], c_1, *weights)
    assert_close([np.concatenate([hs_1, hs_2]), c_2], [hs, c], 1e-12)
    dx_2, *dW_2, dh, dc = nets.memory_cell_backward(dhs[4:], caches_2, dc)
    dhs_1 = dhs[:4].copy()
    dhs_1[-1] += dh
    dx_1, *dW_1, dh0, dc0 = nets.memory_cell_backward(dhs_1, caches_1, dc)
    summed = [p + q for p, q in zip(dW_1, dW_2, strict=True)]
    assert_close([np.concatenate([dx_1, dx_2]), dh0, dc0, *summed], grads, 1e-12)


def test_batch_rows_do_not_touch_each_other():
    """Does a row give the same alone as among others?"""
    (x, h0, c0, *weights), _, _ = problem(5, 4, 3, 2)
    hs, c, _ = nets.memory_cell_forward(x, h0, c0, *weights)
    for k in range(4):
        row = slice(k, k + 1)
        alone = nets.memory_cell_forward(x[:, row], h0[row], c0[row], *weights)[:2]
        assert_close(alone, [hs[:, row], c[row]], 1e-12)


def test_arguments_are_left_alone():
    """Are read-only arguments accepted, so that nothing is changed?"""
    inputs, dhs, dc = problem(4, 3, 2, 5)
    for q in (*inputs, dhs, dc):
        q.flags.writeable = False
    run_ours(inputs, dhs, dc)


def test_latch_keeps_one_bit_for_1000_steps():
    """Is the sign of the switched-on signal in h after 1,000 steps of noise of size 1?"""
    rng = np.random.default_rng(0)
    x = np.zeros((1001, 64, 2))
    x[:, :, 0] = rng.uniform(-1, 1, size=(1001, 64))
    bit = rng.choice([-1.0, 1.0], size=64)
    x[0] = np.stack([bit, np.ones(64)], axis=1)
    hs, c, _ = nets.memory_cell_forward(
        x, np.zeros((64, 1)), np.zeros((64, 1)), *nets.latch_weights()
    )
    np.testing.assert_allclose(hs[-1, :, 0], bit * np.tanh(1), atol=1e-5)
    np.testing.assert_allclose(c[:, 0], 2 * bit, atol=1e-5)


def test_carousel_passes_the_gradient_unchanged():
    """Is the measured gradient of c along the carousel 1 at any lag, as the formula says?"""
    T = 1000
    x, state = np.zeros((T, 1, 2)), np.zeros((1, 1))
    _, _, caches = nets.memory_cell_forward(x, state, state, *nets.latch_weights())
    dh, dc, measured = np.zeros((1, 1)), np.ones((1, 1)), [1.0]
    for cache in caches[::-1]:
        _, _, dc, _ = nets.memory_cell_step_backward(dh, dc, cache)
        measured.append(dc.item())
    np.testing.assert_array_equal(measured, nets.carousel_gradient(T))
    assert set(measured) == {1.0}


def test_any_other_weight_lets_the_gradient_vanish_or_explode():
    """Does a self-connection of sigmoid(1) leave 2.5e-14 after 100 steps, sigmoid(5) .51?"""
    assert nets.carousel_gradient(100, nets.sigmoid(1.0))[-1] == pytest.approx(
        2.5e-14, rel=0.02
    )
    assert nets.carousel_gradient(100, nets.sigmoid(5.0))[-1] == pytest.approx(0.51, abs=0.005)
    assert nets.carousel_gradient(3, 2.0).tolist() == [1, 2, 4, 8]
    with pytest.raises(ValueError, match="T >= 0"):
        nets.carousel_gradient(-1)


@pytest.mark.parametrize("wrong", NAMES)
def test_wrong_shapes_are_named(wrong):
    """Does each argument of a wrong shape raise an error that says what came?"""
    inputs, _, _ = problem(4, 3, 2, 5)
    inputs[NAMES.index(wrong)] = np.zeros((7, 6))
    with pytest.raises(ValueError, match=rf"memory_cell_forward expects .*{wrong} \(7, 6\)"):
        nets.memory_cell_forward(*inputs)


def test_wrong_gradient_shapes_are_named():
    """Does a gradient of a wrong length or shape raise an error that says what came?"""
    inputs, dhs, dc = problem(4, 3, 2, 5)
    _, _, caches = nets.memory_cell_forward(*inputs)
    with pytest.raises(ValueError, match="4 steps of caches; got 3"):
        nets.memory_cell_backward(dhs[1:], caches)
    with pytest.raises(ValueError, match=r"dc \(2, 5\)"):
        nets.memory_cell_backward(dhs, caches, dc[1:])


def test_initial_weights_leave_the_input_gates_as_asked():
    """Are weights uniform in +-1/sqrt(H), and biases 0 but for the input gates'?"""
    rng = np.random.default_rng(0)
    W_ih, W_hh, b = nets.memory_cell_init(50, 100, rng, input_gate_bias=-5.0)
    assert (W_ih.shape, W_hh.shape) == ((300, 50), (300, 100))
    for W in (W_ih, W_hh):
        assert 0.099 < abs(W).max() <= 0.1
        assert abs(W.mean()) < 0.01
    np.testing.assert_array_equal(b, np.repeat([-5.0, 0.0, 0.0], 100))


def test_the_carousel_alone_is_the_cell_s_own_state():
    """Are the states that carousel_states adds up those of the whole cell, at every step?"""
    (x, h, c0, *weights), *_ = problem(6, 3, 2, 4)
    _, _, caches = nets.memory_cell_forward(x, h, c0, *weights)
    i, g = (np.stack([cache[k] for cache in caches]) for k in "ig")
    cs = nets.carousel_states(c0, i, g)
    np.testing.assert_allclose(
        np.tanh(cs / 2), [cache["tanh_c"] for cache in caches], rtol=1e-12, atol=1e-12
    )
