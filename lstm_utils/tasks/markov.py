"""Markov chains over letters: count contexts, predict, measure, sample.

V = size of the alphabet, k = length of the context in characters.
A model is a dict of plain data: order k, counts, alphabet, alpha.
"""

import math
from collections.abc import Callable
from typing import TypedDict

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

Counts = dict[str, dict[str, int]]  # counts[context][next character]


class Model(TypedDict):
    """A Markov chain over letters: its order, its counts and its pseudo-count."""

    k: int
    counts: Counts
    alphabet: str
    alpha: float


def context_counts(documents: list[str], k: int) -> Counts:
    """Count which character follows which context.

    The context of a character is the k characters before it in its own document, fewer
    at the document's beginning, so every character is counted exactly once.

    Args:
        documents: list of strings.
        k: length of the context, >= 0.

    Returns:
        dict of dicts: counts[context][character] is a number of times, an int >= 1.

    Raises:
        ValueError: if k is negative, or documents is one string instead of a list.

    Source: Shannon (1948), Bell System Technical Journal 27:379-423, section 3.
    """
    if isinstance(documents, str) or k < 0:
        raise ValueError(
            f"context_counts expects a list of strings and k >= 0; got a "
            f"{type(documents).__name__} and k={k}"
        )
    counts: Counts = {}
    for text in documents:
        for t, character in enumerate(text):
            after = counts.setdefault(text[max(0, t - k) : t], {})
            after[character] = after.get(character, 0) + 1
    return counts


def next_probabilities(counts: Counts, context: str, alphabet: str, alpha: float) -> Array:
    """Estimate the probability of each next character after a context.

    Args:
        counts: dict of dicts, as context_counts returns it.
        context: string of k characters.
        alphabet: string of the V different characters that may come.
        alpha: pseudo-count added to every character, >= 0.

    Returns:
        (V,) float64 array in the order of alphabet:
        (count + alpha) / (count of the context + alpha V). Sums to 1.

    Raises:
        ValueError: if the context was never seen and alpha is 0, or alpha is negative.

    Source: Lidstone (1920), Transactions of the Faculty of Actuaries 8:182-192.
    """
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(alphabet)
    if alpha < 0 or total == 0:
        raise ValueError(
            "next_probabilities expects alpha > 0, or alpha = 0 and a context that was "
            f"seen; got alpha={alpha} and {context!r}, seen {sum(after.values())} times"
        )
    return np.array([(after.get(character, 0) + alpha) / total for character in alphabet])


def ngram(documents: list[str], k: int, alphabet: str, alpha: float = 0.03) -> Model:
    """Fit a model of order k.

    Args:
        documents: list of strings to count in.
        k: length of the context, >= 0.
        alphabet: string of the V different characters that may come.
        alpha: pseudo-count, >= 0.

    Returns:
        dict: k, counts, alphabet, alpha.
    """
    counts = context_counts(documents, k)
    return {"k": k, "counts": counts, "alphabet": alphabet, "alpha": alpha}


def bits_per_character(model: Model, documents: list[str]) -> float:
    """Measure how many bits a model needs for a character of documents, on average.

    Args:
        model: dict, as ngram returns it.
        documents: list of strings.

    Returns:
        Mean of -log2 p over all characters, in bits per character; inf if one of them
        was given the probability 0.

    Raises:
        ValueError: if there is no character, or one is not in the model's alphabet.

    Source: Shannon (1951), Bell System Technical Journal 30:50-64.
    """
    unknown = sorted(set().union(*documents) - set(model["alphabet"]))
    if unknown or not any(documents):
        raise ValueError(
            "bits_per_character expects at least one character, and only those of the "
            f"model's alphabet; got {len(documents)} documents with {unknown} besides"
        )
    bits, predict = [], _cached_predictor(model)
    number = {character: v for v, character in enumerate(model["alphabet"])}
    for text in documents:
        for t, character in enumerate(text):
            p = predict(text[max(0, t - model["k"]) : t])[number[character]]
            bits.append(-math.log2(p) if p > 0 else math.inf)
    return math.fsum(bits) / len(bits)


