"""The Jacobian of an LSTM step, and all states at once by Newton's method."""

import itertools

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets


def drawn(T, I, H, scale=1.0, seed=0):
    """Return inputs, a state before the first step, and weights."""
    rng = np.random.default_rng(seed)
    W_ih, W_hh, b = nets.lstm_init(I, H, rng, forget_bias=1.0)
    return rng.normal(size=(T, I)), rng.normal(size=2 * H), (W_ih, scale * W_hh, b)


def after(s, x, params):
    """Return the states after one step, (N, 2H)."""
    h, c, _ = nets.lstm_step(x, *np.split(s, 2, axis=1), *params)
    return np.concatenate([h, c], axis=1)


@pytest.mark.parametrize(("N", "I", "H"), [(3, 2, 4), (1, 1, 1), (2, 3, 2)])
def test_central_differences_agree(N, I, H):
    """Is each row of J the gradient of one number of the state after the step?"""
    x, _, params = drawn(N, I, H)
    s = np.random.default_rng(1).normal(size=(N, 2 * H))
    J = nets.lstm_jacobian(s, x, params)
    for n, r in np.ndindex(N, 2 * H):
        row = nets.numerical_gradient(lambda q, n=n, r=r: after(q, x, params)[n, r], s)
        np.testing.assert_allclose(J[n, r], row[n], atol=1e-9)


def test_torch_agrees():
    """Is J that of torch.nn.LSTMCell?"""
    x, s0, params = drawn(1, 2, 3)
    cell = torch.nn.LSTMCell(2, 3, dtype=torch.float64)
    named = nets.to_torch(*params)
    cell.load_state_dict({name[:-3]: torch.from_numpy(W) for name, W in named.items()})
    J = torch.autograd.functional.jacobian(
        lambda s: torch.cat(cell(torch.from_numpy(x), (s[None, :3], s[None, 3:])), dim=1)[0],
        torch.from_numpy(s0),
    )
    np.testing.assert_allclose(nets.lstm_jacobian(s0[None], x, params)[0], J, atol=1e-12)


@pytest.mark.parametrize("scale", [1, 4, 8])
def test_the_first_k_states_are_exact(scale):
    """After k iterations, are at least the first k states exact, and at T all of them?"""
    x, s0, params = drawn(12, 2, 4, scale)
    states = nets.lstm_states(x, s0, params)
    for k, s in zip(range(13), nets.newton_guesses(x, s0, params), strict=False):
        np.testing.assert_allclose(s[:k], states[:k], atol=1e-9)
    assert not nets.newton_lstm(x, s0, params, 0).any()
    np.testing.assert_array_equal(nets.newton_lstm(x, s0, params, 12), s)


def test_few_iterations_are_enough():
    """Are 300 steps of an LSTM with usual weights exact after six iterations?"""
    x, s0, params = drawn(300, 3, 8)
    states = nets.lstm_states(x, s0, params)
    hs, c, _ = nets.lstm_forward(x[:, None], s0[None, :8], s0[None, 8:], *params)
    np.testing.assert_allclose(states[:, :8], hs[:, 0], atol=1e-12)
    np.testing.assert_allclose(states[-1, 8:], c[0], atol=1e-12)
    np.testing.assert_allclose(nets.newton_lstm(x, s0, params, 6), states, atol=1e-10)


def test_the_diagonal_alone_takes_longer():
    """Has quasi-Newton, after as many iterations, still an error, and keeps the law?"""
    x, s0, params = drawn(40, 3, 8)
    states = nets.lstm_states(x, s0, params)
    guesses = list(itertools.islice(nets.newton_guesses(x, s0, params, diagonal=True), 41))
    assert abs(guesses[6] - states).max() > 1e-4
    np.testing.assert_allclose(guesses[5][:5], states[:5], atol=1e-9)
    np.testing.assert_allclose(guesses[40], states, atol=1e-9)


def test_the_exponent_is_how_a_small_change_grows():
    """Is the exponent the measured growth of a change of 1e-7 along the same direction?"""
    x, s0, params = drawn(40, 2, 4, scale=6)
    states = [nets.lstm_states(x, s, params) for s in (s0, s0 + 1e-7 / 8**0.5)]
    grown = np.linalg.norm(states[1][-1] - states[0][-1]) / 1e-7
    before = np.concatenate([s0[None], states[0][:-1]])
    assert nets.lyapunov(before, x, params) == pytest.approx(np.log(grown) / 40, abs=1e-3)


@pytest.mark.parametrize("gain", [3, 6, 12])
def test_a_switch_gives_newton_nothing(gain):
    """Does an LSTM that keeps the parity need many iterations, although changes die?"""
    bits = np.random.default_rng(0).integers(0, 2, size=(32, 1)).astype(float)
    params = nets.parity_lstm_weights(gain)
    states = nets.lstm_states(bits, np.zeros(4), params)
    said = (states[:, 0] - states[:, 1]) / (2 * np.tanh(1))
    assert (said.round() == np.cumsum(bits) % 2).all()
    assert nets.lyapunov(np.vstack([np.zeros(4), states[:-1]]), bits, params) < -1
    half = nets.newton_lstm(bits, np.zeros(4), params, 12)
    assert abs(half - states)[20:].max() > 0.1


def test_wrong_arguments_are_refused():
    """Does an error name what is expected?"""
    x, s0, params = drawn(3, 2, 4)
    with pytest.raises(ValueError, match=r"s0 \(2H,\)"):
        nets.newton_lstm(x, s0[:-1], params, 2)
    with pytest.raises(ValueError, match="iters >= 0; got -1"):
        nets.newton_lstm(x, s0, params, -1)
    with pytest.raises(ValueError, match=r"s \(N, 2H\), x \(N, I\)"):
        nets.lstm_jacobian(np.zeros((3, 7)), x, params)
