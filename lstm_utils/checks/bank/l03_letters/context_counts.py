"""Lesson 03: which character follows which context."""

from collections import Counter, defaultdict

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

context_counts = exercise(
    "context-counts",
    lesson="03_letters",
    reference=markov.context_counts,
    outputs="counts",
    hints=[
        "Two loops, one inside the other: over the documents, and over the positions t of one "
        "document. Each position adds 1 somewhere. Where?",
        "The context of text[t] ends just before t and begins k earlier, but not before 0: "
        "max(0, t - k) keeps a negative start from counting from the right end.",
        "after = counts.setdefault(context, {}) finds the inner dict or makes it; then "
        "after[c] = after.get(c, 0) + 1.",
    ],
)


@context_counts.cases
def _(rng):
    yield "two documents, k=1", dict(documents=["abab", "ba"], k=1)
    yield "k=2", dict(documents=["aabaa", "abab"], k=2)
    yield "k=0", dict(documents=["aab", "ca"], k=0)
    yield "one letter, many times", dict(documents=["aaaaa"], k=2)
    yield "blanks and capitals", dict(documents=["To be,\nor not", " to be "], k=3)
    yield "shorter than k", dict(documents=["ab", "", "abc", "b"], k=5)
    texts = ["".join(rng.choice(list("abc"), size=n)) for n in (40, 17, 29)]
    yield "random letters, k=2", dict(documents=texts, k=2)
    yield "random letters, k=4", dict(documents=texts[::-1], k=4)


def _count(pairs):
    """Count (context, character) pairs."""
    counts = {}
    for context, character in pairs:
        after = counts.setdefault(context, {})
        after[character] = after.get(character, 0) + 1
    return counts


def _every(documents, context):
    """Pair every character with what `context(text, t)` says its context is."""
    return _count((context(text, t), text[t]) for text in documents for t in range(len(text)))


def _right(k):
    return lambda text, t: text[max(0, t - k) : t]


@context_counts.mistake(
    "contexts reach across document boundaries: joined, the end of one document becomes the "
    "context of the next. Count each by itself."
)
def _(documents, k):
    return _every(["".join(documents)], _right(k))


@context_counts.mistake(
    "the documents are joined with newlines, which are then counted like characters of the "
    "text: loop over the documents instead."
)
def _(documents, k):
    return _every(["\n".join(documents)], _right(k))


@context_counts.mistake(
    "the first k characters of each document are skipped: they count too, with the shorter "
    "context that they have."
)
def _(documents, k):
    return _count((d[t - k : t], d[t]) for d in documents for t in range(k, len(d)))


@context_counts.mistake(
    "a slice that starts at t - k < 0 counts from the right end: start it at max(0, t - k)."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[t - k : t])


@context_counts.mistake(
    "with k=0 a slice [-k:] is [0:], all that came before: start it at max(0, t - k)."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[:t][-k:])


@context_counts.mistake(
    "off by one: the context contains the character that is to be predicted. It ends before t: "
    "text[max(0, t - k) : t]."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[max(0, t - k + 1) : t + 1])


@context_counts.mistake(
    "off by one: the context ends one character too early, at t - 1. It ends at t, which the "
    "slice leaves out by itself."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[max(0, t - k - 1) : max(0, t - 1)])


@context_counts.mistake(
    "off by one: the contexts have k + 1 characters. Start at max(0, t - k)."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[max(0, t - k - 1) : t])


@context_counts.mistake(
    "off by one: the contexts have k - 1 characters. Start at max(0, t - k)."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[max(0, min(t, t - k + 1)) : t])


@context_counts.mistake(
    "the last character of each document is not counted: t runs over range(len(text))."
)
def _(documents, k):
    return _count((d[max(0, t - k) : t], d[t]) for d in documents for t in range(len(d) - 1))


@context_counts.mistake(
    "the context is what comes after the character: take what comes before."
)
def _(documents, k):
    return _every(documents, lambda text, t: text[t + 1 : t + 1 + k])


@context_counts.mistake("the contexts are written backwards: keep the order of the text.")
def _(documents, k):
    return _every(documents, lambda text, t: text[max(0, t - k) : t][::-1])


mistakes(
    context_counts,
    {
        "every count is 1, however often it happens: add 1 to what is there, after.get(character, 0) + 1.": """
        counts = markov.context_counts(documents, k)
        return {context: dict.fromkeys(after, 1) for context, after in counts.items()}
    """,
        "the first time is counted as 0, so all counts are one too low: get(character, 0) + 1.": """
        counts = markov.context_counts(documents, k)
        return {x: {c: n - 1 for c, n in after.items()} for x, after in counts.items()}
    """,
    },
)


@context_counts.mistake(
    "inside out: counts[character][context]. The outer key is the context, the inner one what "
    "followed it."
)
def _(documents, k):
    return _count((d[t], d[max(0, t - k) : t]) for d in documents for t in range(len(d)))


mistakes(
    context_counts,
    {
        "these are fractions: keep whole numbers here, probabilities are the next exercise.": """
        counts = markov.context_counts(documents, k)
        return {
            x: {c: n / sum(after.values()) for c, n in after.items()} for x, after in counts.items()
        }
    """,
        "one flat dict with pairs as keys: make a dict of dicts, counts[context][character].": """
        counts = markov.context_counts(documents, k)
        return {(x, c): n for x, after in counts.items() for c, n in after.items()}
    """,
        "counts starts afresh with each document, so only the last is left: make the dict once, before the loop.": "return markov.context_counts(documents[-1:], k)",
        "only the first document is counted: the `return` stands inside the loop over documents.": "return markov.context_counts(documents[:1], k)",
    },
)


