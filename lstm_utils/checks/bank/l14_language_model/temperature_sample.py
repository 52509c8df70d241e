"""Lesson 14: write with any model, at any temperature. Judged by likelihood.

Each known mistake draws by a law of its own. The evidence against an answer is how much better
such a law, or one that the draws themselves estimate, predicts what was drawn.
"""

import math
from functools import cache

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.declare import Probe, Seed, equivalents, exercise, mistakes, probe

ex = exercise(
    "temperature-sample",
    lesson="14_language_model",
    reference=nets.sample,
    outputs="drawn",
    varies=("drawn",),
    hints=[
        "First read the prompt, symbol by symbol: z, state = step(symbol, state), with state = None before the first.",
        "Then n times: probabilities from z / temperature, draw one symbol, read it with step. The state goes on.",
        "p = nets.softmax(z[None] / temperature)[0]; v = int(rng.choice(len(p), p=p)); z, state = step(v, state).",
    ],
)

LOGITS = np.array([[0.0, 1.2, -0.7, 0.4], [0.9, -0.2, 0.3, -1.1], [-0.5, 0.2, 1.4, 0.1], [0.6, 0.8, -1.0, -0.3]])
LOGITS = np.vstack([LOGITS, [1.0, -1.0, 0.5, 0.0]])  # the last row belongs to the mark
LARGE = 600.0  # exp overflows above 709


ROLLED = [[np.roll(row, 2 * odd) for odd in range(2)] for row in LOGITS]
PAIRED = [[row + np.roll(other, 1) for other in LOGITS] for row in LOGITS]


@probe("logits after the symbol and the step")
def stepping(symbol, state):
    """Return logits that depend on the symbol and on how many were read, even or odd."""
    step = 0 if state is None else state
    return ROLLED[symbol][step % 2].copy(), step + 1


@probe("large logits")
def large(symbol, state):
    """Return logits as large as those of a net that is certain."""
    z, step = stepping(symbol, state)
    return LARGE * z, step


@probe("logits after the first symbol")
def first(symbol, state):
    """Return logits that depend on the first symbol that was read, and on the last."""
    state = symbol if state is None else state
    return PAIRED[state][symbol].copy(), state


@probe("logits of six symbols")
def six(symbol, state):
    """Return the logits of six symbols after the last one."""
    return np.roll([0.3, -1.0, 2.0, 0.5, -0.2, 1.0], symbol), state


MODELS = {
    "logits after the symbol and the step": stepping,
    "large logits": large,
    "logits after the first symbol": first,
    "logits of six symbols": six,
}
MANY = range(5, 9)  # the cases that are judged together


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=9)]
    steps, certain, begins, of_six = MODELS

    def case(name, prompt, n, temperature, seed):
        return dict(step=Probe(name), prompt=prompt, n=n, temperature=temperature, rng=Seed(seeds[seed]))

    yield "cold: no choice is left", case(steps, [4, 1, 2], 12, 0.002, 0)
    yield "large logits", case(certain, [4, 0], 12, 0.8, 1)
    yield "a prompt of one symbol, cold", case(begins, [3], 9, 0.002, 2)
    yield "nothing to draw", case(steps, [4, 2], 0, 1.0, 3)
    yield "an alphabet of six, cold", case(of_six, [0, 5], 12, 0.002, 0)
    yield "temperature 1", case(steps, [4, 1, 3], 250, 1.0, 4)
    yield "temperature 0.35", case(steps, [4, 1], 600, 0.35, 5)
    yield "large logits, temperature 1800", case(certain, [4, 3, 2], 300, 1800.0, 6)
    yield "the first symbol matters, temperature 0.7", case(begins, [2, 1, 0, 1], 250, 0.7, 7)
    yield "temperature 1, another seed", case(steps, [4, 1, 3], 250, 1.0, 8)


