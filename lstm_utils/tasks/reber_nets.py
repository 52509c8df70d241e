"""Train a net to predict strings of the embedded Reber grammar (lesson 04).

T = time steps, B = batch, V = 7 symbols. A string is right if at every step each legal symbol
gets a higher score than every other one.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Params

from .encoding import one_hot
from .reber import EMBEDDED_REBER, SYMBOLS, Grammar, all_legal, reber_batch

B, TEST, EVERY = 32, 256, 25  # strings of an update and of a test, updates from test to test


class Kind(NamedTuple):
    """The functions of one kind of net, for 7 symbols."""

    make: Callable[[np.random.Generator], Params]
    forward: Callable[..., tuple[Any, Any]]
    loss_and_grads: Callable[..., tuple[float, Params]]


class Run(NamedTuple):
    """A trained net, the strings that it needed, and the share right in each test."""

    params: Params
    strings: int
    curve: list[float]


def _new_elman(rng: np.random.Generator) -> Params:
    return nets.elman_init(len(SYMBOLS), 16, len(SYMBOLS), rng)


def _new_lstm(rng: np.random.Generator) -> Params:
    cell = nets.lstm_init(len(SYMBOLS), 16, rng, forget_bias=1.0)  # open forget gates
    return nets.sequence_net_init(cell, K=len(SYMBOLS), rng=rng)


ELMAN = Kind(_new_elman, nets.elman_forward, nets.elman_loss_and_grads)
LSTM = Kind(_new_lstm, nets.sequence_net_forward, nets.sequence_net_loss_and_grads)


def share_right(
    kind: Kind,
    params: Params,
    n: int,
    rng: np.random.Generator,
    grammar: Grammar = EMBEDDED_REBER,
) -> float:
    """Measure the share of n new strings that a net predicts without a mistake."""
    test = reber_batch(n, rng, grammar)
    z, _ = kind.forward(params, test["x"])
    return float(all_legal(z, test["legal"], test["mask"]).mean())


def until_right(
    kind: Kind,
    seed: int,
    most: int = 100_000,
    grammar: Grammar = EMBEDDED_REBER,
    least: int = 0,
) -> Run:
    """Train with Adam and clipped gradients until 256 new strings are right.

    Args:
        kind: ELMAN or LSTM, both with 16 units, or one of them with other functions.
        seed: of the weights and the strings.
        most: strings after which to stop in any case.
        grammar: of the strings.
        least: strings before which not to stop.

    Returns:
        Run: params, strings, and the share right after each 800 strings.
    """
    rng = np.random.default_rng(seed)
    params = kind.make(rng)
    state, curve, strings = nets.adam_init(params), [], 0
    while strings + B <= most and (strings < least or not curve or curve[-1] < 1):
        batch = reber_batch(B, rng, grammar)
        _, grads = kind.loss_and_grads(params, batch["x"], batch["y"], batch["mask"])
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], state, lr=0.01)
        strings += B
        if strings % (EVERY * B) == 0:
            curve.append(share_right(kind, params, TEST, rng, grammar))
    return Run(params, strings, curve)


def read(params: Params, strings: list[str]) -> tuple[list[Array], list[list[str]]]:
    """Let an Elman network read strings, one after the other.

    Args:
        params: of the net, as until_right(ELMAN, ...) returns them.
        strings: what it reads.

    Returns:
        hs: for each string, the state before its first symbol and after each, (symbols + 1, H).
        predicted: for each string, what the net expects after each symbol: the symbols with a
            probability above 0.1, as one str in the order of SYMBOLS.
    """
    hs, predicted = [], []
    for string in strings:
        x = one_hot(np.array([[SYMBOLS.index(symbol)] for symbol in string]), len(SYMBOLS))
        z, cache = nets.elman_forward(params, x)
        states = cache["hs"][:, 0]
        hs.append(np.concatenate([np.zeros((1, states.shape[1])), states[-len(string) :]]))
        expects = nets.softmax(z[:, 0]) > 0.1  # (T, V)
        predicted.append(["".join(np.array([*SYMBOLS])[row]) for row in expects])
    return hs, predicted


def write(kind: Kind, params: Params, rng: np.random.Generator, most: int = 60) -> str:
    """Let a net write a string: it reads B, and then each symbol that it has drawn.

    Args:
        kind: ELMAN or LSTM.
        params: its parameters.
        rng: numpy.random.Generator.
        most: symbols after which to stop in any case.

    Returns:
        The string; it ends after the second E, as strings of the grammar do.
    """
    string = "B"
    while len(string) < most and string.count("E") < 2:
        ids = np.array([[SYMBOLS.index(symbol)] for symbol in string])
        z, _ = kind.forward(params, one_hot(ids, len(SYMBOLS)))
        string += SYMBOLS[rng.choice(len(SYMBOLS), p=nets.softmax(z[-1])[0])]
    return string
