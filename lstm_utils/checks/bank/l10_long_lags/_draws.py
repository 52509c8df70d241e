"""Tables of what was drawn, and how two batches compare, for the samplers of lesson 10."""

import numpy as np

from lstm_utils.checks import evidence


def table(context, outcome, contexts, law):
    """Return the evidence that outcomes depend on the context, or follow another law.

    Args:
        context: what was known before each draw, integers 0 to contexts - 1.
        outcome: what was drawn, integers 0 to k - 1, in the shape of context.
        contexts: how many contexts there may be.
        law: the k probabilities, whatever the context.
    """
    k = len(law)
    flat = np.ravel(context) * k + np.ravel(outcome)
    counts = np.bincount(flat, minlength=contexts * k).reshape(contexts, k)
    return evidence.together([evidence.of_counts(row, law) for row in counts.tolist()], contexts)


def even(k):
    """Return the law of k outcomes that are equally likely."""
    return [1 / k] * k


def equal(a, b):
    """Return whether two results of a sampler are the same, array by array."""
    return all(np.array_equal(u, v) for u, v in zip(a, b, strict=True))


def total(each):
    """Add up the evidence of several batches, by test."""
    names = dict.fromkeys(name for one in each for name in one)
    return {name: sum(one.get(name, 0.0) for one in each) for name in names}
