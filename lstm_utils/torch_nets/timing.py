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


def race(
    runs: dict[str, Callable[[], object]],
    rounds: int = 9,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Measure several functions in turns: in each round all of them, in a random order.

    A machine that becomes slower or faster on the way affects all of them alike.

    Args:
        runs: {name: function without arguments}.
        rounds: how often each function is timed, after one call that is not.
        clock: function that returns the time now, in seconds.

    Returns:
        {name: its times, one for each round, in seconds}.
    """
    rng = np.random.default_rng(0)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(rounds):
        for name in rng.permutation(list(runs)):
            times[name].append(benchmark(runs[name], clock=clock, warmup=0, repeats=1))
    return times


def race_table(times: dict[str, list[float]], reference: str) -> str:
    """Format the times of a race: median, spread, and ratio to one of the programs.

    Args:
        times: {name: times in seconds, one for each round}, as `race` returns them.
        reference: the name of the program that the others are divided by.

    Returns:
        A text with one line for each program; the ratio is the median over the rounds.
    """
    lines = [f"{'milliseconds':23} median   least to most   x {reference}, same round"]
    for name, each in times.items():
        ms = 1e3 * np.array(each)
        ratio = np.median(ms / (1e3 * np.array(times[reference])))
        spread = f"{ms.min():.1f} to {ms.max():.1f}"
        lines.append(f"  {name:21} {np.median(ms):6.1f} {spread:>15} {ratio:8.1f}")
    return "\n".join(lines)


def graph_size(tensor: Tensor) -> int:
    """Count the operations in the graph of a tensor, those that made it and its inputs."""
    seen, ahead = set(), [tensor.grad_fn]
    while ahead:
        node = ahead.pop()
        if node is not None and node not in seen:
            seen.add(node)
            ahead += [parent for parent, _ in node.next_functions]
    return len(seen)


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
