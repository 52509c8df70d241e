"""Train recurrent layers of PyTorch to count and to keep a parity (lesson 13).

T = time steps, B = batch, V = symbols. Targets of -1 belong to steps after a string's end.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

from .counting import counting_batch, parity_batch
from .lag_batches import Batch
from .lag_training import History, train, with_biases

AFTER = -1.0
H, TRAINED = 10, 30  # units; largest n in training


def new_cell(
    kind: Callable[[int, int], nn.RNNBase], letters: str = "ab", seed: int = 0
) -> nn.RNNBase:
    """Make a layer of 10 units for the symbols $ and the letters.

    Args:
        kind: nn.LSTM, nn.GRU or nn.RNN.
        letters: of the strings.
        seed: of the weights.

    Returns:
        The layer, as PyTorch starts it; an LSTM gets a forget bias of 1.
    """
    torch.manual_seed(seed)
    cell = kind(len(letters) + 1, H)
    if isinstance(cell, nn.LSTM):
        b = nets.lstm_init(len(letters) + 1, H, np.random.default_rng(seed), forget_bias=1.0)[2]
        with_biases(cell, b)
    return cell


class EachStep(nn.Module):
    """A recurrent layer, and a dense layer that reads its output at every step."""

    def __init__(self, cell: nn.RNNBase, K: int) -> None:
        super().__init__()
        self.cell, self.out = cell, nn.Linear(cell.hidden_size, K)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the outputs of all steps, (T, B, K); those after a string's end, too."""
        return self.out(self.cell(x)[0])


def counting_tensors(ns: Sequence[int], letters: str = "ab") -> Batch:
    """Encode strings as counting_batch does.

    Args:
        ns: n of each string.
        letters: of the strings, in their order.

    Returns:
        x (T, B, V) float32, lengths (B,) int64, and y (T, B, V) float32: 1 for what may
        follow, 0 for the rest, -1 after the end.
    """
    batch = counting_batch(ns, letters)
    counts = np.arange(len(batch.x))[:, None] < batch.lengths  # (T, B)
    y = np.where(counts[..., None], batch.valid, AFTER)
    return (
        torch.tensor(batch.x).float(),
        torch.tensor(batch.lengths),
        torch.tensor(y).float(),
    )


def draw_counting(letters: str, most: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw strings, n uniform from 1 to most, as counting_tensors encodes them."""
    return counting_tensors(rng.integers(1, most + 1, size=B).tolist(), letters)


def set_loss(z: Tensor, y: Tensor) -> Tensor:
    """Return the cross-entropy of the yes-or-no answers that count, in nats.

    It is the mean of each string's answers, then of the strings: else long strings, with many
    easy steps, would outweigh the short ones, and n = 1 would be learned last.
    """
    counts = (y != AFTER).float()
    right = (y > 0).float()
    loss = nn.functional.binary_cross_entropy_with_logits(z, right, reduction="none")
    return ((loss * counts).sum(dim=(0, 2)) / counts.sum(dim=(0, 2))).mean()


def share_accepted(z: Tensor, y: Tensor) -> Tensor:
    """Return the fraction of strings without a wrong step, a scalar."""
    right = ((z > 0) == (y > 0)) | (y == AFTER)
    return right.all(dim=2).all(dim=0).float().mean()


@torch.no_grad()
def answers(net: nn.Module, n: int, letters: str = "ab") -> Array:
    """Return which steps of the string of one n are right, (T,) bool array."""
    x, lengths, y = counting_tensors([n], letters)
    return ((net(x, lengths) > 0) == (y > 0)).all(dim=2)[:, 0].numpy()


def is_right(net: nn.Module, letters: str = "ab") -> Callable[[int], bool]:
    """Return the function of n that horizon asks: is every step of that string right?"""
    return lambda n: bool(answers(net, n, letters).all())


def parity_right(net: nn.Module, B: int = 200, seed: int = 9) -> Callable[[int], bool]:
    """Return the function of T that horizon asks: are all of B new parities right?"""

    @torch.no_grad()
    def right(T: int) -> bool:
        x, lengths, y = draw_parity(T, B, np.random.default_rng([seed, T]))
        return bool((net(x, lengths).argmax(dim=1) == y).all())

    return right


def draw_parity(T: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw bits and the parity of all, as x (T, B, 1), lengths (B,), all T, and y (B,)."""
    x, y = parity_batch(T, B, rng)
    return torch.tensor(x).float(), torch.full((B,), T), torch.tensor(y[-1])


def learn_to_count(
    cell: nn.RNNBase, letters: str = "ab", seed: int = 1, updates: int = 2000, name: str = ""
) -> tuple[EachStep, History]:
    """Train a layer to predict what may follow, on strings of n from 1 to 30.

    Batches of 16; Adam, its rate rises to 0.01 and falls to 0 (one cycle).

    Args:
        cell: a layer with len(letters) + 1 inputs; changed in place.
        letters: of the strings.
        seed: of the strings: layers that train with the same seed read the same strings.
        updates: how many.
        name: printed while it trains.

    Returns:
        The net, and what train returns; its curve has the share of strings read right.
    """
    net = EachStep(cell, len(letters) + 1)
    history = train(
        net,
        lambda rng: draw_counting(letters, TRAINED, 16, rng),
        set_loss,
        share_accepted,
        reached=lambda share: False,
        most=16 * updates,
        seed=seed,
        one_cycle=updates,
        seconds=600.0,
        name=name,
    )
    return net, history
