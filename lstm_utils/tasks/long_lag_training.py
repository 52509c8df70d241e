"""Memory cells on task 2c: several nets learn side by side from the same sequences.

T = time steps, B = batch, V = p + 4 symbols, H = cells of a net, N = nets, M = N H cells.
The nets lie in one set of arrays, with weights of 0 between them: 20 nets cost about as
much time as two.
"""

from collections.abc import Callable, Sequence

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Cache, IntArray, Params

from .long_lag import long_lag_sequences

Backward = Callable[[Array, list[Cache]], Array]  # dhs (T, B, M), caches -> da (T, B, 3M)


def new_net(p: int, H: int, rng: np.random.Generator, input_gate_bias: float = -5.0) -> Params:
    """Draw a net for task 2c: memory cells, and a dense layer that chooses x or y.

    Args:
        p: number of different distractors.
        H: number of cells.
        rng: numpy.random.Generator.
        input_gate_bias: as in nets.memory_cell_init.

    Returns:
        dict of float32 arrays, as nets.sequence_net_init returns it.
    """
    cell = nets.memory_cell_init(p + 4, H, rng, input_gate_bias)
    params = nets.sequence_net_init(cell, K=2, rng=rng)
    return {name: value.astype(np.float32) for name, value in params.items()}


def side_by_side(parts: Sequence[Params]) -> tuple[Params, Params]:
    """Put N nets of H cells into one net of M = N H cells.

    Args:
        parts: the nets, as new_net draws them, all of the same sizes.

    Returns:
        params: dict of float32 arrays: W_ih (3M, V), W_hh (3M, M), b (3M,), blocks i, g, o;
            W_out (2N, M), b_out (2N,).
        exists: dict of bool arrays with the same keys and shapes: False for the weights of
            W_hh and W_out that are 0, as those between two nets are: they have to stay 0.
    """
    N, (H, V) = len(parts), (parts[0]["W_hh"].shape[1], parts[0]["W_ih"].shape[1])
    W_ih = np.stack([part["W_ih"].reshape(3, H, V) for part in parts], axis=1)
    b = np.stack([part["b"].reshape(3, H) for part in parts], axis=1)
    W_hh, W_out = np.zeros((3, N, H, N, H), "f4"), np.zeros((N, 2, N, H), "f4")
    for n, part in enumerate(parts):
        W_hh[:, n, :, n], W_out[n, :, n] = part["W_hh"].reshape(3, H, H), part["W_out"]
    params = {"W_ih": W_ih.reshape(-1, V), "W_hh": W_hh.reshape(-1, N * H), "b": b.ravel()}
    params |= {"W_out": W_out.reshape(-1, N * H)}
    params["b_out"] = np.concatenate([part["b_out"] for part in parts])
    exists = {name: np.ones(value.shape, dtype=bool) for name, value in params.items()}
    return params, exists | {name: params[name] != 0 for name in ("W_hh", "W_out")}


