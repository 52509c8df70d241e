"""Train any recurrent layer of PyTorch on tasks with one target a sequence (lesson 10).

T = time steps, B = batch, I = inputs, H = hidden units, K = outputs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR

from lstm_utils.arrays import Array

from .lag_batches import Batch


class LastStep(nn.Module):
    """A recurrent layer, and a dense layer that reads its output at each sequence's end."""

    def __init__(self, cell: nn.RNNBase, K: int) -> None:
        super().__init__()
        self.cell, self.out = cell, nn.Linear(cell.hidden_size, K)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the outputs after each sequence's last step, (B, K)."""
        hs, _ = self.cell(x)
        return self.out(hs[lengths - 1, torch.arange(len(lengths))])


@torch.no_grad()
def answer(net: nn.Module, x: Tensor, lengths: Tensor) -> Array:
    """Return the outputs of a net, (B, K) float array, without a graph."""
    return net(x, lengths).numpy()


def errors(net: nn.Module, batch: Batch) -> Array:
    """Return the answer less the target of each sequence, (B,) float array; y is (B, 1)."""
    x, lengths, y = batch
    return (answer(net, x, lengths) - y.numpy())[:, 0]


def count_wrong(net: nn.Module, batch: Batch) -> int:
    """Count the sequences where the largest output is not that of class y, (B,)."""
    x, lengths, y = batch
    return int((answer(net, x, lengths).argmax(axis=1) != y.numpy()).sum())


def share_close(outputs: Tensor, y: Tensor, tol: float = 0.04) -> Tensor:
    """Return the fraction of outputs (B, 1) less than tol from y (B, 1), a scalar."""
    return (abs(outputs - y) < tol).float().mean()


def accuracy(z: Tensor, y: Tensor) -> Tensor:
    """Return the fraction of outputs (B, K) that are largest at class y (B,), a scalar."""
    return (z.argmax(dim=1) == y).float().mean()


def with_biases(lstm: nn.LSTM, b: Array) -> nn.LSTM:
    """Set the biases of a one-layer LSTM, as PyTorch adds them: b and 0.

    Args:
        lstm: changed in place.
        b: biases, (4H,) float array, blocks i, f, g, o.

    Returns:
        The same lstm.
    """
    new = {"bias_ih_l0": torch.from_numpy(b), "bias_hh_l0": torch.zeros(len(b))}
    lstm.load_state_dict(lstm.state_dict() | new)
    return lstm


def hold_open(lstm: nn.LSTM, gates: str) -> nn.LSTM:
    """Set gates of a one-layer LSTM to 1, and keep them there in training.

    Their weights are 0 and their bias is 50, so that their sigmoid is 1, and a hook sets their
    gradients to 0, so that Adam does not move them.

    Args:
        lstm: changed in place.
        gates: letters of the gates, "i", "f" or "o".

    Returns:
        The same lstm.
    """
    H = lstm.hidden_size
    for name, q in lstm.named_parameters():
        mask = torch.ones(4 * H, *[1] * (q.ndim - 1))
        for gate in gates:
            rows = slice("ifgo".index(gate) * H, ("ifgo".index(gate) + 1) * H)
            mask[rows] = 0
            with torch.no_grad():
                q[rows] = 50.0 if name == "bias_ih_l0" else 0.0
        q.register_hook(lambda grad, mask=mask: grad * mask)
    return lstm


@dataclass
class History:
    """What came of a training run: `seen` sequences, and whether the goal was `reached`.

    `curve` has the mean score of each report, by the number of sequences seen.
    """

    seen: int = 0
    reached: bool = False
    curve: dict[int, float] = field(default_factory=dict)


def train(
    net: nn.Module,
    draw: Callable[[np.random.Generator], Batch],
    loss: Callable[[Tensor, Tensor], Tensor],
    score: Callable[[Tensor, Tensor], Tensor],
    reached: Callable[[float], bool],
    most: int,
    lr: float = 0.01,
    every: int = 50,
    seed: int = 1,
    seconds: float = 120.0,
    name: str = "",
    one_cycle: int = 0,
) -> History:
    """Train with Adam until the goal is reached, `most` sequences were seen, or time is up.

    Args:
        net: maps x, lengths to outputs; changed in place.
        draw: draws a new batch from a generator.
        loss: of outputs and y, a scalar tensor in nats or squared units.
        score: of outputs and y, a scalar tensor for the reports.
        reached: of the mean score since the last report: stop?
        most: number of sequences at most.
        lr: learning rate; gradients are clipped at a global norm of 1.
        every: updates from one report to the next.
        seed: of the batches: nets that train with the same seed see the same sequences.
        seconds: time limit.
        name: printed before each tenth report; "" prints nothing.
        one_cycle: updates within which the learning rate rises to lr and falls to 0; 0 keeps
            it at lr.

    Returns:
        History.
    """
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    cycle = OneCycleLR(adam, lr, total_steps=one_cycle) if one_cycle else None
    history, recent, start = History(), [], time.perf_counter()
    rng = np.random.default_rng(seed)
    while history.seen < most and not history.reached:
        x, lengths, y = draw(rng)
        outputs = net(x, lengths)
        adam.zero_grad()
        loss(outputs, y).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        if cycle:
            cycle.step()
        history.seen += len(lengths)
        recent.append(float(score(outputs.detach(), y)))
        if len(recent) == every:
            mean = float(np.mean(recent))
            history.curve[history.seen], recent = mean, []
            history.reached = reached(mean)
            if name and (history.reached or len(history.curve) % 10 == 0):
                print(f"{name}: {history.seen:7,} sequences, {mean:.4f}", flush=True)
            if time.perf_counter() - start > seconds:
                print(f"{name}: stopped after {seconds:.0f} s, by the time limit")
                break
    return history