HOT = "the logits are multiplied by the temperature: divide them, so that a low one favours likely symbols."
UNUSED = "the temperature has no effect: divide the logits by it, before the softmax."
SUM_ONLY = "p / temperature has no effect: divide the logits by the temperature, before the softmax."
ARGMAX = "always the most likely symbol: draw with rng.choice(len(p), p=p)."
EVEN = "all symbols are equally likely: pass the probabilities, rng.choice(len(p), p=p)."
STATE = "the state is not carried on: pass the state that step returned before."
PROMPT_STATE = "the state after the prompt is lost: the first draw is read with it, not with None."
LAST_ONLY = "only the last symbol of the prompt is read: read all, one after the other."
FIRST_ONLY = "only the first symbol of the prompt is read: read all, one after the other."
TWICE = "the last symbol of the prompt is read twice: draw from the logits that the prompt gave."
FED = "the symbol that was drawn is not read: read it before the next draw."
LIKELY_FED = "the most likely symbol is read, not the one that was drawn: read what you drew."
ROOT = "the root of the temperature divides the logits: divide by the temperature."
SQUARED = "the square of the temperature divides the logits: divide by the temperature."


@cache
def _law(z, shape, words):
    """Return softmax(z shape), or what takes its place under a mistake, as a tuple."""
    p = nets.softmax(np.array([z]) * shape)[0]
    p = {ARGMAX: np.eye(len(p))[p.argmax()], EVEN: np.full(len(p), 1 / len(p))}.get(words, p)
    return tuple(p.tolist())


def laws(model, prompt, drawn, temperature, words=""):
    """Yield the distribution of each draw, right or under the mistake with these words."""
    z = state = None
    for symbol in {LAST_ONLY: prompt[-1:], FIRST_ONLY: prompt[:1], TWICE: [*prompt, prompt[-1]]}.get(words, prompt):
        z, state = model(symbol, None if words == STATE else state)
    state = None if words == PROMPT_STATE else state
    shape = {HOT: temperature, UNUSED: 1.0, SQUARED: temperature**-2, ROOT: temperature**-0.5}.get(words, 1 / temperature)
    for v in drawn:
        yield _law(tuple(z.tolist()), shape, words if words in (ARGMAX, EVEN) else "")
        read = {FED: prompt[-1], LIKELY_FED: int(z.argmax())}.get(words, v)
        z, state = model(read, None if words == STATE else state)


LAWS = (HOT, UNUSED, ARGMAX, EVEN, STATE, PROMPT_STATE, LAST_ONLY, FIRST_ONLY, TWICE, FED, LIKELY_FED, SQUARED, ROOT)


def _given(inputs, drawn):
    return MODELS[inputs["step"].name], [*inputs["prompt"]], [int(v) for v in drawn], inputs["temperature"]


def nats(inputs, drawn, words=""):
    """Return log P of what was drawn, right or under a mistake."""
    given = _given(inputs, drawn)
    total = 0.0
    for v, p in zip(given[2], laws(*given, words), strict=True):
        total += math.log(p[v]) if p[v] > 0 else -math.inf
    return total


OVERFLOW = "the maximum is not subtracted before exp: it overflows for large logits, use nets.softmax."
OWN = "the function makes its own generator: draw from the argument rng."
LENGTH = "drawn has {} symbols: n = {} are asked for, without the prompt."
WITH_PROMPT = "the prompt is returned, too: return only the n symbols that follow it."


@ex.property
def form(inputs, drawn):
    """Return what is wrong with one text, None if nothing is."""
    n, prompt = inputs["n"], [*inputs["prompt"]]
    drawn = [int(v) for v in drawn]
    if len(drawn) != n:
        return WITH_PROMPT if drawn[: len(prompt)] == prompt and len(drawn) == n + len(prompt) else LENGTH.format(len(drawn), n)
    size = len(MODELS[inputs["step"].name](0, None)[0])
    if any(not 0 <= v < size for v in drawn):
        return "a symbol is not in the alphabet: draw a number from 0 to V - 1"
    if 0 < n < 100 and nats(inputs, drawn) < -20:  # chance: less than 1 in 10^8 at these temperatures
        likely = [words for words in LAWS if nats(inputs, drawn, words) > -1]
        return likely[0] if len(likely) == 1 else f"drawn: {drawn[:6]}... is impossible at this temperature"
    return None


