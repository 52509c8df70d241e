"""Lesson 03: which character follows which context."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

context_counts = exercise(
    "context-counts",
    lesson="03_letters",
    reference=markov.context_counts,
    outputs="counts",
    hints=[
        "Two nested loops: over the documents, and over the positions t of one document. Each "
        "position adds 1 to one count. Which one?",
        "The context of text[t] ends before t and begins k earlier, but not before 0: "
        "max(0, t - k) avoids a negative start, which counts from the right end.",
        "after = counts.setdefault(context, {}) finds the inner dict or creates it; then after[c] = after.get(c, 0) + 1.",
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


COUNT = """after = counts.setdefault(context, {})
            after[character] = after.get(character, 0) + 1"""
SHORTER = """for j in range({}):
                after = counts.setdefault(document[max(0, t - j) : t], {{}})
                after[character] = after.get(character, 0) + 1"""
SKIP = "if {}:\n                continue\n            context ="

mistakes(
    context_counts,
    {
        "contexts cross document boundaries: joined, the end of one document is the context of the next. Loop over the documents.": (
            "in documents:",
            'in ["".join(documents)]:',
        ),
        "the documents are joined with newlines, which are counted as characters: loop over the documents instead.": (
            "in documents:",
            'in ["\\n".join(documents)]:',
        ),
        "the first k characters of each document are skipped: count them too, each with the shorter context before it.": (
            "context =",
            SKIP.format("t < k"),
        ),
        "where t - k < 0 the slice starts from the right end: start it at max(0, t - k).": ("max(0, t - k)", "t - k"),
        "for k=0 the slice [-k:] is [0:], everything before: start it at max(0, t - k).": ("[max(0, t - k) : t]", "[:t][-k:]"),
        "off by one: the context includes the character to predict. It ends before t: text[max(0, t - k) : t].": (
            "t - k) : t",
            "t - k + 1) : t + 1",
        ),
        "off by one: the context ends one character too early, at t - 1. End the slice at t: it excludes text[t].": (
            "max(0, t - k) : t",
            "max(0, t - k - 1) : max(0, t - 1)",
        ),
        "off by one: the contexts have k + 1 characters. Start the slice at max(0, t - k).": ("t - k", "t - k - 1"),
        "off by one: the contexts have k - 1 characters. Start the slice at max(0, t - k).": ("t - k", "t - k + 1"),
        "the last character of each document is not counted: t runs over range(len(text)).": (
            "enumerate(document)",
            "enumerate(document[:-1])",
        ),
        "the first character of each document is not counted: start at t = 0, where the context is empty.": (
            "context =",
            SKIP.format("t == 0"),
        ),
        "the context comes after the character: use the k characters before it.": ("max(0, t - k) : t", "t + 1 : t + 1 + k"),
        "the contexts are reversed: keep the order of the text.": (": t]", ": t][::-1]"),
        "every count is 1: add 1 to the previous count, after.get(character, 0) + 1.": ("after.get(character, 0) + 1", "1"),
        "all counts are one too low, the first occurrence counts as 0: use after.get(character, 0) + 1.": (
            "(character, 0) + 1",
            "(character, -1) + 1",
        ),
        "all counts are one too high: a new character starts at 0, after.get(character, 0) + 1.": (
            "(character, 0) + 1",
            "(character, 1) + 1",
        ),
        "the keys are swapped, counts[character][context]: the outer key is the context, the inner key the next character.": (
            COUNT,
            "after = counts.setdefault(character, {})\n            after[context] = after.get(context, 0) + 1",
        ),
        "these are fractions: return whole numbers here, probabilities are the next exercise.": (
            "return counts",
            "return {x: {c: n / sum(after.values()) for c, n in after.items()} for x, after in counts.items()}",
        ),
        "the result is one flat dict with pairs as keys: build a dict of dicts, counts[context][character].": (
            COUNT,
            "counts[context, character] = counts.get((context, character), 0) + 1",
        ),
        "one dict has context and character as one key: build a dict for each context, counts[context][character].": (
            COUNT,
            "counts[context + character] = counts.get(context + character, 0) + 1",
        ),
        "how often each context occurs is counted, but not what follows it: counts[context][character].": (
            COUNT,
            "counts[context] = counts.get(context, 0) + 1",
        ),
        "counts is reset for each document, so only the last is left: create the dict before the loop.": (
            "counts = {}\n    for document in documents:\n",
            "for document in documents:\n        counts = {}\n",
        ),
        "only the first document is counted: the `return` is inside the loop over documents.": ("    return", "        return"),
        "the positions t go up by k: windows overlap, so t goes up by 1 and every character is predicted once.": (
            "context =",
            SKIP.format("k and t % k"),
        ),
        "zeros are stored for what never happened: keep only the characters that did follow.": (
            "return counts",
            'return {x: {c: after.get(c, 0) for c in "".join(documents)} for x, after in counts.items()}',
        ),
        "the documents are padded with blanks: the first contexts are shorter, and the very first is empty.": (
            ": t]",
            ": t].rjust(k)",
        ),
        "contexts of all lengths up to k are counted: count each character once, with the longest context only.": (
            f"context = document[max(0, t - k) : t]\n            {COUNT}",
            SHORTER.format("min(k, t) + 1"),
        ),
        "shorter contexts are counted too, some of them several times: count each character once, with one context.": (
            f"context = document[max(0, t - k) : t]\n            {COUNT}",
            SHORTER.format("k + 1"),
        ),
        "the text is converted to lower case: capitals are characters too.": (
            "in documents:",
            "in [text.lower() for text in documents]:",
        ),
        "blanks at the ends are stripped: they are characters of the text.": (
            "in documents:",
            "in [text.strip() for text in documents]:",
        ),
        "the dict of a context is replaced each time, so only the last character is left: use counts.setdefault(context, {}).": (
            COUNT,
            "counts[context] = {character: counts.get(context, {}).get(character, 0) + 1}",
        ),
        "the first character after a new context is lost: create its dict, then count the character as well.": (
            "after = counts.setdefault(context, {})",
            "if context not in counts:\n                counts[context] = {}\n                continue\n            after = counts[context]",
        ),
        "the contexts are tuples of characters: a slice of a string is a string, text[a:b].": (
            "= document[max(0, t - k) : t]",
            "= tuple(document[max(0, t - k) : t])",
        ),
        "counts[context] does not exist at first: counts.setdefault(context, {}) creates it.": (
            "counts.setdefault(context, {})",
            "counts[context]",
        ),
        "where fewer than k characters come before, the context is empty: take those there are, text[max(0, t - k) : t].": (
            "document[max(0, t - k) : t]",
            'document[t - k : t] if t >= k else ""',
        ),
    },
)


equivalents(
    context_counts,
    {
        "defaultdict of Counter": """
        from collections import Counter, defaultdict

        counts = defaultdict(Counter)
        for text in documents:
            for t in range(len(text)):
                counts[text[max(0, t - k) : t]][text[t]] += 1
        return counts
    """,
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
        "all pairs first, then counted": """
        from collections import Counter

        counts = {}
        pairs = Counter((d[max(0, t - k) : t], d[t]) for d in documents for t in range(len(d)))
        for (context, character), number in pairs.items():
            counts[context] = {**counts.get(context, {}), character: number}
        return counts
    """,
        "np.unique, with letters as NumPy strings": """
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
