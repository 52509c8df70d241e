"""How the LSTM's weights start, and how other libraries lay them out."""

import itertools

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils import torch_nets

ORDERS = ["".join(order) for order in itertools.permutations("ifgo")]


def weights(I=3, H=5, seed=0):
    return nets.lstm_init(I, H, np.random.default_rng(seed), forget_bias=1.0)


def test_initial_weights_fill_pytorchs_range():
    """Are weights and biases uniform in +-1/sqrt(H), with the forget bias added to f only?"""
    W_ih, W_hh, b = nets.lstm_init(50, 100, np.random.default_rng(0), forget_bias=2.0)
    assert (W_ih.shape, W_hh.shape, b.shape) == ((400, 50), (400, 100), (400,))
    b[100:200] -= 2.0
    for q in (W_ih, W_hh, b):
        assert 0.098 < abs(q).max() <= 0.1
        assert abs(q.mean()) < 0.01
        assert abs(q.std() - 0.1 / 3**0.5) < 0.005


def test_chrono_biases_spread_over_the_time_scales():
    """Are 1 + exp(b_f) uniform up to T_max, b_i = -b_f, and the other biases kept?"""
    b = np.arange(4000.0)
    came = nets.chrono_init(b, T_max=500, rng=np.random.default_rng(0))
    b_i, b_f, b_g, b_o = np.split(came, 4)
    np.testing.assert_array_equal(b, np.arange(4000.0))
    np.testing.assert_array_equal(b_i, -b_f)
    np.testing.assert_array_equal(np.r_[b_g, b_o], b[2000:])
    scales = 1 + np.exp(b_f)
    assert 2 <= scales.min() < 5
    assert 495 < scales.max() <= 500
    assert abs(scales.mean() - 251) < 15


@pytest.mark.parametrize(
    ("b", "T_max"), [(np.zeros(6), 10), (np.zeros(8), 2), (np.zeros(8, int), 9)]
)
def test_chrono_refuses_what_it_cannot_fill(b, T_max):
    """Do biases of the wrong kind, or a T_max without time scales, raise a clear error?"""
    with pytest.raises(ValueError, match="chrono_init expects"):
        nets.chrono_init(b, T_max, np.random.default_rng(0))


def test_pytorch_computes_with_our_weights():
    """Does torch.nn.LSTM, loaded with our weights, agree to 1e-10 in float64?"""
    x = np.random.default_rng(1).normal(size=(4, 2, 3))
    net = torch.nn.LSTM(3, 5, dtype=torch.float64)
    state = nets.to_torch(*weights())
    net.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    hs, _, _ = nets.lstm_forward(x, np.zeros((2, 5)), np.zeros((2, 5)), *weights())
    expected, _ = net(torch.from_numpy(x))
    np.testing.assert_allclose(hs, expected.detach().numpy(), atol=1e-10)


def test_we_compute_with_pytorchs_weights():
    """Do weights taken from torch.nn.LSTM, both biases random, give its outputs?"""
    x = np.random.default_rng(1).normal(size=(4, 2, 3))
    net = torch.nn.LSTM(3, 5, dtype=torch.float64)
    taken = nets.from_torch(net.state_dict())
    hs, _, _ = nets.lstm_forward(x, np.zeros((2, 5)), np.zeros((2, 5)), *taken)
    expected, _ = net(torch.from_numpy(x))
    np.testing.assert_allclose(hs, expected.detach().numpy(), atol=1e-10)
    taken[0][:] = 0
    assert net.weight_ih_l0.abs().max() > 0


def test_a_state_dict_of_another_net_is_refused():
    """Does a second layer, or a missing bias, raise an error that names what came?"""
    with pytest.raises(ValueError, match=r"one-layer.*got.*weight_ih_l1"):
        nets.from_torch(torch.nn.LSTM(3, 5, num_layers=2).state_dict())
    with pytest.raises(ValueError, match="one-layer"):
        nets.from_torch(torch.nn.LSTM(3, 5, bias=False).state_dict())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("transposed", [False, True])
