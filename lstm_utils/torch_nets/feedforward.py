"""Feedforward nets: layers of neurons, forward and backward.

B = batch, I = inputs of a layer, H = units of a layer, K = classes.
The gradient of the loss with respect to W is dW, with the shape of W.
Twin of `numpy_nets.feedforward`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor

from lstm_utils.tensors import Params

from .losses import cross_entropy


def dense(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Apply one layer of linear neurons, z = x W^T + b, to each row of a batch.

    Twin of `numpy_nets.feedforward.dense`.
    """
    if x.ndim != 2 or W.ndim != 2 or x.shape[1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            "dense expects x (B, I), W (H, I) and b (H,); "
            f"got x {tuple(x.shape)}, W {tuple(W.shape)}, b {tuple(b.shape)}"
        )
    return x @ W.T + b  # (B, H)


def dense_backward(da: Tensor, x: Tensor, W: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Carry a gradient back through a = x W^T + b.

    Twin of `numpy_nets.feedforward.dense_backward`.
    """
    fits = x.ndim == W.ndim == 2 and x.shape[1] == W.shape[1]
    if not fits or da.shape != (x.shape[0], W.shape[0]):
        raise ValueError(
            "dense_backward expects da (B, H), x (B, I) and W (H, I); "
            f"got da {tuple(da.shape)}, x {tuple(x.shape)}, W {tuple(W.shape)}"
        )
    return da @ W, da.T @ x, da.sum(dim=0)


def mlp_init(I: int, H: int, K: int, rng: torch.Generator) -> Params:
    """Draw the parameters of a net with one hidden layer.

    Twin of `numpy_nets.feedforward.mlp_init`.
    rng is a torch.Generator; tensors have PyTorch's default dtype and the device of rng.
    """
    return {
        "W1": I**-0.5 * torch.randn(H, I, generator=rng, device=rng.device),
        "b1": torch.zeros(H, device=rng.device),
        "W2": H**-0.5 * torch.randn(K, H, generator=rng, device=rng.device),
        "b2": torch.zeros(K, device=rng.device),
    }


def mlp_forward(params: Params, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Compute the logits of a net with one hidden tanh layer.

    Twin of `numpy_nets.feedforward.mlp_forward`.
    """
    h = torch.tanh(dense(x, params["W1"], params["b1"]))  # (B, H)
    z = dense(h, params["W2"], params["b2"])  # (B, K)
    return z, (x, h)


def mlp_loss_and_grads(params: Params, x: Tensor, y: Tensor) -> tuple[Tensor, Params]:
    """Compute the loss of a net with one hidden tanh layer, and its gradients.

    Twin of `numpy_nets.feedforward.mlp_loss_and_grads`. y is int64; the loss is a 0-d tensor.
    """
    z, (x, h) = mlp_forward(params, x)
    loss, dz = cross_entropy(z, y)

    dh, dW2, db2 = dense_backward(dz, h, params["W2"])
    da = dh * (1 - h**2)  # (B, H), tanh' = 1 - tanh^2
    _, dW1, db1 = dense_backward(da, x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
