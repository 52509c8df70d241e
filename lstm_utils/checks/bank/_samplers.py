"""What samplers of batches have in common: their form, and tables of what they drew."""

import numpy as np

from lstm_utils.checks import evidence

TURNED = "ids is (B, T): time is axis 0, so return (T, B), one column for each sequence."
FLOATS = "ids, lengths and y must be integers: they serve as indices, so use dtype int."
OWN = "a generator of your own draws: use the argument rng, so that the caller sets the seed."


def wrong_form(value, B):
    """Return what is wrong with the form of symbols, lengths and classes, None if nothing is."""
    if len(value) != 3:
        return f"expected three arrays (ids, lengths, y), got {len(value)}"
    ids, lengths, y = map(np.asarray, value)
    if any(a.dtype.kind not in "iu" for a in (ids, lengths, y)):
        return FLOATS
    if ids.shape[1] != B:
        return TURNED if len(ids) == B else f"ids: expected (T, {B}), got {ids.shape}"
    return None


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
