"""Optimisers: change the parameters so that the loss falls. Twin of numpy_nets/optim.py."""

import torch


@torch.no_grad()
def sgd(params, grads, lr):
    """Take one step of gradient descent, theta <- theta - lr dtheta, in place.

    The tensors themselves change, so every name that refers to them sees the step.

    Args:
        params: dict of float tensors, of any shapes, on any device; changed in place.
        grads: dict of tensors with the same keys and shapes; not changed.
        lr: learning rate, a number, in units of parameter squared per nat.

    Raises:
        ValueError: if the keys or the shapes of params and grads differ.

    Source: Robbins and Monro (1951), Annals of Mathematical Statistics 22:400-407.
    """
    shapes = {name: tuple(value.shape) for name, value in params.items()}
    came = {name: tuple(value.shape) for name, value in grads.items()}
    if shapes != came:
        raise ValueError(f"sgd expects one gradient per parameter, {shapes}; came {came}")
    for name, value in params.items():
        value -= lr * grads[name]