def sample(model: Model, prompt: str, n: int, rng: np.random.Generator) -> str:
    """Continue a prompt, character by character, each drawn from its probabilities.

    Args:
        model: dict, as ngram returns it.
        prompt: string; its last k characters are the first context.
        n: number of characters to draw, >= 0.
        rng: numpy.random.Generator.

    Returns:
        The n characters that follow the prompt, a string.

    Raises:
        ValueError: if a context was never seen and the model's alpha is 0.
    """
    text, predict = prompt, _cached_predictor(model)
    for _ in range(n):
        p = predict(text[max(0, len(text) - model["k"]) :])
        text += model["alphabet"][rng.choice(len(p), p=p)]
    return text[len(prompt) :]


def one_step(model: Model) -> Callable[[int, str | None], tuple[Array, str]]:
    """Make a function that reads one number at a time, as a step of a net does.

    Args:
        model: dict, as ngram returns it, with an alpha above 0.

    Returns:
        step(number, context): log p of each next character, (V,), and the next context.
        Number v is character v of the alphabet, V begins a document; the first context is
        None.
    """
    predict, alphabet, k = _cached_predictor(model), model["alphabet"], model["k"]

    def step(number: int, context: str | None) -> tuple[Array, str]:
        text = (context or "") + alphabet[number] if number < len(alphabet) else ""
        context = text[max(0, len(text) - k) :]
        return np.log(predict(context)), context

    return step


def _cached_predictor(model: Model) -> Callable[[str], Array]:
    """Return a function from context to probabilities that computes each only once."""
    known: dict[str, Array] = {}

    def predict(context: str) -> Array:
        if context not in known:
            known[context] = next_probabilities(
                model["counts"], context, model["alphabet"], model["alpha"]
            )
        return known[context]

    return predict


def transition_matrix(counts: Counts, alphabet: str, alpha: float = 0.0) -> Array:
    """Lay the probabilities of a chain of order 1 out as a matrix.

    Args:
        counts: dict of dicts, as context_counts(documents, 1) returns it.
        alphabet: string of the V different characters.
        alpha: pseudo-count, >= 0; above 0 if a character is never followed by another.

    Returns:
        (V, V) float64 array: row i, column j is the probability that alphabet[j] comes
        after alphabet[i]; rows sum to 1.

    Raises:
        ValueError: if a character was never followed by another and alpha is 0.
    """
    return np.stack([next_probabilities(counts, c, alphabet, alpha) for c in alphabet])


def stationary(P: Array) -> Array:
    """Find how often a Markov chain is in each state in the long run.

    Args:
        P: (V, V) float array of transition probabilities, rows sum to 1.

    Returns:
        (V,) float64 array pi with pi P = pi and sum 1.

    Raises:
        ValueError: if P is not such a matrix, or it has more than one such pi.
    """
    require_shapes("stationary", "P (V, V)", P)
    if P.min() < 0 or not np.allclose(P.sum(axis=1), 1):
        raise ValueError(
            "stationary expects rows of probabilities that sum to 1; got a least entry of "
            f"{P.min():.3g} and row sums from {P.sum(axis=1).min():.3g} "
            f"to {P.sum(axis=1).max():.3g}"
        )
    V = len(P)
    equations = np.vstack([P.T - np.eye(V), np.ones(V)])  # (V + 1, V)
    pi, _, rank, _ = np.linalg.lstsq(equations, np.eye(V + 1)[V])
    if rank < V:
        raise ValueError(
            "stationary expects a chain that can come from anywhere to one common part; "
            "got one that stays in different parts for ever, depending on its start"
        )
    return pi.clip(0) / pi.clip(0).sum()
