"""The bidirectional LSTM: is it torch.nn.LSTM on packed sequences, values and gradients?"""

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as twins

SIZES = [(6, 4, 3, 5, (6, 2, 5, 1)), (5, 2, 4, 3, (3, 4)), (1, 3, 2, 4, (1, 1, 1))]


def draw(T, B, I, H, lengths, seed=0):
    """Draw inputs with nan in the padding, lengths, and the weights of two nets."""
    rng = np.random.default_rng(seed)
    lengths = np.array(lengths)
    x = rng.normal(size=(T, B, I))
    x[np.arange(T)[:, None] >= lengths] = np.nan
    return x, lengths, *nets.bilstm_init(I, H, rng, forget_bias=0.5)


def as_torch(fwd, bwd, layers=1):
    """Make a torch.nn.LSTM of one layer with these weights."""
    H, I = fwd[1].shape[1], fwd[0].shape[1]
    net = torch.nn.LSTM(I, H, layers, bidirectional=True, dtype=torch.float64)
    new = {}
    for end, (W_ih, W_hh, b) in (("l0", fwd), ("l0_reverse", bwd)):
        new |= {f"weight_ih_{end}": W_ih, f"weight_hh_{end}": W_hh}
        new |= {f"bias_ih_{end}": b, f"bias_hh_{end}": 0 * b}
    net.load_state_dict(net.state_dict() | {name: torch.tensor(q) for name, q in new.items()})
    return net


def packed(net, x, lengths):
    """Run a net of PyTorch on packed sequences; return output and h, the output padded to T."""
    together = pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
    out, (h, _) = net(together)
    return pad_packed_sequence(out, total_length=len(x))[0], h


