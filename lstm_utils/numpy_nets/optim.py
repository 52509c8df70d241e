"""Optimisers: change the parameters so that the loss falls.

A parameter theta has any shape; its gradient dtheta has the same shape.
"""

from typing import TypedDict

import numpy as np

from lstm_utils.arrays import Params


class AdamState(TypedDict):
    """What Adam remembers: the number of steps, and the mean and mean square of gradients."""

    t: int
    m: Params
    v: Params


def sgd(params: Params, grads: Params, lr: float) -> None:
    """Take one step of gradient descent, theta <- theta - lr dtheta, in place.

    The arrays themselves change, so every name that refers to them sees the step.

    Args:
        params: dict of float arrays, of any shapes; changed in place.
        grads: dict of arrays with the same keys and shapes; not changed.
        lr: learning rate, a number, in units of parameter squared per nat.

    Raises:
        ValueError: if the keys or the shapes of params and grads differ.

    Source: Robbins and Monro (1951), Annals of Mathematical Statistics 22:400-407.
    """
    _require_one_gradient_each("sgd", params, grads)
    for name, value in params.items():
        value -= lr * grads[name]


def adam_init(params: Params) -> AdamState:
    """Create the state of Adam: no steps taken, both moments 0.

    Args:
        params: dict of float arrays, of any shapes.

    Returns:
        dict: t, the number of steps taken, an int; m and v, dicts of arrays with the keys
        and shapes of params.
    """
    return {
        "t": 0,
        "m": {name: np.zeros_like(value) for name, value in params.items()},
        "v": {name: np.zeros_like(value) for name, value in params.items()},
    }


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

    Args:
        params: dict of float arrays, of any shapes; changed in place.
        grads: dict of arrays with the same keys and shapes; not changed.
        state: dict, as adam_init returns it; changed in place.
        lr: learning rate, about the size of a parameter's first steps.
        beta1: how much of the mean gradient m is kept at each step, 0 <= beta1 < 1.
        beta2: how much of the mean squared gradient v is kept, 0 <= beta2 < 1.
        eps: added to the root of v, > 0.

    Raises:
        ValueError: if the keys or the shapes of params and grads differ.

    Source: Kingma and Ba (2015), arXiv:1412.6980, algorithm 1.
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
        value -= lr * m_hat / (np.sqrt(v_hat) + eps)


def _require_one_gradient_each(caller: str, params: Params, grads: Params) -> None:
    shapes = {name: value.shape for name, value in params.items()}
    got = {name: value.shape for name, value in grads.items()}
    if shapes != got:
        raise ValueError(f"{caller} expects one gradient per parameter, {shapes}; got {got}")
