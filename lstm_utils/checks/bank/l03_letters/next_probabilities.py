"""Lesson 03: probabilities from counts, smoothed for characters that were never seen."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

next_probabilities = exercise(
    "next-probabilities",
    lesson="03_letters",
    reference=markov.next_probabilities,
    outputs="p",
    hints=[
        "counts.get(context, {}) is an empty dict for a context that was never seen, instead of an "
        "error. `get` with 0 does the same for the characters.",
        "Give alpha to every character of the alphabet, seen or not. By how much does the total grow, if there are V of them?",
        "n = np.array([after.get(c, 0) for c in alphabet]); divide n + alpha by n.sum() + alpha * len(alphabet).",
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
    yield "the same context, other counts", case({"x": {"a": 5}}, "x", "abcd", 0.5)
    yield "the same context, another alpha", case(two, "x", "abcd", 2.0)
    yield "alpha 1", case({"q": {"u": 9}, "t": {"h": 5, "o": 1}}, "q", "uthoq", 1)
    yield "never seen, but its end was", case({"a": {"b": 3}, "": {"a": 1}}, "xa", "abc", 1)
    texts = ["".join(rng.choice(list("badce"), size=60)) for _ in range(2)]
    counts = markov.context_counts(texts, 1)
    yield "counted, k=1", case(counts, "a", "edcbaf", 0.25)
    yield "after another letter", case(counts, "e", "edcbaf", 0.25)
    counts = markov.context_counts(texts, 2)
    yield "counted, k=2", case(counts, texts[0][5:7], "abcde", 0.03)
    yield "a large alpha", case(counts, texts[0][:1], "cabdefgh", 40.0)


P = "(n + alpha) / (n.sum() + alpha * len(alphabet))"
NEW = "if context not in counts:\n        return {}\n    after ="

mistakes(
    next_probabilities,
    {
        "a context that was never seen gets the counts of a shorter one: give alpha alone to every character.": (
            "counts.get(context, {})",
            "counts.get(context) or counts.get(context[1:], {})",
        ),
        "the total grows by alpha only: V characters get alpha each, so add alpha * V, V = len(alphabet).": (
            "alpha * len(alphabet)",
            "alpha",
        ),
        "the total counts only the characters seen after this context: all len(alphabet) characters get alpha.": (
            "len(alphabet)",
            "len(after)",
        ),
        "V is the size of the alphabet, len(alphabet): len(counts) is the number of contexts.": ("len(alphabet)", "len(counts)"),
        "alpha is missing in the total, so the sum is above 1: add alpha * V, V = len(alphabet).": (
            " + alpha * len(alphabet)",
            "",
        ),
        "alpha is missing in the numerator, so a new character still gets 0: divide n + alpha.": ("(n + alpha)", "n"),
        "alpha is not used: add it to every count, and alpha * V to the total.": (P, "n / n.sum()"),
        "1 is added instead of alpha: add alpha to every count.": (P, "(n + 1) / (n.sum() + len(alphabet))"),
        "alpha is added twice: add it once to each count, and alpha * V once to the total.": (
            P,
            "(n + 2 * alpha) / (n.sum() + 2 * alpha * len(alphabet))",
        ),
        "only characters seen after this context get alpha: add it to all, new characters need it most.": (
            "n + alpha",
            "n + alpha * (n > 0)",
        ),
        "only characters not seen after this context get alpha: add it to the counts of all V.": (
            f"return {P}",
            "p = np.where(n > 0, n, alpha)\n    return p / p.sum()",
        ),
        "alpha replaces a count of 0, as in after.get(c, alpha): add it to every count, after.get(c, 0) + alpha.": [
            ("(character, 0)", "(character, alpha)"),
            (P, "n / (sum(after.values()) + alpha * len(alphabet))"),
        ],
        "alpha is added to fractions, after the division: add it to the counts, then divide.": (
            f"return {P}",
            "p = n / max(1, n.sum()) + alpha\n    return p / p.sum()",
        ),
        "`/ total + alpha * V` divides first: put the total in parentheses.": (
            "(n.sum() + alpha * len(alphabet))",
            "n.sum() + alpha * len(alphabet)",
        ),
        "`n + alpha / total` divides alpha alone: put n + alpha in parentheses.": ("(n + alpha)", "n + alpha"),
        "the columns are normalized, not the rows: divide by the count of this context, not by the count of the character.": (
            "n.sum()",
            "np.array([sum(row.get(c, 0) for row in counts.values()) for c in alphabet])",
        ),
        "the total is that of all contexts: divide by the total of this context alone.": (
            "n.sum()",
            "sum(sum(row.values()) for row in counts.values())",
        ),
        "len(after) is the number of different characters: the total is sum(after.values()).": ("n.sum()", "len(after)"),
        "the context is not used: these are the frequencies of the characters after any context.": (
            "after.get(character, 0)",
            "sum(row.get(character, 0) for row in counts.values())",
        ),
        "these are the smoothed counts: divide them by their total, so that they sum to 1.": (P, "n + alpha"),
        "the counts are divided by the largest: divide by the total, so that they sum to 1.": (
            P,
            "(n + alpha) / (n + alpha).max()",
        ),
        "softmax is applied to the counts: divide them by their total instead.": (
            P,
            "np.exp(n + alpha) / np.exp(n + alpha).sum()",
        ),
        "the order is that of the dict: loop over alphabet.": ("in alphabet]", "in dict.fromkeys([*after, *alphabet])]"),
        "the order is alphabetical, sorted(alphabet): keep the order of alphabet.": ("in alphabet]", "in sorted(alphabet)]"),
        "the probabilities are sorted: keep the order of alphabet.": (P, f"np.sort({P})[::-1]"),
        "characters that were not seen are missing: return one number for each character of alphabet.": (
            "in alphabet]",
            "in alphabet if character in after]",
        ),
        "only the values of the dict get a probability: loop over alphabet, after.get(c, 0).": (
            "after.get(character, 0) for character in alphabet",
            "*after.values()",
        ),
        "a context that was never seen raises KeyError: counts.get(context, {}) returns an empty dict.": (
            "counts.get(context, {})",
            "counts[context]",
        ),
        "after[character] raises KeyError where a character was not seen: after.get(character, 0) gives 0.": (
            "after.get(character, 0)",
            "after[character]",
        ),
        "a context that was never seen gives zeros: with alpha alone every character gets 1/V.": (
            "after =",
            NEW.format("np.zeros(len(alphabet))"),
        ),
        "a context that was never seen gives one number: return an array with 1/V for each character.": (
            "after =",
            NEW.format("1 / len(alphabet)"),
        ),
        "setdefault adds the new context to counts, an argument: read it with counts.get(context, {}).": (
            "counts.get(context",
            "counts.setdefault(context",
        ),
        "alpha is written into counts, an argument: after.get(c, 0) + alpha does not change it.": """
        after = counts.setdefault(context, {})
        for c in alphabet:
            after[c] = after.get(c, 0) + alpha
        return np.array([after[c] / sum(after.values()) for c in alphabet])
    """,
        "the result is a list: return an array, np.array([...]).": (P, f"list({P})"),
        "the result is a dict: return an array in the order of alphabet.": (P, f"dict(zip(alphabet, {P}))"),
    },
)


equivalents(
    next_probabilities,
    {
        "one character at a time": """
        after = counts.get(context, {})
        total = sum(after.values()) + alpha * len(alphabet)
        return np.array([(after.get(c, 0) + alpha) / total for c in alphabet])
    """,
        "divided by the sum": """
        weights = np.array([counts.get(context, {}).get(c, 0) + alpha for c in alphabet])
        return weights / weights.sum()
    """,
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
