"""Models for the coder: counts of the next symbol, without a net."""

import math

import numpy as np

from lstm_utils.checks.declare import Probe, probe

TABLE = np.array([[5, 2, 1, 8], [1, 9, 4, 2], [3, 3, 900, 3], [70, 1, 1, 1], [1, 2, 3, 10]])


@probe("counts after the symbol before")
def after(symbol, state):
    """Return counts that depend on the symbol before; no state is needed."""
    return TABLE[symbol].copy(), None


@probe("counts that learn")
def learning(symbol, state):
    """Return how often each symbol came so far, and 1; the mark is symbol 4."""
    seen = (1,) * 4 if state is None else state
    if symbol < 4:
        seen = (*seen[:symbol], seen[symbol] + 3, *seen[symbol + 1 :])
    return np.array(seen), seen


@probe("counts after the symbol and the step")
def stepping(symbol, state):
    """Return counts that depend on the symbol and on the number of symbols before."""
    step = 0 if state is None else state
    return np.roll(TABLE[symbol], step) + step % 3, step + 1


@probe("large counts")
def large(symbol, state):
    """Return counts with a sum of 2**16, as those of a net."""
    counts = 1 + TABLE[symbol] * 70
    counts[symbol % 4] += 2**16 - counts.sum()
    return counts, None


@probe("counts of six symbols")
def six(symbol, state):
    """Return the counts of six symbols, which depend on the symbol before."""
    return np.roll([1, 9, 2, 30, 4, 5], symbol), None


@probe("one symbol only")
def certain(symbol, state):
    """Return the count of the only symbol."""
    return np.array([7]), None


MODELS = {
    "counts after the symbol before": after,
    "counts that learn": learning,
    "counts after the symbol and the step": stepping,
    "large counts": large,
    "counts of six symbols": six,
    "one symbol only": certain,
}


def texts(rng):
    """Yield a label, the symbols, the model's name and the mark of each case."""

    def draw(name, n, mark=4):
        step, state, last, ids = MODELS[name], None, mark, []
        for _ in range(n):
            counts, state = step(last, state)
            last = int(rng.choice(len(counts), p=counts / counts.sum()))
            ids.append(last)
        return ids

    after, learn, steps, large, six, certain = MODELS
    yield "a text of 12", draw(after, 12), after, 4
    yield "counts that learn", draw(learn, 25), learn, 4
    yield "counts by symbol and step", draw(steps, 20), steps, 4
    yield "one symbol", [2], after, 4
    yield "the empty text", [], after, 4
    yield "another mark", draw(after, 9, mark=1), after, 1
    yield "the least likely symbols", [0, 2, 0, 2, 0, 1, 0], after, 4
    yield "the first symbol, again and again", [0] * 15, steps, 4
    yield "the last symbol, again and again", [3] * 15, steps, 4
    yield "no choice", [0] * 6, certain, 0
    yield "a text of 80 and large counts", draw(large, 80), large, 4
    yield "120 symbols", draw(steps, 120), steps, 4
    yield "an alphabet of six", [5, *draw(six, 10, mark=6), 4], six, 6
    yield "a text of 700", draw(steps, 700), steps, 4


def inputs(rng):
    """Yield a label and the inputs of encode for each case."""
    for label, ids, name, mark in texts(rng):
        yield label, dict(ids=ids, step=Probe(name), mark=mark)


def cost(ids, step, mark):
    """Return -log2 P of a text, in bits."""
    bits, state, last = 0.0, None, mark
    for symbol in ids:
        counts, state = step(last, state)
        bits -= math.log2(counts[symbol] / counts.sum())
        last = symbol
    return bits
