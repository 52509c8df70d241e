"""Lesson 03: continue a text. Judged by statistics, see `_statistics`."""

import math

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes
from lstm_utils.tasks import markov

from . import _statistics as statistics

sample = exercise(
    "sample",
    lesson="03_letters",
    reference=markov.sample,
    outputs="the text",
    hints=[
        "Loop n times: context, probabilities, draw, append. The character that you draw is "
        "part of the next context.",
        "The context is text[max(0, len(text) - k) :], where text is the prompt and the "
        "characters drawn so far. text[-k:] is wrong for k = 0: text[-0:] is the whole text.",
        "p = markov.next_probabilities(model['counts'], context, model['alphabet'], "
        "model['alpha']), then rng.choice(list(model['alphabet']), p=p).",
    ],
)


def _last(model, text):
    return text[max(0, len(text) - model["k"]) :]


def _after(context):
    """Make a predictor of a function that cuts out the context."""
    return lambda model, prompt, text: statistics.probabilities(
        model, context(model, prompt, text)
    )


_right = _after(lambda model, prompt, text: _last(model, text))


def _from_right(change):
    """Make a predictor that changes the right distribution, None where there is none."""

    def predict(model, prompt, text):
        p = _right(model, prompt, text)
        return p if p is None else tuple(map(float, change(np.array(p))))

    return predict


def _unsmoothed(model, prompt, text):
    return statistics.probabilities(model | {"alpha": 0}, _last(model, text))


def _uniform(model, prompt, text):
    return (1 / len(model["alphabet"]),) * len(model["alphabet"])


ARGMAX = "always the most likely character, argmax: that is not a sample, it soon repeats itself. Draw with rng.choice(..., p=p)."
FIXED = "the context is fixed at the end of the prompt: append each character to the text, and cut the next context from the text."
FIRST = "the context is the beginning of the text: use its last k characters."
EARLY = (
    "off by one: the context misses the newest character. It is text[max(0, len(text) - k) :]."
)
LONG = "off by one: the context has k + 1 characters. It is text[max(0, len(text) - k) :]."
SHORT = "where the text is shorter than k, len(text) - k is negative and counts from the right end: use max(0, len(text) - k)."
UNUSED = "the context is not used: look up the last k characters, not the empty context."
NO_PROMPT = (
    "the prompt is not used as context: begin with text = prompt, and remove it at the end."
)
UNSMOOTHED = "alpha is not used: pass model['alpha'] to next_probabilities, so that new characters can come."
SEEN = "all characters that were seen here are equally likely: pass their probabilities, rng.choice(..., p=p)."
EQUAL = "all characters are equally likely: pass the probabilities, rng.choice(..., p=p)."
SHIFTED = "each character comes as often as its neighbor in the alphabet should: the index into the cumulative sum is off by one."
WHOLE = "the context is the whole text: use the last k characters only."
MINUS_ZERO = (
    "for k = 0 text[-k:] is text[0:], the whole text: write text[max(0, len(text) - k) :]."
)
AFRESH = (
    "a new generator is made inside the loop, so every draw is the same: use the argument rng."
)
OWN = "the function makes its own generator: draw from the argument rng, so that the caller sets the seed."
WITH_PROMPT = "the prompt is returned too: return only the n characters that follow it."
TOO_FEW = "n includes the prompt here: draw n characters after it."
PROMPT_IN_N = (
    "the prompt is returned as part of the n characters: return n new ones, without the prompt."
)
REPEATS = "two calls with one generator gave the same text: draw each character from rng, which moves on with every draw."
TEMPERED = "the frequencies follow a power of p, p**t: pass p itself to rng.choice(..., p=p)."
AS_LIST = 'the result is a list of characters: join them, "".join(...).'

