"""A recurrent classifier: any cell, and a dense layer that reads its output at every step.

T = time, B = batch, I = inputs, H = hidden units, K = classes.
The gradient of the loss with respect to W is dW, with the shape of W.
The cell is a pair of functions like lstm_forward and lstm_backward, for instance your own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray, Params

from .elman import masked_cross_entropy
from .feedforward import dense, dense_backward
from .lstm import lstm_backward, lstm_forward

Forward = Callable[
    [Array, Array, Array, Array, Array, Array], tuple[Array, Array, Any]
]  # like lstm_forward
Backward = Callable[
    [Array, Any], tuple[Array, Array, Array, Array, Array, Array]
]  # like lstm_backward


def sequence_net_init(cell: Sequence[Array], K: int, rng: np.random.Generator) -> Params:
    """Combine the weights of a cell with a newly drawn dense layer.

    Args:
        cell: W_ih, W_hh (any, H) and b of the cell, as lstm_init draws them.
        K: number of classes.
        rng: numpy.random.Generator.

    Returns:
        dict of arrays: W_ih, W_hh, b, and W_out (K, H), b_out (K,) uniform in
        +-1/sqrt(H), in the dtype of W_hh.
    """
    W_ih, W_hh, b = cell
    H = W_hh.shape[1]
    W_out, b_out = (rng.uniform(-(H**-0.5), H**-0.5, size=s) for s in ((K, H), (K,)))
    out = {"W_out": W_out.astype(W_hh.dtype), "b_out": b_out.astype(W_hh.dtype)}
    return {"W_ih": W_ih, "W_hh": W_hh, "b": b, **out}


def sequence_net_forward(
    params: Params, x: Array, forward: Forward = lstm_forward
) -> tuple[Array, tuple[Array, Any]]:
    """Compute the logits at every step, from a state of 0.

    Args:
        params: dict of float arrays, as sequence_net_init returns it.
        x: inputs, (T, B, I) float array.
        forward: the cell, a function with the arguments and results of lstm_forward.

    Returns:
        z: logits, (T, B, K).
        cache: (hs, cell's cache), what the backward pass needs.

    Raises:
        ValueError: if the shapes do not fit.
    """
    W_ih, W_hh, b = params["W_ih"], params["W_hh"], params["b"]
    zeros = np.zeros((x.shape[1], W_hh.shape[1]), dtype=W_hh.dtype)
    hs, _, cache = forward(x, zeros, zeros, W_ih, W_hh, b)
    T, B, H = hs.shape
    z = dense(hs.reshape(T * B, H), params["W_out"], params["b_out"])
    return z.reshape(T, B, -1), (hs, cache)


def sequence_net_loss_and_grads(
    params: Params,
    x: Array,
    y: IntArray,
    mask: BoolArray,
    forward: Forward = lstm_forward,
    backward: Backward = lstm_backward,
) -> tuple[float, Params]:
    """Compute the loss over the steps that count, and its gradients.

    Args:
        params: dict of float arrays, as sequence_net_init returns it.
        x: inputs, (T, B, I) float array.
        y: right class of each step, (T, B) integer array; any value where mask is False.
        mask: which steps have a target, (T, B) bool array.
        forward: the cell, a function with the arguments and results of lstm_forward.
        backward: its backward pass, like lstm_backward.

    Returns:
        loss: mean cross-entropy over the steps where mask is True, in nats.
        grads: dict of arrays with the keys and shapes of params.

    Raises:
        ValueError: if the shapes do not fit, or no step counts.
    """
    z, (hs, cache) = sequence_net_forward(params, x, forward)
    loss, dz = masked_cross_entropy(z, y, mask)
    return loss, sequence_net_backward(params, dz, hs, cache, backward)


def sequence_net_backward(
    params: Params, dz: Array, hs: Array, cache: Any, backward: Backward = lstm_backward
) -> Params:
    """Carry the gradient of the logits back to all parameters.

    Args:
        params: dict of float arrays, as sequence_net_init returns it.
        dz: gradient with respect to the logits, (T, B, K) float array.
        hs, cache: as sequence_net_forward returned them.
        backward: the cell's backward pass, like lstm_backward.

    Returns:
        dict of arrays with the keys and shapes of params.
    """
    T, B, H = hs.shape
    dz = dz.reshape(T * B, -1)
    dhs, dW_out, db_out = dense_backward(dz, hs.reshape(T * B, H), params["W_out"])
    _, dW_ih, dW_hh, db, _, _ = backward(dhs.reshape(T, B, H), cache)
    return {"W_ih": dW_ih, "W_hh": dW_hh, "b": db, "W_out": dW_out, "b_out": db_out}
