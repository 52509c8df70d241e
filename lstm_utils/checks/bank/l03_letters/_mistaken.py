"""Which mistake made a text? Found by likelihood, see `_statistics`."""

import math

import numpy as np

from . import _statistics as statistics

ARGMAX = "always the most likely character, argmax: that is not a sample, it soon repeats itself. Draw with rng.choice(..., p=p)."
FIXED = (
    "the context is fixed at the end of the prompt: append each character to the text, and cut the next context from the text."
)
FIRST = "the context is the beginning of the text: use its last k characters."
EARLY = "off by one: the context misses the newest character. It is text[max(0, len(text) - k) :]."
LONG = "off by one: the context has k + 1 characters. It is text[max(0, len(text) - k) :]."
SHORT = "where the text is shorter than k, len(text) - k is negative and counts from the right end: use max(0, len(text) - k)."
UNUSED = "the context is not used: look up the last k characters, not the empty context."
NO_PROMPT = "the prompt is not used as context: begin with text = prompt, and remove it at the end."
ONLY_NEW = "the context forgets the prompt after the first draw: it is the last k of the prompt and the new characters together."
UNSMOOTHED = "alpha is not used: pass model['alpha'] to next_probabilities, so that new characters can come."
SEEN = "all characters that were seen here are equally likely: pass their probabilities, rng.choice(..., p=p)."
EQUAL = "all characters are equally likely: pass the probabilities, rng.choice(..., p=p)."
ALL_OR_NOTHING = "where the text is shorter than k, the context is empty: use what there is, text[max(0, len(text) - k) :]."
TURNED = "the context is reversed: text[max(0, len(text) - k) :] has the newest character last."
SORTED = "the probabilities are in the order of alphabet, the letters are not: rng.choice(list(model['alphabet']), p=p)."
POSSIBLE = "all characters with p > 0 are equally likely: pass their probabilities, rng.choice(..., p=p)."
INVERTED = "characters come with 1 - p: pass p itself to rng.choice(..., p=p)."
SOFTMAX = "softmax is applied to p: these are probabilities already, pass p itself to rng.choice(..., p=p)."
SHIFTED = "each character comes as often as its neighbor in the alphabet should: the index into the cumulative sum is off by one."
WHOLE = "the context is the whole text: use the last k characters only."
MINUS_ZERO = "for k = 0 text[-k:] is text[0:], the whole text: write text[max(0, len(text) - k) :]."
AFRESH = "a new generator is made inside the loop, so every draw is the same: use the argument rng."
OWN = "the function makes its own generator: draw from the argument rng, so that the caller sets the seed."
WITH_PROMPT = "the prompt is returned too: return only the n characters that follow it."
TOO_FEW = "n includes the prompt here: draw n characters after it."
ONE_SHORT = "one character too few is drawn: range(n) makes n rounds, range(1, n) one less."
PROMPT_IN_N = "the prompt is returned as part of the n characters: return n new ones, without the prompt."
REPEATS = "two calls with one generator gave the same text: draw each character from rng, which moves on with every draw."
TEMPERED = "the frequencies follow a power of p, p**t: pass p itself to rng.choice(..., p=p)."
AS_LIST = 'the result is a list of characters: join them, "".join(...).'


def _last(model, text):
    return text[max(0, len(text) - model["k"]) :]


def _after(context, distribution=statistics.probabilities):
    """Make a predictor of a function that cuts out the context.

    Args:
        context: gives the context for a model, a prompt and the text so far.
        distribution: gives the next distribution for a model and a context.

    Returns:
        a function of a model and a prompt. It returns a function from the text so far to the
        next distribution, which computes that once for each context.
    """

    def predictor(model, prompt):
        known = {}

        def predict(text):
            last = context(model, prompt, text)
            if last not in known:
                known[last] = distribution(model, last)
            return known[last]

        return predict

    return predictor


def _right(model, prompt, text):
    return _last(model, text)


by_model = _after(_right)


def _fromright(change):
    """Make a predictor that changes the right distribution, None where there is none."""

    def changed(model, context):
        p = statistics.probabilities(model, context)
        return p if p is None else tuple(map(float, change(np.array(p))))

    return _after(_right, changed)


def _unsmoothed(model, context):
    return statistics.probabilities(model | {"alpha": 0}, context)


def _seen(model, context):
    p = _unsmoothed(model, context)
    return p and tuple((q > 0) / sum(q > 0 for q in p) for q in p)


def _sorted(model, context):
    p, letters = statistics.probabilities(model, context), sorted(model["alphabet"])
    return p and tuple(p[letters.index(c)] for c in model["alphabet"])


def _uniform(model, context):
    return (1 / len(model["alphabet"]),) * len(model["alphabet"])


