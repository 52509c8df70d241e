"""Feedforward nets: layers of neurons, forward and backward.

B = batch, I = inputs of a layer, H = units of a layer, K = classes.
The gradient of the loss with respect to q is dq, with the shape of q.
Twin of numpy_nets/feedforward.py.
"""

import torch
from torch import Tensor

from lstm_utils.tensors import Params

from .losses import cross_entropy


def dense(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply one layer of linear neurons, z = x W^T + b, to each row of a batch.

    Args:
        x: inputs, (B, I) float tensor.
        W: weights, (H, I) float tensor; row h holds the weights of unit h.
        b: biases, (H,) float tensor.

    Returns:
        Pre-activations z, (B, H).

    Raises:
        ValueError: if the shapes do not fit one layer.

    Source: Lipton, Berkowitz and Elkan (2015), arXiv:1506.00019, equation for the
        incoming activation of a node, section 2.2, for all nodes of a layer at once.
    """
    if x.ndim != 2 or W.ndim != 2 or x.shape[1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            "dense expects x (B, I), W (H, I) and b (H,); "
            f"came x {tuple(x.shape)}, W {tuple(W.shape)}, b {tuple(b.shape)}"
        )
    return x @ W.T + b  # (B, H)


def dense_backward(da: Tensor, x: Tensor, W: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Carry a gradient back through a = x W^T + b.

    Args:
        da: gradient of the loss with respect to a, (B, H) float tensor.
        x: inputs that dense was given, (B, I) float tensor.
        W: weights that dense was given, (H, I) float tensor.

    Returns:
        dx: da W, (B, I): each input collects from all units that it feeds.
        dW: da^T x, (H, I): summed over the batch.
        db: sum of the rows of da, (H,).

    Raises:
        ValueError: if the shapes do not fit one layer.

    Source: Rumelhart, Hinton and Williams (1986), Nature 323:533-536, equations 6 and 7.
    """
    fits = x.ndim == W.ndim == 2 and x.shape[1] == W.shape[1]
    if not fits or da.shape != (x.shape[0], W.shape[0]):
        raise ValueError(
            "dense_backward expects da (B, H), x (B, I) and W (H, I); "
            f"came da {tuple(da.shape)}, x {tuple(x.shape)}, W {tuple(W.shape)}"
        )
    return da @ W, da.T @ x, da.sum(dim=0)


def mlp_init(I: int, H: int, K: int, rng: torch.Generator) -> Params:
    """Draw the parameters of a net with one hidden layer.

    Weights are normal with variance 1 / fan-in, so that a unit's pre-activation is of
    size 1 where its inputs are; they differ, so that the units can come to differ.

    Args:
        I: number of inputs.
        H: number of hidden units.
        K: number of classes.
        rng: torch.Generator; the tensors are made on its device.

    Returns:
        dict of tensors of PyTorch's default dtype: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,);
        biases are 0.

    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.6.
    """
    return {
        "W1": I**-0.5 * torch.randn(H, I, generator=rng, device=rng.device),
        "b1": torch.zeros(H, device=rng.device),
        "W2": H**-0.5 * torch.randn(K, H, generator=rng, device=rng.device),
        "b2": torch.zeros(K, device=rng.device),
    }


def mlp_forward(params: Params, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Compute the logits of a net with one hidden tanh layer.

    Args:
        params: dict of float tensors: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,).
        x: inputs, (B, I) float tensor.

    Returns:
        z: logits, (B, K).
        cache: (x, h), what the backward pass needs again; h (B, H) are the hidden
            activations.

    Raises:
        ValueError: if the shapes do not fit.
    """
    h = torch.tanh(dense(x, params["W1"], params["b1"]))  # (B, H)
    z = dense(h, params["W2"], params["b2"])  # (B, K)
    return z, (x, h)


def mlp_loss_and_grads(params: Params, x: Tensor, y: Tensor) -> tuple[Tensor, Params]:
    """Compute the loss of a net with one hidden tanh layer, and its gradients.

    Args:
        params: dict of float tensors: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,).
        x: inputs, (B, I) float tensor.
        y: index of the right class of each row, (B,) int64 tensor.

    Returns:
        loss: mean cross-entropy over the batch, in nats, a 0-d tensor.
        grads: dict of tensors with the keys and shapes of params.

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
