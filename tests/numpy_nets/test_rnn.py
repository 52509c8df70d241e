"""Tests of the Elman network against torch.nn.RNN and central differences."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets.elman as elman
import lstm_utils.numpy_nets.rnn as nets
from lstm_utils.numpy_nets.gradcheck import numerical_gradient

size = st.integers(1, 5)
steps = st.integers(1, 8)
seed = st.integers(0, 2**32 - 1)

GRADIENTS = ("dx", "dW_ih", "dW_hh", "db", "dh0")
MIXED_SIZES = (5, 3, 2, 4)  # T, B, I, H, all different


def draw_rnn(T, B, I, H, seed):
    """Everything that rnn_forward takes, none of it zero, and a loss gradient per step."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (T, B, I), "h0": (B, H), "W_ih": (H, I), "W_hh": (H, H), "b": (H,)}
    inputs = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return inputs, rng.normal(size=(T, B, H))


def cache_of(inputs, hs):
    """What rnn_backward needs again: all that forward took but b, and what it returned."""
    return {name: inputs[name] for name in ("x", "h0", "W_ih", "W_hh")} | {"hs": hs}


def backward(inputs, dhs, function=nets.rnn_backward, **options):
    """The gradients of sum(dhs * hs), by name."""
    found = function(dhs, cache_of(inputs, nets.rnn_forward(**inputs)), **options)
    return dict(zip(GRADIENTS, found, strict=True))


def torch_rnn(inputs):
    """Load the weights into torch.nn.RNN; the second of its two biases stays 0."""
    H, I = inputs["W_ih"].shape
    net = torch.nn.RNN(I, H, dtype=torch.float64)
    weights = {"weight_ih_l0": "W_ih", "weight_hh_l0": "W_hh", "bias_ih_l0": "b"}
    state = {peer: torch.tensor(inputs[ours]) for peer, ours in weights.items()}
    net.load_state_dict(state | {"bias_hh_l0": torch.zeros(H, dtype=torch.float64)})
    return net


