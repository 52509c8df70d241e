"""Lesson 03: how many bits a model needs for a character."""

import math

import numpy as np

from lstm_utils.checks.declare import exercise
from lstm_utils.tasks import markov

bits_per_character = exercise(
    "bits-per-character",
    lesson="03_letters",
    reference=markov.bits_per_character,
    outputs="bits",
    hints=[
        "Walk through the documents as in context_counts. At each position you know the "
        "context and which character really came. What did the model give it?",
        "markov.next_probabilities(model['counts'], context, model['alphabet'], "
        "model['alpha']) gives all V; model['alphabet'].index(text[t]) says which.",
        "Add up -math.log2(p) over all characters of all documents, count them, divide once at "
        "the end. Where p is 0 the surprise is math.inf.",
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
    yield "what was never seen, no smoothing", case(["abab", "bc"], 1, 0, ["abc", "ac"])
    several = case(train, 1, 0.2, draw(9, 7))
    for k in (2, 3):
        several["model"]["counts"] |= markov.context_counts(train, k)
    yield "counts of several orders, k=1", several
    yield "a long text", case(train, 1, 0.05, draw(1200), "cab")


def _log2(p):
    return math.log2(p) if p > 0 else -math.inf


def _p(model, context, character):
    """The probability that the model gives to a character, 0 where it has no answer."""
    after = model["counts"].get(context, {})
    total = sum(after.values()) + model["alpha"] * len(model["alphabet"])
    return (after.get(character, 0) + model["alpha"]) / total if total else 0.0


def _right(text, t, k):
    return text[max(0, t - k) : t]


def _all_p(model, documents, context=_right):
    """The probabilities of all characters, with contexts cut out by `context(text, t, k)`."""
    return [
        _p(model, context(text, t, model["k"]), text[t])
        for text in documents
        for t in range(len(text))
    ]


def _mean_bits(probabilities):
    return -sum(map(_log2, probabilities)) / len(probabilities)


@bits_per_character.mistake(
    "these are nats, from the natural logarithm: bits take log2, which is log(p) / log(2)."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents)) * math.log(2)


@bits_per_character.mistake("these are decimal digits, from log10: bits take log2.")
def _(model, documents):
    return _mean_bits(_all_p(model, documents)) * math.log10(2)


@bits_per_character.mistake("the sign is missing: log2 p is negative, the surprise is -log2 p.")
def _(model, documents):
    return -_mean_bits(_all_p(model, documents))


@bits_per_character.mistake(
    "the bits are summed: divide by the number of characters in all documents."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents)) * sum(map(len, documents))


@bits_per_character.mistake(
    "divided by the number of documents: divide by the number of characters in all of them."
)
def _(model, documents):
    total = _mean_bits(_all_p(model, documents)) * sum(map(len, documents))
    return total / len(documents)


@bits_per_character.mistake(
    "a mean of the documents' means: a short document then counts as much as a long one. One "
    "sum, one division at the end."
)
def _(model, documents):
    means = [_mean_bits(_all_p(model, [text])) for text in documents if text]
    return sum(means) / len(means)


@bits_per_character.mistake(
    "this measures the training part, the counts inside the model: walk through `documents`, "
    "which the model has not seen."
)
def _(model, documents):
    counts = model["counts"]
    total = sum(sum(after.values()) for after in counts.values())
    bits = [n * _log2(_p(model, x, c)) for x in counts for c, n in counts[x].items()]
    return -sum(bits) / total


@bits_per_character.mistake(
    "this is how unsure the model is, -sum p log2 p: take the surprise -log2 p at the one "
    "character that came."
)
def _(model, documents):
    total = 0.0
    for text in documents:
        for t in range(len(text)):
            context = _right(text, t, model["k"])
            p = [_p(model, context, c) for c in model["alphabet"]]
            total -= sum(q * _log2(q) for q in p if q > 0)
    return total / sum(map(len, documents))


@bits_per_character.mistake(
    "the logarithm of the mean: take the logarithm of each probability, then the mean."
)
def _(model, documents):
    return -_log2(float(np.mean(_all_p(model, documents))))


@bits_per_character.mistake(
    "the product of so many probabilities underflows to 0: add up logarithms instead."
)
def _(model, documents):
    probabilities = _all_p(model, documents)
    return -_log2(float(np.prod(probabilities))) / len(probabilities)


@bits_per_character.mistake(
    "this is 2 to the power of the bits, the perplexity: return the bits themselves."
)
def _(model, documents):
    return 2 ** _mean_bits(_all_p(model, documents))


@bits_per_character.mistake(
    "this is a mean probability: the surprise at a character is -log2 p."
)
def _(model, documents):
    return float(np.mean(_all_p(model, documents)))


@bits_per_character.mistake(
    "the first k characters of each document are skipped: they have shorter contexts, which "
    "the model has counted too."
)
def _(model, documents):
    k = model["k"]
    return _mean_bits(
        [_p(model, d[t - k : t], d[t]) for d in documents for t in range(k, len(d))]
    )


@bits_per_character.mistake(
    "the first k characters of each document cost nothing but are divided by: they have "
    "shorter contexts, which the model has counted too."
)
def _(model, documents):
    k, n = model["k"], sum(map(len, documents))
    p = [_p(model, d[t - k : t], d[t]) for d in documents for t in range(k, len(d))]
    return -sum(map(_log2, p)) / n


