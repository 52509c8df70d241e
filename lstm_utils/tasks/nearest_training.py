"""Train an sLSTM and LSTMs to search for the nearest point, side by side (lesson 25).

T = time steps, B = batch, I = inputs, H = hidden units.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

import lstm_utils.torch_nets as torch_nets

from .lag_training import with_biases
from .nearest import nearest_batch

H, T, B = 32, 16, 64
TEST = 2000  # sequences


class Loop(nn.Module):
    """A layer that calls one step after the other: lstm_step or slstm_step."""

    def __init__(self, exponential: bool, I: int, H: int, seed: int, bias: float) -> None:
        super().__init__()
        rng = torch.Generator().manual_seed(seed)
        weights = torch_nets.lstm_init(I, H, rng, forget_bias=bias)
        self.W_ih, self.W_hh, self.b = (nn.Parameter(q) for q in weights)
        self.exponential = exponential

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        """Return the hidden states, (T, B, H), from a state of 0."""
        weights, hs = (self.W_ih, self.W_hh, self.b), []
        h = c = n = x.new_zeros(x.shape[1], self.W_hh.shape[1])
        m = torch.full_like(h, -torch.inf)
        for x_t in x:
            if self.exponential:
                h, c, n, m = torch_nets.slstm_step(x_t, h, c, n, m, *weights)
            else:
                h, c, _ = torch_nets.lstm_step(x_t, h, c, *weights)
            hs.append(h)
        return torch.stack(hs), None


class Searcher(nn.Module):
    """Two tanh layers, a recurrent layer, and a dense layer that answers at every step."""

    def __init__(self, cell: nn.Module) -> None:
        super().__init__()
        front = [nn.Linear(5, H), nn.Tanh(), nn.Linear(H, H), nn.Tanh()]
        self.front, self.cell, self.out = nn.Sequential(*front), cell, nn.Linear(H, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the answers, (T, B, 1)."""
        return self.out(self.cell(self.front(x))[0])


def new_searcher(kind: str, seed: int = 0) -> Searcher:
    """Make a net for the search.

    Args:
        kind: "sLSTM" or "LSTM", both from the same loop, weights and forget bias of 3, or
            "nn.LSTM", PyTorch's fused layer, with the same forget bias.
        seed: of the weights; the same ones for all kinds, except those of nn.LSTM's cell.

    Returns:
        Searcher.
    """
    torch.manual_seed(seed)
    net = Searcher(nn.Identity())
    if kind == "nn.LSTM":
        b = torch_nets.lstm_init(H, H, torch.Generator().manual_seed(seed), forget_bias=3.0)[2]
        net.cell = with_biases(nn.LSTM(H, H), b.numpy())
    else:
        net.cell = Loop(kind == "sLSTM", H, H, seed, bias=3.0)
    return net


@dataclass
class Run:
    """What came of a training: error by updates and by seconds of the processor."""

    updates: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)


@torch.no_grad()
def search_error(net: Searcher, length: int = T, seed: int = 99) -> float:
    """Return the mean squared error at the last step, on 2,000 new sequences."""
    x, y = nearest_batch(length, TEST, np.random.default_rng(seed))
    return float(((net(torch.tensor(x).float())[-1] - torch.tensor(y[-1]).float()) ** 2).mean())


def learn_to_search(
    net: Searcher,
    updates: int = 0,
    seconds: float = 0.0,
    seed: int = 1,
    every: int = 50,
    report: Callable[[Run], None] = lambda run: None,
) -> Run:
    """Train with Adam, clipped at norm 1; its rate falls from 0.005 to a tenth of it.

    Args:
        net: changed in place.
        updates: how many, with 64 sequences of 16 points each; or
        seconds: of processor time, tests not counted.
        seed: of the sequences.
        every: updates from one test to the next.
        report: called after each test.

    Returns:
        Run.

    Raises:
        ValueError: if not exactly one of updates and seconds is given.
    """
    if bool(updates) == bool(seconds):
        raise ValueError("learn_to_search expects either updates or seconds")
    adam = torch.optim.Adam(net.parameters())
    run, rng, spent, update = Run(), np.random.default_rng(seed), 0.0, 0
    while update < updates or spent < seconds:
        began = time.process_time()
        done = update / updates if updates else spent / seconds
        adam.param_groups[0]["lr"] = 0.005 * 0.1**done
        x, y = (torch.tensor(q).float() for q in nearest_batch(T, B, rng))
        adam.zero_grad()
        ((net(x) - y) ** 2).mean().backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        update += 1
        spent += time.process_time() - began
        if update % every == 0:
            run.updates.append(update)
            run.seconds.append(spent)
            run.errors.append(search_error(net))
            report(run)
    return run
