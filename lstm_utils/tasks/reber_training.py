"""An LSTM on the embedded Reber grammar: separate strings, and streams without end.

T = time steps, B = batch, V = 7 symbols, H = hidden units.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Params
from lstm_utils.numpy_nets.sequence_net import Backward, Forward

from .reber import SYMBOLS, all_legal, embedded_reber, prediction_task
from .reber_nets import LSTM
from .reber_stream import Window, reber_stream
from .stream_nets import stream_grads, zero_state

T_OR_P = [SYMBOLS.index(symbol) for symbol in "TP"]


class Curve(NamedTuple):
    """What a run on the stream measured, one number for every 25 updates, and its net.

    symbols: read so far. wrong: share of wrong predictions of the far T or P.
    size: mean |c| over all units. params: of the net at the end.
    """

    symbols: list[int]
    wrong: list[float]
    size: list[float]
    params: Params


def open_gates(params: Params, gates: str) -> None:
    """Keep some gates of an LSTM at 1, with weights of 0 and a bias of 50.

    Args:
        params: W_ih, W_hh and b in blocks i, f, g, o; changed in place.
        gates: their letters, such as "o" or "if".
    """
    for name, value in (("W_ih", 0.0), ("W_hh", 0.0), ("b", 50.0)):
        for letter in gates:
            np.split(params[name], 4)["ifgo".index(letter)][...] = value


def strings_needed(
    seed: int,
    forward: Forward = nets.lstm_forward,
    backward: Backward = nets.lstm_backward,
    freeze: Callable[[Params], None] = lambda params: None,
    most: int = 40_000,
) -> float:
    """Train on 256 strings, drawn again and again, until these and 256 others are right.

    Adam with a rate of 0.01, batches of 32, gradients clipped at norm 1; a test after every
    320 strings.

    Args:
        seed: of the 512 strings, the weights and the order.
        forward: the cell, a function like lstm_forward.
        backward: its backward pass, like lstm_backward.
        freeze: function of the parameters that sets some of them back after each update.
        most: strings after which training ends in any case.

    Returns:
        Strings read until every symbol of all 512 was right, inf if they never were.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 5.1,
        for the criterion.
    """
    rng = np.random.default_rng(seed)
    params = LSTM.make(rng)
    task = prediction_task([embedded_reber(rng) for _ in range(512)])  # the first 256 train
    state = nets.adam_init(params)
    freeze(params)
    for strings in range(32, most + 1, 32):
        drawn = rng.integers(256, size=32)
        longest = task["mask"][:, drawn].any(axis=1).sum()
        x, y = task["x"][:longest, drawn], task["y"][:longest, drawn]
        mask = task["mask"][:longest, drawn]
        _, grads = nets.sequence_net_loss_and_grads(params, x, y, mask, forward, backward)
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], state, lr=0.01)
        freeze(params)
        if strings % 320 == 0:
            z, _ = nets.sequence_net_forward(params, task["x"], forward)
            if all_legal(z, task["legal"], task["mask"]).all():
                return strings
    return np.inf


def learn_stream(
    seed: int,
    freeze: Callable[[Params], None] = lambda params: None,
    updates: int = 500,
    T: int = 50,
    B: int = 16,
    reset: bool = False,
    start: Callable[[Params], None] = lambda params: None,
) -> Curve:
    """Train on endless streams of strings.

    Adam with a rate of 0.01, gradients clipped at norm 1 and cut off after T steps.

    Args:
        seed: of the weights and the streams.
        freeze: as in strings_needed.
        updates: how many.
        T: steps from one update to the next.
        B: number of streams.
        reset: whether the states are reset to 0 where a string begins.
        start: function of the parameters that changes some of them before training.

    Returns:
        The Curve.

    Source: Gers, Schmidhuber and Cummins (2000), Neural Computation 12:2451-2471, section 4,
        for the task.
    """
    rng = np.random.default_rng(seed)
    params = LSTM.make(rng)
    start(params)
    adam, wrong = nets.adam_init(params), []
    freeze(params)
    state = zero_state(params, B)
    curve = Curve([], [], [], params)
    for update, window in zip(range(1, updates + 1), reber_stream(T, B, rng), strict=False):
        x, y, starts = window["x"], window["y"], window["start"] if reset else None
        grads, z, state = stream_grads(params, x, y, np.ones(y.shape, bool), starts, state)
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], adam, lr=0.01)
        freeze(params)
        wrong.append(_far_wrong(z, window))
        if update % 25 == 0:
            curve.symbols.append(update * T * B)
            curve.wrong.append(float(np.concatenate(wrong).mean()))
            curve.size.append(float(abs(state[1]).mean()))
            wrong = []
    return curve


def _far_wrong(z: Array, window: Window) -> Array:
    """Return for each far T or P whether the other letter has the higher score."""
    z, y = z[window["far"]][:, T_OR_P], window["y"][window["far"]]
    return z.argmax(axis=1) != np.searchsorted(T_OR_P, y)
