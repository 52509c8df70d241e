"""Additive attention, with a manual backward pass.

S = steps of the source, B = batch, H = units of the query, K = size of a key and of a value,
A = size of the comparison. A query looks at S keys and takes a weighted mean of S values.

    u_s = tanh(W_q q + W_k key_s)             compares the query with each key
    e_s = v . u_s                             scores
    alpha = softmax(e) over s                 weights; 0 where mask is False
    context = sum over s of alpha_s value_s

The gradient of the loss with respect to W is dW, with the shape of W.
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray
from lstm_utils.shapes import require_shapes


def scores(q: Array, keys: Array, W_q: Array, W_k: Array, v: Array) -> tuple[Array, Array]:
    """Score how well each key fits the query.

    Args:
        q: queries, one for each sequence, (B, H) float array.
        keys: keys, (S, B, K) float array.
        W_q: weights from the query, (A, H) float array.
        W_k: weights from the keys, (A, K) float array.
        v: weights of the sum, (A,) float array.

    Returns:
        e: scores, (S, B).
        u: tanh(W_q q + W_k key), (S, B, A); the backward pass needs it.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Bahdanau, Cho and Bengio (2015), ICLR, arXiv:1409.0473, appendix A.1.2.
    """
    spec = "q (B, H), keys (S, B, K), W_q (A, H), W_k (A, K), v (A,)"
    require_shapes("scores", spec, q, keys, W_q, W_k, v)
    u = np.tanh(q @ W_q.T + keys @ W_k.T)  # (S, B, A)
    return u @ v, u


def attend(e: Array, mask: BoolArray, values: Array) -> tuple[Array, Array]:
    """Turn scores into weights, and take the weighted mean of the values.

    Args:
        e: scores, (S, B) float array; any finite numbers where mask is False.
        mask: which steps exist, (S, B) bool array; at least one in each sequence.
        values: values, (S, B, K) float array; any finite numbers where mask is False.

    Returns:
        context: weighted means, (B, K).
        alpha: weights, (S, B): 0 where mask is False, each column sums to 1.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Bahdanau, Cho and Bengio (2015), ICLR, arXiv:1409.0473, equations 5 and 6.
    """
    require_shapes("attend", "e (S, B), mask (S, B), values (S, B, K)", e, mask, values)
    e = np.where(mask, e, -np.inf)
    alpha = np.exp(e - e.max(axis=0))
    alpha /= alpha.sum(axis=0)
    return (alpha[:, :, None] * values).sum(axis=0), alpha


def attend_backward(dcontext: Array, alpha: Array, values: Array) -> tuple[Array, Array]:
    """Carry the gradient of the context back to scores and values.

    Args:
        dcontext: gradient with respect to context, (B, K) float array.
        alpha: weights, as attend returned them, (S, B) float array.
        values: values, (S, B, K) float array.

    Returns:
        de: gradient with respect to the scores, (S, B); 0 where the weight is 0.
        dvalues: gradient with respect to the values, (S, B, K).

    Raises:
        ValueError: if the shapes do not fit.
    """
    spec = "dcontext (B, K), alpha (S, B), values (S, B, K)"
    require_shapes("attend_backward", spec, dcontext, alpha, values)
    dvalues = alpha[:, :, None] * dcontext  # (S, B, K)
    dalpha = (values * dcontext).sum(axis=2)  # (S, B)
    de = alpha * (dalpha - (alpha * dalpha).sum(axis=0))
    return de, dvalues


def scores_backward(
    de: Array, u: Array, q: Array, keys: Array, W_q: Array, W_k: Array, v: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Carry the gradient of the scores back to query, keys and weights.

    Args:
        de: gradient with respect to the scores, (S, B) float array.
        u: as scores returned it, (S, B, A) float array.
        q, keys, W_q, W_k, v: the arguments of scores.

    Returns:
        dq: gradient with respect to the queries, (B, H).
        dkeys: gradient with respect to the keys, (S, B, K).
        dW_q: gradient with respect to W_q, (A, H).
        dW_k: gradient with respect to W_k, (A, K).
        dv: gradient with respect to v, (A,).

    Raises:
        ValueError: if the shapes do not fit.
    """
    spec = "de (S, B), u (S, B, A), q (B, H), keys (S, B, K), W_q (A, H), W_k (A, K), v (A,)"
    require_shapes("scores_backward", spec, de, u, q, keys, W_q, W_k, v)
    dv = (de[:, :, None] * u).sum(axis=(0, 1))
    da = de[:, :, None] * v * (1 - u**2)  # (S, B, A), inside the tanh
    from_q = da.sum(axis=0)  # (B, A): each key is compared with the same query
    dW_k = np.tensordot(da, keys, axes=((0, 1), (0, 1)))
    return from_q @ W_q, da @ W_k, from_q.T @ q, dW_k, dv


def pointing(alphas: Array, named: IntArray, counts: BoolArray) -> float:
    """Measure how often the largest weight is on the step that a word names.

    Args:
        alphas: weights at each word, (T, S, B) float array.
        named: which step each word names, (T, B) integer array; any number where counts is
            False.
        counts: which words count, (T, B) bool array; at least one.

    Returns:
        Share of the words that count with the largest weight on the named step, from 0 to 1.

    Raises:
        ValueError: if the shapes do not fit.
    """
    spec = "alphas (T, S, B), named (T, B), counts (T, B)"
    require_shapes("pointing", spec, alphas, named, counts)
    return float((alphas.argmax(axis=1) == named)[counts].mean())
