"""The layer that chooses the fastest way: the same numbers, whichever it takes."""

import copy
import pickle

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lstm_utils.torch_nets import LSTM

NO_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
F64, F32, BF16 = torch.float64, torch.float32, torch.bfloat16
LONG, SHORT = [40, 31, 40, 26, 40], [40, 1, 2, 3, 1]
CASES = [  # dtype, T, B, lengths, how the choice on a processor begins
    (F64, 40, 5, None, "lstm_fused"),
    (F64, 16, 1, None, "lstm_fused"),
    (F64, 1, 5, None, "torch.nn.LSTM: no other"),
    (F64, 16, 600, None, "torch.nn.LSTM: no other"),
    (F32, 40, 5, None, "torch.nn.LSTM: no other"),
    (F32, 1, 1, None, "torch.nn.LSTM: no other"),
    (BF16, 16, 5, None, "torch.nn.LSTM: no other"),
    (F32, 40, 5, LONG, "torch.nn.LSTM on the padded batch"),
    (F32, 40, 5, SHORT, "torch.nn.LSTM on a packed batch"),
    (F32, 40, 5, [40] * 5, "torch.nn.LSTM: no other"),
    (F32, 2, 3, [2, 1, 2], "torch.nn.LSTM on a packed batch"),
    (F32, 1, 3, [1, 1, 1], "torch.nn.LSTM: no other"),
    (F64, 40, 5, LONG, "torch.nn.LSTM on a packed batch"),
]
TOLERANCE = {F64: 1e-12, F32: 1e-4, BF16: 6e-2}


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=NO_GPU)], scope="module")
def device(request):
    place = torch.backends.cudnn.rnn
    before, place.fp32_precision = place.fp32_precision, "ieee"  # float32 means float32
    yield request.param
    place.fp32_precision = before


def problem(T, B, I, H, device, dtype):
    """Draw inputs, a state that is not 0, and gradients of all outputs."""
    rng = torch.Generator().manual_seed(T + B)
    shapes = (T, B, I), (1, B, H), (1, B, H), (T, B, H), (1, B, H), (1, B, H)
    drawn = (torch.randn(shape, generator=rng, dtype=F64) for shape in shapes)
    return [q.to(device=device, dtype=dtype) for q in drawn]


def pair(I, H, device, dtype):
    """Make one of our layers, and torch.nn.LSTM in float64 with the same weights."""
    torch.manual_seed(0)
    ours = LSTM(I, H, device=device, dtype=dtype)
    exact = torch.nn.LSTM(I, H, device=device, dtype=F64)
    exact.load_state_dict(ours.state_dict())
    return ours, exact


def results(layer, run, given):
    """Return outputs, and gradients of the inputs, the state and the parameters."""
    x, h, c, *upstream = given
    leaves = [q.clone().requires_grad_() for q in (x, h, c)]
    hs, state = run(leaves[0], tuple(leaves[1:]))
    outs = [hs, *state]
    gradients = torch.autograd.grad(outs, [*leaves, *layer.parameters()], upstream)
    return [*outs, *gradients]


def packed_run(layer, lengths, enforce_sorted=False):
    """Let a layer run on a packed batch, and pad what it returns."""

    def run(x, state):
        packed = pack_padded_sequence(x, lengths, enforce_sorted=enforce_sorted)
        hs, state = layer(packed, state)
        return pad_packed_sequence(hs, total_length=len(x))[0], state

    return run


def assert_equal(came, exact, dtype):
    for q, right in zip(came, exact, strict=True):
        assert q.dtype == dtype
        assert (q.double() - right).abs().max() <= TOLERANCE[dtype] * right.abs().max()


@pytest.mark.parametrize(("dtype", "T", "B", "lengths", "choice"), CASES)
def test_every_way_gives_what_pytorch_gives_in_float64(device, dtype, T, B, lengths, choice):
    """Is the expected way chosen, and are values and gradients those of torch.nn.LSTM?"""
    ours, exact = pair(3, 2, device, dtype)
    given = problem(T, B, 3, 2, device, dtype)
    counts = None if lengths is None else torch.tensor(lengths, device=device)
    if device == "cpu":
        assert ours.choice(given[0], counts).startswith(choice)
    else:
        assert ours.choice(given[0], counts).startswith("torch.nn.LSTM")
    came = results(ours, lambda x, state: ours(x, state, counts), given)
    run = exact if lengths is None else packed_run(exact, lengths)
    assert_equal(came, results(exact, run, [q.double() for q in given]), dtype)


