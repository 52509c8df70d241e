"""A translator: a bidirectional encoder, and a decoder with or without attention.

S = words of the source, T = words of the target, B = batch, V = words of a language,
E = size of an embedding, H = units of each direction; keys and decoder have 2H.

    keys_s = [forward h_s, backward h_s]                                   (lesson 17)
    h0 = c0 = [forward h at the end, backward h at the start]

The gradient of the loss with respect to W is dW, with the shape of W.
"""

from typing import Any

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray, Params

from .attention_net import CELL, decoder_backward, decoder_forward, decoder_init
from .bilstm import bilstm_backward, bilstm_forward, bilstm_init
from .elman import masked_cross_entropy
from .embedding import embed, embed_backward


def translator_init(
    V_source: int, V_target: int, E: int, H: int, rng: np.random.Generator
) -> Params:
    """Draw the parameters of encoder and decoder, in float32.

    Args:
        V_source, V_target: number of words of each language.
        E: size of an embedding.
        H: units of each direction of the encoder; the comparison has as many.
        rng: numpy.random.Generator.

    Returns:
        dict of arrays: those of decoder_init with 2H units, and source (V_source, E),
        W_ih_f, W_hh_f, b_f, W_ih_b, W_hh_b, b_b of the encoder.
    """
    params = decoder_init(V_target, E, 2 * H, 2 * H, H, rng)
    params["source"] = rng.normal(size=(V_source, E)).astype(np.float32)
    for way, weights in zip("fb", bilstm_init(E, H, rng), strict=True):
        named = zip(CELL, weights, strict=True)
        params |= {f"{name}_{way}": q.astype(np.float32) for name, q in named}
    return params


def encode_both_ways(
    params: Params, source: IntArray, lengths: IntArray
) -> tuple[Array, Array, dict[str, Any]]:
    """Read sources from both ends.

    Args:
        params: dict of float arrays, as translator_init returns it.
        source: numbers of the words, (S, B) integer array.
        lengths: words of each source, 1 to S, (B,) integer array.

    Returns:
        keys: states at each word, (S, B, 2H).
        h0: states of both directions after all words, (B, 2H).
        cache: dict of what encode_both_ways_backward needs.
    """
    fwd, bwd = (
        (params[f"W_ih_{way}"], params[f"W_hh_{way}"], params[f"b_{way}"]) for way in "fb"
    )
    keys, h, kept = bilstm_forward(embed(source, params["source"]), lengths, fwd, bwd)
    cache = {"source": source, "lengths": lengths, "V": len(params["source"]), "kept": kept}
    return keys, np.concatenate(list(h), axis=1), cache


def encode_both_ways_backward(dkeys: Array, dh0: Array, cache: dict[str, Any]) -> Params:
    """Carry gradients back through the encoder.

    Args:
        dkeys: gradient with respect to the keys, (S, B, 2H) float array.
        dh0: gradient with respect to h0, (B, 2H) float array.
        cache: the dict that encode_both_ways returned.

    Returns:
        dict of arrays: the gradients of the encoder's parameters.
    """
    dkeys, lengths, H = dkeys.copy(), cache["lengths"], dkeys.shape[2] // 2
    dkeys[lengths - 1, np.arange(len(lengths)), :H] += dh0[:, :H]
    dkeys[0, :, H:] += dh0[:, H:]
    dx, *ways = bilstm_backward(dkeys, cache["kept"])
    grads = {"source": embed_backward(dx, cache["source"], cache["V"])}
    for way, weights in zip("fb", ways, strict=True):
        grads |= {f"{name}_{way}": q for name, q in zip(CELL, weights, strict=True)}
    return grads


def translator_loss_and_grads(
    params: Params,
    source: IntArray,
    lengths: IntArray,
    words: IntArray,
    counts: BoolArray,
    attention: bool = True,
) -> tuple[float, Params]:
    """Compute the loss of predicting each next word of the target, and its gradients.

    Args:
        params: dict of float arrays, as translator_init returns it.
        source: numbers of the source's words, (S, B) integer array.
        lengths: words of each source, (B,) integer array.
        words: start, words and end of the target, (T + 1, B) integer array.
        counts: which of the last T words have a target, (T, B) bool array.
        attention: if not, the context is h0 at every step.

    Returns:
        loss: mean cross-entropy over the words that count, in nats.
        grads: dict of arrays with the keys and shapes of params.

    Raises:
        ValueError: if the shapes do not fit, or no word counts.

    Source: Bahdanau, Cho and Bengio (2015), ICLR, arXiv:1409.0473; without attention Cho et
        al. (2014), EMNLP, arXiv:1406.1078.
    """
    keys, h0, cache = encode_both_ways(params, source, lengths)
    fixed = None if attention else h0
    mask = np.arange(len(source))[:, None] < lengths
    z, _, decoder = decoder_forward(params, words[:-1], keys, mask, h0, h0, fixed)
    loss, dz = masked_cross_entropy(z, words[1:], counts)
    grads, dkeys, dh0, dc0, dfixed = decoder_backward(dz, decoder)
    return loss, grads | encode_both_ways_backward(dkeys, dh0 + dc0 + dfixed, cache)