@ex.property_of_all
def _(pairs):
    """Return what only long texts show."""
    if any(len(value) != inputs["n"] for inputs, value in pairs):
        return None
    large = large_of(pairs)
    name = evidence.strongest(evidence_of(large))
    if name in LAWS:
        return name
    if not name and [*large[0][1]] == [*pairs[MANY.stop][1]]:
        return OWN
    return "the symbols do not come as often as softmax(z / temperature) says" if name else None


def large_of(pairs):
    """Return the long texts, which are judged together."""
    return [pairs[k] for k in MANY]


def evidence_of(large):
    """Return the evidence against long texts [(inputs, drawn), ...], by test."""
    right = sum(nats(*pair) for pair in large)
    found = {words: sum(nats(*pair, words) for pair in large) - right for words in LAWS}
    return {w: q if not math.isnan(q) else -math.inf for w, q in found.items()} | {"another law": _by_counts(large)}


def _by_counts(large):
    """Return the evidence that each distribution is another one, estimated from its draws."""
    total = 0.0
    for inputs, drawn in large:
        tables = {}
        given = _given(inputs, drawn)
        for v, p in zip(given[2], laws(*given), strict=True):
            tables.setdefault(p, [0] * len(p))[v] += 1
        found = [evidence.of_counts(counts, law) for law, counts in tables.items()]
        total += evidence.together(found, 40)
    return total


SOFTMAX, DRAW = "nets.softmax(z[None] / temperature)[0]", "int(rng.choice(len(p), p=p))"
READ, NEXT = "z, state = step(symbol, state)", "z, state = step(drawn[-1], state)"
mistakes(
    ex,
    {
        HOT: ("/ temperature", "* temperature"),
        UNUSED: (" / temperature", ""),
        SQUARED: ("/ temperature", "/ temperature**2"),
        ROOT: ("/ temperature", "/ temperature**0.5"),
        ARGMAX: (DRAW, "int(p.argmax())"),
        EVEN: (DRAW, "int(rng.choice(len(p)))"),
        STATE: [(READ, READ.replace("state)", "None)")), (NEXT, NEXT.replace("state)", "None)"))],
        PROMPT_STATE: ("    drawn = []", "    state, drawn = None, []"),
        LAST_ONLY: ("in prompt:", "in prompt[-1:]:"),
        FIRST_ONLY: ("in prompt:", "in prompt[:1]:"),
        TWICE: ("    drawn = []", "    z, state = step(prompt[-1], state)\n    drawn = []"),
        FED: (NEXT, NEXT.replace("drawn[-1]", "prompt[-1]")),
        LIKELY_FED: (NEXT, NEXT.replace("drawn[-1]", "int(z.argmax())")),
        WITH_PROMPT: ("return drawn", "return [*prompt, *drawn]"),
        OVERFLOW: (SOFTMAX, "np.exp(z / temperature) / np.exp(z / temperature).sum()"),
        "one symbol too few: range(n) makes n rounds.": ("range(n)", "range(1, n)"),
        "n includes the prompt: draw n symbols after it.": ("range(n)", "range(n - len(prompt))"),
        OWN: ("    drawn = []", "    rng = np.random.default_rng(0)\n    drawn = []"),
        "a new generator is made in the loop, so that each draw uses the same number: use the argument rng.": (
            "rng.choice",
            "np.random.default_rng(0).choice",
        ),
        "only the last symbol is returned: return all n.": ("return drawn", "return drawn[-1:]"),
    },
)


equivalents(
    ex,
    {
        "Gumbel's trick": (DRAW, "int((z / temperature + rng.gumbel(size=len(z))).argmax())"),
        "a running sum": (DRAW, "int(min(np.searchsorted(p.cumsum(), rng.random(), side='right'), len(p) - 1))"),
        "its own softmax, a tuple": [
            (SOFTMAX, "np.exp((z - z.max()) / temperature) / np.exp((z - z.max()) / temperature).sum()"),
            ("return drawn", "return tuple(drawn)"),
        ],
        "one loop over prompt and draws": """
        state, out = None, []
        queue = [*prompt]
        while True:
            z, state = step(queue.pop(0), state)
            if queue:
                continue
            if len(out) == n:
                return out
            p = nets.softmax(np.atleast_2d(z) / temperature).ravel()
            out.append(int(rng.multinomial(1, p).argmax()))
            queue = out[-1:]
    """,
    },
)