def test_layouts_come_back(order, transposed):
    """Does each of the 24 orders, transposed or not, come back to where it started?"""
    there = nets.to_layout(*weights(), order=order, transposed=transposed)
    for came, q in zip(
        nets.from_layout(*there, order=order, transposed=transposed), weights(), strict=True
    ):
        np.testing.assert_array_equal(came, q)
        assert came.flags.c_contiguous


def test_blocks_go_where_the_order_says():
    """Is the block that a library calls o made of our rows o, and likewise transposed?"""
    W_ih, W_hh, b = weights()
    i, f, g, o = (slice(5 * k, 5 * k + 5) for k in range(4))
    V_ih, V_hh, c, d = nets.to_layout(W_ih, W_hh, b, order="iofg", two_biases=True)
    np.testing.assert_array_equal(V_ih, np.concatenate([W_ih[i], W_ih[o], W_ih[f], W_ih[g]]))
    np.testing.assert_array_equal(V_hh, np.concatenate([W_hh[i], W_hh[o], W_hh[f], W_hh[g]]))
    np.testing.assert_array_equal(c + d, np.concatenate([b[i], b[o], b[f], b[g]]))
    V_ih, _, _ = nets.to_layout(W_ih, W_hh, b, order="figo", transposed=True)
    np.testing.assert_array_equal(V_ih.T, np.concatenate([W_ih[f], W_ih[i], W_ih[g], W_ih[o]]))


def test_two_biases_are_summed():
    """Does the second bias of another library count?"""
    W_ih, W_hh, b = weights()
    *_, came = nets.from_layout(W_ih, W_hh, b, 2 * b)
    np.testing.assert_allclose(came, 3 * b)


@pytest.mark.parametrize("order", ["ifg", "ifgg", "ifgoo", "ifco"])
def test_an_order_that_is_none_is_refused(order):
    """Does an order without i, f, g, o once each raise an error that says so?"""
    with pytest.raises(ValueError, match="once each"):
        nets.to_layout(*weights(), order=order)
    with pytest.raises(ValueError, match="once each"):
        nets.from_layout(*weights(), order=order)


def test_weights_without_four_blocks_are_refused():
    """Do weights whose rows cannot be four gates, or not transposed, raise a clear error?"""
    with pytest.raises(ValueError, match=r"expects W_ih \(4H, I\).*got W_ih \(6, 3\)"):
        nets.to_torch(np.zeros((6, 3)), np.zeros((6, 1)), np.zeros(6))
    with pytest.raises(ValueError, match=r"from_layout expects W_ih \(4H, I\)"):
        nets.from_layout(*weights(), transposed=True)


def olahs_weights(I, H, seed=5):
    """Draw W_f, W_i, W_C, W_o (H, H + I) and their biases (H,)."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=s) for s in [(H, H + I)] * 4 + [(H,)] * 4]


@pytest.mark.parametrize(("I", "H"), [(3, 5), (1, 1), (4, 2)])
def test_olahs_equations(I, H):
    """Does one step with the converted weights compute his equations, in both twins?"""
    W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o = given = olahs_weights(I, H)
    x, h, c = (np.random.default_rng(6).normal(size=(1, n)) for n in (I, H, H))
    both = np.concatenate([h[0], x[0]])
    f, i, o = (1 / (1 + np.exp(-W @ both - b)) for W, b in ((W_f, b_f), (W_i, b_i), (W_o, b_o)))
    expected = f * c[0] + i * np.tanh(W_C @ both + b_C)
    h_new, c_new, _ = nets.lstm_step(x, h, c, *nets.from_olah(*given))
    np.testing.assert_allclose(c_new[0], expected)
    np.testing.assert_allclose(h_new[0], o * np.tanh(expected))
    tensors = torch_nets.from_olah(*map(torch.tensor, given))
    for ours, twin in zip(nets.from_olah(*given), tensors, strict=True):
        np.testing.assert_array_equal(ours, twin)


def test_olahs_weights_without_inputs_are_refused():
    """Do matrices that have no column for x raise an error?"""
    with pytest.raises(ValueError, match="from_olah expects"):
        nets.from_olah(*olahs_weights(0, 2))
