"""Encoder and decoder in PyTorch, and the loop that trains any translator (lesson 20).

A net that translates is a subclass of `Translator` with three methods. `train`,
`translate_all` and `beam_translate` serve all of them, those with attention (lesson 21) too:

    test = draw_pairs(500, rng)
    pairs = draw_pairs(30_000, rng, without=test)
    model = EncoderDecoder(seed=0)
    history = train(model, pairs, updates=850, test=test)
    translate_all(model, [pair.source for pair in test])

S, T = steps of source and target, B = batch, N = rows of a state, V = size of the German
vocabulary, E = size of an embedding, H = hidden units.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from tqdm.auto import tqdm

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray
from lstm_utils.numpy_nets.search import BatchStep
from lstm_utils.numpy_nets.search import State as Arrays
from lstm_utils.torch_nets import LSTM, reverse_padded

from .translation import (
    END,
    ENGLISH,
    GERMAN,
    START,
    Pair,
    as_arrays,
    as_words,
    batches,
    exact_match,
)

State = tuple[Tensor, ...]
LONGEST = 40  # words after which a translation is stopped


class Translator(nn.Module):
    """What `train` and the translating functions call; a net defines these three methods."""

    def start(self, ids: Tensor, lengths: Tensor) -> State:
        """Read sources (S, B) of these lengths (B,); return tensors with a row for each."""
        raise NotImplementedError

    def step(self, words: Tensor, state: State) -> tuple[Tensor, State]:
        """Read one word a row, (N,); return logits of the next (N, V), and the next state."""
        raise NotImplementedError

    def logits(self, words: Tensor, state: State) -> Tensor:
        """Read words (T, B) from a state of `start`; return the logits, (T, B, V)."""
        raise NotImplementedError


class EncoderDecoder(Translator):
    """Two LSTMs: the decoder starts in the state in which the encoder ends."""

    def __init__(self, E: int = 32, H: int = 128, seed: int = 0, reverse: bool = True) -> None:
        """Draw the parameters.

        Args:
            E: size of the embeddings.
            H: number of hidden units of each LSTM.
            seed: of the parameters; 1 is added to the biases of the forget gates.
            reverse: whether the encoder reads the source from its last word to its first.
        """
        super().__init__()
        self.reverse = reverse
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.source = nn.Embedding(len(ENGLISH), E)
            self.target = nn.Embedding(len(GERMAN), E)
            self.encoder, self.decoder = LSTM(E, H), LSTM(E, H)
            self.out = nn.Linear(H, len(GERMAN))
        with torch.no_grad():
            for lstm in (self.encoder, self.decoder):
                lstm.bias_ih_l0[H : 2 * H] += 1.0

    def start(self, ids: Tensor, lengths: Tensor) -> State:
        """Read sources; return h and c after the last word of each, (B, H)."""
        x = self.source(ids)
        x = reverse_padded(x, lengths) if self.reverse else x
        padded = None if int(lengths.min()) == len(ids) else lengths
        _, (h, c) = self.encoder(x, lengths=padded)
        return h[0], c[0]

    def step(self, words: Tensor, state: State) -> tuple[Tensor, State]:
        """Read one word a row, (N,); return logits of the next (N, V), and the next h, c."""
        h, c = state
        hs, (h, c) = self.decoder(self.target(words[None]), (h[None], c[None]))
        return self.out(hs[0]), (h[0], c[0])

    def logits(self, words: Tensor, state: State) -> Tensor:
        """Read words (T, B) from a state; return the logits of the next ones, (T, B, V)."""
        h, c = state
        return self.out(self.decoder(self.target(words), (h[None], c[None]))[0])

    def arrays(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return copies of the encoder's and the decoder's parameters.

        Returns:
            encoder: dict of table (V, E), W_ih (4H, E), W_hh (4H, H), b (4H,), as
                nets.encode_source takes them.
            decoder: the same, and W_out (V, H), b_out (V,).
        """
        found = []
        for table, lstm in ((self.source, self.encoder), (self.target, self.decoder)):
            weights = {name: q.detach() for name, q in lstm.state_dict().items()}
            cell = dict(zip(("W_ih", "W_hh", "b"), nets.from_torch(weights), strict=True))
            found.append({"table": table.weight.detach().numpy().copy(), **cell})
        out = {"W_out": self.out.weight, "b_out": self.out.bias}
        found[1] |= {name: q.detach().numpy().copy() for name, q in out.items()}
        return found[0], found[1]


@dataclass
class History:
    """How a translator was trained: `curve` has its exact matches, by number of updates."""

    curve: dict[int, float] = field(default_factory=dict)
    losses: list[float] = field(default_factory=list)  # of each update, nats per word
    updates: int = 0


