"""Train nets that label every letter of a sentence: forward, backward, both ways, or late.

T = time steps, B = batch, H = hidden units of each net, K = labels.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from tqdm.auto import tqdm

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray, Params
from lstm_utils.numpy_nets.elman import masked_cross_entropy

from .reading_aloud import (
    LETTERS,
    RULES,
    SOUNDS,
    Batch,
    Line,
    as_arrays,
    as_sounds,
    sentence,
    where,
)

B = 32
UNITS = {"forward": 40, "backward": 40, "both": 25}  # about as many parameters
WAYS = {"forward": ("",), "backward": ("_back",), "both": ("", "_back")}
CELL = ("W_ih", "W_hh", "b")


def new_net(ways: str, seed: int, K: int = len(SOUNDS)) -> Params:
    """Draw a net in float32; forget gates start with a bias of 1.

    Args:
        ways: "forward", "backward" or "both".
        seed: of the weights.
        K: number of labels.

    Returns:
        dict of W_ih, W_hh, b of the forward net, W_ih_back, W_hh_back, b_back of the backward
        net, where there is one, and W_out, b_out.
    """
    rng, H, params = np.random.default_rng(seed), UNITS[ways], {}
    for end in WAYS[ways]:
        cell = nets.lstm_init(len(LETTERS), H, rng, forget_bias=1.0)
        params |= {name + end: q for name, q in zip(CELL, cell, strict=True)}
    n = H * len(WAYS[ways])
    params["W_out"] = rng.uniform(-(n**-0.5), n**-0.5, size=(K, n))
    params["b_out"] = np.zeros(K)
    return {name: q.astype(np.float32) for name, q in params.items()}


def size(params: Params) -> int:
    """Count the parameters of a net."""
    return sum(q.size for q in params.values())


def read(params: Params, x: Array, lengths: IntArray) -> tuple[Array, Array, Any]:
    """Run a net over a batch.

    Returns:
        z: logits, (T, B, K).
        hs: the hidden states that they were computed from, (T, B, H) or (T, B, 2H).
        cache: what the backward pass needs.
    """
    cells = [_cell(params, end) for end in _ends(params)]
    if len(cells) == 2:
        hs, _, cache = nets.bilstm_forward(x, lengths, cells[0], cells[1])
    else:
        zeros = np.zeros((x.shape[1], cells[0][1].shape[1]), x.dtype)
        hs, _, cache = nets.lstm_forward(_reversed(params, x, lengths), zeros, zeros, *cells[0])
        hs = _reversed(params, hs, lengths)
    return hs @ params["W_out"].T + params["b_out"], hs, cache


def loss_and_grads(params: Params, batch: Batch) -> tuple[float, Params]:
    """Compute the mean cross-entropy over the labelled steps, in nats, and its gradients."""
    x, lengths, y = batch
    z, hs, cache = read(params, x, lengths)
    loss, dz = masked_cross_entropy(z, y, y >= 0)
    dz, flat = dz.reshape(-1, dz.shape[2]), hs.reshape(-1, hs.shape[2])
    dhs, dW_out, db_out = nets.dense_backward(dz, flat, params["W_out"])
    dhs, grads = dhs.reshape(hs.shape), {"W_out": dW_out, "b_out": db_out}
    if len(_ends(params)) == 2:
        found = nets.bilstm_backward(dhs, cache)[1:]
    else:
        found = [nets.lstm_backward(_reversed(params, dhs, lengths), cache)[1:4]]
    for end, cell in zip(_ends(params), found, strict=True):
        grads |= {name + end: q for name, q in zip(CELL, cell, strict=True)}
    return loss, {name: grads[name] for name in params}


def _ends(params: Params) -> list[str]:
    """Return the endings of the names of the cells that a net has."""
    return [end for end in ("", "_back") if "W_ih" + end in params]


def _cell(params: Params, end: str) -> tuple[Array, Array, Array]:
    """Return the weights of one cell."""
    return params["W_ih" + end], params["W_hh" + end], params["b" + end]


def _reversed(params: Params, x: Array, lengths: IntArray) -> Array:
    """Reverse sequences for a net that reads backward only."""
    return x if "W_ih" in params else nets.reverse_padded(x, lengths)


def train(
    params: Params,
    seed: int,
    updates: int,
    delay: int = 0,
    draw: Callable[[np.random.Generator], Line] = sentence,
    lr: float = 0.02,
    seconds: float = 120.0,
) -> list[float]:
    """Train with Adam, gradients clipped at norm 1; params are changed.

    Args:
        params: as new_net returns it.
        seed: of the sentences; nets with the same seed read the same ones.
        updates: how many, with 32 new sentences each.
        delay: steps by which each label comes later.
        draw: draws a labelled sentence.
        lr: learning rate; it falls to 0 along a line.
        seconds: time limit.

    Returns:
        Loss of each update, in nats per label.
    """
    rng, state, losses = np.random.default_rng([seed, 1]), nets.adam_init(params), []
    start = time.perf_counter()
    for update in tqdm(range(updates), desc="updates", leave=False):
        batch = as_arrays([draw(rng) for _ in range(B)], delay)
        loss, grads = loss_and_grads(params, batch)
        grads, _ = nets.clip_by_global_norm(grads, 1.0)
        nets.adam_step(params, grads, state, lr * (1 - update / updates))
        losses.append(float(loss))
        if time.perf_counter() - start > seconds:
            print(f"stopped after {seconds:.0f} s, by the time limit")
            break
    return losses


def answers(params: Params, lines: Sequence[Line], delay: int = 0) -> list[list[int]]:
    """Return the label of each letter of some sentences, as the net gives it."""
    x, lengths, _ = as_arrays(lines, delay)
    best = read(params, x, lengths)[0].argmax(axis=2)
    return [best[delay:n, column].tolist() for column, n in enumerate(lengths)]


def accuracy_by_rule(params: Params, lines: Sequence[Line], delay: int = 0) -> dict[str, float]:
    """Return the share of right sounds among the letters that each rule decides."""
    x, lengths, y = as_arrays(lines, delay)
    right = read(params, x, lengths)[0].argmax(axis=2) == y
    return {rule: float(right[where(lines, rule, delay)].mean()) for rule in RULES}


def certainty(params: Params, line: Line) -> tuple[str, Array]:
    """Return the sounds that a net gives a sentence, and the probability of each, (T,)."""
    x, lengths, _ = as_arrays([line])
    p = nets.softmax(read(params, x, lengths)[0][:, 0])
    return as_sounds(p.argmax(axis=1)), p.max(axis=1)
