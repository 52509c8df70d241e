"""Train a net to predict the next character of short documents in streams.

T = time steps, B = streams, V = size of the alphabet, H = hidden units.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray, Params

from .documents import join_documents
from .encoding import one_hot
from .stream_nets import State, stream_grads, stream_logits, zero_state

H, B, T = 32, 16, 50


class Reader(NamedTuple):
    """A net that predicts characters: its parameters, and whether it is reset."""

    params: Params
    alphabet: str
    reset: bool


def numbers(documents: Sequence[str], alphabet: str) -> list[IntArray]:
    """Replace each character by its number in the alphabet."""
    return [np.array([alphabet.index(letter) for letter in text]) for text in documents]


def learn_documents(
    documents: Sequence[str], seed: int, reset: bool, updates: int = 500
) -> Reader:
    """Train an LSTM with 32 units on documents in streams, in a new order on each pass.

    Adam with a rate of 0.01 that falls in the second half, gradients clipped at norm 1 and
    cut off after 50 steps, 16 streams. The first character of a document is no target.

    Args:
        documents: list of strings.
        seed: of the weights and the order.
        reset: whether the states are reset to 0 where a document begins.
        updates: how many.

    Returns:
        The Reader.
    """
    rng = np.random.default_rng(seed)
    alphabet = "".join(sorted(set("".join(documents))))
    V = len(alphabet)
    cell = nets.lstm_init(V, H, rng, forget_bias=1.0)
    params = nets.sequence_net_init([q.astype(np.float32) for q in cell], V, rng)
    adam, state = nets.adam_init(params), zero_state(params, B)
    encoded, ids, n = numbers(documents, alphabet), np.empty((0, B), dtype=int), 0
    for update in range(updates):
        if n + T >= len(ids):
            order = rng.permutation(len(encoded))
            ids, starts = join_documents([encoded[k] for k in order], B)
            n = 0
        x, y = one_hot(ids[n : n + T], V).astype(np.float32), ids[n + 1 : n + T + 1]
        begin = starts[n : n + T] if reset else None
        grads, _, state = stream_grads(params, x, y, ~starts[n + 1 : n + T + 1], begin, state)
        lr = 0.01 * min(1, 2 * (1 - update / updates))
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], adam, lr)
        n += T
    return Reader(params, alphabet, reset)


def bits_by_place(reader: Reader, documents: Sequence[str], places: int = 40) -> Array:
    """Measure how many bits a net needs for the characters of documents, by their place.

    Args:
        reader: what learn_documents returned; it reads the documents in one stream.
        documents: list of strings over its alphabet.
        places: how many places to report.

    Returns:
        Mean surprise, -log2 p, of the second, third ... character of a document, (places,).
    """
    params, V = reader.params, len(reader.alphabet)
    ids, starts = join_documents(numbers(documents, reader.alphabet), 1)
    state: State = zero_state(params, 1)
    x = one_hot(ids[:-1], V).astype(np.float32)
    z, _, _ = stream_logits(params, x, starts[:-1] if reader.reset else None, state)
    bits = nets.surprise(z[:, 0], ids[1:, 0])
    begins = np.flatnonzero(starts[:, 0])
    place = (
        np.arange(len(ids)) - begins[np.searchsorted(begins, np.arange(len(ids)), "right") - 1]
    )
    return np.array([bits[place[1:] == k].mean() for k in range(1, places + 1)])