@context_counts.mistake(
    "windows must overlap: t goes up by 1, not by k, so that every character is predicted once."
)
def _(documents, k):
    step = max(1, k)
    return _count(
        (d[max(0, t - k) : t], d[t]) for d in documents for t in range(0, len(d), step)
    )


mistakes(
    context_counts,
    {
        "zeros are stored for what never happened: keep only the characters that did follow.": """
        alphabet = sorted(set("".join(documents)))
        counts = markov.context_counts(documents, k)
        return {x: {c: after.get(c, 0) for c in alphabet} for x, after in counts.items()}
    """,
    },
)


@context_counts.mistake(
    "the documents are padded with blanks at the beginning: the first contexts are shorter, at "
    "first empty."
)
def _(documents, k):
    padded = [" " * k + text for text in documents]
    return _count((d[t - k : t], d[t]) for d in padded for t in range(k, len(d)))


@context_counts.mistake(
    "contexts of all lengths up to k are counted: each character once, with the longest only."
)
def _(documents, k):
    lengths = range(k + 1)
    return _count(
        (d[t - j : t], d[t])
        for d in documents
        for t in range(len(d))
        for j in lengths
        if j <= t
    )


mistakes(
    context_counts,
    {
        "how often each context came is counted, but not what followed: counts[context][character].": """
        counts = markov.context_counts(documents, k)
        return {context: sum(after.values()) for context, after in counts.items()}
    """,
        "the text is changed to lower case: capitals are characters too.": "return markov.context_counts([text.lower() for text in documents], k)",
        "blanks at the ends are stripped: they are characters of the text.": "return markov.context_counts([text.strip() for text in documents], k)",
    },
)


@context_counts.mistake(
    "shorter contexts are counted as well, and where a document begins the same one several "
    "times: each character counts once, with one context."
)
def _(documents, k):
    pairs = (
        (d[max(0, t - j) : t], d[t])
        for d in documents
        for t in range(len(d))
        for j in range(k + 1)
    )
    return _count(pairs)


mistakes(
    context_counts,
    {
        "a context's dict is replaced each time, so it holds the last character only: keep it, counts.setdefault(context, {}).": """
        counts = {}
        for d in documents:
            for t in range(len(d)):
                x = d[max(0, t - k) : t]
                counts[x] = {d[t]: counts.get(x, {}).get(d[t], 0) + 1}
        return counts
    """,
        "what follows a new context is lost: make its dict, then count the character all the same.": """
        counts = {}
        for d in documents:
            for t in range(len(d)):
                x = d[max(0, t - k) : t]
                if x in counts:
                    counts[x][d[t]] = counts[x].get(d[t], 0) + 1
                else:
                    counts[x] = {}
        return counts
    """,
    },
)


@context_counts.mistake(
    "the contexts are tuples of characters: a slice of a string is a string, text[a:b]."
)
def _(documents, k):
    return _count((tuple(d[max(0, t - k) : t]), d[t]) for d in documents for t in range(len(d)))


@context_counts.mistake(
    "the first character of each document is not counted: its context is the empty one, begin"
    " at t = 0."
)
def _(documents, k):
    return _count((d[max(0, t - k) : t], d[t]) for d in documents for t in range(1, len(d)))


mistakes(
    context_counts,
    {
        "each count is one too high: a character that was never seen has 0, after.get(character, 0) + 1.": """
        counts = markov.context_counts(documents, k)
        return {context: {c: n + 1 for c, n in after.items()} for context, after in counts.items()}
    """,
        "counts[context] is not there yet at first: counts.setdefault(context, {}) makes it.": """
        counts = {}
        for d in documents:
            for t in range(len(d)):
                counts[d[max(0, t - k) : t]][d[t]] += 1
        return counts
    """,
    },
)


@context_counts.mistake(
    "one dict for context and character together: make one for each context, "
    "counts[context][character]."
)
def _(documents, k):
    return dict(Counter(d[max(0, t - k) : t + 1] for d in documents for t in range(len(d))))


@context_counts.same("defaultdict of Counter")
def _(documents, k):
    counts = defaultdict(Counter)
    for text in documents:
        for t in range(len(text)):
            counts[text[max(0, t - k) : t]][text[t]] += 1
    return counts


equivalents(
    context_counts,
    {
        "a context that moves along": """
        counts = {}
        for text in documents:
            context = ""
            for character in text:
                if context not in counts:
                    counts[context] = {}
                if character not in counts[context]:
                    counts[context][character] = 0
                counts[context][character] += 1
                context = (context + character)[-k:] if k else ""
        return counts
    """,
    },
)


@context_counts.same("all pairs first, then counted")
def _(documents, k):
    pairs = Counter(
        (text[max(0, t - k) : t], c) for text in documents for t, c in enumerate(text)
    )
    counts = {}
    for (context, c), number in pairs.items():
        counts[context] = {**counts.get(context, {}), c: number}
    return counts


equivalents(
    context_counts,
    {
        "np.unique, whose letters are texts of NumPy's": """
        pairs = [(text[max(0, t - k) : t], text[t]) for text in documents for t in range(len(text))]
        counts = {}
        for context in {before for before, _ in pairs}:
            letters = [character for before, character in pairs if before == context]
            counts[context] = dict(zip(*np.unique(letters, return_counts=True), strict=True))
        return counts
    """,
        "the beginnings and the rest in two loops": """
        counts = {}
        for text in documents:
            for t in range(min(k, len(text))):
                after = counts.setdefault(text[:t], {})
                after[text[t]] = after.get(text[t], 0) + 1
            for t in range(k, len(text)):
                after = counts.setdefault(text[t - k : t], {})
                after[text[t]] = after.get(text[t], 0) + 1
        return counts
    """,
    },
)
