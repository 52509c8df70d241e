"""Train nets of PyTorch to read strips of digits (lesson 19).

T = columns of the longest strip, B = batch, L = digits, V = 11 symbols (0 is the blank).
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets
from lstm_utils.arrays import Array

from .lag_batches import Batch
from .lag_training import train
from .strips import ROWS, Strips, V, equal_cuts, strip_batch

UNITS, B, RATE = 48, 16, 0.01
CERTAIN = -1e4  # logit of all symbols but the blank after a strip's end
AFTER = -1  # target of the columns after a strip's end
WAYS = ("CTC", "true cuts", "equal cuts")


class StripReader(nn.Module):
    """An LSTM that reads columns from the left, one from the right, and a dense layer at each.

    The outputs are those of nn.LSTM(bidirectional=True) on packed sequences; its backward pass
    takes four times as long on a CPU.
    """

    def __init__(self, both_ways: bool = True, units: int = UNITS) -> None:
        super().__init__()
        self.fwd = nn.LSTM(ROWS, units)
        self.bwd = nn.LSTM(ROWS, units) if both_ways else None
        self.out = nn.Linear(units * (1 + both_ways), V)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the logits of all columns, (T, B, V); after a strip's end all is blank."""
        hs, _ = self.fwd(x)
        if self.bwd is not None:
            reversed_hs, _ = self.bwd(torch_nets.reverse_padded(x, lengths))
            back = torch_nets.reverse_padded(reversed_hs, lengths)
            hs = torch.cat([hs, back], dim=2)
        blank = torch.full((V,), CERTAIN)
        blank[nets.BLANK] = 0.0
        inside = torch.arange(len(x))[:, None] < lengths
        return torch.where(inside[..., None], self.out(hs), blank)


def as_tensors(strips: Strips, way: str = "CTC") -> Batch:
    """Return a batch with the targets of one way of training.

    Args:
        strips: from strip_batch.
        way: "CTC" for labels only; "true cuts" or "equal cuts" for a symbol at each column.

    Returns:
        x (T, B, 8) float32, lengths (B,) int64, and y: labels (B, L), 0 after the last one, or
        symbols of the columns (T, B), -1 after a strip's end, int64.
    """
    y = {"CTC": strips.y, "true cuts": strips.cuts, "equal cuts": equal_cuts(strips)}[way]
    return torch.tensor(strips.x).float(), torch.tensor(strips.lengths), torch.tensor(y)


def ctc_loss(z: Tensor, y: Tensor) -> Tensor:
    """Return the mean CTC loss of a batch, in nats a strip.

    Args:
        z: logits, (T, B, V), certain of the blank after a strip's end.
        y: labels, (B, L) int64, 0 after the last one.
    """
    T, many = z.shape[:2]
    loss = nn.functional.ctc_loss(
        z.log_softmax(dim=2), y, torch.full((many,), T), (y > 0).sum(dim=1), reduction="none"
    )
    return loss.mean()


def column_loss(z: Tensor, y: Tensor) -> Tensor:
    """Return the mean cross-entropy of the columns' symbols (T, B), in nats."""
    return nn.functional.cross_entropy(z.flatten(0, 1), y.flatten(), ignore_index=AFTER)


@torch.no_grad()
def log_probabilities(net: nn.Module, strips: Strips) -> list[Array]:
    """Return what a net reads of each strip: log-probabilities (T, V), T its own length."""
    x, lengths, _ = as_tensors(strips)
    logp = net(x, lengths).double().log_softmax(dim=2).numpy()
    return [logp[:T, n] for n, T in enumerate(strips.lengths)]


def label_error(read: list[list[int]], strips: Strips) -> float:
    """Return the edits that turn what was read into what is written, for each digit written."""
    written = [row[row > 0].tolist() for row in strips.y]
    edits = sum(nets.edit_distance(a, b) for a, b in zip(read, written, strict=True))
    return edits / sum(map(len, written))


def greedy_error(net: nn.Module, strips: Strips) -> float:
    """Return the label error of a net's most probable paths."""
    return label_error(
        [nets.ctc_greedy(logp) for logp in log_probabilities(net, strips)], strips
    )


def new_strips(many: int = 200, seed: int = 99) -> Strips:
    """Draw strips of pictures that no training sees."""
    return strip_batch(many, np.random.default_rng(seed), test=True)


def backwards(drawn: Strips) -> Strips:
    """Return the same strips with their labels from right to left."""
    y = np.zeros_like(drawn.y)
    for n, row in enumerate(drawn.y):
        labels = row[row > 0]
        y[n, : len(labels)] = labels[::-1]
    return drawn._replace(y=y)


def learn_to_read(
    way: str = "CTC",
    seed: int = 0,
    updates: int = 800,
    both_ways: bool = True,
    every: int = 25,
    loss: Callable[[Tensor, Tensor], Tensor] | None = None,
    change: Callable[[Strips], Strips] = lambda drawn: drawn,
    name: str = "",
) -> tuple[StripReader, dict[int, float]]:
    """Train a net on new strips, batches of 16; Adam's rate rises to 0.01 and falls to 0.

    Args:
        way: as in as_tensors.
        seed: of the weights and of the strips: runs with the same seed see the same strips.
        updates: how many.
        both_ways: whether the net reads in both directions.
        every: updates from one test to the next.
        loss: another loss of logits and targets.
        change: function of all strips drawn, for training and test, such as `backwards`.
        name: printed while it trains; "" prints nothing.

    Returns:
        net: the trained net.
        curve: label error on 200 new strips, by the number of strips seen.
    """
    torch.manual_seed(seed)
    net, tests = StripReader(both_ways), change(new_strips())
    curve: dict[int, float] = {}

    def test(_: float) -> bool:
        seen = B * every * (len(curve) + 1)
        curve[seen] = greedy_error(net, tests)
        if name and len(curve) % 4 == 0:
            print(f"{name:10} {seen:6,} strips, label error {curve[seen]:.3f}", flush=True)
        return False

    usual = ctc_loss if way == "CTC" else column_loss
    train(
        net,
        lambda rng: as_tensors(change(strip_batch(B, rng)), way),
        loss or usual,
        no_score,
        reached=test,
        most=B * updates,
        lr=RATE,
        every=every,
        seed=seed,
        seconds=300.0,
        one_cycle=updates,
    )
    return net, curve


def no_score(z: Tensor, y: Tensor) -> Tensor:
    """Return 0: the score of a run that is judged by its label error only."""
    return torch.zeros(())