def numbers(value):
    """Flatten nested tuples and dicts of arrays into a list of arrays."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return [array for item in value for array in numbers(item)]
    return [np.asarray(value)]


@pytest.mark.parametrize("size", SIZES)
def test_torch_agrees(size):
    """Are output, final states and all gradients those of torch.nn.LSTM on packed sequences?"""
    x, lengths, fwd, bwd = draw(*size)
    hs, h, cache = nets.bilstm_forward(x, lengths, fwd, bwd)
    net, leaf = as_torch(fwd, bwd), torch.tensor(np.nan_to_num(x), requires_grad=True)
    out, h_n = packed(net, leaf, lengths)
    np.testing.assert_allclose(hs, out.detach(), atol=1e-12)
    np.testing.assert_allclose(h, h_n.detach(), atol=1e-12)

    dhs = np.random.default_rng(1).normal(size=hs.shape)
    (out * torch.tensor(dhs)).sum().backward()
    dhs[np.arange(len(x))[:, None] >= lengths] = np.nan
    dx, dfwd, dbwd = nets.bilstm_backward(dhs, cache)
    np.testing.assert_allclose(dx, leaf.grad, atol=1e-12)
    for grads, end in ((dfwd, "l0"), (dbwd, "l0_reverse")):
        for got, name in zip(grads, ("weight_ih", "weight_hh", "bias_ih"), strict=True):
            wanted = net.get_parameter(f"{name}_{end}").grad
            np.testing.assert_allclose(got, wanted, atol=1e-12)


def test_central_differences():
    """Are the gradients with respect to inputs and weights those of central differences?"""
    x, lengths, fwd, bwd = draw(*SIZES[0])
    x = np.nan_to_num(x)
    dhs = np.random.default_rng(2).normal(size=(6, 4, 10))
    dx, dfwd, dbwd = nets.bilstm_backward(dhs, nets.bilstm_forward(x, lengths, fwd, bwd)[2])
    pairs = [(x, dx), *zip(fwd, dfwd, strict=True), *zip(bwd, dbwd, strict=True)]
    for array, got in pairs:

        def loss(changed, array=array):
            given = [changed if q is array else q for q in (x, *fwd, *bwd)]
            hs, _, _ = nets.bilstm_forward(given[0], lengths, given[1:4], given[4:])
            return float((hs * dhs).sum())

        np.testing.assert_allclose(got, nets.numerical_gradient(loss, array), atol=1e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_twins_agree(dtype):
    """Do both packages return the same numbers in the same dtype, caches included?"""
    x, lengths, fwd, bwd = draw(*SIZES[0])
    x = x.astype(dtype)
    fwd, bwd = (tuple(q.astype(dtype) for q in net) for net in (fwd, bwd))
    dhs = np.random.default_rng(3).normal(size=(6, 4, 10)).astype(dtype)
    ours = nets.bilstm_forward(x, lengths, fwd, bwd)
    ours += nets.bilstm_backward(dhs, ours[2])
    as_tensors = [tuple(map(torch.tensor, net)) for net in (fwd, bwd)]
    twin = twins.bilstm_forward(torch.tensor(x), torch.tensor(lengths), *as_tensors)
    twin += twins.bilstm_backward(torch.tensor(dhs), twin[2])
    for got, wanted in zip(numbers(ours), numbers(twin), strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-4 if dtype == np.float32 else 1e-12)
    assert ours[0].dtype == ours[1].dtype == ours[3].dtype == dtype
    h = np.random.default_rng(4).normal(size=(6, 3, 2))
    np.testing.assert_array_equal(
        nets.final_states(h, 3), twins.final_states(torch.tensor(h), 3)
    )
    drawn = twins.bilstm_init(3, 5, torch.Generator().manual_seed(0))
    assert [q.shape for q in drawn[0]] == [q.shape for q in nets.bilstm_init(3, 5, RNG)[1]]


RNG = np.random.default_rng(0)


def test_reversing_twice_changes_nothing():
    """Is the reverse its own inverse, a new array, and the padding where it was?"""
    x, lengths, _, _ = draw(*SIZES[0])
    back = nets.reverse_padded(x, lengths)
    assert not np.shares_memory(back, x)
    np.testing.assert_array_equal(nets.reverse_padded(back, lengths), x)
    np.testing.assert_array_equal(back[:5, 2], x[4::-1, 2])
    np.testing.assert_array_equal(np.isnan(back), np.isnan(x))
    np.testing.assert_array_equal(
        twins.reverse_padded(torch.tensor(x), torch.tensor(lengths)), back
    )


@pytest.mark.parametrize("L", [1, 2, 3])
def test_final_states_are_those_of_torch(L):
    """Are they the outputs of the last layer at each sequence's end and start?"""
    torch.manual_seed(L)
    net = torch.nn.LSTM(3, 5, L, bidirectional=True, dtype=torch.float64)
    x, lengths = torch.randn(6, 4, 3, dtype=torch.float64), np.array([6, 2, 5, 1])
    out, h = packed(net, x, lengths)
    ends = nets.final_states(h.detach().numpy(), L)
    assert ends.shape == (L, 4, 10)
    np.testing.assert_array_equal(ends[-1, :, :5], out.detach()[lengths - 1, range(4), :5])
    np.testing.assert_array_equal(ends[-1, :, 5:], out.detach()[0, :, 5:])


@pytest.mark.parametrize("package", [nets, twins])
def test_wrong_arguments_are_named(package):
    """Does each function refuse lengths outside of 1 to T, floats and wrong shapes?"""
    as_own = (lambda a: a) if package is nets else torch.tensor
    x, _, fwd, bwd = draw(*SIZES[1])
    weights = [tuple(map(as_own, net)) for net in (fwd, bwd)]
    for lengths in ([0, 3], [5, 6], [1.0, 2.0]):
        with pytest.raises(ValueError, match="integers from 1 to 5; got"):
            package.reverse_padded(as_own(x), as_own(np.array(lengths)))
        with pytest.raises(ValueError, match="integers from 1 to 5; got"):
            package.bilstm_forward(as_own(x), as_own(np.array(lengths)), *weights)
    with pytest.raises(ValueError, match="reverse_padded expects"):
        package.reverse_padded(as_own(x), as_own(np.array([1, 2, 3])))
    _, _, cache = package.bilstm_forward(as_own(x), as_own(np.array([1, 3])), *weights)
    with pytest.raises(ValueError, match="bilstm_backward expects"):
        package.bilstm_backward(as_own(np.zeros((5, 2, 5))), cache)
    with pytest.raises(ValueError, match=r"final_states expects h \(4, B, H\); got"):
        package.final_states(as_own(np.zeros((3, 2, 2))), 2)