def take_out(params: Params, n: int, N: int) -> Params:
    """Copy net n out of N nets that side_by_side put together."""
    M, V = params["W_hh"].shape[1], params["W_ih"].shape[1]
    own = slice(n * M // N, (n + 1) * M // N)
    W_ih, W_hh = params["W_ih"].reshape(3, M, V), params["W_hh"].reshape(3, M, M)
    H, out = M // N, slice(2 * n, 2 * n + 2)
    return {
        "W_ih": W_ih[:, own].reshape(3 * H, V).copy(),
        "W_hh": W_hh[:, own, own].reshape(3 * H, H).copy(),
        "b": params["b"].reshape(3, M)[:, own].ravel(),
        "W_out": params["W_out"][out, own].copy(),
        "b_out": params["b_out"][out].copy(),
    }


def read(params: Params, ids: IntArray, lengths: IntArray) -> tuple[Array, Array, list[Cache]]:
    """Run the cells over a batch, and the dense layer where e is.

    Args:
        params: dict of float arrays, of one net or of N nets side by side.
        ids: symbols, (T, B) integer array.
        lengths: length of each sequence, (B,) integer array.

    Returns:
        z: logits of x and y, (B, 2N) float array.
        hs: outputs of the cells after each step, (T, B, M).
        caches: list of T dicts, those of nets.memory_cell_step.
    """
    W_ih, W_hh = params["W_ih"], params["W_hh"]
    x = np.eye(W_ih.shape[1], dtype=W_ih.dtype)[ids]
    start = np.zeros((len(lengths), W_hh.shape[1]), dtype=W_ih.dtype)
    hs, _, caches = nets.memory_cell_forward(x, start, start, W_ih, W_hh, params["b"])
    at_e = hs[lengths - 1, np.arange(len(lengths))]
    return nets.dense(at_e, params["W_out"], params["b_out"]), hs, caches


def grads_and_right(
    params: Params, batch: tuple[IntArray, IntArray, IntArray], backward: Backward
) -> tuple[Params, Array]:
    """Compute the gradients of N nets for one batch, and how many of their answers are right.

    Args:
        params: dict of float arrays, as side_by_side returns it.
        batch: ids (T, B), lengths (B,), y (B,), as long_lag_sequences draws them.
        backward: function of dhs (T, B, M) and the caches that returns da (T, B, 3M).

    Returns:
        grads: dict of arrays with the keys and shapes of params; each net has the mean
            cross-entropy of its own answers as its loss.
        right: share of right answers of each net, (N,) float array.
    """
    ids, lengths, y = batch
    z, hs, caches = read(params, ids, lengths)
    B, N = len(y), z.shape[1] // 2
    _, dz = nets.cross_entropy(z.reshape(B * N, 2), np.repeat(y, N))
    at_e, dhs = (lengths - 1, np.arange(B)), np.zeros_like(hs)
    dz = N * dz.reshape(B, 2 * N)
    dhs[at_e], dW_out, db_out = nets.dense_backward(dz, hs[at_e], params["W_out"])
    da = backward(dhs, caches)
    h_prev = np.concatenate([np.zeros_like(hs[:1]), hs[:-1]])
    x = np.stack([cache["x"] for cache in caches])
    rows = da.reshape(-1, da.shape[-1])
    grads = {"W_ih": rows.T @ x.reshape(len(rows), -1), "b": rows.sum(axis=0)}
    grads |= {"W_hh": rows.T @ h_prev.reshape(len(rows), -1), "W_out": dW_out, "b_out": db_out}
    return grads, (z.reshape(B, N, 2).argmax(axis=2) == y[:, None]).mean(axis=0)


def solved_after(right: Array, B: int, in_a_row: int = 1024) -> list[int | None]:
    """Count the sequences that each net saw until `in_a_row` answers in a row were right.

    Args:
        right: share of right answers in each batch, (batches, N) float array.
        B: sequences in a batch.
        in_a_row: right answers that are asked for, a multiple of B.

    Returns:
        list of N counts; None for a net that was never right so often in a row.
    """
    counts: list[int | None] = [None] * right.shape[1]
    runs = np.zeros(right.shape[1])
    for batch, share in enumerate(right, start=1):
        runs = np.where(share == 1, runs + B, 0)
        for n in np.flatnonzero(runs == in_a_row):
            counts[n] = counts[n] or batch * B
    return counts


def states(params: Params, ids: IntArray, lengths: IntArray) -> Array:
    """Return the states of the cells after each step of a batch, (T, B, M) float array."""
    caches = read(params, ids, lengths)[2]
    i, g = (np.stack([cache[name] for cache in caches]) for name in "ig")
    return nets.carousel_states(np.zeros_like(i[0]), i, g)


def train(
    parts: Sequence[Params],
    backward: Backward,
    q: int,
    p: int,
    most: int,
    rng: np.random.Generator,
    B: int = 32,
    lr: float = 0.02,
) -> tuple[Params, Array]:
    """Let nets learn side by side with Adam, and print how far they are.

    Args:
        parts: the nets, as new_net draws them; not changed.
        backward: as for grads_and_right.
        q, p: as for long_lag_sequences; all nets see the same sequences.
        most: sequences after which training ends; before that it ends when all nets were
            right 1,024 times in a row.
        rng: numpy.random.Generator that draws the sequences.
        B: sequences in a batch.
        lr: learning rate.

    Returns:
        params: the nets side by side, as side_by_side returns them.
        right: share of right answers in each batch, (batches, N) float array.
    """
    params, exists = side_by_side(parts)
    adam, right = nets.adam_init(params), np.zeros((0, len(parts)))
    while len(right) * B < most and None in solved_after(right, B):
        batch = long_lag_sequences(q, p, rng, B)
        grads, share = grads_and_right(params, batch, backward)
        grads = {name: exists[name] * grads[name] for name in grads}
        nets.adam_step(params, grads, adam, lr)
        right = np.vstack([right, share])
        if len(right) % 30 == 0:
            share = right[-30:].mean()
            print(f"{len(right) * B:6,} sequences: {share:.2f} right on average of all nets")
    return params, right


def within(
    params: Params, q: int, p: int, rng: np.random.Generator, n: int = 2560, tol: float = 0.2
) -> IntArray:
    """Count the sequences for which both outputs are within `tol` of their targets 0 and 1.

    Args:
        params: dict of float arrays, as side_by_side returns it, of N nets.
        q, p: as for long_lag_sequences.
        rng: numpy.random.Generator that draws the sequences.
        n: number of sequences, a multiple of 256.
        tol: the largest error that is allowed.

    Returns:
        (N,) integer array: how many of the n sequences each net answers so well.
    """
    counts = np.zeros(len(params["b_out"]) // 2, dtype=int)
    for _ in range(n // 256):
        ids, lengths, y = long_lag_sequences(q, p, rng, 256)
        outputs = nets.softmax(read(params, ids, lengths)[0].reshape(-1, 2))
        error = abs(outputs.reshape(256, -1, 2) - np.eye(2)[y][:, None]).max(axis=2)
        counts += (error < tol).sum(axis=0)
    return counts


def widest_cell(
    params: Params, batch: tuple[IntArray, IntArray, IntArray]
) -> tuple[Array, Array]:
    """Look into the cell of one net in which x and y are furthest apart when the first e comes.

    Args:
        params: dict of float arrays, as new_net draws them.
        batch: ids (T, B), lengths (B,), y (B,), as long_lag_sequences draws them.

    Returns:
        cs: its state after each step, up to the shortest length S, (S, B) float array.
        i: how far its input gate is open at each step, (S, B) float array.
    """
    ids, lengths, y = batch
    caches = read(params, ids, lengths)[2][: lengths.min()]
    i, g = (np.stack([cache[name] for cache in caches]) for name in "ig")  # (S, B, H)
    cs = nets.carousel_states(np.zeros_like(i[0]), i, g)
    best = abs(cs[-1, y == 0].mean(axis=0) - cs[-1, y == 1].mean(axis=0)).argmax()
    return cs[..., best], i[..., best]
