"""Text for a net that predicts the next character: batches, bits per character, samples.

T = time, B = streams or documents side by side, V = size of the alphabet, H = hidden units.
Character v is number v of the alphabet; number V marks the beginning of a document.
A model is called with numbers x (T, B) and a state, None for the one before the first step;
it returns logits (T, B, V) and the state after the last step. `char_model` has one.
"""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from lstm_utils.arrays import Array, IntArray
from lstm_utils.numpy_nets.sampling import Step, sample
from lstm_utils.tensors import Params

Model = Callable[[Tensor, Any], tuple[Tensor, Any]]  # numbers and state to logits and state
NO_TARGET = -1


def new_net(V: int, H: int, rng: torch.Generator) -> Params:
    """Draw the parameters of an LSTM that predicts characters.

    Args:
        V: size of the alphabet.
        H: number of hidden units.
        rng: torch.Generator.

    Returns:
        dict of float32 tensors that require gradients: table (V + 1, 4H), W_hh (4H, H),
        W_out (V, H), b_out (V,), uniform in +-1/sqrt(H); 1 is added to the forget gates.
        Row v of table is W_ih x + b for the one-hot vector x of number v.
    """
    shapes = {"table": (V + 1, 4 * H), "W_hh": (4 * H, H), "W_out": (V, H), "b_out": (V,)}
    net = {name: (2 * torch.rand(s, generator=rng) - 1) / H**0.5 for name, s in shapes.items()}
    net["table"][:, H : 2 * H] += 1.0
    return {name: value.requires_grad_() for name, value in net.items()}


def streams(documents: list[str], alphabet: str, B: int) -> tuple[Tensor, Tensor]:
    """Lay all documents out, one after the other, as B streams of equal length.

    Args:
        documents: list of strings over the alphabet.
        alphabet: string of the V different characters.
        B: number of streams.

    Returns:
        x: numbers that the net reads, (N, B) int64; V before a document's first character.
        y: number of the character that comes next, (N, B) int64.
    """
    pairs = [_ids(document, alphabet) for document in documents]
    x, y = (torch.cat(parts) for parts in zip(*pairs, strict=True))
    N = len(x) // B
    if N == 0:
        raise ValueError(f"streams expects at least {B} characters; got {len(x)}")
    return x[: N * B].reshape(B, N).T, y[: N * B].reshape(B, N).T


def _ids(document: str, alphabet: str) -> tuple[Tensor, Tensor]:
    """Return what the net reads before each character of a document, and the characters."""
    number = {character: v for v, character in enumerate(alphabet)}
    y = torch.tensor([number[character] for character in document], dtype=torch.int64)
    return torch.cat([torch.tensor([len(alphabet)]), y])[:-1], y


def chunks(
    x: Tensor, y: Tensor, T: int, updates: int, seconds: float
) -> Iterator[tuple[float, Tensor, Tensor]]:
    """Walk along the streams in chunks, again and again, with a progress bar.

    Args:
        x, y: streams, (N, B) tensors, as `streams` returns them.
        T: steps of a chunk; what remains at the end of a stream is left out.
        updates: number of chunks after which to stop.
        seconds: time after which to stop in any case.

    Yields:
        done: share of the updates, or of the seconds if that is larger; from 0 to below 1.
        x, y: the next chunk, (T, B) each.
    """
    pieces = [*zip(x.split(T), y.split(T), strict=True)][: len(x) // T]
    start = time.perf_counter()
    with tqdm(total=updates, desc="updates", leave=False) as bar:
        try:
            for n in range(updates):
                done = max(n / updates, (time.perf_counter() - start) / seconds)
                if done >= 1:
                    return
                yield done, *pieces[n % len(pieces)]
                bar.update()
        finally:
            bar.total = bar.n  # an early end is no failure: the bar would stay, in red


@torch.no_grad()
def bits_per_character(model: Model, documents: list[str], alphabet: str) -> float:
    """Measure how many bits a model needs for a character of documents, on average.

    Args:
        model: as at the top of this file.
        documents: list of strings over the alphabet; each begins without a state.
        alphabet: string of the V different characters.

    Returns:
        Mean of -log2 p over all characters, in bits per character.
    """
    pairs = [_ids(document, alphabet) for document in documents]
    inputs, targets = zip(*pairs, strict=True)
    x = torch.nn.utils.rnn.pad_sequence(list(inputs))  # (T, B)
    y = torch.nn.utils.rnn.pad_sequence(list(targets), padding_value=NO_TARGET)
    state, nats = None, 0.0
    for x_part, y_part in zip(x.split(256), y.split(256), strict=True):
        runs = (y_part != NO_TARGET).any(dim=0)  # documents that have ended only cost time
        z, state = model(x_part, state)
        nats += torch.nn.functional.cross_entropy(
            z[:, runs].flatten(0, 1),
            y_part[:, runs].flatten(),
            ignore_index=NO_TARGET,
            reduction="sum",
        ).item()
    return nats / sum(map(len, documents)) / math.log(2)


@torch.no_grad()
def predictions(model: Model, document: str, alphabet: str) -> tuple[Array, IntArray]:
    """Return what a model expects before each character of a document.

    Args:
        model: as at the top of this file.
        document: string over the alphabet, of at least one character.
        alphabet: string of the V different characters.

    Returns:
        z: logits before each character, (n, V) float64 array.
        ids: number of each character, (n,) integer array.
    """
    x, y = _ids(document, alphabet)
    z, _ = model(x[:, None], None)
    return z[:, 0].double().numpy(), y.numpy()


def one_step(model: Model) -> Step:
    """Make a function that reads one number at a time, on NumPy arrays.

    Args:
        model: as at the top of this file.

    Returns:
        step(number, state): returns logits, a (V,) float64 array, and the next state.
    """

    @torch.no_grad()
    def step(number: int, state: Any) -> tuple[Array, Any]:
        z, state = model(torch.tensor([[number]]), state)
        return z[0, 0].double().numpy(), state

    return step


def write(
    model: Model,
    alphabet: str,
    prompt: str,
    n: int,
    rng: np.random.Generator,
    temperature: float = 1.0,
) -> str:
    """Continue a prompt, character by character, each drawn from its probabilities.

    Args:
        model: as at the top of this file.
        alphabet: string of the V different characters.
        prompt: beginning of a document, a string; may be empty.
        n: number of characters to draw, >= 0.
        rng: numpy.random.Generator.
        temperature: divides the logits; below 1 it favours likely characters.

    Returns:
        The n characters that follow the prompt, a string.
    """
    ids = [len(alphabet), *(alphabet.index(character) for character in prompt)]
    drawn = sample(one_step(model), ids, n, temperature, rng)
    return "".join(alphabet[v] for v in drawn)