@pytest.mark.parametrize("dtype", [F64, F32])
@pytest.mark.parametrize("lengths", [LONG, SHORT, sorted(LONG, reverse=True), [33] * 5])
def test_packed_sequences_stay_in_their_order(device, dtype, lengths):
    """Is a packed batch, sorted or not, answered in its own order, gradients included?"""
    ours, exact = pair(3, 2, device, dtype)
    given = problem(max(lengths), 5, 3, 2, device, dtype)
    is_sorted = lengths == sorted(lengths, reverse=True)
    packed = pack_padded_sequence(given[0], lengths, enforce_sorted=is_sorted)
    assert ("one more input" in ours.choice(packed)) == (
        (device, dtype) == ("cpu", F32) and lengths != SHORT
    )
    came = results(ours, packed_run(ours, lengths, is_sorted), given)
    right = results(exact, packed_run(exact, lengths), [q.double() for q in given])
    assert_equal(came, right, dtype)
    with torch.no_grad():
        out, peer = ours(packed)[0], exact.to(dtype)(packed)[0]
    assert torch.equal(out.batch_sizes, peer.batch_sizes)
    for mine, other in zip(out[2:], peer[2:], strict=True):
        assert (mine is None and other is None) or torch.equal(mine, other)


@pytest.mark.parametrize("scale", [1, 1000])
@pytest.mark.parametrize("lengths", [LONG, SHORT])
def test_nothing_after_the_end_of_a_sequence_counts(device, lengths, scale):
    """Do NaN in the padding change nothing, even beside large inputs, and get no gradient?"""
    ours, exact = pair(3, 2, device, F32)
    x, *rest = problem(40, 5, 3, 2, device, F32)
    x = scale * x.sign()
    counts = torch.tensor(lengths, device=device)
    padding = torch.arange(40, device=device)[:, None] >= counts
    spoilt = torch.where(padding[..., None], float("nan"), x)
    came = results(ours, lambda x, state: ours(x, state, counts), [spoilt, *rest])
    right = [q.double() for q in (x, *rest)]
    assert_equal(came, results(exact, packed_run(exact, lengths), right), F32)
    assert (came[0][padding] == 0).all()
    assert (came[3][padding] == 0).all()


def test_without_gradients_the_library_is_used():
    """Is the Function, which pays only in training, left alone where nothing is learned?"""
    layer, x = LSTM(3, 2, dtype=F64), torch.zeros(40, 5, 3, dtype=F64)
    assert layer.choice(x).startswith("lstm_fused")
    with torch.no_grad():
        assert layer.choice(x).startswith("torch.nn.LSTM")
        assert torch.equal(layer(x)[0], torch.nn.LSTM.forward(layer, x)[0])


@pytest.mark.parametrize("lengths", [LONG, SHORT])
def test_a_state_of_zero_may_be_left_out(device, lengths):
    """Does no state mean a state of 0, for several lengths too?"""
    layer, x = LSTM(3, 2, device=device), problem(40, 5, 3, 2, device, F32)[0]
    zeros = (torch.zeros(1, 5, 2, device=device),) * 2
    counts = torch.tensor(lengths, device=device)
    (hs, (h, c)), (hs_0, (h_0, c_0)) = layer(x, None, counts), layer(x, zeros, counts)
    assert torch.equal(hs, hs_0)
    assert torch.equal(h, h_0)
    assert torch.equal(c, c_0)


def test_copies_compute_the_same(device):
    """Can the layer be copied, pickled and moved to another dtype?"""
    layer, x = LSTM(3, 2, device=device), problem(4, 5, 3, 2, device, F32)[0]
    expected = layer(x)[0]
    for again in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert torch.equal(again(x)[0], expected)
    assert torch.allclose(layer.double()(x.double())[0].float(), expected, atol=1e-6)


def test_wrong_arguments_are_named():
    """Do wrong lengths, a wrong number of inputs and a wrong state raise an error in words?"""
    layer, x = LSTM(3, 2), torch.zeros(6, 4, 3)
    for wrong in ([0, 1, 2, 3], [1, 2, 3, 7]):
        with pytest.raises(ValueError, match=r"lengths of 1 to 6; got \["):
            layer(x, None, torch.tensor(wrong))
    with pytest.raises(ValueError, match=r"lengths \(B,\); got .*lengths \(3,\)"):
        layer(x, None, torch.ones(3, dtype=torch.int64))
    with pytest.raises(ValueError, match="no lengths for a PackedSequence"):
        layer(pack_padded_sequence(x, [6, 6, 6, 6]), None, torch.ones(4))
    with pytest.raises(ValueError, match=r"LSTM expects x \(T, B, I\).*got x \(6, 4, 5\)"):
        layer(torch.zeros(6, 4, 5))
    for lengths in (None, torch.tensor([6, 1, 1, 1])):
        with pytest.raises(ValueError, match=r"LSTM expects h \(1, B, H\).*got h \(1, 3, 2\)"):
            layer(x, (torch.zeros(1, 3, 2),) * 2, lengths)