# The next distribution under each mistake; the likelihood of a text finds the mistake.
PREDICTORS = {
    EQUAL: _uniform,
    ARGMAX: _from_right(lambda p: np.eye(len(p))[p.argmax()]),
    FIXED: _after(lambda model, prompt, text: _last(model, prompt)),
    FIRST: _after(lambda model, prompt, text: text[: model["k"]]),
    EARLY: _after(lambda model, prompt, text: _last(model, text[:-1])),
    LONG: _after(lambda model, prompt, text: text[max(0, len(text) - model["k"] - 1) :]),
    SHORT: _after(lambda model, prompt, text: text[len(text) - model["k"] :]),
    UNUSED: _after(lambda model, prompt, text: ""),
    NO_PROMPT: _after(lambda model, prompt, text: _last(model, text[len(prompt) :])),
    UNSMOOTHED: _unsmoothed,
    SEEN: lambda *at: (
        (p := _unsmoothed(*at)) and tuple((q > 0) / sum(q > 0 for q in p) for q in p)
    ),
    SHIFTED: _from_right(lambda p: np.roll(p, -1)),
}


EXPLAINED = 1000  # characters, enough to identify the mistake
POWER = "a power of "
SHARPENED = [
    (f"{POWER}{t}", _from_right(lambda p, t=t: p**t / (p**t).sum())) for t in (0.5, 0.8, 1.4, 2)
]


@sample.cases
def _(rng):
    def case(counts, k, alphabet, alpha, prompt, n):
        model = {"k": k, "counts": counts, "alphabet": alphabet, "alpha": alpha}
        seed = Seed(int(rng.integers(10_000, 2**31)))
        return dict(model=model, prompt=prompt, n=n, rng=seed)

    def after(alphabet, *numbers):
        return {c: n for c, n in zip(alphabet, numbers, strict=True) if n}

    a, b, c, d, e = letters = "".join(rng.permutation(list("abcde")))
    mixed = a + c + e + b + d
    ring = markov.context_counts([letters * 2], 1)
    yield "no choice: each letter has one successor", case(ring, 1, mixed, 0, b + c, 40)

    three = a + b + c
    even = {a: after(three, 1, 1, 2), b: after(three, 2, 1, 1), c: after(three, 2, 1, 1)}
    yield "a choice of three", case(even, 1, three, 0.02, c, 200)

    uneven = {a: after(three, 0, 95, 5), b: after(three, 5, 0, 95), c: after(three, 95, 5, 0)}
    pairs = {
        x + y: after(three, *(94 * (z == x) + 3 for z in three)) for x in three for y in three
    }
    start = {"": after(three, 5, 5, 90)}
    counts = start | uneven | pairs
    yield "counts of several orders, k=1", case(counts, 1, three, 0.5, b + c + a, 300)

    words = markov.context_counts([letters], 3) | {b: {a: 1}}  # b is no context for k=3
    yield "a prompt shorter than k", case(words, 3, letters, 1e-15, "", 5)
    yield "nothing to draw", case(ring, 1, mixed, 0, a, 0)

    rare = {"": after(letters, 18, 2, 0, 0, 0)}
    yield "a long text", case(uneven, 1, three, 0.5, a, 4000)
    yield "three texts from one generator", case(even, 1, three, 0.02, c, 100), 3
    yield "k=0", case(rare, 0, letters, 4.0, e + d, 300)


@sample.property
def _follow_the_model(inputs, value):
    """Return what is wrong with one text or several, None if they may be samples."""
    texts = value if isinstance(value, list) else [value]
    if len(texts) > 1 and len(set(texts)) == 1:
        return REPEATS
    return next((words for text in texts if (words := _follows(inputs, text))), None)


@sample.property_of_all
def _together(pairs):
    """Return what only all texts together show, None or "" if nothing."""
    known = {mistake.diagnosis for mistake in sample.mistakes}
    said = [words for inputs, value in pairs if (words := _follow_the_model(inputs, value))]
    texts = [_draws(inputs, value) for inputs, value in pairs]
    if known & set(said) or not all(text is not None for text in texts):
        return ""
    found = statistics.tests(texts)
    name = evidence.strongest(found | dict.fromkeys(range(len(found)), 0.0))
    if not name:
        return ""
    words = "the characters do not come as often as the model says, one after the other"
    return TEMPERED if name == "powers" else said[0] if said else words


