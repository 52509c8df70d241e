"""The PyTorch twins of the LSTM and the 1997 cell: the same functions, on any device."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import lstm_utils.numpy_nets as numpy_nets
import lstm_utils.torch_nets as torch_nets
from lstm_utils.torch_nets import (
    LSTM,
    lstm_fused,
    lstm_hoisted,
    lstm_loop,
)

NO_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
SIZES = st.integers(1, 6)
WAYS = [lstm_loop, lstm_hoisted, lstm_fused]


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=NO_GPU)], scope="module")
def device(request):
    return request.param


def problem(T, B, I, H, n=4, seed=0):
    """Draw inputs, a state that is not 0, weights, and gradients that reach every output."""
    rng = np.random.default_rng(seed)
    shapes = [(T, B, I), (B, H), (B, H), (n * H, I), (n * H, H), (n * H,)]
    return (
        [rng.normal(size=s) for s in shapes],
        rng.normal(size=(T, B, H)),
        rng.normal(size=(B, H)),
    )


def tensors(arrays, device, dtype=torch.float64):
    return [torch.tensor(q, device=device, dtype=dtype) for q in arrays]


def numbers(q):
    return q.detach().cpu().numpy() if torch.is_tensor(q) else np.asarray(q)


def assert_close(came, expected, tolerance=1e-9):
    for q, r in zip(came, expected, strict=True):
        np.testing.assert_allclose(numbers(q), numbers(r), rtol=tolerance, atol=tolerance)


def run_numpy(inputs, dhs, dc):
    hs, c, cache = numpy_nets.lstm_forward(*inputs)
    dx, dW_ih, dW_hh, db, dh0, dc0 = numpy_nets.lstm_backward(dhs, cache, dc)
    return [hs, c, dx, dh0, dc0, dW_ih, dW_hh, db]


def run_autograd(way, inputs, dhs, dc, device="cpu", dtype=torch.float64, **options):
    leaves = [q.requires_grad_() for q in tensors(inputs, device, dtype)]
    hs, c = way(*leaves, **options)
    torch.autograd.backward([hs, c], tensors([dhs, dc], device, dtype))
    return [hs, c, *(q.grad for q in leaves)]


@pytest.mark.parametrize("way", WAYS)
@settings(deadline=None)
@given(T=SIZES, B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**32 - 1))
def test_all_three_ways_equal_the_numpy_twin(way, device, T, B, I, H, seed):
    """Are values and gradients those of the NumPy twin, whichever way they are computed?"""
    given_ = problem(T, B, I, H, seed=seed)
    assert_close(run_autograd(way, *given_, device=device), run_numpy(*given_))


@pytest.mark.parametrize("name", ["lstm", "memory_cell"])
@settings(deadline=None)
@given(T=SIZES, B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**32 - 1))
def test_functions_by_hand_equal_the_numpy_twins(name, device, T, B, I, H, seed):
    """Do step and sequence, forward and backward by hand, give what NumPy gives?"""
    inputs, dhs, dc = problem(T, B, I, H, n={"lstm": 4, "memory_cell": 3}[name], seed=seed)
    came = []
    for nets, convert in ((numpy_nets, list), (torch_nets, lambda q: tensors(q, device))):
        step, forward, step_backward, backward = (
            getattr(nets, name + end)
            for end in ("_step", "_forward", "_step_backward", "_backward")
        )
        x, *rest = convert(inputs)
        (gradients, last) = convert([dhs, dc])
        h, c, cache = step(x[0], *rest)
        hs, c_last, caches = forward(x, *rest)
        came.append([h, c, *step_backward(gradients[0], last, cache), hs, c_last])
        came[-1] += [*backward(gradients, caches, last), *backward(gradients, caches)]
    assert_close(came[1], came[0])


@pytest.mark.parametrize("name", ["lstm", "memory_cell"])
def test_one_step_may_be_differentiated_by_autograd(name, device):
    """Does autograd through the step agree with the step's backward pass by hand?"""
    inputs, dhs, dc = problem(1, 3, 2, 4, n={"lstm": 4, "memory_cell": 3}[name])
    inputs[0] = inputs[0][0]
    x, h, c, *weights = (q.requires_grad_() for q in tensors(inputs, device))
    dh, dc = tensors([dhs[0], dc], device)
    h_next, c_next, cache = getattr(torch_nets, name + "_step")(x, h, c, *weights)
    expected = torch.autograd.grad([h_next, c_next], [x, h, c], [dh, dc])
    assert_close(getattr(torch_nets, name + "_step_backward")(dh, dc, cache)[:3], expected)


