"""Lesson 03: the mean surprise of a model, in bits."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

bits_per_character = exercise(
    "bits-per-character",
    lesson="03_letters",
    reference=markov.bits_per_character,
    outputs="bits",
    hints=[
        "Walk through the documents as in context_counts. At each position you know the "
        "context and which character follows. Which probability does the model give it?",
        "markov.next_probabilities(model['counts'], context, model['alphabet'], "
        "model['alpha']) gives all V; model['alphabet'].index(text[t]) is the position in it.",
        "Add up -math.log2(p) over all characters of all documents, count them, divide once at "
        "the end. Where p = 0, add math.inf.",
    ],
)

ABC = "abc"


@bits_per_character.cases
def _(rng):
    def case(texts, k, alpha, documents, alphabet=ABC):
        return dict(model=markov.ngram(texts, k, alphabet, alpha), documents=documents)

    def draw(*sizes):
        return ["".join(rng.choice(list(ABC), size=n, p=[0.6, 0.3, 0.1])) for n in sizes]

    yield "order 1", case(["abacab"], 1, 0.5, ["abca", "b"])
    yield "order 0", case(["aabac"], 0, 0.25, ["cab", "aa"])
    train = draw(50, 30, 20)
    yield "order 2", case(train, 2, 0.3, draw(12, 5, 1))
    yield "order 3, an empty document", case(train, 3, 0.1, [*draw(9, 2), ""])
    yield "no smoothing", case(["abab", "bab"], 1, 0, ["abababa", "ba"], "ba")
    yield "a new character, no smoothing", case(["abab", "bc"], 1, 0, ["abc", "ac"])
    several = case(train, 1, 0.2, draw(9, 7))
    for k in (2, 3):
        several["model"]["counts"] |= markov.context_counts(train, k)
    yield "counts of several orders, k=1", several
    yield "other characters", case(["no onion", "noon"], 1, 0.5, ["onion", "no"], "nio ")
    yield "a long text", case(train, 1, 0.05, draw(1200), "cab")


SURPRISE = "-math.log2(p_next) if p_next > 0 else math.inf"
CONTEXT = "document[max(0, t - k) : t]"
CALL = "markov.next_probabilities(counts, context, alphabet, alpha)"
# Own code can give p = 0 after a new context where alpha = 0, and `markov` raises.
ZERO = (f"p = {CALL}", f"p = {CALL} if alpha or context in counts else [0] * len(alphabet)")
SKIP = "if {}:\n                continue\n            {}"

mistakes(
    bits_per_character,
    {
        "these are nats, from the natural logarithm: bits take log2, which is log(p) / log(2).": ("math.log2", "math.log"),
        "an alphabet is written into the function: use model['alphabet'].": ('= model["alphabet"]', '= "abc"'),
        "these are decimal digits, from log10: bits take log2.": ("math.log2", "math.log10"),
        "the sign is missing: log2 p is negative, the surprise is -log2 p.": (
            SURPRISE,
            "math.log2(p_next) if p_next > 0 else -math.inf",
        ),
        "the bits are summed: divide by the number of characters in all documents.": (" / N", ""),
        "the sum is divided by the number of documents: divide by the number of characters in all of them.": (
            "/ N",
            "/ len(documents)",
        ),
        "the sum is divided by the length of the last document: divide by the length of all of them.": ("/ N", "/ len(document)"),
        "this is a mean of the documents' means, so a short document counts as much as a long one: divide once, at the end.": "return np.mean([markov.bits_per_character(model, [d]) for d in documents if d])",
        "this is a mean of the documents' means, and an empty document counts as 0 bits: divide once, at the end.": "return sum(markov.bits_per_character(model, [d]) for d in documents if d) / len(documents)",
        "this measures the training part, the counts inside the model: loop over `documents`.": [
            ("document in documents", "context in counts"),
            ("t, character in enumerate(document)", "character, n in counts[context].items()"),
            (f"            context = {CONTEXT}\n", ""),
            ("bits += -math", "bits += -n * math"),
            ("N += 1", "N += n"),
        ],
        "this is the entropy, -sum p log2 p: add the surprise -log2 p of the one character that follows.": (
            SURPRISE,
            "-sum(q * math.log2(q) for q in p if q > 0)",
        ),
        "this is the logarithm of the mean: take the logarithm of each probability, then the mean.": [
            (SURPRISE, "p_next"),
            ("bits / N", "-math.log2(bits / N)"),
        ],
        "the product of so many probabilities underflows to 0: add logarithms instead.": [
            ("0.0", "1.0"),
            (f"+= {SURPRISE}", "*= p_next"),
            ("bits / N", "-math.log2(bits) / N if bits > 0 else math.inf"),
        ],
        "this is 2 to the power of the bits, the perplexity: return the bits.": ("bits / N", "2 ** (bits / N)"),
        "this is a mean probability: the surprise of a character is -log2 p.": (SURPRISE, "p_next"),
        "the first k characters of each document are skipped: the model has counted their shorter contexts, too.": (
            "context =",
            SKIP.format("t < k", "context ="),
        ),
        "the first k characters of each document are counted in N but their bits are missing: use their shorter contexts.": [
            ("context =", SKIP.format("t < k", "context =")),
            ("/ N", "/ sum(map(len, documents))"),
        ],
        "this is the surprise of the most likely character: use the one that follows.": (
            "p[alphabet.index(character)]",
            "max(p)",
        ),
        "contexts cross document boundaries: begin each document with an empty context.": [
            ("in documents:", 'in ["".join(documents)]:'),
            ZERO,
        ],
        "off by one: the context includes the character to predict. It is text[max(0, t - k) : t].": [
            ("t - k) : t", "t - k + 1) : t + 1"),
            ZERO,
        ],
        "off by one: the context ends one character too early. It is text[max(0, t - k) : t].": (
            "max(0, t - k) : t",
            "max(0, t - k - 1) : max(0, t - 1)",
        ),
        "off by one: the context has k + 1 characters. It is text[max(0, t - k) : t].": [("t - k", "t - k - 1"), ZERO],
        "the context is everything before the character: the model knows the last k characters only.": [
            (CONTEXT, "document[:t]"),
            ZERO,
        ],
        "for k=0 the slice [-k:] is [0:], everything before: start it at max(0, t - k).": ("[max(0, t - k) : t]", "[:t][-k:]"),
        "where t - k < 0 the slice starts from the right end: start it at max(0, t - k).": ("max(0, t - k)", "t - k"),
        "the context is not used: look up the k characters before, not the empty context.": (CONTEXT, '""'),
        "the model's alpha is not used: pass model['alpha'], or new characters cost inf bits.": (
            CALL,
            "markov.next_probabilities(counts, context, alphabet, 0) if context in counts else [0] * len(alphabet)",
        ),
        "a small number inside the logarithm hides p = 0: there the surprise is math.inf.": (
            SURPRISE,
            "-math.log2(p_next + 1e-12)",
        ),
        "characters with p = 0 are left out, where the model is most wrong: add math.inf.": (
            "bits +=",
            SKIP.format("p_next == 0", "bits +="),
        ),
        "contexts that were never seen are left out: they are hard to predict, but every character counts.": (
            "p = markov",
            SKIP.format("context not in counts", "p = markov"),
        ),
        "math.log2(0) raises: where p = 0 the surprise is math.inf.": (SURPRISE, "-math.log2(p_next)"),
        "a character with p = 0 costs 0 bits: its surprise is math.inf.": ("math.inf", "0"),
        "only the first document is measured: the `return` is inside the loop over documents.": ("    return", "        return"),
        "only the last document is measured: set bits and N before the loop over documents.": (
            "bits, N = 0.0, 0\n    for document in documents:\n",
            "for document in documents:\n        bits, N = 0.0, 0\n",
        ),
    },
)


equivalents(
    bits_per_character,
    {
        "np.log2 of all probabilities at once": """
        p = [
            model["counts"].get(d[max(0, t - model["k"]) : t], {}).get(d[t], 0) + model["alpha"]
            for d in documents
            for t in range(len(d))
        ]
        totals = [
            sum(model["counts"].get(d[max(0, t - model["k"]) : t], {}).values())
            for d in documents
            for t in range(len(d))
        ]
        with np.errstate(divide="ignore"):
            total = np.array(totals) + model["alpha"] * len(model["alphabet"])
            return -np.log2(np.array(p) / total).mean()
    """,
        "natural logarithms, divided by log 2 at the end": [
            (SURPRISE, "-math.log(p_next) if p_next else math.inf"),
            ("bits / N", "bits / N / math.log(2)"),
        ],
        "counted first, then weighted": """
        bits, n = 0.0, 0
        for context, after in markov.context_counts(documents, model["k"]).items():
            p = markov.next_probabilities(
                model["counts"], context, model["alphabet"], model["alpha"]
            )
            for character, times in after.items():
                q = p[model["alphabet"].index(character)]
                bits -= times * (math.log2(q) if q else -math.inf)
                n += times
        return bits / n
    """,
        "a context that moves along": [
            ("    for t, character", '    context = ""\n        for t, character'),
            (f"            context = {CONTEXT}\n", ""),
            ("N += 1", 'N += 1\n            context = (context + character)[-k:] if k else ""'),
        ],
    },
)
