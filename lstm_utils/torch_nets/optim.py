"""Optimisers: change the parameters so that the loss falls.

A parameter theta has any shape; its gradient dtheta has the same shape.
Twin of `numpy_nets.optim`, which documents arguments, results and sources.
"""

from typing import TypedDict

import torch

from lstm_utils.tensors import Params


class AdamState(TypedDict):
    """What Adam remembers: the number of steps, and the mean and mean square of gradients."""

    t: int
    m: Params
    v: Params


@torch.no_grad()
def sgd(params: Params, grads: Params, lr: float) -> None:
    """Take one step of gradient descent, theta <- theta - lr dtheta, in place.

    Twin of `numpy_nets.optim.sgd`.
    """
    _require_one_gradient_each("sgd", params, grads)
    for name, value in params.items():
        value -= lr * grads[name]


def adam_init(params: Params) -> AdamState:
    """Create the state of Adam: no steps taken, both moments 0.

    Twin of `numpy_nets.optim.adam_init`.
    """
    return {
        "t": 0,
        "m": {name: torch.zeros_like(value) for name, value in params.items()},
        "v": {name: torch.zeros_like(value) for name, value in params.items()},
    }


@torch.no_grad()
def adam_step(
    params: Params,
    grads: Params,
    state: AdamState,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> None:
    """Take one step of Adam, in place.

    Twin of `numpy_nets.optim.adam_step`.
    """
    _require_one_gradient_each("adam_step", params, grads)
    state["t"] += 1
    m, v = state["m"], state["v"]
    for name, value in params.items():
        g = grads[name]
        m[name] = beta1 * m[name] + (1 - beta1) * g
        v[name] = beta2 * v[name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1 ** state["t"])  # the moments start at 0: correct for it
        v_hat = v[name] / (1 - beta2 ** state["t"])
        value -= lr * m_hat / (torch.sqrt(v_hat) + eps)


def _require_one_gradient_each(caller: str, params: Params, grads: Params) -> None:
    shapes = {name: tuple(value.shape) for name, value in params.items()}
    got = {name: tuple(value.shape) for name, value in grads.items()}
    if shapes != got:
        raise ValueError(f"{caller} expects one gradient per parameter, {shapes}; got {got}")