@settings(deadline=None)
@given(steps, size, size, size, seed)
def test_states_and_every_gradient_agree_with_torch(T, B, I, H, seed):
    """Do the states, and every gradient of losses at all steps, equal torch.nn.RNN's?"""
    inputs, dhs = draw_rnn(T, B, I, H, seed)
    net = torch_rnn(inputs)
    x = torch.tensor(inputs["x"], requires_grad=True)
    h0 = torch.tensor(inputs["h0"][None], requires_grad=True)
    hs, _ = net(x, h0)
    hs.backward(torch.tensor(dhs))

    np.testing.assert_allclose(nets.rnn_forward(**inputs), hs.detach().numpy(), atol=1e-9)
    peer = [x.grad, net.weight_ih_l0.grad, net.weight_hh_l0.grad, net.bias_ih_l0.grad]
    for (name, ours), other in zip(
        backward(inputs, dhs).items(), [*peer, h0.grad[0]], strict=True
    ):
        np.testing.assert_allclose(ours, other.numpy(), atol=1e-9, rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("sizes", [MIXED_SIZES, (1, 1, 1, 1), (1, 3, 2, 4), (6, 1, 2, 3)])
def test_every_gradient_agrees_with_central_differences(name, sizes):
    """Is each gradient what moving its parameter by a little shows?"""
    inputs, dhs = draw_rnn(*sizes, seed=1)

    def loss(value):
        return (dhs * nets.rnn_forward(**inputs | {name[1:]: value})).sum()

    measured = numerical_gradient(loss, inputs[name[1:]])
    np.testing.assert_allclose(backward(inputs, dhs)[name], measured, atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize("name", ["x", "h", "W_ih", "W_hh", "b"])
def test_one_step_back_agrees_with_central_differences(name):
    """Are the gradients of a single step right, one parameter at a time?"""
    rng = np.random.default_rng(2)
    step = {"x": (3, 2), "h": (3, 4), "W_ih": (4, 2), "W_hh": (4, 4), "b": (4,)}
    step = {q: rng.normal(size=shape) for q, shape in step.items()}
    dh = rng.normal(size=(3, 4))
    cache = {q: step[q] for q in ("x", "W_ih", "W_hh")}
    cache |= {"h_prev": step["h"], "h": nets.rnn_step(**step)}
    names = ("x", "h", "W_ih", "W_hh", "b")
    found = dict(zip(names, nets.rnn_step_backward(dh, cache), strict=True))

    def loss(value):
        return (dh * nets.rnn_step(**step | {name: value})).sum()

    np.testing.assert_allclose(found[name], numerical_gradient(loss, step[name]), atol=1e-8)


def test_worked_number():
    """Does one unit, fed 1 and remembering 0.5, come to tanh(2 * 1 - 1 * 0.5 + 0.1)?"""
    one = np.ones((1, 1))
    h = nets.rnn_step(one, 0.5 * one, 2 * one, -one, np.array([0.1]))
    np.testing.assert_allclose(h, [[np.tanh(1.6)]])


@settings(deadline=None)
@given(st.integers(2, 8), size, size, size, seed, st.data())
def test_a_split_sequence_equals_the_whole(T, B, I, H, seed, data):
    """Does reading in two parts, the state carried over, give the states of one reading?"""
    cut = data.draw(st.integers(1, T - 1))
    inputs, _ = draw_rnn(T, B, I, H, seed)
    first = nets.rnn_forward(**inputs | {"x": inputs["x"][:cut]})
    second = nets.rnn_forward(**inputs | {"x": inputs["x"][cut:], "h0": first[-1]})
    whole = nets.rnn_forward(**inputs)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, atol=1e-12)


@settings(deadline=None)
@given(steps, size, size, size, seed, st.integers(1, 9))
def test_truncation_that_reaches_back_to_the_start_is_exact(T, B, I, H, seed, k1):
    """Is truncated BPTT with k2 >= T the full one, whatever k1?"""
    inputs, dhs = draw_rnn(T, B, I, H, seed)
    full = backward(inputs, dhs)
    cut = backward(inputs, dhs, nets.truncated_bptt, k1=k1, k2=max(T, k1))
    for name in GRADIENTS:
        np.testing.assert_allclose(cut[name], full[name], atol=1e-10, err_msg=name)


def test_truncation_cuts_exactly_where_it_says():
    """Do k1 = 2, k2 = 3 over 5 steps give the sum of three windows written out by hand?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=3)
    hs = nets.rnn_forward(**inputs)
    expected = {name: np.zeros_like(inputs[name[1:]]) for name in GRADIENTS}
    for start, stop, losses in [(0, 2, [0, 1]), (1, 4, [2, 3]), (2, 5, [4])]:
        h0 = hs[start - 1] if start else inputs["h0"]
        due = np.zeros_like(dhs)
        due[losses] = dhs[losses]
        window = inputs | {"x": inputs["x"][start:stop], "h0": h0}
        part = backward(window, due[start:stop])
        for name in ("dW_ih", "dW_hh", "db"):
            expected[name] += part[name]
        expected["dx"][start:stop] += part["dx"]
        if start == 0:
            expected["dh0"] = part["dh0"]
    cut = backward(inputs, dhs, nets.truncated_bptt, k1=2, k2=3)
    for name in GRADIENTS:
        np.testing.assert_allclose(cut[name], expected[name], atol=1e-12, err_msg=name)
    assert np.abs(cut["dW_hh"] - backward(inputs, dhs)["dW_hh"]).max() > 1e-3


def test_truncation_hides_early_inputs():
    """Does a loss at the last step reach back k2 steps and no further?"""
    inputs, dhs = draw_rnn(9, 3, 2, 4, seed=4)
    dhs[:-1] = 0
    dx = backward(inputs, dhs, nets.truncated_bptt, k1=3, k2=4)["dx"]
    assert np.all(dx[:5] == 0)
    assert np.all(np.abs(dx[5:]).max(axis=(1, 2)) > 0)


@pytest.mark.parametrize("make", [np.asfortranarray, lambda a: np.repeat(a, 2, -1)[..., ::2]])
def test_memory_layout_does_not_matter(make):
    """Do non-contiguous arrays give the same answers?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=5)
    odd = {name: make(value) for name, value in inputs.items()}
    for name, found in backward(odd, make(dhs)).items():
        np.testing.assert_allclose(found, backward(inputs, dhs)[name], atol=1e-12)


def test_float32_stays_float32():
    """Do float32 inputs give float32 states and gradients, right to that precision?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=6)
    narrow = {name: value.astype(np.float32) for name, value in inputs.items()}
    assert nets.rnn_forward(**narrow).dtype == np.float32
    for function, options in [
        (nets.rnn_backward, {}),
        (nets.truncated_bptt, {"k1": 2, "k2": 5}),
    ]:
        wide = backward(inputs, dhs, function, **options)
        for name, found in backward(
            narrow, dhs.astype(np.float32), function, **options
        ).items():
            assert found.dtype == np.float32, name
            np.testing.assert_allclose(found, wide[name], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["x", "h0", "W_ih", "W_hh", "dhs"])
def test_whole_numbers_are_differentiated_as_real_ones(name):
    """Do integer arrays, such as one-hot codes, give the gradients of the same floats?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=7)
    real = inputs | {"dhs": dhs}
    real[name] = np.round(2 * real[name])
    whole = real | {name: real[name].astype(int)}
    dhs, whole_dhs = real.pop("dhs"), whole.pop("dhs")
    for function, options in [
        (nets.rnn_backward, {}),
        (nets.truncated_bptt, {"k1": 2, "k2": 3}),
    ]:
        expected = backward(real, dhs, function, **options)
        found = backward(whole, whole_dhs, function, **options)
        for gradient in GRADIENTS:
            np.testing.assert_allclose(found[gradient], expected[gradient], atol=1e-12)


