"""Lesson 20: BLEU of a corpus, one reference each."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "bleu",
    lesson="20_translation",
    reference=nets.bleu,
    outputs="BLEU",
    numbers=("BLEU",),
    hints=[
        "Keep two sums for each n, over all sentences: the n-grams that match, and the n-grams in the hypotheses.",
        "Counter & Counter takes the smaller count of each n-gram: that is the clipping. sum(counter.values()) counts them.",
        "After all sentences: 100 * min(1, exp(1 - r / c)) * exp(mean of ln(matches / counts)); 0 if a number of matches is 0.",
    ],
)


def _noisy(rng, words, wrong=0.15, drop=0.1):
    """Return words with some of them exchanged, dropped, or said twice."""
    found = []
    for word in words:
        draw = rng.random()
        found += [] if draw < drop else ["x"] if draw < drop + wrong else [word] * (2 if draw > 0.93 else 1)
    return found


@ex.cases
def _(rng):
    def sentences(n, low=5, high=14, words="abcdefgh"):
        return [[str(w) for w in rng.choice([*words], size=rng.integers(low, high))] for _ in range(n)]

    def corpus(n, drop=0.1, **sizes):
        references = sentences(n, **sizes)
        return dict(hypotheses=[_noisy(rng, words, drop=drop) for words in references], references=references)

    german = ["zwei", "und", "vierzig", "große", "Hunde"], ["zwei", "und", "vierzig", "große", "rote", "Katzen"]
    yield "the example of the task", dict(hypotheses=[german[0]], references=[german[1]], longest=2)
    yield "30 sentences", corpus(30)
    yield "30 sentences, n-grams up to 2", corpus(30) | dict(longest=2)
    yield "40 sentences, too short", corpus(40, drop=0.4) | dict(longest=3)
    long = corpus(30, drop=0.0)
    yield (
        "20 sentences, too long",
        dict(hypotheses=[[*words, "a", "b"] for words in long["hypotheses"]], references=long["references"]),
    )
    exact = sentences(5)
    yield "all right", dict(hypotheses=exact, references=exact)
    yield "the words in reverse order", dict(hypotheses=[words[::-1] for words in exact], references=exact, longest=1)
    yield (
        "the same word seven times",
        dict(hypotheses=[["the"] * 7], references=[["the", "cat", "is", "on", "the", "mat"]], longest=1),
    )
    some = corpus(12)
    some["hypotheses"][3] = []
    yield "one hypothesis is empty", some | dict(longest=4)
    yield "all hypotheses are empty", dict(hypotheses=[[], []], references=[["a"], ["b", "c"]])
    yield "no four words match", dict(hypotheses=[list("abcxdef")], references=[list("abcydef")])
    yield "no hypothesis has four words", dict(hypotheses=[["a", "b"], ["c"]], references=[["a", "b"], ["c"]])
    short = [["a", "b"], list("abcde"), ["c"]]
    yield "short sentences and a long one", dict(hypotheses=short, references=[["a", "b"], list("abcdef"), ["d"]])
    yield (
        "a match only across two sentences",
        dict(hypotheses=[["a"], ["b", "c"]], references=[["d", "a"], ["b", "c"]], longest=2),
    )
    yield (
        "the first is long, the second short",
        dict(hypotheses=[list("abcdabcd"), list("ab")], references=[list("abcd"), list("abcdef")], longest=2),
    )
    yield (
        "matches are in another sentence's reference",
        dict(hypotheses=[["a", "a"], ["b", "b"]], references=[["a", "b"], ["a", "b"]], longest=1),
    )
    yield "n-grams up to 6", corpus(40, high=20, words="abc") | dict(longest=6)
    yield (
        "words that differ in an upper-case letter",
        dict(hypotheses=[["wir", "sehen", "Rot"]], references=[["Wir", "sehen", "rot"]], longest=1),
    )
    yield (
        "words that are alike when joined",
        dict(hypotheses=[["rot", "ein", "erde", "es", "war"]], references=[["rot", "einer", "de", "es", "war"]], longest=2),
    )
    yield ("words that begin alike", dict(hypotheses=[["kleiner", "Hund"]], references=[["kleinen", "Hund"]], longest=1))
    yield "n-grams up to 9", corpus(60, high=30, words="ab", drop=0.02) | dict(longest=9)
    twice = corpus(6)
    yield "the same sentences twice", {side: some + some[:4] for side, some in twice.items()}
    stops = dict(hypotheses=[["ja", ",", "gut", "!"]], references=[["ja", ".", "gut", "!"]], longest=1)
    yield "punctuation marks", stops
    yield "words that contain others", dict(hypotheses=[["ein", "e", "in"]], references=[["eine", "in", "e"]], longest=2)


FOUND = "matches[n - 1] += sum((found & known).values())"
PENALTY, RETURN = "penalty = min(1.0, np.exp(1 - r / c))", "return float(100 * penalty * np.exp(np.log(matches / counts).mean()))"
ZERO = "    if not matches.all():\n        return 0.0\n"
COUNT = "counts[n - 1] += sum(found.values())"
mistakes(
    ex,
    {
        "the brevity penalty is missing: multiply by min(1, exp(1 - r / c)).": (PENALTY, "penalty = 1.0"),
        "long hypotheses are rewarded: the brevity penalty is 1 at most.": (PENALTY, "penalty = np.exp(1 - r / c)"),
        "the brevity penalty punishes long hypotheses: it is exp(1 - r / c) where c < r.": (
            PENALTY,
            "penalty = min(1.0, np.exp(1 - c / r))",
        ),
        "the brevity penalty is c / r: it is exp(1 - r / c).": (PENALTY, "penalty = min(1.0, c / r)"),
        "the brevity penalty is taken for each sentence: c and r are sums over the corpus.": (
            PENALTY,
            "penalty = np.mean([min(1.0, np.exp(1 - len(b) / max(len(a), 1))) for a, b in zip(hypotheses, references, strict=True)])",
        ),
        "counts are not clipped: an n-gram counts at most as often as it is in its reference, found & known.": (
            FOUND,
            "matches[n - 1] += sum(times for gram, times in found.items() if gram in known)",
        ),
        "each n-gram counts once: it counts as often as in hypothesis and reference, found & known.": (
            FOUND,
            "matches[n - 1] += len(found.keys() & known.keys())",
        ),
        "n-grams are clipped over the whole corpus: each hypothesis is compared with its own reference.": """
        matches, counts = np.zeros(longest), np.zeros(longest)
        for n in range(1, longest + 1):
            found, known = (
                Counter(tuple(words[k : k + n]) for words in side for k in range(len(words) - n + 1))
                for side in (hypotheses, references)
            )
            matches[n - 1] = sum((found & known).values())
            counts[n - 1] = sum(found.values())
        if not matches.all():
            return 0.0
        c, r = sum(map(len, hypotheses)), sum(map(len, references))
        return float(100 * min(1.0, np.exp(1 - r / c)) * np.exp(np.log(matches / counts).mean()))
    """,
        "the sentences are joined to one text: n-grams do not cross the end of a sentence.": (
            "    matches, counts =",
            "    hypotheses, references = ([[word for words in side for word in words]] for side in (hypotheses, references))\n"
            "    matches, counts =",
        ),
        "it is the mean BLEU of the sentences: add up matches and counts over all sentences first.": """
        scores = []
        for hypothesis, reference in zip(hypotheses, references, strict=True):
            precisions = []
            for n in range(1, longest + 1):
                found, known = (
                    Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))
                    for words in (hypothesis, reference)
                )
                precisions.append(sum((found & known).values()) / max(sum(found.values()), 1))
            if min(precisions) == 0:
                scores.append(0.0)
                continue
            penalty = min(1.0, np.exp(1 - len(reference) / len(hypothesis)))
            scores.append(100 * penalty * np.exp(np.log(precisions).mean()))
        return float(np.mean(scores))
    """,
        "the precisions are averaged: take their geometric mean, the exp of the mean logarithm.": (
            "np.exp(np.log(matches / counts).mean())",
            "(matches / counts).mean()",
        ),
        "the root is missing: the product of the precisions to the power 1 / longest.": (
            "np.exp(np.log(matches / counts).mean())",
            "(matches / counts).prod()",
        ),
        "the precision is that of all lengths together: one p_n for each n, then the geometric mean.": (
            "np.exp(np.log(matches / counts).mean())",
            "(matches.sum() / counts.sum())",
        ),
        "the result is a share: BLEU is 100 times that.": ("100 * penalty", "penalty"),
        "the matches are divided by the n-grams of the references: divide by those of the hypotheses.": (
            COUNT,
            "counts[n - 1] += sum(known.values())",
        ),
        "hypotheses and references have changed places: c and the counts belong to the hypotheses.": [
            (COUNT, "counts[n - 1] += sum(known.values())"),
            ("r / c", "c / max(r, 1)"),
        ],
        "where nothing matches, n-grams of that length are left out: BLEU is 0 then.": [
            (ZERO, "    if not matches.any():\n        return 0.0\n"),
            ("(matches / counts).mean()", "(matches[matches > 0] / counts[matches > 0]).mean()"),
        ],
        "sentences without a hypothesis are left out: their reference counts for the brevity penalty.": (
            "    matches, counts =",
            "    full = [n for n, words in enumerate(hypotheses) if words]\n"
            "    hypotheses, references = ([side[n] for n in full] for side in (hypotheses, references))\n"
            "    matches, counts =",
        ),
        "a hypothesis with fewer than n words counts as one n-gram: it has none.": (
            COUNT,
            "counts[n - 1] += max(sum(found.values()), 1)",
        ),
        "where nothing matches, the result is the integer 0: return 0.0, a float.": ("return 0.0", "return 0"),
        "1 is added to each count: BLEU is not smoothed.": ("np.log(matches / counts)", "np.log((matches + 1) / (counts + 1))"),
        "single words do not count: begin with n = 1.": (
            "np.log(matches / counts).mean()",
            "np.log((matches / counts)[min(1, longest - 1) :]).mean()",
        ),
        "longest is left out: the mean is over n = 1, ..., longest.": (
            "    matches, counts =",
            "    longest = 4\n    matches, counts =",
        ),
        "the longest n-grams are left out: range(1, longest + 1).": (
            "np.log(matches / counts).mean()",
            "np.log((matches / counts)[: max(longest - 1, 1)]).mean()",
        ),
        "only n-grams of length longest count: all from 1 to longest do.": (
            "np.log(matches / counts).mean()",
            "np.log((matches / counts)[-1])",
        ),
        "only n-grams at the same place match: they may be anywhere in the reference.": (
            FOUND,
            "matches[n - 1] += sum(hypothesis[k : k + n] == reference[k : k + n] for k in range(min(len(hypothesis), len(reference)) - n + 1))",
        ),
        "upper and lower case are alike: Rot and rot are two words.": (
            "    matches, counts =",
            "    hypotheses, references = ([[word.lower() for word in words] for words in side] for side in (hypotheses, references))\n"
            "    matches, counts =",
        ),
        "n-grams are joined without a space: ein erde and einer de differ, take tuples of words.": (
            "Counter(tuple(words",
            "Counter(''.join(words",
        ),
        "only the beginning of a word is compared: compare the words.": (
            "    matches, counts =",
            "    hypotheses, references = ([[word[:3] for word in words] for words in side] for side in (hypotheses, references))\n"
            "    matches, counts =",
        ),
        "n-grams of more than 6 words are left out: those of 1 to longest count.": (
            "    matches, counts =",
            "    longest = min(longest, 6)\n    matches, counts =",
        ),
        "sentences after the 50th are left out: use all.": (
            "    matches, counts =",
            "    hypotheses, references = hypotheses[:50], references[:50]\n    matches, counts =",
        ),
        "a sentence that comes again is left out: all sentences count.": (
            "    matches, counts =",
            "    sides = {(tuple(a), tuple(b)): (a, b) for a, b in zip(hypotheses, references, strict=True)}.values()\n"
            "    hypotheses, references = [a for a, _ in sides], [b for _, b in sides]\n"
            "    matches, counts =",
        ),
        "punctuation marks are left out: each is a word of the list.": (
            "    matches, counts =",
            "    hypotheses, references = ([[word for word in words if word.isalnum()] for words in side] for side in (hypotheses, references))\n"
            "    matches, counts =",
        ),
        "BLEU is rounded: return it as it is.": ("return float(100", "return round(100"),
        "the sets of letters are compared: a sentence is a list of words, keep them apart.": (
            "    matches, counts =",
            '    hypotheses, references = ([list("".join(words)) for words in side] for side in (hypotheses, references))\n'
            "    matches, counts =",
        ),
    },
)


equivalents(
    ex,
    {
        "zip of shifted lists, dicts": """
        logs, penalty = 0.0, 1.0
        c = sum(len(h) for h in hypotheses)
        r = sum(len(q) for q in references)
        if c == 0:
            return 0.0
        for n in range(1, longest + 1):
            hit = total = 0
            for h, q in zip(hypotheses, references, strict=True):
                left = {}
                for gram in zip(*[q[k:] for k in range(n)], strict=False):
                    left[gram] = left.get(gram, 0) + 1
                for gram in zip(*[h[k:] for k in range(n)], strict=False):
                    total += 1
                    if left.get(gram, 0) > 0:
                        left[gram] -= 1
                        hit += 1
            if hit == 0:
                return 0.0
            logs += np.log(hit) - np.log(total)
        if c < r:
            penalty = np.exp((c - r) / c)
        return 100.0 * penalty * np.exp(logs / longest)
    """,
        "a product and a root": [
            ("np.exp(np.log(matches / counts).mean())", "np.prod(matches / counts) ** (1 / longest)"),
            (PENALTY, "penalty = 1 if c > r else np.exp(1 - r / c)"),
        ],
        "strings as n-grams": """
        def grams(words, n):
            return [" ".join(words[k : k + n]) for k in range(len(words) - n + 1)]

        p = []
        for n in range(1, 1 + longest):
            pairs = [(grams(h, n), grams(q, n)) for h, q in zip(hypotheses, references, strict=True)]
            hits = sum(min(h.count(g), q.count(g)) for h, q in pairs for g in set(h))
            p.append((hits, sum(len(h) for h, _ in pairs)))
        if any(hits == 0 for hits, _ in p):
            return 0.0
        c, r = (sum(len(words) for words in side) for side in (hypotheses, references))
        logs = [np.log(hits / n) for hits, n in p]
        return np.exp(min(0, 1 - r / c) + np.mean(logs)) * 100
    """,
    },
)
