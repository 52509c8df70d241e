"""A recurrent classifier: any cell, and a dense layer that reads its output at every step.

T = time, B = batch, I = inputs, H = hidden units, K = classes.
The gradient of the loss with respect to W is dW, with the shape of W.
The cell is a pair of functions like lstm_forward and lstm_backward, for instance your own.
Twin of `numpy_nets.sequence_net`, which documents arguments, results and sources.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from lstm_utils.tensors import Params

from .elman import masked_cross_entropy
from .feedforward import dense, dense_backward
from .lstm import lstm_backward, lstm_forward

Forward = Callable[
    [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor, Any]
]  # like lstm_forward
Backward = Callable[
    [Tensor, Any], tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
]  # like lstm_backward


def sequence_net_init(cell: Sequence[Tensor], K: int, rng: torch.Generator) -> Params:
    """Combine the weights of a cell with a newly drawn dense layer.

    Twin of `numpy_nets.sequence_net.sequence_net_init`. rng is a torch.Generator.
    """
    W_ih, W_hh, b = cell
    H = W_hh.shape[1]
    empty = (W_hh.new_empty(shape) for shape in ((K, H), (K,)))
    W_out, b_out = (q.uniform_(-(H**-0.5), H**-0.5, generator=rng) for q in empty)
    return {"W_ih": W_ih, "W_hh": W_hh, "b": b, "W_out": W_out, "b_out": b_out}


def sequence_net_forward(
    params: Params, x: Tensor, forward: Forward = lstm_forward
) -> tuple[Tensor, tuple[Tensor, Any]]:
    """Compute the logits at every step, from a state of 0.

    Twin of `numpy_nets.sequence_net.sequence_net_forward`.
    """
    W_ih, W_hh, b = params["W_ih"], params["W_hh"], params["b"]
    zeros = W_hh.new_zeros((x.shape[1], W_hh.shape[1]))
    hs, _, cache = forward(x, zeros, zeros, W_ih, W_hh, b)
    T, B, H = hs.shape
    z = dense(hs.reshape(T * B, H), params["W_out"], params["b_out"])
    return z.reshape(T, B, -1), (hs, cache)


def sequence_net_loss_and_grads(
    params: Params,
    x: Tensor,
    y: Tensor,
    mask: Tensor,
    forward: Forward = lstm_forward,
    backward: Backward = lstm_backward,
) -> tuple[Tensor, Params]:
    """Compute the loss over the steps that count, and its gradients.

    Twin of `numpy_nets.sequence_net.sequence_net_loss_and_grads`.
    y is int64; the loss is a 0-d tensor.
    """
    z, (hs, cache) = sequence_net_forward(params, x, forward)
    loss, dz = masked_cross_entropy(z, y, mask)
    return loss, sequence_net_backward(params, dz, hs, cache, backward)


def sequence_net_backward(
    params: Params, dz: Tensor, hs: Tensor, cache: Any, backward: Backward = lstm_backward
) -> Params:
    """Carry the gradient of the logits back to all parameters.

    Twin of `numpy_nets.sequence_net.sequence_net_backward`.
    """
    T, B, H = hs.shape
    dz = dz.reshape(T * B, -1)
    dhs, dW_out, db_out = dense_backward(dz, hs.reshape(T * B, H), params["W_out"])
    _, dW_ih, dW_hh, db, _, _ = backward(dhs.reshape(T, B, H), cache)
    return {"W_ih": dW_ih, "W_hh": dW_hh, "b": db, "W_out": dW_out, "b_out": db_out}
