"""Variants of the LSTM cell, against the LSTM itself and PyTorch's parameters."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets

SIZES = st.integers(1, 6)


def arguments(B, I, H, blocks=4, seed=0):
    """Draw x, h, c, W_ih, W_hh, b."""
    rng = np.random.default_rng(seed)
    shapes = [(B, I), (B, H), (B, H), (blocks * H, I), (blocks * H, H), (blocks * H,)]
    return [rng.normal(size=shape) for shape in shapes]


def assert_close(came, expected):
    for q, r in zip(came, expected, strict=True):
        np.testing.assert_allclose(q, r, rtol=1e-12, atol=1e-12)


@settings(deadline=None, max_examples=30)
@given(B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**31))
def test_nothing_added_and_nothing_left_out_is_the_lstm(B, I, H, seed):
    """Do peepholes of 0 and an empty `without` leave the LSTM as it is, for any shape?"""
    given_ = arguments(B, I, H, seed=seed)
    expected = nets.lstm_step(*given_)[:2]
    assert_close(nets.peephole_step(*given_, np.zeros(3 * H)), expected)
    assert_close(nets.ablated_step(*given_), expected)


def test_a_peephole_acts_as_a_bias_that_the_state_sets():
    """With one example, is a peephole the same as a bias of p c, o's with the new c?"""
    x, h, c, W_ih, W_hh, b = arguments(1, 2, 3)
    p = np.arange(1.0, 10.0) / 4
    h_next, c_next = nets.peephole_step(x, h, c, W_ih, W_hh, b, p)
    seen = np.r_[p[:3] * c[0], p[3:6] * c[0], np.zeros(3), p[6:] * c_next[0]]
    assert_close((h_next, c_next), nets.lstm_step(x, h, c, W_ih, W_hh, b + seen)[:2])


def test_coupled_gates_are_an_lstm_with_opposite_weights():
    """Since 1 - sigmoid(a) = sigmoid(-a), is it the LSTM with -W_f in the place of W_i?"""
    x, h, c, *weights = arguments(4, 3, 2, blocks=3)
    full = [np.concatenate([-q[:2], q]) for q in weights]
    assert_close(nets.coupled_step(x, h, c, *weights), nets.lstm_step(x, h, c, *full)[:2])


def test_a_gate_left_out_is_a_gate_held_open():
    """Is a gate that is left out the same as a bias of 50 at it?"""
    x, h, c, W_ih, W_hh, b = arguments(4, 3, 2)
    for block, gate in ((0, "i"), (1, "f"), (3, "o")):
        rows = slice(2 * block, 2 * block + 2)
        held = [q.copy() for q in (W_ih, W_hh, b)]
        held[0][rows], held[1][rows], held[2][rows] = 0, 0, 50
        came = nets.ablated_step(x, h, c, W_ih, W_hh, b, gate)
        assert_close(came, nets.lstm_step(x, h, c, *held)[:2])
    h_next, c_next = nets.ablated_step(x, h, c, W_ih, W_hh, b, "hogfi")
    assert_close((h_next, c_next), 2 * [c + (x @ W_ih.T + h @ W_hh.T + b)[:, 4:6]])


def test_unknown_parts_and_kinds_are_refused():
    """Does a letter or a kind that does not exist raise an error that names the known ones?"""
    with pytest.raises(ValueError, match="ifgoh"):
        nets.ablated_step(*arguments(1, 1, 1), "x")
    with pytest.raises(ValueError, match="coupled, gru"):
        nets.count_parameters("lstn", 1, 1)


@pytest.mark.parametrize(("kind", "layer"), [("rnn", "RNN"), ("lstm", "LSTM"), ("gru", "GRU")])
def test_torch_has_as_many_parameters(kind, layer):
    """Is the number PyTorch's, less the second biases that are only added?"""
    net = getattr(torch.nn, layer)(3, 5)
    doubled = {"rnn": 5, "lstm": 20, "gru": 10}[kind]
    expected = sum(q.numel() for q in net.parameters()) - doubled
    assert nets.count_parameters(kind, 3, 5) == expected


def test_the_steps_use_as_many_parameters_as_are_counted():
    """Do the arrays of the peephole and the coupled step have the counted sizes?"""
    sizes = {k: sum(q.size for q in arguments(1, 3, 5, k)[3:]) for k in (3, 4)}
    assert nets.count_parameters("peephole", 3, 5) == sizes[4] + 3 * 5
    assert nets.count_parameters("coupled", 3, 5) == sizes[3]


@pytest.mark.parametrize("T", [2, 3, 25, 100])
def test_a_clock_gives_a_spike_every_T_steps(T):
    """Is h large at steps T, 2T, ... and nearly 0 at all others, with both twins alike?"""
    b, p = nets.clock_weights(T)
    zero, h, hs = np.zeros((4, 1)), np.zeros((1, 1)), []
    c = h
    for _ in range(10 * T):
        h, c = nets.peephole_step(np.zeros((1, 1)), h, c, zero, zero, b, p)
        hs.append(h.item())
    due = np.arange(1, 10 * T + 1) % T == 0
    assert min(np.array(hs)[due]) > 0.7
    assert max(np.array(hs)[~due]) < 0.01
    assert_close(
        [q.numpy() for q in torch_nets.clock_weights(T)], [np.float32(b), np.float32(p)]
    )
    with pytest.raises(ValueError, match="2 steps"):
        nets.clock_weights(1)


def test_irnn_copies_its_state():
    """Does a ReLU net that starts so keep a state without input, and pass its gradient on?"""
    W_ih, W_hh, b = nets.irnn_init(2, 4, np.random.default_rng(0))
    assert 0 < abs(W_ih).max() < 0.01
    assert (W_hh == np.eye(4)).all()
    assert not b.any()
    wide = nets.irnn_init(50, 60, np.random.default_rng(0), std=0.3)[0]
    assert wide.std() == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("name", ["peephole_step", "ablated_step", "coupled_step"])
def test_twins_agree(name):
    """Do the steps on tensors equal those on arrays?"""
    given_ = arguments(4, 3, 2, blocks=3 if name == "coupled_step" else 4)
    given_ += [np.arange(6.0)] if name == "peephole_step" else []
    more = ["fgh"] if name == "ablated_step" else []
    came = getattr(torch_nets, name)(*map(torch.tensor, given_), *more)
    assert_close(came, getattr(nets, name)(*given_, *more))


def test_twins_of_irnn_agree():
    """Does the twin give an identity, zeros, and inputs of the same spread?"""
    W_ih, W_hh, b = torch_nets.irnn_init(50, 60, torch.Generator().manual_seed(0), std=0.3)
    assert float(W_ih.std()) == pytest.approx(0.3, abs=0.02)
    assert torch.equal(W_hh, torch.eye(60))
    assert not b.any()
