"""Train nets to follow shuffled cups: an LSTM, and linear recurrences (lesson 25).

T = time steps, B = batch, V = symbols, H = units of the state.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

import lstm_utils.torch_nets as torch_nets

from .cups import cups_batch
from .lag_batches import Batch
from .lag_training import train

LENGTHS = (40, 100, 200, 400, 1000, 2000, 4000)  # 40 is the longest in training


class Tracker(nn.Module):
    """A net that answers at every step; a subclass computes the states, (T, B, H)."""

    def __init__(self, V: int, H: int, hidden: int = 0) -> None:
        super().__init__()
        layers = [nn.Linear(H, hidden), nn.ReLU()] if hidden else []
        self.out = nn.Sequential(*layers, nn.Linear(hidden or H, V))

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Return the logits at all steps, (T, B, V), for symbols ids (T, B)."""
        return self.out(self.states(ids))

    def states(self, ids: Tensor) -> Tensor:
        """Return the states after each step, (T, B, H)."""
        raise NotImplementedError


class LSTMTracker(Tracker):
    """An LSTM that reads the symbols one-hot."""

    def __init__(self, V: int, H: int = 32) -> None:
        super().__init__(V, H)
        self.cell, self.one_hot = nn.LSTM(V, H), torch.eye(V)

    def states(self, ids: Tensor) -> Tensor:
        """Return the hidden states."""
        return self.cell(self.one_hot[ids])[0]


class DiagonalTracker(Tracker):
    """A diagonal linear recurrence: each symbol scales every unit, and adds to it.

    The factors are tanh of a weight, in (-1, 1), or sigmoid of it, in (0, 1).
    """

    def __init__(self, V: int, H: int = 64, signs: bool = True, hidden: int = 0) -> None:
        super().__init__(V, H, hidden)
        self.factor = torch.tanh if signs else torch.sigmoid
        self.w = nn.Parameter(torch.randn(V, H) + (0.0 if signs else 2.0))
        self.b, self.s0 = nn.Parameter(torch.randn(V, H)), nn.Parameter(torch.randn(H))

    def states(self, ids: Tensor) -> Tensor:
        """Return the states of the recurrence."""
        return torch_nets.diag_linear(ids, self.factor(self.w), self.b, self.s0)


class ReflectionTracker(Tracker):
    """A state that each symbol sends through delta steps that only erase: v = 0.

    With beta near 2 these are reflections; beta = 2 sigmoid(8 w).
    """

    def __init__(self, V: int, H: int = 8, number: int = 2) -> None:
        super().__init__(V, H)
        self.keys = nn.Parameter(torch.randn(number, V, H))
        self.w = nn.Parameter(0.1 * torch.randn(number, V))
        self.s0 = nn.Parameter(torch.randn(H) / H**0.5)

    def maps(self) -> Tensor:
        """Return the matrix of each symbol, (V, H, H), which multiplies a row state."""
        V, H = self.keys.shape[1:]
        M, nothing = torch.eye(H).expand(V, H, H), torch.zeros(V, H)
        for k, w in zip(self.keys, self.w, strict=True):
            k = k / k.norm(dim=1, keepdim=True)
            M = torch_nets.delta_step(M, k, nothing, 2 * torch.sigmoid(8 * w))
        return M

    def states(self, ids: Tensor) -> Tensor:
        """Return the states after each symbol's matrix."""
        M, found = self.maps(), []
        s = self.s0.expand(ids.shape[1], 1, -1)
        for symbols in ids:
            s = torch.bmm(s, M[symbols])
            found.append(s)
        return torch.stack(found)[:, :, 0]


def draw_cups(N: int, T: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw shuffles as x (T, B), lengths (B,), all T, and the orders y (T, B)."""
    ids, y = cups_batch(N, T, B, rng)
    return torch.tensor(ids), torch.full((B,), T), torch.tensor(y)


def step_loss(z: Tensor, y: Tensor) -> Tensor:
    """Return the mean cross-entropy over all steps, in nats."""
    return nn.functional.cross_entropy(z.flatten(0, 1), y.flatten())


def share_right(z: Tensor, y: Tensor) -> Tensor:
    """Return the share of right answers at the last 20 steps, a scalar."""
    return (z.argmax(dim=2) == y)[-20:].float().mean()


def learn_to_track(
    net: Tracker, N: int, most: int = 12_800, seed: int = 1, more: int = 400
) -> tuple[int, int]:
    """Train on 4, 8, ... 40 shuffles, longer ones as soon as the last 20 answers are right.

    Batches of 64, Adam at 0.01. A length is done at 98 % right answers over ten batches, the
    last one at 99.9 %; then follow some updates more, at 0.003.

    Args:
        net: changed in place.
        N: number of cups.
        most: sequences for each length, at most.
        seed: of the shuffles.
        more: updates after the goal at 40.

    Returns:
        updates: how many.
        length: the longest at which it reached its goal.
    """
    updates = 0
    stages = [(T, 0.98, most) for T in range(4, 40, 4)] + [(40, 0.999, most)]
    for T, goal, sequences in [*stages, (40, 2.0, 64 * more)]:
        history = train(
            net,
            partial(draw_cups, N, T, 64),
            step_loss,
            share_right,
            reached=lambda share, goal=goal: share >= goal,
            most=sequences,
            lr=0.01 if goal < 1 else 0.003,
            every=10,
            seed=seed + updates,
        )
        updates += history.seen // 64
        if not history.reached and goal < 1:
            return updates, T - 4
    return updates, 40


@torch.no_grad()
def share_at(net: Tracker, N: int, T: int, B: int = 200, seed: int = 9) -> float:
    """Return the share of right answers at the last 20 of T steps, of B new sequences."""
    ids, lengths, y = draw_cups(N, T, B, np.random.default_rng([seed, N, T]))
    return float(share_right(net(ids, lengths), y))


def tracks(net: Tracker, N: int, B: int = 200) -> Callable[[int], bool]:
    """Return the function of T that horizon asks: are all last answers right?"""
    return lambda T: share_at(net, N, T, B) == 1
