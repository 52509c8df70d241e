"""A net that predicts the next character: embedding, LSTM, logits. Train it on any documents.

T = steps of a chunk, B = streams side by side, V = size of the alphabet, E = size of an
embedding, H = hidden units. `writing` measures such a net and lets it write:

    text = load_text()
    model = CharModel(text.alphabet, seed=0)
    run = train(model, text.train, text.validation, updates=2000)
    writing.bits_per_character(model, text.validation, text.alphabet)  # as in run.curve
    writing.write(model, text.alphabet, "The ", 500, rng, temperature=0.7)

A subclass of CharModel, for instance with dropout, is trained in the same way.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from .fastest import LSTM
from .writing import bits_per_character, chunks, streams

State = tuple[Tensor, Tensor]


class CharModel(nn.Module):
    """A character model: it reads numbers 0 to V - 1, and V before a document's first."""

    alphabet: str

    def __init__(self, alphabet: str, E: int = 32, H: int = 128, seed: int = 0) -> None:
        """Draw the parameters.

        Args:
            alphabet: string of the V different characters.
            E: size of an embedding.
            H: number of hidden units.
            seed: of the parameters; 1 is added to the biases of the forget gates.
        """
        super().__init__()
        self.alphabet = alphabet
        V = len(alphabet)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.embedding = nn.Embedding(V + 1, E)
            self.lstm = LSTM(E, H)
            self.out = nn.Linear(H, V)
        with torch.no_grad():
            self.lstm.bias_ih_l0[H : 2 * H] += 1.0

    def forward(self, x: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Predict the next character at every step.

        Args:
            x: numbers of the characters that are read, (T, B) int64.
            state: (h, c) before the first step, (1, B, H) each; None means 0.

        Returns:
            z: logits, (T, B, V).
            state: (h, c) after the last step.
        """
        hs, state = self.lstm(self.embedding(x), state)
        return self.out(hs), state


@dataclass
class Run:
    """How a net was trained: the bits per character, by number of characters read."""

    curve: dict[int, float] = field(default_factory=dict)  # of the validation documents
    training: dict[int, float] = field(default_factory=dict)  # mean loss since the entry before
    updates: int = 0
    seconds: float = 0.0


def train(
    model: CharModel,
    documents: list[str],
    validation: list[str],
    updates: int,
    seconds: float = 60.0,
    B: int = 32,
    T: int = 64,
    lr: float = 0.01,
    carry: bool = True,
    every: int = 100,
    stop: Callable[[dict[int, float]], bool] = lambda curve: False,
    optimiser: Callable[..., torch.optim.Optimizer] = torch.optim.Adam,
) -> Run:
    """Train a character model on streams of documents; the state is carried, cut by chunks.

    Args:
        model: the net; changed.
        documents: list of strings over the model's alphabet, the corpus.
        validation: list of strings that are only measured.
        updates: number of updates; the learning rate falls linearly to 0 over them.
        seconds: time after which to stop in any case; the learning rate follows the time if
            that is ahead of the updates.
        B: number of streams.
        T: steps of a chunk.
        lr: learning rate at the beginning.
        carry: whether the state is carried from chunk to chunk; if not, each begins at 0.
        every: updates from one measurement of the validation documents to the next.
        stop: function of the curve so far that ends the training when it returns True.
        optimiser: function of parameters and lr that makes the optimiser.

    Returns:
        The run; the model is left in evaluation mode.
    """
    adam = optimiser(model.parameters(), lr=lr)
    x, y = streams(documents, model.alphabet, B)
    state, run, losses, began = None, Run(), [], time.perf_counter()
    model.train()
    for done, x_chunk, y_chunk in chunks(x, y, T, updates, seconds):
        adam.param_groups[0]["lr"] = lr * (1 - done)
        state = update(model, adam, x_chunk, y_chunk, state if carry else None, losses)
        run.updates += 1
        if run.updates % every == 0 or run.updates == updates:
            _measure(model, validation, run, losses, B * T)
            if stop(run.curve):
                break
    if losses:
        _measure(model, validation, run, losses, B * T)
    model.eval()
    run.seconds = time.perf_counter() - began
    return run


def update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    x: Tensor,
    y: Tensor,
    state: State | None,
    losses: list[float],
) -> State:
    """Make one update on a chunk; its loss in nats is appended to losses.

    Args:
        model: as in train.
        optimiser: of its parameters.
        x, y: numbers that are read and that come next, (T, B) int64 each.
        state: state before the chunk, or None.
        losses: list of floats; changed.

    Returns:
        The state after the chunk, without its graph.
    """
    z, state = model(x, state)
    loss = nn.functional.cross_entropy(z.flatten(0, 1), y.flatten())
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    losses.append(loss.item())
    return tuple(q.detach() for q in state)


def _measure(
    model: CharModel, validation: list[str], run: Run, losses: list[float], size: int
) -> None:
    """Write an entry into the curves of a run, and empty the losses."""
    model.eval()
    read = run.updates * size
    run.curve[read] = bits_per_character(model, validation, model.alphabet)
    run.training[read] = sum(losses) / len(losses) / math.log(2)
    losses.clear()
    model.train()