def test_nothing_that_came_in_is_changed():
    """Are all inputs, gradients and caches left as they were, by every function?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=8)
    before = copy.deepcopy((inputs, dhs))
    hs = nets.rnn_forward(**inputs)
    states = hs.copy()
    nets.rnn_backward(dhs, cache_of(inputs, hs))
    nets.truncated_bptt(dhs, cache_of(inputs, hs), k1=2, k2=3)
    np.testing.assert_equal((inputs, dhs), before)
    np.testing.assert_equal(hs, states)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("x", (5, 3)), ("x", (0, 3, 2)), ("h0", (2, 4)), ("W_ih", (2, 4)), ("b", (1, 4))],
)
def test_shapes_that_do_not_fit_are_named(name, shape):
    """Does a wrong shape raise, saying what was expected and what came?"""
    inputs, _ = draw_rnn(*MIXED_SIZES, seed=9)
    came = f"{name} {shape}".replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(ValueError, match=rf"W_ih \(H, I\).*got.*{came}"):
        nets.rnn_forward(**inputs | {name: np.zeros(shape)})


@pytest.mark.parametrize("options", [{}, {"function": nets.truncated_bptt, "k1": 2, "k2": 3}])
def test_gradients_of_the_wrong_length_are_refused(options):
    """Do a gradient for the last step alone, and one step too many, raise?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=9)
    with pytest.raises(ValueError, match=r"dhs \(T, B, H\).*got dhs \(3, 4\)"):
        backward(inputs, dhs[-1], **options)
    with pytest.raises(ValueError, match=r"got dhs \(6, 3, 4\)"):
        backward(inputs, np.concatenate([dhs, dhs[:1]]), **options)


@pytest.mark.parametrize(("k1", "k2"), [(0, 3), (3, 2), (-1, 4)])
def test_windows_that_cannot_be_are_refused(k1, k2):
    """Do a window shorter than its piece, and empty pieces, raise?"""
    inputs, dhs = draw_rnn(*MIXED_SIZES, seed=9)
    with pytest.raises(ValueError, match=f"got k1={k1}, k2={k2}"):
        backward(inputs, dhs, nets.truncated_bptt, k1=k1, k2=k2)


@settings(deadline=None, max_examples=25)
@given(steps, size, size, size, st.integers(2, 5), seed)
def test_the_classifier_agrees_with_torch(T, B, I, H, K, seed):
    """Do the masked loss and every gradient equal those of nn.RNN, Linear and cross_entropy?"""
    rng = np.random.default_rng(seed)
    params = elman.elman_init(I, H, K, rng)
    x, y = rng.normal(size=(T, B, I)), rng.integers(K, size=(T, B))
    mask = rng.random((T, B)) < 0.6
    mask[-1, 0] = True
    loss, grads = elman.elman_loss_and_grads(params, x, y, mask)

    net, readout = torch_rnn(params), torch.nn.Linear(H, K, dtype=torch.float64)
    readout.load_state_dict(
        {"weight": torch.tensor(params["W_out"]), "bias": torch.tensor(params["b_out"])}
    )
    z = readout(net(torch.tensor(x))[0])
    peer = torch.nn.functional.cross_entropy(z[torch.tensor(mask)], torch.tensor(y[mask]))
    peer.backward()
    rnn = [net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0]
    assert loss == pytest.approx(peer.item(), abs=1e-9)
    assert grads.keys() == params.keys()
    for (name, ours), leaf in zip(grads.items(), [*rnn, *readout.parameters()], strict=True):
        np.testing.assert_allclose(ours, leaf.grad.numpy(), atol=1e-9, err_msg=name)


def test_what_the_mask_hides_does_not_matter():
    """Are inputs and targets after the end of a sequence without any effect?"""
    rng = np.random.default_rng(10)
    params = elman.elman_init(2, 4, 3, rng)
    x, y = rng.normal(size=(6, 2, 2)), rng.integers(3, size=(6, 2))
    mask = np.ones((6, 2), dtype=bool)
    mask[4:, 1] = False
    loss, grads = elman.elman_loss_and_grads(params, x, y, mask)
    x[4:, 1], y[4:, 1] = 99.0, -1
    other_loss, other_grads = elman.elman_loss_and_grads(params, x, y, mask)
    assert loss == other_loss
    np.testing.assert_equal(grads, other_grads)


def test_a_mask_without_steps_is_refused():
    """Does a mean over no step at all raise, instead of being NaN?"""
    z, y = np.zeros((2, 3, 4)), np.zeros((2, 3), dtype=int)
    with pytest.raises(ValueError, match="0 of 6 set"):
        elman.masked_cross_entropy(z, y, np.zeros((2, 3), dtype=bool))
