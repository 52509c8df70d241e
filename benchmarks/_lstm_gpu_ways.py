"""The contestants of lstm_gpu.py: ways to run one LSTM layer over a sequence on a GPU.

T = time, B = batch, I = inputs, H = hidden units; blocks i, f, g, o. What is only here, and
not in lstm_utils, has not been shown to pay: padding and CUDA graphs wait for a measurement.
"""

import contextlib
from typing import NamedTuple

import torch
from torch.nn.functional import pad

from lstm_utils.torch_nets import LSTM, lstm_fused, lstm_hoisted, lstm_init, to_torch

DTYPE = {
    "float64": torch.float64,
    "fp32": torch.float32,
    "TF32": torch.float32,
    "bf16": torch.bfloat16,
    "fp16": torch.float16,
}
LARGEST_BATCH = 128  # for which PyTorch lets cuDNN's persistent kernel run


class Problem(NamedTuple):
    """What every contestant is given: inputs, gradients of the outputs, weights."""

    x: torch.Tensor  # (T, B, I)
    dhs: torch.Tensor  # (T, B, H)
    W_ih: torch.Tensor  # (4H, I)
    W_hh: torch.Tensor  # (4H, H)
    b: torch.Tensor  # (4H,)


def draw(T, B, I, H, device, dtype):
    """Draw a problem; the same numbers in every dtype, but for rounding."""
    rng = torch.Generator(device).manual_seed(0)
    drawn = [torch.randn(T, B, n, generator=rng, device=device) for n in (I, H)]
    return Problem(*(q.to(dtype) for q in (*drawn, *lstm_init(I, H, rng))))


def layer(kind):
    """Contest with torch.nn.LSTM, or a layer that is used like it."""

    def build(problem, training):
        x, dhs = problem[:2]
        net = kind(x.shape[2], dhs.shape[2], device=x.device, dtype=x.dtype)
        net.load_state_dict(to_torch(*problem[2:]))
        net.train(training)  # where nothing is learned, cuDNN keeps nothing for backward
        return lambda: net(x)[0], list(net.parameters())[:3]

    return build


def ours(function):
    """Contest with one of the course's functions."""

    def build(problem, training):
        zeros = problem.x.new_zeros(problem.dhs.shape[1:])
        weights = [q.clone() for q in problem[2:]]
        return lambda: function(problem.x, zeros, zeros, *weights)[0], weights

    return build


def padded(problem, training):
    """Contest with torch.nn.LSTM in the next larger size for which cuDNN is fast."""
    net = Padded(*problem[2:]).train(training)
    return lambda: net(problem.x)[0], list(net.layer.parameters())[:3]


