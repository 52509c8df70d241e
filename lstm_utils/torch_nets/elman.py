"""A recurrent classifier: an Elman network, and a dense layer that reads every state.

T = time steps, B = batch, I = inputs, H = hidden units, K = classes.
The gradient of the loss with respect to W is dW, with the shape of W.
Twin of `numpy_nets.elman`, which documents arguments, results and sources.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache, Params

from .feedforward import dense, dense_backward
from .losses import cross_entropy
from .rnn import rnn_backward, rnn_forward

Backward = Callable[[Tensor, Cache], tuple[Tensor, Tensor, Tensor, Tensor, Tensor]]


def elman_init(I: int, H: int, K: int, rng: torch.Generator) -> Params:
    """Draw the parameters, uniform between +-1 / sqrt(H) as in torch.nn.RNN.

    Twin of `numpy_nets.elman.elman_init`.
    rng is a torch.Generator; tensors have PyTorch's default dtype and the device of rng.
    """
    shapes = {"W_ih": (H, I), "W_hh": (H, H), "b": (H,), "W_out": (K, H), "b_out": (K,)}
    empty = {name: torch.empty(shape, device=rng.device) for name, shape in shapes.items()}
    return {n: W.uniform_(-(H**-0.5), H**-0.5, generator=rng) for n, W in empty.items()}


def elman_forward(params: Params, x: Tensor, h0: Tensor | None = None) -> tuple[Tensor, Cache]:
    """Compute the logits at every step.

    Twin of `numpy_nets.elman.elman_forward`.
    """
    W_ih, W_hh = params["W_ih"], params["W_hh"]
    if h0 is None:
        h0 = torch.zeros((x.shape[1], len(W_hh)), dtype=W_hh.dtype, device=W_hh.device)
    hs = rnn_forward(x, h0, W_ih, W_hh, params["b"])
    T, B, H = hs.shape
    z = dense(hs.reshape(T * B, H), params["W_out"], params["b_out"])
    cache = {"x": x, "h0": h0, "hs": hs, "W_ih": W_ih, "W_hh": W_hh}
    return z.reshape(T, B, -1), cache


def elman_loss_and_grads(
    params: Params,
    x: Tensor,
    y: Tensor,
    mask: Tensor,
    h0: Tensor | None = None,
    backward: Backward = rnn_backward,
) -> tuple[Tensor, Params]:
    """Compute the loss over the steps that count, and its gradients.

    Twin of `numpy_nets.elman.elman_loss_and_grads`. y is int64; the loss is a 0-d tensor.
    """
    z, cache = elman_forward(params, x, h0)
    loss, dz = masked_cross_entropy(z, y, mask)

    T, B, H = cache["hs"].shape
    hs, dz = cache["hs"].reshape(T * B, H), dz.reshape(T * B, -1)
    dhs, dW_out, db_out = dense_backward(dz, hs, params["W_out"])
    _, dW_ih, dW_hh, db, _ = backward(dhs.reshape(T, B, H), cache)
    return loss, {"W_ih": dW_ih, "W_hh": dW_hh, "b": db, "W_out": dW_out, "b_out": db_out}


def masked_cross_entropy(z: Tensor, y: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the mean cross-entropy over the steps that count, and its gradient.

    Twin of `numpy_nets.elman.masked_cross_entropy`. y is int64; the loss is a 0-d tensor.
    """
    require_shapes("masked_cross_entropy", "z (T, B, K), y (T, B), mask (T, B)", z, y, mask)
    if mask.dtype != torch.bool or not mask.any():
        raise ValueError(
            "masked_cross_entropy expects a bool mask, True for at least one step; "
            f"got {mask.dtype}, {mask.sum()} of {mask.numel()} set"
        )
    dz = torch.zeros_like(z)
    loss, dz[mask] = cross_entropy(z[mask], y[mask])
    return loss, dz
