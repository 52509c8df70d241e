"""A net that describes four pictures, and attends to one cell after the other.

B = grids, P = pixels of a cell, K = size of a key, V = words.

    key_s = tanh(W2 tanh(W1 x_s + b1) + b2 + place_s)       for each of the four cells
    h0 = c0 = 0                                             what the decoder knows, it looks up
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray, Params

from .attention_net import decoder_backward, decoder_forward, decoder_init
from .elman import masked_cross_entropy
from .feedforward import dense_backward, mlp_forward, mlp_init


def captioner_init(V: int, H: int, K: int, rng: np.random.Generator, P: int = 64) -> Params:
    """Draw the parameters, in float32.

    Args:
        V: number of words.
        H: units of the decoder, and of the hidden layer that reads a cell.
        K: size of a key.
        rng: numpy.random.Generator.
        P: pixels of a cell.

    Returns:
        dict of arrays: those of decoder_init, those of mlp_init, and place (4, K), normal.
    """
    params = decoder_init(V, 32, H, K, K, rng) | mlp_init(P, H, K, rng)
    params["place"] = rng.normal(size=(4, K))
    return {name: q.astype(np.float32) for name, q in params.items()}


def look(params: Params, cells: Array) -> tuple[Array, tuple[Array, Array]]:
    """Make a key of each cell.

    Args:
        params: dict of float arrays, as captioner_init returns it.
        cells: pictures, (4, B, P) float array.

    Returns:
        keys: (4, B, K).
        cache: what the backward pass needs.
    """
    z, cache = mlp_forward(params, cells.reshape(-1, cells.shape[2]))
    return np.tanh(z.reshape(*cells.shape[:2], -1) + params["place"][:, None]), cache


def captioner_loss_and_grads(
    params: Params, cells: Array, words: IntArray, counts: BoolArray, even: bool = False
) -> tuple[float, Params]:
    """Compute the loss of predicting each next word of the captions, and its gradients.

    Args:
        params: dict of float arrays, as captioner_init returns it.
        cells: pictures, (4, B, P) float array.
        words: start, words and end of the captions, (T + 1, B) integer array.
        counts: which of the last T words have a target, (T, B) bool array.
        even: whether all four cells get the same weight instead of attention.

    Returns:
        loss: mean cross-entropy over the words that count, in nats.
        grads: dict of arrays with the keys and shapes of params.
    """
    keys, (x, hidden) = look(params, cells)
    fixed = keys.mean(axis=0) if even else None
    zeros = np.zeros((cells.shape[1], params["W_hh"].shape[1]), keys.dtype)
    mask = np.ones(keys.shape[:2], dtype=bool)
    z, _, cache = decoder_forward(params, words[:-1], keys, mask, zeros, zeros, fixed)
    loss, dz = masked_cross_entropy(z, words[1:], counts)
    grads, dkeys, _, _, dfixed = decoder_backward(dz, cache)
    da = (dkeys + dfixed / len(keys)) * (1 - keys**2)
    grads["place"] = da.sum(axis=1)
    dhidden, grads["W2"], grads["b2"] = dense_backward(
        da.reshape(len(x), -1), hidden, params["W2"]
    )
    _, grads["W1"], grads["b1"] = dense_backward(dhidden * (1 - hidden**2), x, params["W1"])
    return loss, grads