def _draws(inputs, value):
    """Return (distribution, number of the character drawn) of each draw, None if impossible."""
    model, found = inputs["model"], []
    for drawn in value if isinstance(value, list) else [value]:
        text = inputs["prompt"]
        for character in drawn:
            p = _right(model, inputs["prompt"], text)
            if p is None or character not in model["alphabet"]:
                return None
            found.append((p, model["alphabet"].index(character)))
            text += character
    return found


def _follows(inputs, drawn):
    """Return what is wrong with a text, None if it may be a sample of the model."""
    model, prompt, n = inputs["model"], inputs["prompt"], inputs["n"]
    longer = len(prompt) > 1  # by 1 a text is also too long or too short for other reasons
    if longer and n and len(drawn) == len(prompt) + n and drawn.startswith(prompt):
        return WITH_PROMPT
    if longer and 0 < len(drawn) == n - len(prompt):
        return TOO_FEW
    if len(drawn) != n:
        return f"expected {n} characters, got {len(drawn)}"
    strange = sorted(set(drawn) - set(model["alphabet"]))
    if strange:
        return f"{strange[0]!r} is in the text, but not in the alphabet {model['alphabet']!r}"
    found = statistics.groups(model, prompt, drawn, _right)
    against = statistics.evidence_against(found)
    if against < statistics.LIMIT:
        return OWN if _own_generator(model, prompt, drawn, found) else None
    if prompt and drawn.startswith(prompt):
        rest = statistics.groups(model, prompt, drawn[len(prompt) :], _right)
        if statistics.evidence_against(rest) < statistics.LIMIT:
            return PROMPT_IN_N
    return _explain(model, prompt, drawn[:EXPLAINED], found) or (
        "the characters do not come as often as the model says: a right sample differs as much "
        f"with a probability below e^-{min(against, 999):.0f}"
    )


def _explain(model, prompt, drawn, found):
    """Return the mistake that makes the text most likely, '' if all make it unlikely."""
    likely = {}
    right = statistics.groups(model, prompt, drawn, _right)
    possible = statistics.evidence_against(right) < math.inf
    least = statistics.log_likelihood(right) + 3 if possible else -math.inf
    for words, predict in [*PREDICTORS.items(), *SHARPENED]:
        theirs = statistics.groups(model, prompt, drawn, predict)
        if statistics.evidence_against(theirs) < statistics.LIMIT:
            nats = statistics.log_likelihood(theirs)
            likely |= {words: nats} if nats > least else {}
    best = max(likely, key=likely.get, default="")
    if best.startswith(POWER):
        return ""  # only all texts together show it
    if best != ARGMAX and len(drawn) >= 100 and found and statistics.has_no_chance_in_it(found):
        return AFRESH
    if best in (EQUAL, SEEN) and (len(drawn) < 40 or statistics.has_no_chance_in_it(found)):
        return ""  # too short, or without any chance
    if best == EQUAL and model["alpha"]:  # unseen contexts look like this
        return WHOLE if model["k"] else MINUS_ZERO
    return "" if best == EQUAL and _takes_the_likeliest(model, prompt, drawn) else best


def _takes_the_likeliest(model, prompt, drawn):
    """Return whether the model's first choice comes more often than equal chances allow."""
    taken, text = 0, prompt
    for character in drawn:
        p = _right(model, prompt, text)
        taken += p is not None and model["alphabet"][np.argmax(p)] == character
        text += character
    V = len(model["alphabet"])
    return statistics.evidence_against({(1 / V, 1 - 1 / V): [taken, len(drawn) - taken]}) > 20


