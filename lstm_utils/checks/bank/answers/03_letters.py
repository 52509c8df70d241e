# Made by `make course` from solutions/03_letters/03_letters.py: do not edit.
import numpy as np
from lstm_utils.tasks import markov

# %% context-counts
def context_counts(documents, k):
    counts = {}
    for document in documents:
        for t, character in enumerate(document):
            context = document[max(0, t - k) : t]
            after = counts.setdefault(context, {})
            after[character] = after.get(character, 0) + 1
    return counts

# %% next-probabilities
def next_probabilities(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    n = np.array([after.get(character, 0) for character in alphabet])
    return (n + alpha) / (n.sum() + alpha * len(alphabet))

# %% bits-per-character
import math


def bits_per_character(model, documents):
    k, counts = model["k"], model["counts"]
    alphabet, alpha = model["alphabet"], model["alpha"]
    bits, N = 0.0, 0
    for document in documents:
        for t, character in enumerate(document):
            context = document[max(0, t - k) : t]
            p = markov.next_probabilities(counts, context, alphabet, alpha)
            p_next = p[alphabet.index(character)]
            bits += -math.log2(p_next) if p_next > 0 else math.inf
            N += 1
    return bits / N

# %% sample
def sample(model, prompt, n, rng):
    text, alphabet = prompt, model["alphabet"]
    for _ in range(n):
        context = text[max(0, len(text) - model["k"]) :]
        p = markov.next_probabilities(model["counts"], context, alphabet, model["alpha"])
        text += alphabet[rng.choice(len(alphabet), p=p)]
    return text[len(prompt) :]

# %% stationary
def stationary(P):
    V = len(P)
    A = np.vstack([P.T - np.eye(V), np.ones(V)])  # (V + 1, V)
    right = np.append(np.zeros(V), 1.0)
    return np.linalg.lstsq(A, right)[0]
