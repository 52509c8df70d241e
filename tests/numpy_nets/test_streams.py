"""The LSTM on streams: resets, frozen gates, half-lives, and the size of the state."""

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils import torch_nets

T, B, I, H = 7, 3, 2, 4


@pytest.fixture(scope="module")
def stream():
    """Draw weights, nonzero states, inputs, and resets at the start, inside, at the end."""
    rng = np.random.default_rng(0)
    params = dict(zip(("W_ih", "W_hh", "b"), nets.lstm_init(I, H, rng), strict=True))
    reset = np.zeros((T, B), bool)
    reset[[0, 3, 6, 2], [0, 0, 1, 1]] = True
    state = rng.normal(size=(2, B, H))
    return rng.normal(size=(T, B, I)), reset, (state[0], state[1]), params


def test_each_document_is_read_as_if_it_were_alone(stream):
    """Are the states of a stream those of lstm_forward on each document, from a state of 0?"""
    x, reset, state, params = stream
    hs, (h, c), _ = nets.lstm_stream(*stream)
    for n in range(B):
        starts = sorted({0, *np.flatnonzero(reset[:, n])})
        for first, end in zip(starts, [*starts[1:], T], strict=True):
            begin = [q[n : n + 1] * (not reset[first, n]) for q in state]
            expected, last, _ = nets.lstm_forward(
                x[first:end, n : n + 1], *begin, *params.values()
            )
            np.testing.assert_allclose(hs[first:end, n], expected[:, 0], atol=1e-12)
        np.testing.assert_allclose(c[n], last[0], atol=1e-12)
        np.testing.assert_array_equal(h[n], hs[-1, n])


def test_two_parts_give_what_one_gives(stream):
    """Does the state at the end of a part continue the stream, arguments unchanged?"""
    x, reset, state, params = stream
    before = [q.copy() for q in state]
    hs, _, _ = nets.lstm_stream(*stream)
    first, middle, _ = nets.lstm_stream(x[:4], reset[:4], state, params)
    second, _, _ = nets.lstm_stream(x[4:], reset[4:], middle, params)
    np.testing.assert_allclose(np.concatenate([first, second]), hs, atol=1e-14)
    np.testing.assert_array_equal(state, before)


def test_gradients_are_those_of_central_differences(stream):
    """Are all gradients right to 1e-8, and is none left before a stream's last reset?"""
    x, reset, (h, c), params = stream
    weight = np.random.default_rng(1).normal(size=(T, B, H))
    _, _, caches = nets.lstm_stream(*stream)
    *dparams, dstate = nets.lstm_stream_backward(weight, reset, caches)
    given = {**params, "h": h, "c": c}

    def loss(name, q):
        new = given | {name: q}
        hs, _, _ = nets.lstm_stream(x, reset, (new["h"], new["c"]), new)
        return (weight * hs).sum()

    for (name, q), found in zip(given.items(), [*dparams, *dstate], strict=True):
        measured = nets.numerical_gradient(lambda v, name=name: loss(name, v), q)
        np.testing.assert_allclose(found, measured, atol=1e-8)
    assert not dstate[1][0].any()
    assert dstate[1][2].all()


def test_the_twin_agrees(stream):
    """Does the twin give the same states, and autograd and both backwards one gradient?"""
    x, reset, state, params = stream
    weight = np.random.default_rng(1).normal(size=(T, B, H))
    hs, _, caches = nets.lstm_stream(*stream)
    found = nets.lstm_stream_backward(weight, reset, caches)[:3]
    leaves = {name: torch.tensor(q, requires_grad=True) for name, q in params.items()}
    tensors = torch.tensor(x), torch.tensor(reset), tuple(map(torch.tensor, state))
    twin, _, kept = torch_nets.lstm_stream(*tensors, leaves)
    (torch.tensor(weight) * twin).sum().backward()
    with torch.no_grad():
        manual = torch_nets.lstm_stream_backward(torch.tensor(weight), tensors[1], kept)[:3]
    np.testing.assert_allclose(twin.detach(), hs, atol=1e-12)
    for q, automatic, by_twin in zip(found, leaves.values(), manual, strict=True):
        np.testing.assert_allclose(automatic.grad, q, atol=1e-12)
        np.testing.assert_allclose(by_twin, q, atol=1e-12)


@pytest.mark.parametrize("b_f", [-30.0, -2.0, 0.0, 1.0, 5.0, 20.0])
def test_after_a_half_life_half_is_left(b_f):
    """Is sigmoid(b_f) to the power of the half-life one half, in both twins?"""
    steps = float(nets.half_life(b_f))
    assert steps * -np.logaddexp(0, -b_f) == pytest.approx(np.log(0.5))
    assert float(torch_nets.half_life(torch.tensor(b_f).double())) == pytest.approx(steps)


def test_half_life_of_a_frozen_gate():
    """Is it ln 2 times e^50 steps where sigmoid rounds to 1, and 1 step for b_f = 0?"""
    np.testing.assert_allclose(
        nets.half_life(np.array([0.0, 50.0])), [1, np.log(2) * np.exp(50)], rtol=1e-12
    )


def test_frozen_gates_add_up():
    """Is f exactly 1 for any input, with all other rows kept, so that c is the sum of i g?"""
    rng = np.random.default_rng(2)
    params = dict(zip(("W_ih", "W_hh", "b"), nets.lstm_init(I, H, rng), strict=True))
    before = {name: q.copy() for name, q in params.items()}
    nets.freeze_forget(params)
    for name, q in params.items():
        np.testing.assert_array_equal(
            np.delete(q, slice(H, 2 * H), 0), np.delete(before[name], slice(H, 2 * H), 0)
        )
    zero = np.zeros((B, H))
    _, (_, c), caches = nets.lstm_stream(
        100 * rng.normal(size=(T, B, I)), np.zeros((T, B), bool), (zero, zero), params
    )
    assert all((cache["f"] == 1).all() for cache in caches)
    np.testing.assert_allclose(c, sum(cache["i"] * cache["g"] for cache in caches))
    tensors = {name: torch.tensor(q, requires_grad=True) for name, q in before.items()}
    torch_nets.freeze_forget(tensors)
    for name, q in params.items():
        np.testing.assert_array_equal(tensors[name].detach(), q)


def test_growth_of_states():
    """Are size and slope right for states of both signs that grow by 2 a step, also for T=1?"""
    signs = np.random.default_rng(3).choice([-1.0, 1.0], size=(1, 4, 5))
    cs = (3 + 2 * np.arange(6.0))[:, None, None] * signs
    for size, rate in (
        nets.state_growth(cs),
        torch_nets.state_growth(torch.tensor(cs)),
    ):
        np.testing.assert_allclose(size, 3 + 2 * np.arange(6.0))
        assert rate == pytest.approx(2)
    assert nets.state_growth(cs[:1])[1] == 0
    assert nets.state_growth(cs[:2])[1] == pytest.approx(2)


def test_wrong_shapes_are_refused(stream):
    """Does an error name what was expected and what came?"""
    x, reset, state, params = stream
    with pytest.raises(ValueError, match=r"lstm_stream expects.*reset \(T, B\)"):
        nets.lstm_stream(x, reset.T, state, params)
    with pytest.raises(ValueError, match="state_growth expects"):
        nets.state_growth(x[0])