def _own_generator(model, prompt, drawn, found):
    """Return whether the text comes from a common seed instead of the one that was given."""
    if len(drawn) < 100 or max(max(p) for p in found) > 0.6:
        return False  # such a text could come from any seed
    return any(
        drawn.startswith(statistics.draw(model, prompt, 60, make(seed).random, _right))
        for seed in (0, 1, 42, 1234)
        for make in (np.random.default_rng, np.random.RandomState)
    )


CONTEXT = 'text[max(0, len(text) - model["k"]) :]'
DRAW = "rng.choice(len(alphabet), p=p)"
OUT = "text[len(prompt) :]"

mistakes(
    sample,
    {
        EQUAL: (", p=p", ""),
        ARGMAX: (DRAW, "p.argmax()"),
        FIXED: (CONTEXT, CONTEXT.replace("text", "prompt")),
        FIRST: (CONTEXT, 'text[: model["k"]]'),
        EARLY: (CONTEXT, 'text[max(0, len(text) - model["k"] - 1) : -1]'),
        LONG: (CONTEXT, 'text[max(0, len(text) - model["k"] - 1) :]'),
        SHORT: (CONTEXT, 'text[len(text) - model["k"] :]'),
        UNUSED: (CONTEXT, '""'),
        NO_PROMPT: [("= prompt,", '= "",'), (OUT, "text")],
        UNSMOOTHED: ('model["alpha"]', "0"),
        SEEN: (f"alphabet[{DRAW}]", 'rng.choice([*model["counts"][context]])'),
        SHIFTED: (DRAW, "np.searchsorted(p.cumsum(), rng.random()) - 1"),
        WHOLE: (CONTEXT, "text"),
        MINUS_ZERO: (CONTEXT, 'text[-model["k"] :]'),
        AFRESH: ("rng.choice", "np.random.default_rng(0).choice"),
        OWN: ("    for", "    rng = np.random.default_rng(0)\n    for"),
        TEMPERED: ("p=p", "p=p**0.8 / (p**0.8).sum()"),
        WITH_PROMPT: (OUT, "text"),
        TOO_FEW: ("range(n)", "range(n - len(prompt))"),
        PROMPT_IN_N: [("range(n)", "range(n - len(prompt))"), (OUT, "text")],
        AS_LIST: (OUT, f"list({OUT})"),
    },
)

_memo = {}


@sample.mistake(REPEATS)
def _(model, prompt, n, rng):
    own = np.random.default_rng(1000 + len(_memo))
    key = str((rng.bit_generator.state, prompt, n))
    return _memo.setdefault(key, statistics.draw(model, prompt, n, own.random, _right))


equivalents(
    sample,
    {
        "choice among the letters themselves": """
        letters, text = list(model["alphabet"]), prompt
        for _ in range(n):
            context = text[len(text) - model["k"] :] if len(text) >= model["k"] else text
            known = (model["counts"], context, model["alphabet"], model["alpha"])
            text += str(rng.choice(letters, p=markov.next_probabilities(*known)))
        return text[len(prompt) :]
    """,
        "a uniform number and a running sum": (
            f"text += alphabet[{DRAW}]",
            """left, v = rng.random(), 0
        while v < len(p) - 1 and left >= p[v]:
            left, v = left - p[v], v + 1
        text += alphabet[v]""",
        ),
        "joined by NumPy, a NumPy string": [
            ("= prompt,", "= np.str_(prompt),"),
            (
                f"text += alphabet[{DRAW}]",
                "text = np.strings.add(text, rng.choice(list(alphabet), p=p))",
            ),
            (OUT, "np.str_(str(text)[len(prompt) :])"),
        ],
        "multinomial with one draw": (DRAW, "rng.multinomial(1, p).argmax()"),
        "Gumbel's trick: the largest of log p plus noise": (
            f"text += alphabet[{DRAW}]",
            """with np.errstate(divide="ignore"):
            scores = np.log(p) + rng.gumbel(size=len(p))
        text += alphabet[int(scores.argmax())]""",
        ),
    },
)
