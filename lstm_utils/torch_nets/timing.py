"""Measure the time of a function: warm up, wait for the device, take the median."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lstm_utils import numpy_nets
from lstm_utils.tensors import Device

from .lstm_layer import lstm_fused, lstm_hoisted, lstm_loop
from .lstm_weights import to_torch


def synchronise() -> None:
    """Wait until the GPU has finished its work; without a GPU, do nothing."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def benchmark(
    fn: Callable[[], object],
    synchronise: Callable[[], None] = synchronise,
    clock: Callable[[], float] = time.perf_counter,
    warmup: int = 2,
    repeats: int = 7,
) -> float:
    """Measure how long a function takes.

    Args:
        fn: the function to be timed, called without arguments.
        synchronise: function that returns when the device has finished its work.
        clock: function that returns the time now, in seconds.
        warmup: calls before the first that is timed.
        repeats: timed calls, at least 1; each is timed separately.

    Returns:
        Median of the times of the calls, one number, in seconds.
    """
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        start = clock()
        fn()
        synchronise()
        times.append(clock() - start)
    return statistics.median(times)


def matmul_flops(device: Device = "cpu", n: int = 1024) -> float:
    """Measure how fast the device multiplies matrices, float32.

    Args:
        device: where, as in torch.device.
        n: rows and columns.

    Returns:
        Multiplications and additions in a second.
    """
    q = torch.randn(n, n, device=device)
    return 2 * n**3 / benchmark(lambda: q @ q)


def contest(
    T: int, B: int, I: int, H: int, device: Device = "cpu"
) -> dict[str, Callable[[], Any]]:
    """Set up the same LSTM, forward and backward, in several ways.

    Args:
        T, B, I, H: steps, batch, inputs, hidden units.
        device: where all but NumPy's runs, as in torch.device.

    Returns:
        {name: function without arguments}: each computes in float32, from a state of 0, the
        outputs and the gradients of the inputs and the weights.
    """
    rng = np.random.default_rng(0)
    zeros, dhs = np.zeros((2, B, H)), np.ones((T, B, H), np.float32)
    given = rng.normal(size=(T, B, I)), *zeros, *numpy_nets.lstm_init(I, H, rng)
    given = [q.astype(np.float32) for q in given]
    tensors = [torch.tensor(q, device=device) for q in given]
    layer = torch.nn.LSTM(I, H).to(device)
    layer.load_state_dict(to_torch(*tensors[3:]))
    leaves = [tensors[k].requires_grad_() for k in (0, 3, 4, 5)]
    upstream = torch.tensor(dhs, device=device)

    def differentiated(
        forward: Callable[[], tuple[Tensor, ...]], inputs: list[Tensor]
    ) -> Callable[[], Any]:
        return lambda: torch.autograd.grad(forward()[0], inputs, upstream)

    return {
        "loop": differentiated(lambda: lstm_loop(*tensors), leaves),
        "input product hoisted": differentiated(lambda: lstm_hoisted(*tensors), leaves),
        "manual backward": differentiated(lambda: lstm_fused(*tensors), leaves),
        "NumPy (processor)": lambda: numpy_nets.lstm_backward(
            dhs, numpy_nets.lstm_forward(*given)[2]
        ),
        "nn.LSTM": differentiated(
            lambda: layer(tensors[0]), [tensors[0], *list(layer.parameters())[:3]]
        ),
    }
