"""A decoder that attends: it reads a word, looks at the keys, and scores the next word.

T = steps of the target, S = steps of the source, B = batch, V = words, E = size of an
embedding, H = units, K = size of a key, A = size of the comparison.

    h_t, c_t = LSTM(table[word_t], h, c)
    context_t = attend(scores(h_t, keys), keys)     without attention: the same at every step
    z_t = W_out [h_t, context_t] + b_out            logits of the next word

The context does not enter the LSTM, so its loop runs over all words at once, as in training
every word is known. The keys come from an encoder of any kind; it receives dkeys, dh0, dc0.
The gradient of the loss with respect to W is dW, with the shape of W.
"""

from typing import Any

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray, Params

from .attention import attend, attend_backward, scores, scores_backward
from .embedding import embed, embed_backward
from .lstm import lstm_backward, lstm_forward, lstm_step
from .lstm_weights import lstm_init

CELL, COMPARE = ("W_ih", "W_hh", "b"), ("W_q", "W_k", "v")


def decoder_init(V: int, E: int, H: int, K: int, A: int, rng: np.random.Generator) -> Params:
    """Draw the parameters of a decoder, in float32.

    Args:
        V: number of words.
        E: size of an embedding.
        H: number of units.
        K: size of a key.
        A: size of the comparison.
        rng: numpy.random.Generator.

    Returns:
        dict of arrays: table (V, E), normal; W_ih (4H, E), W_hh (4H, H), b (4H,) as
        lstm_init draws them; W_q (A, H), W_k (A, K), v (A,), W_out (V, H + K), uniform in
        +-1/sqrt(number of inputs); b_out (V,), 0.
    """
    params = dict(zip(CELL, lstm_init(E, H, rng), strict=True))
    params["table"] = rng.normal(size=(V, E))
    for name, shape in {"W_q": (A, H), "W_k": (A, K), "v": (A,), "W_out": (V, H + K)}.items():
        params[name] = rng.uniform(-1, 1, size=shape) / np.sqrt(shape[-1])
    params["b_out"] = np.zeros(V)
    return {name: q.astype(np.float32) for name, q in params.items()}


def attention_step(
    word: IntArray, h: Array, c: Array, keys: Array, mask: BoolArray, params: Params
) -> tuple[Array, Array, Array, Array]:
    """Read a word, look at the keys with the new state, and score the next word.

    Args:
        word: number of the word that is read, (B,) integer array, 0 to V - 1.
        h: hidden state before the step, (B, H) float array.
        c: cell state before the step, (B, H) float array.
        keys: keys and values, (S, B, K) float array.
        mask: which steps of the source exist, (S, B) bool array.
        params: dict of float arrays, as decoder_init returns it.

    Returns:
        z: logits of the next word, (B, V).
        h: hidden state after the step, (B, H).
        c: cell state after the step, (B, H).
        alpha: weights, (S, B).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Luong, Pham and Manning (2015), EMNLP, arXiv:1508.04025, section 3, with the
        additive score, and without the layer tanh(W_c [c, h]).
    """
    h, c, _ = lstm_step(params["table"][word], h, c, *(params[name] for name in CELL))
    e, _ = scores(h, keys, *(params[name] for name in COMPARE))
    context, alpha = attend(e, mask, keys)
    z = np.concatenate([h, context], axis=1) @ params["W_out"].T + params["b_out"]
    return z, h, c, alpha


def decoder_forward(
    params: Params,
    words: IntArray,
    keys: Array,
    mask: BoolArray,
    h0: Array,
    c0: Array,
    fixed: Array | None = None,
) -> tuple[Array, Array, dict[str, Any]]:
    """Read all words of the target, and score the next one at each step.

    Args:
        params: dict of float arrays, as decoder_init returns it.
        words: numbers of the words that are read, (T, B) integer array.
        keys: keys and values, (S, B, K) float array.
        mask: which steps of the source exist, (S, B) bool array.
        h0: hidden state before the first step, (B, H) float array.
        c0: cell state before the first step, (B, H) float array.
        fixed: a context for all steps, (B, K) float array: then there is no attention.

    Returns:
        z: logits, (T, B, V).
        alphas: weights at each step, (T, S, B); 0 without attention.
        cache: dict of what decoder_backward needs.
    """
    cell, compare = ([params[name] for name in names] for names in (CELL, COMPARE))
    hs, _, lstm_cache = lstm_forward(embed(words, params["table"]), h0, c0, *cell)
    (T, B, _), (S, _, K) = hs.shape, keys.shape
    contexts, alphas = np.empty((T, B, K), keys.dtype), np.zeros((T, S, B), keys.dtype)
    us = []
    for t in range(T):
        if fixed is not None:
            contexts[t] = fixed
            continue
        e, u = scores(hs[t], keys, *compare)
        contexts[t], alphas[t] = attend(e, mask, keys)
        us.append(u)
    read = np.concatenate([hs, contexts], axis=2)  # (T, B, H + K)
    cache: dict[str, Any] = {"params": params, "words": words, "keys": keys}
    cache |= {"lstm": lstm_cache, "read": read, "alphas": alphas, "us": us, "hs": hs}
    return read @ params["W_out"].T + params["b_out"], alphas, cache


def decoder_backward(
    dz: Array, cache: dict[str, Any]
) -> tuple[Params, Array, Array, Array, Array]:
    """Carry the gradient of the logits back to weights, keys and the first state.

    Args:
        dz: gradient with respect to the logits, (T, B, V) float array.
        cache: the dict that decoder_forward returned.

    Returns:
        grads: dict of arrays with the keys and shapes of params.
        dkeys: gradient with respect to the keys, (S, B, K).
        dh0, dc0: gradients with respect to the state before the first step, (B, H) each.
        dfixed: gradient with respect to a fixed context, (B, K); 0 with attention.
    """
    params, keys, hs = cache["params"], cache["keys"], cache["hs"]
    compare = [params[name] for name in COMPARE]
    dread = dz @ params["W_out"]
    dhs, dcontexts = dread[:, :, : hs.shape[2]].copy(), dread[:, :, hs.shape[2] :]
    grads = {name: np.zeros_like(params[name]) for name in COMPARE}
    grads["W_out"] = np.tensordot(dz, cache["read"], axes=((0, 1), (0, 1)))
    grads["b_out"] = dz.sum(axis=(0, 1))
    dkeys = np.zeros_like(keys)
    for t, u in enumerate(cache["us"]):
        de, dvalues = attend_backward(dcontexts[t], cache["alphas"][t], keys)
        dq, dk, *dW = scores_backward(de, u, hs[t], keys, *compare)
        dhs[t] += dq
        dkeys += dk + dvalues
        for name, part in zip(COMPARE, dW, strict=True):
            grads[name] += part
    dx, *dcell, dh0, dc0 = lstm_backward(dhs, cache["lstm"])
    grads |= dict(zip(CELL, dcell, strict=True))
    grads["table"] = embed_backward(dx, cache["words"], len(params["table"]))
    dfixed = np.zeros_like(keys[0]) if cache["us"] else dcontexts.sum(axis=0)
    return grads, dkeys, dh0, dc0, dfixed