def padded_sizes(B, I, H):
    """Round batch, inputs and units up to sizes for which PyTorch chooses a persistent kernel.

    Args:
        B, I, H: batch, inputs, hidden units.

    Returns:
        B, I, H: the next multiples of 8, 128 and 128; as they came if H is above 1024, where
        there is no such kernel.

    Source: get_algo in PyTorch's aten/src/ATen/native/cudnn/RNN.cpp: float16, one layer, one
        direction, not packed, compute capability 8 or 9 with at least 98 multiprocessors,
        and batches of at most 128, which is why Padded splits larger ones.
    """
    if H > 1024:
        return B, I, H
    return tuple(-(-size // unit) * unit for size, unit in ((B, 8), (I, 128), (H, 128)))


def pad_blocks(q, H, *columns):
    """Append rows of 0 to each of the four blocks of q, and columns of 0 to all."""
    blocks = q.unflatten(0, (4, -1))  # (4, H, ...)
    grown = q.new_zeros(4, H, *columns)
    grown[tuple(map(slice, blocks.shape))] = blocks
    return grown.flatten(0, 1)


def cut_blocks(q, shape):
    """Undo pad_blocks: the first rows of each block, the first columns."""
    first = shape[0] // 4, *shape[1:]
    return q.unflatten(0, (4, -1))[:, *map(slice, first)].flatten(0, 1)


class Padded(torch.nn.Module):
    """A layer that computes in larger, more favourable sizes, and gives the same results.

    The weights of the added inputs and units are 0. So are their gradients: an added unit has
    g = 0, so c and h stay 0, and nothing depends on it.

    Args:
        W_ih, W_hh, b: (4H, I), (4H, H) and (4H,) float tensors, blocks i, f, g, o.
    """

    def __init__(self, W_ih, W_hh, b):
        super().__init__()
        _, I, H = padded_sizes(1, W_ih.shape[1], W_hh.shape[1])
        grown = pad_blocks(W_ih, H, I), pad_blocks(W_hh, H, H), pad_blocks(b, H)
        self.H, self.layer = W_hh.shape[1], torch.nn.LSTM(I, H, device=b.device, dtype=b.dtype)
        self.layer.load_state_dict(to_torch(*grown))

    def forward(self, x, state=None):
        """Run the layer.

        Args:
            x: inputs, (T, B, I) float tensor.
            state: h and c before the first step, (1, B, H) float tensors; None means 0.

        Returns:
            hs (T, B, H) and (h, c), (1, B, H) each.
        """
        B, (I2, H2) = x.shape[1], (self.layer.input_size, self.layer.hidden_size)
        B2 = padded_sizes(B, I2, H2)[0]
        given = [pad(x, (0, I2 - x.shape[2], 0, B2 - B))]
        given += [pad(q, (0, H2 - self.H, 0, B2 - B)) for q in state or ()]
        outs = []
        for part, *rest in zip(*(q.split(LARGEST_BATCH, 1) for q in given), strict=True):
            hs, (h, c) = self.layer(part, tuple(q.contiguous() for q in rest) or None)
            outs.append((hs, h, c))
        hs, h, c = (torch.cat(q, 1)[:, :B, : self.H] for q in zip(*outs, strict=True))
        return hs, (h, c)


def graphed(run):
    """Record all launches of a function once, as a CUDA graph.

    Args:
        run: function without arguments that works on tensors of a CUDA device.

    Returns:
        A function that launches the graph and returns the same tensors each time, refilled.

    Raises:
        ValueError: if there is no CUDA device.
    """
    if not torch.cuda.is_available():
        raise ValueError("a CUDA graph needs a CUDA device")
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):  # libraries make their buffers before the recording
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        results = run()

    def replay():
        graph.replay()
        return results

    return replay


class Way(NamedTuple):
    """A contestant: how it is built, in which precision, and whether as a CUDA graph."""

    name: str
    precision: str
    build: object
    graph: bool = False

    def runs(self, problem):
        """Set up one problem.

        Args:
            problem: a Problem in this way's dtype.

        Returns:
            forward: function without arguments that returns hs.
            both: function without arguments that returns hs and the gradients of x, W_ih,
                W_hh and b.
        """
        quick, _ = self.build(problem, training=False)
        learning, weights = self.build(problem, training=True)
        for q in (problem.x, *weights):
            q.requires_grad_()

        def forward():
            with torch.no_grad():
                return quick()

        def both():
            hs = learning()
            return hs.detach(), *torch.autograd.grad(hs, (problem.x, *weights), problem.dhs)

        return (graphed(forward), graphed(both)) if self.graph else (forward, both)


PEER, DOOR = layer(torch.nn.LSTM), layer(LSTM)
WAYS = [
    *(Way(f"nn.LSTM {p}", p, PEER) for p in ("fp32", "TF32", "bf16", "fp16")),
    Way("nn.LSTM padded fp16", "fp16", padded),
    Way("hoisted bf16", "bf16", ours(lstm_hoisted)),
    Way("Function bf16", "bf16", ours(lstm_fused)),
    Way("Function TF32, graph", "TF32", ours(lstm_fused), graph=True),
    Way("Function bf16, graph", "bf16", ours(lstm_fused), graph=True),
    *(Way(f"one door {p}", p, DOOR) for p in ("fp32", "TF32", "bf16", "fp16")),
]
EXACT = Way("float64", "float64", PEER)


@contextlib.contextmanager
def precision(name):
    """Let float32 products on a GPU be TF32, or forbid it; afterwards all is as before."""
    places = torch.backends.cuda.matmul, torch.backends.cudnn.rnn
    before = [place.fp32_precision for place in places]
    try:
        for place in places:
            place.fp32_precision = "tf32" if name == "TF32" else "ieee"
        yield
    finally:
        for place, value in zip(places, before, strict=True):
            place.fp32_precision = value
