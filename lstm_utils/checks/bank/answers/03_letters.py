# Made by `make course` from solutions/03_letters/03_letters.py: do not edit.
import numpy as np
from lstm_utils.tasks import markov

# %% context-counts
def context_counts(documents, k):
    counts = {}
    for document in documents:
        for t in range(len(document)):
            after = counts.setdefault(document[max(0, t - k) : t], {})
            after[document[t]] = after.get(document[t], 0) + 1
    return counts

# %% next-probabilities
def next_probabilities(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(alphabet)
    return np.array([(after.get(c, 0) + alpha) / total for c in alphabet])

# %% bits-per-character
import math


def bits_per_character(model, documents):
    bits, N = 0.0, 0
    counts, alphabet, alpha = model["counts"], model["alphabet"], model["alpha"]
    for document in documents:
        for t, character in enumerate(document):
            context = document[max(0, t - model["k"]) : t]
            p = markov.next_probabilities(counts, context, alphabet, alpha)
            p = p[alphabet.index(character)]
            bits += -math.log2(p) if p > 0 else math.inf
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