def test_gradcheck_of_the_fused_function(device):
    """Do PyTorch's own central differences confirm the Function, for every input?"""
    inputs = [q.requires_grad_() for q in tensors(problem(4, 2, 3, 5)[0], device)]
    assert torch.autograd.gradcheck(lstm_fused, inputs)


def test_second_derivatives_are_refused(device):
    """Does differentiating the fused function twice raise an error, not a wrong number?"""
    x, *rest = tensors(problem(3, 2, 3, 4)[0], device)
    x.requires_grad_()
    hs, _ = lstm_fused(x, *rest)
    (dx,) = torch.autograd.grad(hs.square().sum(), x, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        dx.sum().backward()


def test_changing_the_outputs_in_place_is_refused(device):
    """Does an in-place change of hs, which backward needs, raise an error?"""
    inputs = [q.requires_grad_() for q in tensors(problem(3, 2, 3, 4)[0], device)]
    hs, _ = lstm_fused(*inputs)
    with pytest.raises(RuntimeError, match=r"in-?place"):
        hs.mul_(2).sum().backward()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_float_types(way, device, dtype):
    """Does every float type stay itself, and agree as far as its digits go?"""
    given_ = problem(10, 4, 3, 5)
    for W in given_[0][3:5]:
        W /= 2
    exact = run_autograd(way, *given_, device=device)
    came = run_autograd(way, *given_, device=device, dtype=dtype)
    assert {q.dtype for q in came} == {dtype}
    for q, r in zip(came, exact, strict=True):
        error = (q.double() - r).abs().max() / r.abs().max()
        assert error < (1e-5 if dtype == torch.float32 else 12 * torch.finfo(dtype).eps)


@pytest.mark.parametrize("way", WAYS)
def test_extremes_stay_finite(way, device):
    """Do inputs of +-1000 over 1,000 steps give finite values and gradients?"""
    (x, *rest), dhs, dc = problem(1000, 2, 3, 4)
    came = run_autograd(way, [1000 * np.sign(x), *rest], dhs, dc, device=device)
    assert all(torch.isfinite(q).all() for q in came)


def test_five_thousand_steps_stay_finite(device):
    """Do inputs of +-1000 over 5,000 steps give finite values and gradients, in float32 too?"""
    (x, *rest), dhs, dc = problem(5000, 2, 3, 4)
    for dtype in (torch.float32, torch.float64):
        given_ = [1000 * np.sign(x), *rest], dhs, dc
        came = run_autograd(lstm_fused, *given_, device=device, dtype=dtype)
        assert all(torch.isfinite(q).all() for q in came)


@pytest.mark.parametrize("way", WAYS)
def test_split_and_carried(way, device):
    """Is a sequence in two pieces, with the state carried, the same as the whole?"""
    inputs, dhs, dc = problem(7, 3, 2, 4)

    def in_two(x, h0, c0, *weights):
        first, c = way(x[:4], h0, c0, *weights)
        second, c = way(x[4:], first[-1], c, *weights)
        return torch.cat([first, second]), c

    whole = run_autograd(way, inputs, dhs, dc, device=device)
    assert_close(run_autograd(in_two, inputs, dhs, dc, device=device), whole, 1e-12)


@pytest.mark.parametrize("way", WAYS)
def test_batch_rows_do_not_touch_each_other(way, device):
    """Does a row give the same alone as among others, forward and backward?"""
    (x, h0, c0, *weights), dhs, dc = problem(5, 3, 2, 4)
    hs, c, dx, dh0, dc0, *_ = run_autograd(way, [x, h0, c0, *weights], dhs, dc, device=device)
    for k in range(3):
        row = slice(k, k + 1)
        inputs = [x[:, row], h0[row], c0[row], *weights]
        alone = run_autograd(way, inputs, dhs[:, row], dc[row], device=device)
        expected = [hs[:, row], c[row], dx[:, row], dh0[row], dc0[row]]
        assert_close(alone[:5], expected, 1e-12)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.filterwarnings("ignore")
def test_compiled_functions_equal_plain_ones(way, device):
    """Does torch.compile give the same values and gradients, loops in one whole graph?"""
    given_ = problem(4, 3, 2, 5)
    torch.compiler.reset()
    compiled = torch.compile(way, backend="aot_eager", fullgraph=way is not lstm_fused)
    assert_close(
        run_autograd(compiled, *given_, device=device),
        run_autograd(way, *given_, device=device),
        1e-12,
    )


@pytest.mark.filterwarnings("ignore")
def test_compiled_layer_equals_the_plain_one(device):
    """Does the layer under torch.compile give the same, gradients of its weights included?"""
    ours, _ = our_layer_and_pytorchs(device)
    (x, *_), dhs, _ = problem(4, 2, 3, 5)
    x, dhs = tensors([x, dhs], device)
    torch.compiler.reset()
    results = []
    for layer in (ours, torch.compile(ours, backend="aot_eager")):
        hs, (h, c) = layer(x)
        grads = torch.autograd.grad((hs * dhs).sum() + c.sum(), list(ours.parameters()))
        results.append([hs, h, c, *grads])
    assert_close(results[1], results[0], 1e-12)


def our_layer_and_pytorchs(device, I=3, H=5, dtype=torch.float64):
    peer = torch.nn.LSTM(I, H, device=device, dtype=dtype)
    ours = LSTM(I, H, device=device, dtype=dtype)
    ours.load_state_dict(peer.state_dict())
    return ours, peer


def test_layer_loads_from_and_into_pytorchs(device):
    """Do both layers read each other's state_dict, and then agree, gradients included?"""
    ours, peer = our_layer_and_pytorchs(device)
    again = torch.nn.LSTM(3, 5, device=device, dtype=torch.float64)
    again.load_state_dict(ours.state_dict())
    (x, h0, c0, *_), dhs, _ = problem(6, 2, 3, 5)
    x, h0, c0, dhs = tensors([x, h0, c0, dhs], device)
    for state in (None, (h0[None], c0[None])):
        results = []
        for layer in (ours, peer, again):
            layer.zero_grad()
            hs, (h, c) = layer(x, state)
            ((hs * dhs).sum() + h.sum() + (c**2).sum()).backward()
            results.append([hs, h, c, *(q.grad.clone() for q in layer.parameters())])
        assert_close(results[0], results[1])
        assert_close(results[0], results[2])


def test_layer_starts_as_pytorchs_does(device):
    """Are fresh parameters of the same names and shapes, uniform in +-1/sqrt(H)?"""
    ours, peer = LSTM(20, 64, device=device), torch.nn.LSTM(20, 64, device=device)
    for (name, q), (their_name, r) in zip(
        ours.named_parameters(), peer.named_parameters(), strict=True
    ):
        assert (name, q.shape, q.dtype, q.device) == (their_name, r.shape, r.dtype, r.device)
        assert 0.9 / 8 < q.abs().max() <= 1 / 8


@pytest.mark.parametrize("lengths", [[5, 3, 1, 3], [4, 4, 4, 4], [1, 2, 3, 4], [6]])
def test_packed_sequences_equal_pytorchs(device, lengths):
    """Do packed sequences of several lengths, in any order, give what torch.nn.LSTM gives?"""
    ours, peer = our_layer_and_pytorchs(device)
    (x, h0, c0, *_), dhs, _ = problem(max(lengths), len(lengths), 3, 5)
    x, h0, c0, dhs = tensors([x, h0, c0, dhs], device)
    for state in (None, (h0[None], c0[None])):
        results = []
        for layer in (ours, peer):
            layer.zero_grad()
            leaf = x.clone().requires_grad_()
            out, (h, c) = layer(
                pack_padded_sequence(leaf, lengths, enforce_sorted=False), state
            )
            hs, _ = pad_packed_sequence(out)
            ((hs * dhs).sum() + h.sum() + (c**2).sum()).backward()
            results.append([hs, h, c, leaf.grad, *(q.grad.clone() for q in layer.parameters())])
        assert_close(*results)


def test_masked_loop_equals_packed_sequences(device):
    """Does the loop with lengths give what packing gives, and no gradient to the padding?"""
    lengths = torch.tensor([2, 6, 1, 4], device=device)
    ours, _ = our_layer_and_pytorchs(device)
    (x, h0, c0, *_), dhs, dc = problem(6, 4, 3, 5)
    x, h0, c0, dhs, dc = tensors([x, h0, c0, dhs, dc], device)
    weights = [q.detach() for q in ours.parameters()]
    leaf = x.clone().requires_grad_()
    hs, c = lstm_loop(leaf, h0, c0, *weights[:2], weights[2] + weights[3], lengths=lengths)
    packed = pack_padded_sequence(x, lengths.cpu(), enforce_sorted=False)
    out, (_, c_packed) = ours(packed, (h0[None], c0[None]))
    assert_close([hs, c], [pad_packed_sequence(out)[0], c_packed[0]])
    torch.autograd.backward([hs, c], [dhs, dc])
    padding = torch.arange(6, device=device)[:, None] >= lengths
    assert (leaf.grad[padding] == 0).all()
    assert (leaf.grad[~padding].abs().sum(dim=1) > 0).all()


def test_layer_learns(device):
    """Does training with an optimiser of PyTorch change the parameters and lower the loss?"""
    torch.manual_seed(0)
    layer, x = LSTM(2, 8, device=device), torch.randn(10, 16, 2, device=device)
    target = x.cumsum(0)[..., :1].tanh() / 2
    optimiser = torch.optim.Adam(layer.parameters(), lr=0.02)
    losses = []
    for _ in range(100):
        loss = ((layer(x)[0][..., :1] - target) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4


@pytest.mark.parametrize("way", WAYS)
def test_wrong_shapes_are_named(way, device):
    """Does a weight of a wrong shape raise an error that says what came?"""
    inputs = tensors(problem(3, 2, 3, 4)[0], device)
    inputs[4] = inputs[4].T
    with pytest.raises(ValueError, match=r"expects x \(T, B, I\).*W_hh \(4, 16\)"):
        way(*inputs)
    with pytest.raises(ValueError, match=r"LSTM expects h \(1, B, H\).*got h \(2, 4\)"):
        LSTM(3, 4, device=device)(inputs[0].float(), (inputs[1].float(), inputs[2].float()))


def test_initial_weights_and_chrono_biases(device):
    """Are weights in +-1/sqrt(H), and do chrono biases spread over the time scales?"""
    rng = torch.Generator(device).manual_seed(0)
    W_ih, W_hh, b = torch_nets.lstm_init(3, 400, rng, forget_bias=5.0)
    assert (W_ih.shape, W_hh.shape, b.shape) == ((1600, 3), (1600, 400), (1600,))
    assert {q.device.type for q in (W_ih, W_hh, b)} == {device}
    assert max(W_ih.abs().max(), W_hh.abs().max()) <= 0.05
    assert (b[400:800] - 5).abs().max() <= 0.0501
    came = torch_nets.chrono_init(b, 500, rng)
    scales = 1 + came[400:800].exp()
    assert 2 <= scales.min() < 12 < 488 < scales.max() <= 500.1
    assert torch.equal(came[:400], -came[400:800])
    assert torch.equal(came[800:], b[800:])
    for wrong in (b[:6], b.long()):
        with pytest.raises(ValueError, match="chrono_init expects b"):
            torch_nets.chrono_init(wrong, 500, rng)


@pytest.mark.parametrize("order", ["".join(order) for order in itertools.permutations("ifgo")])
def test_layouts_equal_the_numpy_twins(order, device):
    """Is every layout the one that the NumPy twin makes, there and back?"""
    arrays = problem(1, 1, 3, 5)[0][3:]
    there = torch_nets.to_layout(*tensors(arrays, device), order, transposed=True)
    assert_close(there, numpy_nets.to_layout(*arrays, order, transposed=True), 0)
    back = torch_nets.from_layout(*there, order=order, transposed=True)
    assert_close(back, arrays, 0)
    assert all(q.is_contiguous() for q in back)


def test_state_dicts_equal_the_numpy_twins(device):
    """Do to_torch and from_torch take weights into PyTorch's layer and back?"""
    arrays = problem(1, 1, 3, 5)[0][3:]
    state = torch_nets.to_torch(*tensors(arrays, device))
    peer = torch.nn.LSTM(3, 5, device=device, dtype=torch.float64)
    peer.load_state_dict(state)
    assert_close(state.values(), numpy_nets.to_torch(*arrays).values(), 0)
    assert_close(torch_nets.from_torch(peer.state_dict()), arrays, 0)


def test_latch_and_carousel_equal_the_numpy_twins():
    """Are the weights set by hand and the carousel's gradients the same numbers?"""
    assert_close(torch_nets.latch_weights(), numpy_nets.latch_weights(), 0)
    for weight in (1.0, 0.9):
        came = torch_nets.carousel_gradient(50, weight)
        assert_close([came], [numpy_nets.carousel_gradient(50, weight)], 1e-12)
    rng = np.random.default_rng(0)
    given_ = [rng.normal(size=size) for size in ((2, 3), (4, 2, 3), (4, 2, 3))]
    came = torch_nets.carousel_states(*tensors(given_, "cpu"))
    assert_close([came], [numpy_nets.carousel_states(*given_)], 1e-12)


def test_memory_cells_start_with_closed_gates(device):
    """Are weights in +-1/sqrt(H), and biases 0 but for the input gates'?"""
    rng = torch.Generator(device).manual_seed(0)
    W_ih, W_hh, b = torch_nets.memory_cell_init(3, 100, rng, input_gate_bias=-5.0)
    assert (W_ih.shape, W_hh.shape, b.shape) == ((300, 3), (300, 100), (300,))
    assert 0.099 < W_hh.abs().max() <= 0.1
    assert b.unique().tolist() == [-5, 0]
    assert (b[:100] == -5).all()


@pytest.mark.parametrize("name", ["lstm", "memory_cell"])
def test_sequence_net_equals_the_numpy_twin(name, device):
    """Do loss and gradients of the classifier equal NumPy's, whichever cell is put in?"""
    rng = torch.Generator(device).manual_seed(0)
    init, forward, backward = (
        getattr(torch_nets, name + end) for end in ("_init", "_forward", "_backward")
    )
    params = torch_nets.sequence_net_init(init(3, 4, rng), 5, rng)
    params = {key: value.double() for key, value in params.items()}
    x = torch.randn(6, 2, 3, dtype=torch.float64, device=device)
    y = torch.randint(5, (6, 2), device=device)
    mask = torch.rand(6, 2, device=device) < 0.7
    mask[0] = True
    loss, grads = torch_nets.sequence_net_loss_and_grads(params, x, y, mask, forward, backward)
    arrays = {key: numbers(value) for key, value in params.items()}
    numpy_both_ways = (getattr(numpy_nets, name + end) for end in ("_forward", "_backward"))
    expected_loss, expected = numpy_nets.sequence_net_loss_and_grads(
        arrays, numbers(x), numbers(y), numbers(mask), *numpy_both_ways
    )
    assert list(grads) == list(expected)
    assert_close([loss, *grads.values()], [expected_loss, *expected.values()])


def test_recurrence_states_are_those_of_the_numpy_twin(device):
    """Are the states and gates of all steps those that the twin caches?"""
    inputs, _, _ = problem(4, 2, 3, 5)
    x, h0, c0, W_ih, W_hh, b = tensors(inputs, device)
    hs, cs, gates = torch_nets.recurrence_states(x @ W_ih.T + b, h0, c0, W_hh)
    _, _, cache = numpy_nets.lstm_forward(*inputs)
    assert_close(
        (hs, cs, gates.transpose(1, 2).flatten(2)), [cache[k] for k in ("hs", "cs", "gates")]
    )
