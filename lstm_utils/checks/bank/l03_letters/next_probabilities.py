"""Lesson 03: counts into probabilities, with a little for what was never seen."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

next_probabilities = exercise(
    "next-probabilities",
    lesson="03_letters",
    reference=markov.next_probabilities,
    outputs="p",
    hints=[
        "counts.get(context, {}) is an empty dict for a context that was never seen, and no "
        "error. The same `get` with 0 serves for the characters.",
        "Give alpha to every character of the alphabet, seen or not. By how much does the "
        "total grow, if there are V of them?",
        "total = sum(after.values()) + alpha * len(alphabet), and each character gets "
        "(after.get(c, 0) + alpha) / total, in the order of alphabet, as an array.",
    ],
)


@next_probabilities.cases
def _(rng):
    def case(counts, context, alphabet, alpha):
        return dict(counts=counts, context=context, alphabet=alphabet, alpha=alpha)

    two = {"x": {"d": 3, "b": 1}, "y": {"a": 2, "b": 7}}
    yield "3 d and 1 b", case(two, "x", "abcd", 0.5)
    yield "never seen", case(two, "zz", "abcd", 0.1)
    yield "alpha 0", case(two, "y", "abcd", 0)
    yield "alpha 1", case({"q": {"u": 9}, "t": {"h": 5, "o": 1}}, "q", "uthoq", 1)
    texts = ["".join(rng.choice(list("badce"), size=60)) for _ in range(2)]
    counts = markov.context_counts(texts, 1)
    yield "counted, k=1", case(counts, "a", "edcbaf", 0.25)
    yield "after another letter", case(counts, "e", "edcbaf", 0.25)
    counts = markov.context_counts(texts, 2)
    yield "counted, k=2", case(counts, texts[0][5:7], "abcde", 0.03)
    yield "a large alpha", case(counts, texts[0][:1], "cabdefgh", 40.0)


def _weights(counts, context, alphabet, alpha):
    """Counts plus alpha, in the order of the alphabet."""
    after = counts.get(context, {})
    return np.array([after.get(c, 0) + alpha for c in alphabet], dtype=float)


def _divide(weights, total):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(weights, dtype=float) / np.float64(total)


@next_probabilities.mistake(
    "the total grows by alpha only: V characters get alpha each, so it is alpha * V, "
    "V = len(alphabet)."
)
def _(counts, context, alphabet, alpha):
    total = sum(counts.get(context, {}).values()) + alpha
    return _divide(_weights(counts, context, alphabet, alpha), total)


@next_probabilities.mistake(
    "the total counts only the characters that were seen here: all len(alphabet) of them get "
    "alpha."
)
def _(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(after)
    return _divide(_weights(counts, context, alphabet, alpha), total)


@next_probabilities.mistake(
    "V is the size of the alphabet: len(counts) is the number of contexts."
)
def _(counts, context, alphabet, alpha):
    total = sum(counts.get(context, {}).values()) + alpha * len(counts)
    return _divide(_weights(counts, context, alphabet, alpha), total)


@next_probabilities.mistake(
    "the total has no alpha in it, so the sum is above 1: add alpha * V, V = len(alphabet)."
)
def _(counts, context, alphabet, alpha):
    total = sum(counts.get(context, {}).values())
    return _divide(_weights(counts, context, alphabet, alpha), total)


@next_probabilities.mistake(
    "the counts have no alpha, only the total has: what was never seen still gets 0. Add alpha "
    "above the line, too."
)
def _(counts, context, alphabet, alpha):
    total = sum(counts.get(context, {}).values()) + alpha * len(alphabet)
    return _divide(_weights(counts, context, alphabet, 0), total)


@next_probabilities.mistake(
    "alpha is not used: add it to every count, and alpha * V to the total."
)
def _(counts, context, alphabet, alpha):
    return _divide(
        _weights(counts, context, alphabet, 0), sum(counts.get(context, {}).values())
    )


@next_probabilities.mistake(
    "1 is added instead of alpha: the argument says how much every character gets."
)
def _(counts, context, alphabet, alpha):
    weights = _weights(counts, context, alphabet, 1)
    return weights / weights.sum()


@next_probabilities.mistake(
    "alpha is added twice: once to each count, and alpha * V once to the total."
)
def _(counts, context, alphabet, alpha):
    weights = _weights(counts, context, alphabet, 2 * alpha)
    return _divide(weights, weights.sum())


@next_probabilities.mistake(
    "only characters that were seen here get alpha: those never seen need it most."
)
def _(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    weights = [after[c] + alpha if c in after else 0 for c in alphabet]
    return _divide(weights, sum(after.values()) + alpha * len(alphabet))


@next_probabilities.mistake(
    "alpha is added after the division, to fractions: add it to the counts, which one then "
    "divides."
)
def _(counts, context, alphabet, alpha):
    p = _weights(counts, context, alphabet, 0)
    p = p / max(1, p.sum()) + alpha
    return p / p.sum()


mistakes(
    next_probabilities,
    {
        "only characters that were not seen get alpha: all V of them get it, on top of their count.": """
        after = counts.get(context, {})
        p = np.array([float(after.get(c, 0) or alpha) for c in alphabet])
        return p / p.sum()
    """,
    },
)


@next_probabilities.mistake(
    "`/ total + alpha * V` divides first: put parentheses around the whole total."
)
def _(counts, context, alphabet, alpha):
    total = sum(counts.get(context, {}).values())
    weights = _weights(counts, context, alphabet, alpha)
    return _divide(weights, total) + alpha * len(alphabet)


@next_probabilities.mistake(
    "the columns are normalised for the rows: divide by how often this context came, not by "
    "how often the character came."
)
def _(counts, context, alphabet, alpha):
    weights = _weights(counts, context, alphabet, alpha)
    came = [sum(after.get(c, 0) for after in counts.values()) for c in alphabet]
    return _divide(weights, np.array(came) + alpha * len(alphabet))


@next_probabilities.mistake(
    "divided by the counts of all contexts together: that is how often the pair comes; divide "
    "by this context's own total."
)
def _(counts, context, alphabet, alpha):
    total = sum(sum(after.values()) for after in counts.values()) + alpha * len(alphabet)
    return _weights(counts, context, alphabet, alpha) / total


mistakes(
    next_probabilities,
    {
        "the context is not used: these are the frequencies of the characters after any context.": """
        came = [sum(after.get(c, 0) for after in counts.values()) for c in alphabet]
        return (np.array(came) + alpha) / (sum(came) + alpha * len(alphabet))
    """,
    },
)


@next_probabilities.mistake(
    "these are the smoothed counts: divide them by their total, so that they sum to 1."
)
def _(counts, context, alphabet, alpha):
    return _weights(counts, context, alphabet, alpha)


@next_probabilities.mistake(
    "divided by the largest instead of the total: probabilities sum to 1."
)
def _(counts, context, alphabet, alpha):
    weights = _weights(counts, context, alphabet, alpha)
    return weights / weights.max()


@next_probabilities.mistake("counts went through softmax: divide them by their total instead.")
def _(counts, context, alphabet, alpha):
    weights = np.exp(_weights(counts, context, alphabet, alpha))
    return weights / weights.sum()


mistakes(
    next_probabilities,
    {
        "the order is that of the dict, not that of alphabet: loop over alphabet.": """
        after = counts.get(context, {})
        order = [*after, *(c for c in alphabet if c not in after)]
        weights = [after.get(c, 0) + alpha for c in order]
        return np.array(weights) / sum(weights)
    """,
        "the order is alphabetical, sorted(alphabet): keep that of alphabet as it came.": 'return markov.next_probabilities(counts, context, "".join(sorted(alphabet)), alpha)',
        "the largest comes first: keep the order of alphabet.": "return np.sort(markov.next_probabilities(counts, context, alphabet, alpha))[::-1]",
        "only the characters that were seen are there: the result has one number for each character of alphabet.": [
            (
                "total =",
                "weights = np.array([after[c] + alpha for c in alphabet if c in after])\n    return weights / (",
            ),
            (
                ")\n    return np.array([(after.get(c, 0) + alpha) / total for c in alphabet])",
                "))",
            ),
        ],
        "a context that was never seen raises KeyError: counts.get(context, {}) is an empty dict.": """
        weights = np.array([counts[context].get(c, 0) + alpha for c in alphabet])
        return weights / weights.sum()
    """,
        "a context that was never seen gives zeros: with alpha alone every character gets 1/V.": """
        if context not in counts:
            return np.zeros(len(alphabet))
        return markov.next_probabilities(counts, context, alphabet, alpha)
    """,
        "setdefault enters the unseen context into counts for good: read it with counts.get(context, {}).": """
        after = counts.setdefault(context, {})
        weights = np.array([after.get(c, 0) + alpha for c in alphabet])
        return weights / weights.sum()
    """,
        "the result is a list: make it an array, np.array([...]), to calculate with.": "return list(markov.next_probabilities(counts, context, alphabet, alpha))",
        "the result is a dict: return an array in the order of alphabet.": """
        p = markov.next_probabilities(counts, context, alphabet, alpha)
        return dict(zip(alphabet, p, strict=True))
    """,
    },
)


@next_probabilities.mistake(
    "alpha stands in for a count of 0 only, as in after.get(c, alpha): add it to every count, "
    "after.get(c, 0) + alpha."
)
def _(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(alphabet)
    return _divide([after.get(c, alpha) for c in alphabet], total)


@next_probabilities.mistake(
    "len(after) is how many different characters came: the total is sum(after.values())."
)
def _(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    total = len(after) + alpha * len(alphabet)
    return _divide(np.array([after.get(c, 0) + alpha for c in alphabet]), total)


@next_probabilities.mistake(
    "`n + alpha / total` divides alpha alone: put n + alpha in parentheses."
)
def _(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(alphabet)
    return np.array([after.get(c, 0) for c in alphabet]) + _divide(np.array(alpha), total)


mistakes(
    next_probabilities,
    {
        "a context that was never seen gives one number: 1/V is for each character, in an array.": """
        if context not in counts:
            return 1 / len(alphabet)
        return markov.next_probabilities(counts, context, alphabet, alpha)
    """,
    },
)


@next_probabilities.mistake(
    "only the characters that came get a probability: go through the alphabet, after.get(c, 0)."
)
def _(counts, context, alphabet, alpha):
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(alphabet)
    return _divide(np.array([n + alpha for n in after.values()]), total)


mistakes(
    next_probabilities,
    {
        "alpha is written into counts, which belongs to the caller: after.get(c, 0) + alpha changes nothing.": """
        after = counts.setdefault(context, {})
        for c in alphabet:
            after[c] = after.get(c, 0) + alpha
        return np.array([after[c] / sum(after.values()) for c in alphabet])
    """,
    },
)


@next_probabilities.same("one pass for the counts, one line for the division")
def _(counts, context, alphabet, alpha):
    weights = _weights(counts, context, alphabet, alpha)
    return weights / weights.sum()


equivalents(
    next_probabilities,
    {
        "start from alpha, add what was seen": """
        p = np.full(len(alphabet), float(alpha))
        if context in counts:
            for character, number in counts[context].items():
                p[alphabet.index(character)] += number
        return p / p.sum()
    """,
        "a mixture of frequencies and 1/V": """
        V = len(alphabet)
        seen = np.array([counts.get(context, {}).get(c, 0) for c in alphabet], dtype=float)
        share = alpha * V / (seen.sum() + alpha * V)
        frequencies = seen / seen.sum() if seen.any() else seen
        return (1 - share) * frequencies + share / V
    """,
        "fromiter": """
        after = dict(counts.get(context) or {})
        total = sum(after.values()) + len(alphabet) * alpha
        return np.fromiter(((after.get(c, 0) + alpha) / total for c in alphabet), float)
    """,
    },
)