def train(
    model: Translator,
    pairs: Sequence[Pair],
    updates: int = 850,
    test: Sequence[Pair] = (),
    B: int = 64,
    lr: float = 0.004,
    seed: int = 1,
    p: float = 0.0,
    every: int = 50,
    seconds: float = 120.0,
    name: str = "updates",
) -> History:
    """Train a translator with Adam and teacher forcing.

    The learning rate stays at lr for the first half, then it falls linearly to 2 % of it;
    gradients are clipped at a global norm of 1.

    Args:
        model: changed in place.
        pairs: the corpus; batches have one source length each.
        updates: how many.
        test: pairs that are translated after each `every` updates, for the curve.
        B: pairs of an update.
        lr: learning rate.
        seed: of the batches: models that train with the same seed see the same ones.
        p: probability with which a word that the decoder reads is the one that it predicted
            (scheduled sampling); it rises linearly from 0 to this.
        every: updates from one measurement to the next.
        seconds: time limit.
        name: shown at the progress bar.

    Returns:
        History; the model is left in evaluation mode.
    """
    adam = torch.optim.Adam(model.parameters(), lr=lr)
    rng, history, began = np.random.default_rng(seed), History(), time.perf_counter()
    model.train()
    stream = batches(pairs, B, rng)
    for update in tqdm(range(1, updates + 1), desc=name, leave=False):
        done = (update - 1) / updates
        adam.param_groups[0]["lr"] = lr * min(1.0, 1 - 0.98 * (2 * done - 1))
        loss = translation_loss(model, next(stream), p * done, rng)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        history.losses.append(float(loss.detach()))
        history.updates = update
        if test and update % every == 0:
            found = translate_all(model, [pair.source for pair in test])
            history.curve[update] = exact_match(found, [pair.target for pair in test])
        if time.perf_counter() - began > seconds:
            print(f"stopped after {update} updates, by the time limit of {seconds:.0f} s")
            break
    model.eval()
    return history


def translation_loss(
    model: Translator,
    batch: tuple[IntArray, IntArray, IntArray, IntArray],
    p: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Tensor:
    """Compute the mean cross-entropy of the words of a batch, in nats, a scalar.

    Args:
        model: the net.
        batch: source (S, B), lengths (B,), target (T, B), lengths (B,), as batches yields it.
        p: probability with which a word is replaced by the one that was predicted.
        rng: numpy.random.Generator, needed where p is above 0.
    """
    source, lengths, y, target_lengths = batch
    inputs, targets, mask = nets.teacher_forcing(y, target_lengths, START, END)
    state = model.start(torch.from_numpy(source), torch.from_numpy(lengths))
    if p > 0 and rng is not None:
        with torch.no_grad():
            predicted = model.logits(torch.from_numpy(inputs), state).argmax(dim=2).numpy()
        inputs = nets.scheduled_inputs(inputs, predicted, p, rng)
    z = model.logits(torch.from_numpy(inputs), state)
    mask = torch.from_numpy(mask)
    return nn.functional.cross_entropy(z[mask], torch.from_numpy(targets)[mask])


def as_step(model: Translator) -> BatchStep:
    """Return model.step on NumPy arrays, as nets.decode_greedy and nets.beam take it."""

    @torch.no_grad()
    def step(words: IntArray, state: Arrays) -> tuple[Array, Arrays]:
        z, new = model.step(
            torch.from_numpy(np.ascontiguousarray(words)),
            tuple(torch.from_numpy(np.ascontiguousarray(q)) for q in state),
        )
        return z.numpy(), tuple(q.numpy() for q in new)

    return step


@torch.no_grad()
def read(model: Translator, sources: Sequence[Sequence[str]]) -> Arrays:
    """Read English sentences; return the decoder's state as arrays with a row for each."""
    ids, lengths = as_arrays(sources, ENGLISH)
    state = model.start(torch.from_numpy(ids), torch.from_numpy(lengths))
    return tuple(q.numpy() for q in state)


def translate_all(
    model: Translator, sources: Sequence[Sequence[str]], longest: int = LONGEST
) -> list[tuple[str, ...]]:
    """Translate English sentences, the most likely word at each step.

    Args:
        model: the net.
        sources: list of sequences of words.
        longest: words after which a translation is stopped.

    Returns:
        list of tuples of German words.
    """
    found = nets.decode_greedy(as_step(model), read(model, sources), START, END, longest)
    return [as_words(ids, GERMAN) for ids in found]


def beam_translate(
    model: Translator,
    sources: Sequence[Sequence[str]],
    k: int,
    alpha: float = 1.0,
    longest: int = LONGEST,
) -> list[tuple[str, ...]]:
    """Translate English sentences with a beam, one after the other.

    Args:
        model: the net.
        sources: list of sequences of words.
        k: width of the beam.
        alpha: the log probability is divided by the number of words to this power.
        longest: words after which a translation is stopped.

    Returns:
        list of tuples of German words.
    """
    step, state = as_step(model), read(model, sources)
    rows = (tuple(q[n : n + 1] for q in state) for n in range(len(sources)))
    found = [nets.beam(step, row, START, END, k, longest, alpha)[0] for row in rows]
    return [as_words(ids, GERMAN) for ids in found]


@torch.no_grad()
def word_probabilities(
    model: Translator, source: Sequence[str], target: Sequence[str]
) -> list[float]:
    """Return the probability of each word of a translation, given those before it."""
    y, lengths = as_arrays([target], GERMAN)
    inputs, targets, _ = nets.teacher_forcing(y, lengths, START, END)
    state = tuple(torch.from_numpy(q) for q in read(model, [source]))
    p = model.logits(torch.from_numpy(inputs), state).softmax(dim=2)[:, 0]
    return p[torch.arange(len(target)), torch.from_numpy(targets[:-1, 0])].tolist()
