"""A recurrent classifier: an Elman network, and a dense layer that reads every state.

T = time steps, B = batch, I = inputs, H = hidden units, K = classes.
The gradient of the loss with respect to W is dW, with the shape of W.
"""

from collections.abc import Callable

import numpy as np

from lstm_utils.arrays import Array, BoolArray, Cache, IntArray, Params
from lstm_utils.shapes import require_shapes

from .feedforward import dense, dense_backward
from .losses import cross_entropy
from .rnn import rnn_backward, rnn_forward

Backward = Callable[[Array, Cache], tuple[Array, Array, Array, Array, Array]]


def elman_init(I: int, H: int, K: int, rng: np.random.Generator) -> Params:
    """Draw the parameters, uniform between +-1 / sqrt(H) as in torch.nn.RNN.

    Args:
        I: number of inputs.
        H: number of hidden units.
        K: number of classes.
        rng: numpy.random.Generator.

    Returns:
        dict of float64 arrays: W_ih (H, I), W_hh (H, H), b (H,), W_out (K, H), b_out (K,).
    """
    shapes = {"W_ih": (H, I), "W_hh": (H, H), "b": (H,), "W_out": (K, H), "b_out": (K,)}
    return {
        name: rng.uniform(-(H**-0.5), H**-0.5, size=shape) for name, shape in shapes.items()
    }


def elman_forward(params: Params, x: Array, h0: Array | None = None) -> tuple[Array, Cache]:
    """Compute the logits at every step.

    Args:
        params: dict of float arrays, as elman_init draws them.
        x: inputs, (T, B, I) float array.
        h0: state before the first step, (B, H) float array; zeros if None.

    Returns:
        z: logits, (T, B, K).
        cache: dict of float arrays for rnn_backward: x, h0, hs (T, B, H), W_ih, W_hh.

    Raises:
        ValueError: if the shapes do not fit.
    """
    W_ih, W_hh = params["W_ih"], params["W_hh"]
    if h0 is None:
        h0 = np.zeros((x.shape[1], len(W_hh)), dtype=W_hh.dtype)
    hs = rnn_forward(x, h0, W_ih, W_hh, params["b"])
    T, B, H = hs.shape
    z = dense(hs.reshape(T * B, H), params["W_out"], params["b_out"])
    cache = {"x": x, "h0": h0, "hs": hs, "W_ih": W_ih, "W_hh": W_hh}
    return z.reshape(T, B, -1), cache


def elman_loss_and_grads(
    params: Params,
    x: Array,
    y: IntArray,
    mask: BoolArray,
    h0: Array | None = None,
    backward: Backward = rnn_backward,
) -> tuple[float, Params]:
    """Compute the loss over the steps that count, and its gradients.

    Args:
        params: dict of float arrays, as elman_init draws them.
        x: inputs, (T, B, I) float array.
        y: right class of each step, (T, B) integer array; any value where mask is False.
        mask: which steps have a target, (T, B) bool array.
        h0: state before the first step, (B, H) float array; zeros if None.
        backward: rnn_backward, or truncated_bptt with its k1 and k2 filled in.

    Returns:
        loss: mean cross-entropy over the steps where mask is True, in nats.
        grads: dict of arrays with the keys and shapes of params.

    Raises:
        ValueError: if the shapes do not fit, or no step counts.
    """
    z, cache = elman_forward(params, x, h0)
    loss, dz = masked_cross_entropy(z, y, mask)

    T, B, H = cache["hs"].shape
    hs, dz = cache["hs"].reshape(T * B, H), dz.reshape(T * B, -1)
    dhs, dW_out, db_out = dense_backward(dz, hs, params["W_out"])
    _, dW_ih, dW_hh, db, _ = backward(dhs.reshape(T, B, H), cache)
    return loss, {"W_ih": dW_ih, "W_hh": dW_hh, "b": db, "W_out": dW_out, "b_out": db_out}


def masked_cross_entropy(z: Array, y: IntArray, mask: BoolArray) -> tuple[float, Array]:
    """Compute the mean cross-entropy over the steps that count, and its gradient.

    Args:
        z: logits, (T, B, K) float array.
        y: right class of each step, (T, B) integer array; any value where mask is False.
        mask: which steps have a target, (T, B) bool array.

    Returns:
        loss: mean of -ln softmax(z)[y] over the steps where mask is True, in nats.
        dz: gradient of loss with respect to z, (T, B, K); 0 where mask is False.

    Raises:
        ValueError: if the shapes do not fit, mask is not bool, or no step counts.
    """
    require_shapes("masked_cross_entropy", "z (T, B, K), y (T, B), mask (T, B)", z, y, mask)
    if mask.dtype != bool or not mask.any():
        raise ValueError(
            "masked_cross_entropy expects a bool mask, True for at least one step; "
            f"got {mask.dtype}, {mask.sum()} of {mask.size} set"
        )
    dz = np.zeros_like(z)
    loss, dz[mask] = cross_entropy(z[mask], y[mask])
    return loss, dz