@bits_per_character.mistake(
    "this is the surprise at the most likely character: take the one that came."
)
def _(model, documents):
    top = []
    for text in documents:
        for t in range(len(text)):
            context = _right(text, t, model["k"])
            top.append(max(_p(model, context, c) for c in model["alphabet"]))
    return _mean_bits(top)


@bits_per_character.mistake(
    "contexts reach across document boundaries: the documents are joined. Begin each with an "
    "empty context."
)
def _(model, documents):
    return _mean_bits(_all_p(model, ["".join(documents)]))


@bits_per_character.mistake(
    "off by one: the context contains the character that is to be predicted. It is "
    "text[max(0, t - k) : t]."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents, lambda d, t, k: d[max(0, t - k + 1) : t + 1]))


@bits_per_character.mistake(
    "off by one: the context ends one character too early. It is text[max(0, t - k) : t]."
)
def _(model, documents):
    early = lambda d, t, k: d[max(0, t - k - 1) : max(0, t - 1)]  # noqa: E731
    return _mean_bits(_all_p(model, documents, early))


@bits_per_character.mistake(
    "off by one: the context has k + 1 characters. It is text[max(0, t - k) : t]."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents, lambda d, t, k: d[max(0, t - k - 1) : t]))


@bits_per_character.mistake(
    "the context is all that came before, however long: the model knows the last k characters "
    "only."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents, lambda d, t, k: d[:t]))


@bits_per_character.mistake(
    "with k=0 a slice [-k:] is [0:], all that came before: start it at max(0, t - k)."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents, lambda d, t, k: d[:t][-k:]))


@bits_per_character.mistake(
    "a slice that starts at t - k < 0 counts from the right end: start it at max(0, t - k)."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents, lambda d, t, k: d[t - k : t]))


@bits_per_character.mistake(
    "the context is not used: look up the k characters before, not the empty context."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents, lambda d, t, k: ""))


@bits_per_character.mistake(
    "the model's alpha is not used: pass model['alpha'] on, or what is new costs inf bits."
)
def _(model, documents):
    return _mean_bits(_all_p(model | {"alpha": 0}, documents))


@bits_per_character.mistake(
    "a small number inside the logarithm hides p = 0: a model that called it impossible needs "
    "math.inf bits."
)
def _(model, documents):
    return _mean_bits([p + 1e-12 for p in _all_p(model, documents)])


@bits_per_character.mistake(
    "characters with p = 0 are left out, where the model was most wrong: they cost math.inf."
)
def _(model, documents):
    return _mean_bits([p for p in _all_p(model, documents) if p > 0])


@bits_per_character.mistake(
    "contexts that were never seen are left out, but they are the hard ones: every character "
    "counts."
)
def _(model, documents):
    k, counts = model["k"], model["counts"]
    pairs = [(_right(d, t, k), d[t]) for d in documents for t in range(len(d))]
    return _mean_bits([_p(model, x, c) for x, c in pairs if x in counts])


@bits_per_character.mistake(
    "math.log2(0) raises: where the model gave p = 0 the surprise is math.inf."
)
def _(model, documents):
    probabilities = _all_p(model, documents)
    return -sum(math.log2(p) for p in probabilities) / len(probabilities)


@bits_per_character.mistake(
    "where p = 0 the character costs 0 bits here: it was called impossible, so it costs "
    "math.inf."
)
def _(model, documents):
    return -sum(_log2(p) for p in _all_p(model, documents) if p > 0) / sum(map(len, documents))


@bits_per_character.mistake(
    "only the first document is measured: the `return` stands inside the loop over documents."
)
def _(model, documents):
    return _mean_bits(_all_p(model, documents[:1]))


@bits_per_character.mistake(
    "only the last document is measured: sum and number start before the loop over documents."
)
def _(model, documents):
    return _mean_bits(_all_p(model, [text for text in documents if text][-1:]))


@bits_per_character.mistake(
    "divided by the length of the last document: add up the lengths of all of them."
)
def _(model, documents):
    total = _mean_bits(_all_p(model, documents)) * sum(map(len, documents))
    return total / max(1, len(documents[-1]))


@bits_per_character.same("np.log2 of all probabilities at once")
def _(model, documents):
    with np.errstate(divide="ignore"):
        return -np.log2(_all_p(model, documents)).mean()


@bits_per_character.same("natural logarithms, divided by log 2 in the end")
def _(model, documents):
    nats, n = 0.0, 0
    for text in documents:
        for t, character in enumerate(text):
            p = _p(model, _right(text, t, model["k"]), character)
            nats += -math.log(p) if p else math.inf
            n += 1
    return nats / n / math.log(2)


@bits_per_character.same("counted first, then weighted")
def _(model, documents):
    bits, n = 0.0, 0
    for context, after in markov.context_counts(documents, model["k"]).items():
        for character, times in after.items():
            bits -= times * _log2(_p(model, context, character))
            n += times
    return bits / n


@bits_per_character.same("next_probabilities and index")
def _(model, documents):
    total = n = 0
    for text in documents:
        context = ""
        for character in text:
            p = _p(model, context, character)
            if model["counts"].get(context) or model["alpha"]:
                known = (model["counts"], context, model["alphabet"], model["alpha"])
                p = markov.next_probabilities(*known)[model["alphabet"].index(character)]
            total, n = total - _log2(p), n + 1
            context = (context + character)[-model["k"] :] if model["k"] else ""
    return total / n
