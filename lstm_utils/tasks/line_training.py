"""Train an LSTM to learn lines in its state, then freeze it (lesson 25).

T = examples of a line, B = batch.
"""

import numpy as np
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Params

from .lag_batches import Batch
from .lag_training import train
from .lines import as_inputs, lines_batch
from .series_training import as_params, new_net, squared_error_after

T, B = 30, 64


def draw_lines(rng: np.random.Generator) -> Batch:
    """Draw lines as x (T, B, 2), lengths (B,), all T, and labels y (T, B, 1)."""
    x, labels, _ = lines_batch(T, B, rng)
    y = torch.tensor(labels[..., None]).float()
    return torch.tensor(as_inputs(x, labels)).float(), torch.full((B,), T), y


def learn_lines(updates: int = 2000, seed: int = 0, name: str = "") -> Params:
    """Train an LSTM of 32 units on a new line in every sequence.

    Args:
        updates: how many, with 64 lines of 30 examples each; Adam, one cycle up to 0.01.
        seed: of the weights and of the lines.
        name: printed while it trains.

    Returns:
        The weights as nets.sequence_net_forward takes them, from here on frozen.
    """
    net, loss = new_net(2, seed, forget_bias=1.0), squared_error_after(0)
    train(
        net,
        draw_lines,
        loss,
        loss,
        reached=lambda error: False,
        most=B * updates,
        seed=seed + 1,
        one_cycle=updates,
        seconds=600.0,
        name=name,
    )
    return as_params(net)


def answers(params: Params, x: Array, labels: Array) -> Array:
    """Return what the frozen net answers to each number, (T, B): the weights do not change."""
    return nets.sequence_net_forward(params, as_inputs(x, labels))[0][..., 0]


def line_after(params: Params, x: Array, labels: Array, grid: Array) -> Array:
    """Return the line that is in the state after n examples, at the numbers of a grid.

    Args:
        params: as learn_lines returns them.
        x, labels: n examples, (n,) float arrays; n may be 0.
        grid: numbers to ask for, (G,) float array.

    Returns:
        Answers, (G,): to each number of the grid as the next one after the examples.
    """
    xs = np.vstack([np.repeat(x[:, None], len(grid), axis=1), grid])
    ys = np.vstack([np.repeat(labels[:, None], len(grid), axis=1), np.zeros(len(grid))])
    return answers(params, xs, ys)[-1]
