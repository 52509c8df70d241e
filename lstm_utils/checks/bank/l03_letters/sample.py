"""Lesson 03: continue a text. Judged by statistics, see `_statistics`."""

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes
from lstm_utils.tasks import markov

from . import _mistaken as mistaken
from . import _statistics as statistics

sample = exercise(
    "sample",
    lesson="03_letters",
    reference=markov.sample,
    outputs="the text",
    hints=[
        "Loop n times: context, probabilities, draw, append. The character that you draw is part of the next context.",
        "The context is text[max(0, len(text) - k) :], where text is the prompt and the "
        "characters drawn so far. text[-k:] is wrong for k = 0: text[-0:] is the whole text.",
        "p = markov.next_probabilities(model['counts'], context, model['alphabet'], "
        "model['alpha']), then rng.choice(list(model['alphabet']), p=p).",
    ],
)


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
    pairs = {x + y: after(three, *(94 * (z == x) + 3 for z in three)) for x in three for y in three}
    start = {"": after(three, 5, 5, 90)}
    counts = start | uneven | pairs
    yield "counts of several orders, k=1", case(counts, 1, three, 0.5, b + c + a, 300)

    words = markov.context_counts([letters], 3) | {b: {a: 1}}  # b is no context for k=3
    yield "a prompt shorter than k", case(words, 3, letters, 1e-15, "", 5)
    yield "nothing to draw", case(ring, 1, mixed, 0, a, 0)

    rare = {"": after(letters, 18, 2, 0, 0, 0)}
    yield "a long text", case(uneven, 1, three, 0.5, a, 4000)
    yield "three texts from one generator", case(even, 1, three, 0.02, c, 100), 3
    spelled = words | {d: {a: 1}}  # d is no context for k=3, either
    yield "two characters after a prompt of k=3", case(spelled, 3, letters, 1e-15, a + b + c, 2)
    yield "k=0", case(rare, 0, letters, 4.0, e + d, 300)


@sample.property
def _follow_the_model(inputs, value):
    """Return what is wrong with one text or several, None if they may be samples."""
    texts = value if isinstance(value, list) else [value]
    if len(texts) > 1 and len(set(texts)) == 1:
        return mistaken.REPEATS
    return next((words for text in texts if (words := mistaken.follows(inputs, text))), None)


sample.namer(mistaken.explain)

POWER_BY = 20  # nats: rounded probabilities resemble a power, at most by 10


@sample.property_of_all
def _together(pairs):
    """Return what only all texts together show, None or "" if nothing."""
    known = {mistake.diagnosis for mistake in sample.mistakes}
    said = [words for inputs, value in pairs if (words := _follow_the_model(inputs, value))]
    texts = [mistaken.draws(inputs, value) for inputs, value in pairs]
    if known & set(said) or not all(text is not None for text in texts):
        return ""
    found = statistics.tests(texts)
    name = evidence.strongest(found | dict.fromkeys(range(len(found)), 0.0))
    if not name:
        return ""
    words = "the characters do not come as often as the model says, one after the other"
    power = found["powers"] > found["another law"] + POWER_BY
    return mistaken.TEMPERED if power else said[0] if said else words


CONTEXT = 'text[max(0, len(text) - model["k"]) :]'
DRAW = "rng.choice(len(alphabet), p=p)"
OUT = "text[len(prompt) :]"

mistakes(
    sample,
    {
        mistaken.EQUAL: (", p=p", ""),
        mistaken.ARGMAX: (DRAW, "p.argmax()"),
        mistaken.FIXED: (CONTEXT, CONTEXT.replace("text", "prompt")),
        mistaken.FIRST: (CONTEXT, 'text[: model["k"]]'),
        mistaken.EARLY: (CONTEXT, 'text[max(0, len(text) - model["k"] - 1) : -1]'),
        mistaken.LONG: (CONTEXT, 'text[max(0, len(text) - model["k"] - 1) :]'),
        mistaken.SHORT: (CONTEXT, 'text[len(text) - model["k"] :]'),
        mistaken.UNUSED: (CONTEXT, '""'),
        mistaken.NO_PROMPT: [("= prompt,", '= "",'), (OUT, "text")],
        mistaken.ONLY_NEW: (CONTEXT, "(new := text[len(prompt) :] or prompt)[max(0, len(new) - model['k']) :]"),
        mistaken.UNSMOOTHED: ('model["alpha"]', "0"),
        mistaken.SEEN: (f"alphabet[{DRAW}]", 'rng.choice([*model["counts"][context]])'),
        mistaken.POSSIBLE: (", p=p", ", p=(p > 0) / (p > 0).sum()"),
        mistaken.INVERTED: ("p=p", "p=(1 - p) / (1 - p).sum()"),
        mistaken.SOFTMAX: ("p=p", "p=np.exp(p) / np.exp(p).sum()"),
        mistaken.TURNED: (CONTEXT, f"{CONTEXT}[::-1]"),
        mistaken.ALL_OR_NOTHING: (CONTEXT, f'({CONTEXT} if len(text) >= model["k"] else "")'),
        mistaken.SORTED: (f"alphabet[{DRAW}]", f"sorted(alphabet)[{DRAW}]"),
        mistaken.SHIFTED: (DRAW, "np.searchsorted(p.cumsum(), rng.random()) - 1"),
        mistaken.WHOLE: (CONTEXT, "text"),
        mistaken.MINUS_ZERO: (CONTEXT, 'text[-model["k"] :]'),
        mistaken.AFRESH: ("rng.choice", "np.random.default_rng(0).choice"),
        mistaken.OWN: ("    for", "    rng = np.random.default_rng(0)\n    for"),
        mistaken.TEMPERED: ("p=p", "p=p**0.8 / (p**0.8).sum()"),
        mistaken.WITH_PROMPT: (OUT, "text"),
        mistaken.ONE_SHORT: ("range(n)", "range(1, n)"),
        mistaken.TOO_FEW: ("range(n)", "range(n - len(prompt))"),
        mistaken.PROMPT_IN_N: [("range(n)", "range(n - len(prompt))"), (OUT, "text")],
        mistaken.AS_LIST: (OUT, f"list({OUT})"),
    },
)

_memo = {}


@sample.mistake(mistaken.REPEATS)
def _(model, prompt, n, rng):
    own = np.random.default_rng(1000 + len(_memo))
    key = str((rng.bit_generator.state, prompt, n))
    return _memo.setdefault(key, statistics.draw(model, prompt, n, own.random, mistaken.by_model))


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
            (f"text += alphabet[{DRAW}]", "text = np.strings.add(text, rng.choice(list(alphabet), p=p))"),
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
