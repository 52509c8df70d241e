"""Feedforward nets: layers of neurons, forward and backward.

B = batch, I = inputs of a layer, H = units of a layer, K = classes.
The gradient of the loss with respect to W is dW, with the shape of W.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray, Params

from .losses import cross_entropy


def dense(x: Array, W: Array, b: Array) -> Array:
    """Apply one layer of linear neurons, z = x W^T + b, to each row of a batch.

    Args:
        x: inputs, (B, I) float array.
        W: weights, (H, I) float array; row h holds the weights of unit h.
        b: biases, (H,) float array.

    Returns:
        Pre-activations z, (B, H), in the dtype that NumPy gives x @ W.T + b.

    Raises:
        ValueError: if the shapes do not fit one layer.

    Source: Lipton, Berkowitz and Elkan (2015), arXiv:1506.00019, equation for the
        incoming activation of a node, section 2.2, for all nodes of a layer at once.
    """
    x, W, b = np.asarray(x), np.asarray(W), np.asarray(b)
    if x.ndim != 2 or W.ndim != 2 or x.shape[1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            "dense expects x (B, I), W (H, I) and b (H,); "
            f"got x {x.shape}, W {W.shape}, b {b.shape}"
        )
    return x @ W.T + b  # (B, H)


def dense_backward(da: Array, x: Array, W: Array) -> tuple[Array, Array, Array]:
    """Carry a gradient back through a = x W^T + b.

    Args:
        da: gradient of the loss with respect to a, (B, H) float array.
        x: inputs that dense was given, (B, I) float array.
        W: weights that dense was given, (H, I) float array.

    Returns:
        dx: da W, (B, I): each input collects from all units that it feeds.
        dW: da^T x, (H, I): summed over the batch.
        db: sum of the rows of da, (H,).

    Raises:
        ValueError: if the shapes do not fit one layer.

    Source: Rumelhart, Hinton and Williams (1986), Nature 323:533-536, equations 6 and 7.
    """
    da, x, W = np.asarray(da), np.asarray(x), np.asarray(W)
    fits = x.ndim == W.ndim == 2 and x.shape[1] == W.shape[1]
    if not fits or da.shape != (x.shape[0], W.shape[0]):
        raise ValueError(
            "dense_backward expects da (B, H), x (B, I) and W (H, I); "
            f"got da {da.shape}, x {x.shape}, W {W.shape}"
        )
    return da @ W, da.T @ x, da.sum(axis=0)


def mlp_init(I: int, H: int, K: int, rng: np.random.Generator) -> Params:
    """Draw the parameters of a net with one hidden layer.

    Weights are normal with variance 1 / fan-in, so that a unit's pre-activation is of
    size 1 where its inputs are; they differ, so that the units can come to differ.

    Args:
        I: number of inputs.
        H: number of hidden units.
        K: number of classes.
        rng: numpy.random.Generator.

    Returns:
        dict of float64 arrays: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,); biases are 0.

    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.6.
    """
    return {
        "W1": rng.normal(0.0, I**-0.5, size=(H, I)),
        "b1": np.zeros(H),
        "W2": rng.normal(0.0, H**-0.5, size=(K, H)),
        "b2": np.zeros(K),
    }


def mlp_forward(params: Params, x: Array) -> tuple[Array, tuple[Array, Array]]:
    """Compute the logits of a net with one hidden tanh layer.

    Args:
        params: dict of float arrays: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,).
        x: inputs, (B, I) float array.

    Returns:
        z: logits, (B, K).
        cache: (x, h), what the backward pass needs again; h (B, H) are the hidden
            activations.

    Raises:
        ValueError: if the shapes do not fit.
    """
    h = np.tanh(dense(x, params["W1"], params["b1"]))  # (B, H)
    z = dense(h, params["W2"], params["b2"])  # (B, K)
    return z, (x, h)


def mlp_loss_and_grads(params: Params, x: Array, y: IntArray) -> tuple[float, Params]:
    """Compute the loss of a net with one hidden tanh layer, and its gradients.

    Args:
        params: dict of float arrays: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,).
        x: inputs, (B, I) float array.
        y: index of the right class of each row, (B,) integer array.

    Returns:
        loss: mean cross-entropy over the batch, in nats.
        grads: dict of arrays with the keys and shapes of params.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Rumelhart, Hinton and Williams (1986), Nature 323:533-536.
    """
    z, (x, h) = mlp_forward(params, x)
    loss, dz = cross_entropy(z, y)

    dh, dW2, db2 = dense_backward(dz, h, params["W2"])
    da = dh * (1 - h**2)  # (B, H), tanh' = 1 - tanh^2
    _, dW1, db1 = dense_backward(da, x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