# The next distribution under each mistake; the likelihood of a text finds the mistake.
PREDICTORS = {
    EQUAL: _after(lambda model, prompt, text: "", _uniform),
    ARGMAX: _fromright(lambda p: np.eye(len(p))[p.argmax()]),
    FIXED: _after(lambda model, prompt, text: _last(model, prompt)),
    FIRST: _after(lambda model, prompt, text: text[: model["k"]]),
    EARLY: _after(lambda model, prompt, text: _last(model, text[:-1])),
    LONG: _after(lambda model, prompt, text: text[max(0, len(text) - model["k"] - 1) :]),
    SHORT: _after(lambda model, prompt, text: text[len(text) - model["k"] :]),
    UNUSED: _after(lambda model, prompt, text: ""),
    NO_PROMPT: _after(lambda model, prompt, text: _last(model, text[len(prompt) :])),
    ONLY_NEW: _after(lambda model, prompt, text: _last(model, text[len(prompt) :] or prompt)),
    UNSMOOTHED: _after(_right, _unsmoothed),
    WHOLE: _after(lambda model, prompt, text: text),
    MINUS_ZERO: _after(lambda model, prompt, text: text[-model["k"] :]),
    ALL_OR_NOTHING: _after(lambda model, prompt, text: _last(model, text) if len(text) >= model["k"] else ""),
    TURNED: _after(lambda model, prompt, text: _last(model, text)[::-1]),
    SORTED: _after(_right, _sorted),
    POSSIBLE: _fromright(lambda p: (p > 0) / (p > 0).sum()),
    INVERTED: _fromright(lambda p: (1 - p) / (len(p) - 1)),
    SOFTMAX: _fromright(lambda p: np.exp(p) / np.exp(p).sum()),
    SEEN: _after(_right, _seen),
    SHIFTED: _fromright(lambda p: np.roll(p, -1)),
}


EXPLAINED = 1000  # characters of each text, enough to identify the mistake
TWIST = 10.0  # nats: a law that is this much less likely than the right one explains nothing
POWER = "a power of "
SHARPENED = {f"{POWER}{t}": _fromright(lambda p, t=t: p**t / (p**t).sum()) for t in (0.5, 0.8, 1.4, 2)}


def draws(inputs, value):
    """Return (distribution, number of the character drawn) of each draw, None if impossible."""
    model, found = inputs["model"], []
    for drawn in value if isinstance(value, list) else [value]:
        text, predict = inputs["prompt"], by_model(model, inputs["prompt"])
        for character in drawn:
            p = predict(text)
            if p is None or character not in model["alphabet"]:
                return None
            found.append((p, model["alphabet"].index(character)))
            text += character
    return found


def follows(inputs, drawn):
    """Return what is wrong with a text, None if it may be a sample of the model."""
    model, prompt, n = inputs["model"], inputs["prompt"], inputs["n"]
    longer = len(prompt) > 1  # by 1 a text is also too long or too short for other reasons
    if longer and n and len(drawn) == len(prompt) + n and drawn.startswith(prompt):
        return WITH_PROMPT
    if longer and 0 < len(drawn) == n - len(prompt):
        return TOO_FEW
    if 0 < len(drawn) == n - 1:
        return ONE_SHORT
    if len(drawn) != n:
        return f"expected {n} characters, got {len(drawn)}"
    strange = sorted(set(drawn) - set(model["alphabet"]))
    if strange:
        return f"{strange[0]!r} is in the text, but not in the alphabet {model['alphabet']!r}"
    found = statistics.groups(model, prompt, drawn, by_model)
    against = statistics.evidence_against(found)
    if against < statistics.LIMIT:
        return OWN if _own_generator(model, prompt, drawn, found) else None
    if prompt and drawn.startswith(prompt):
        rest = statistics.groups(model, prompt, drawn[len(prompt) :], by_model)
        if statistics.evidence_against(rest) < statistics.LIMIT:
            return PROMPT_IN_N
    if len(drawn) >= 100 and found and statistics.has_no_chance_in_it(found):
        likeliest = statistics.groups(model, prompt, drawn, PREDICTORS[ARGMAX])
        return AFRESH if statistics.evidence_against(likeliest) else ARGMAX
    return (
        "the characters do not come as often as the model says: a right sample differs as much "
        f"with a probability below e^-{min(against, 999):.0f}"
    )


def explain(pairs):
    """Return the mistake that explains all texts and makes them most likely, "" if none does."""
    texts = [
        (i["model"], i["prompt"], t[:EXPLAINED]) for i, value in pairs for t in (value if isinstance(value, list) else [value])
    ]
    least = [_nats(text, by_model) - TWIST for text in texts]
    best, most = "", -math.inf
    for words, predict in (PREDICTORS | SHARPENED).items():
        found = []
        for text, bound in zip(texts, least, strict=True):
            found.append(_nats(text, predict))
            if found[-1] == -math.inf or found[-1] < bound:
                break
        else:
            best, most = (words, sum(found)) if sum(found) > most else (best, most)
    return "" if best.startswith(POWER) else best  # of a power, only all draws together decide


def _nats(text, predict):
    """Return the log probability of a text, -inf if it does not look like one of these draws."""
    groups = statistics.groups(*text, predict)
    likely = statistics.evidence_against(groups) < statistics.LIMIT
    return statistics.log_likelihood(groups) if likely else -math.inf


def _own_generator(model, prompt, drawn, found):
    """Return whether the text comes from a common seed instead of the one that was given."""
    if len(drawn) < 100 or max(max(p) for p in found) > 0.6:
        return False  # such a text could come from any seed
    return any(
        drawn.startswith(statistics.draw(model, prompt, 60, make(seed).random, by_model))
        for seed in (0, 1, 42, 1234)
        for make in (np.random.default_rng, np.random.RandomState)
    )
