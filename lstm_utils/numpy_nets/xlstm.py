"""The two cells of the xLSTM: exponential gates with a stabiliser, and a memory of vectors.

T = time, B = batch, I = inputs, H = hidden units, D = size of keys and queries, E = size of
values. Blocks of H rows are in the order i, f, g, o, as in `lstm`; the paper writes z for g.

    i = exp(a_i)        f = sigmoid(a_f)        c, n: sums with these weights
    sLSTM   c = f c + i g          n = f n + i      h = o c / n
    mLSTM   C = f C + i v k^T      n = f n + i k    h = C q / max(|n . q|, 1)

exp overflows. So all of c, n, C is kept divided by exp(m), where m is the largest exponent:

    m' = max(log f + m, a_i)       i' = exp(a_i - m')        f' = exp(log f + m - m')

Before the first step c, n, C are 0 and m is -inf: nothing has been written.
"""

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

from .activations import sigmoid


def stable_gates(a_i: Array, a_f: Array, m: Array) -> tuple[Array, Array, Array]:
    """Return an exponential input gate and a forget gate, both divided by exp of the new m.

    Args:
        a_i: pre-activations of the input gate, float array of any shape.
        a_f: pre-activations of the forget gate, same shape.
        m: stabiliser before the step, same shape; -inf before the first step.

    Returns:
        i: exp(a_i - m'), same shape; at most 1.
        f: exp(log sigmoid(a_f) + m - m'), same shape; at most 1.
        m: m', the stabiliser after the step, same shape.

    Raises:
        ValueError: if the shapes differ.

    Source: Beck et al. (2024), xLSTM, arXiv:2405.04517.
    """
    if not np.shape(a_i) == np.shape(a_f) == np.shape(m):
        shapes = np.shape(a_i), np.shape(a_f), np.shape(m)
        raise ValueError("stable_gates expects one shape; got {}, {}, {}".format(*shapes))
    kept = m - np.logaddexp(0, -a_f)  # log f + m; log sigmoid(a) = -log(1 + exp(-a))
    m = np.maximum(kept, a_i)
    return np.exp(a_i - m), np.exp(kept - m), m


def slstm_step(
    x: Array,
    h: Array,
    c: Array,
    n: Array,
    m: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> tuple[Array, Array, Array, Array]:
    """Advance the sLSTM by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state, (B, H) float array.
        c: cell state divided by exp(m), (B, H) float array.
        n: normaliser divided by exp(m), (B, H) float array.
        m: stabiliser, (B, H) float array; -inf before the first step.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.

    Returns:
        h, c, n, m after this step, (B, H) each.

    Raises:
        ValueError: if the shapes do not fit one cell.

    Source: Beck et al. (2024), xLSTM, arXiv:2405.04517.
    """
    spec = (
        "x (B, I), h (B, H), c (B, H), n (B, H), m (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    )
    require_shapes("slstm_step", spec, x, h, c, n, m, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    i, f, m = stable_gates(a_i, a_f, m)
    c = f * c + i * np.tanh(a_g)
    n = f * n + i
    return sigmoid(a_o) * c / n, c, n, m


def mlstm_step(
    q: Array,
    k: Array,
    v: Array,
    a_i: Array,
    a_f: Array,
    C: Array,
    n: Array,
    m: Array,
) -> tuple[Array, Array, Array, Array]:
    """Write a value under a key into a matrix memory, then read it with a query.

    Args:
        q: queries, (B, D) float array.
        k: keys, (B, D) float array.
        v: values, (B, E) float array.
        a_i: pre-activations of the input gate, (B,) float array.
        a_f: pre-activations of the forget gate, (B,) float array.
        C: memory divided by exp(m), (B, E, D) float array.
        n: normaliser divided by exp(m), (B, D) float array.
        m: stabiliser, (B,) float array; -inf before the first step.

    Returns:
        h: what was read, (B, E), before the output gate.
        C, n, m after this step, (B, E, D), (B, D) and (B,).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Beck et al. (2024), xLSTM, arXiv:2405.04517.
    """
    spec = "q (B, D), k (B, D), v (B, E), a_i (B,), a_f (B,), C (B, E, D), n (B, D), m (B,)"
    require_shapes("mlstm_step", spec, q, k, v, a_i, a_f, C, n, m)
    k = k / k.shape[1] ** 0.5
    i, f, m = stable_gates(a_i, a_f, m)  # (B,) each
    C = f[:, None, None] * C + i[:, None, None] * v[:, :, None] * k[:, None, :]
    n = f[:, None] * n + i[:, None] * k
    norm = np.maximum(abs((n * q).sum(axis=1)), np.exp(-m))  # (B,)
    h = np.einsum("bed,bd->be", C, q) / norm[:, None]
    return h, C, n, m


def mlstm_parallel(q: Array, k: Array, v: Array, a_i: Array, a_f: Array) -> Array:
    """Compute what the mLSTM reads at all steps of a sequence at once, without a state.

    D[t, s] = log f_(s+1) + ... + log f_t + a_i,s is the exponent with which step t still has
    what step s wrote; -inf for s > t.

    Args:
        q: queries, (T, B, D) float array.
        k: keys, (T, B, D) float array.
        v: values, (T, B, E) float array.
        a_i: pre-activations of the input gate, (T, B) float array.
        a_f: pre-activations of the forget gate, (T, B) float array.

    Returns:
        hs: what is read at each step, (T, B, E): that of mlstm_step from an empty memory.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Beck et al. (2024), xLSTM, arXiv:2405.04517.
    """
    spec = "q (T, B, D), k (T, B, D), v (T, B, E), a_i (T, B), a_f (T, B)"
    require_shapes("mlstm_parallel", spec, q, k, v, a_i, a_f)
    k = k / k.shape[2] ** 0.5
    kept = -np.logaddexp(0, -a_f).cumsum(axis=0)  # (T, B), log f_1 + ... + log f_t
    D = kept[:, None] - kept + a_i  # (T, T, B), row t, column s
    D = np.where(np.tri(len(q), dtype=bool)[:, :, None], D, -np.inf)
    m = D.max(axis=1)  # (T, B)
    S = np.einsum("tbd,sbd->tsb", q, k) * np.exp(D - m[:, None])
    norm = np.maximum(abs(S.sum(axis=1)), np.exp(-m))  # (T, B)
    return np.einsum("tsb,sbj->tbj", S, v) / norm[:, :, None]
