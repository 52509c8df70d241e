"""Are these strings samples of a grammar? Judged by its language, and by statistics.

That a string is legal is no matter of chance. Chance comes in with the shares of the two ways
at each fork: after m passes a share q of one way has m KL(q, 1/2) < x, except with a
probability of 2 exp(-x) (Chernoff's bound). A check passes the 6 forks fewer than 1,000 times
each, hidden rounds included, so a right answer is refused with a probability of at most
6 * 1000 * 2 exp(-LIMIT): **less than one right answer in 10^7**.
"""

import math
import re

import numpy as np

from lstm_utils.checks.declare import Seed
from lstm_utils.tasks.reber import REBER, SYMBOLS

LIMIT = 27.0  # nats
SHORT = 10  # symbols: 82 % of right strings are no longer, 120 of 120 once in 2 * 10^10
STRINGS, REPEATED = 120, 8
LANGUAGE = re.compile("B(?:TS*X(?:XT*VP)*(?:S|XT*VV)|PT*V(?:PXT*V)*(?:PS|V))E")


def seeds(rng):
    """Yield cases that draw one string each; the last ones repeat the first ones' seeds."""
    drawn = [int(seed) for seed in rng.integers(10_000, 2**31, size=STRINGS)]
    for n, seed in enumerate(drawn):
        yield f"string {n + 1}", dict(rng=Seed(seed))
    for n, seed in enumerate(drawn[:REPEATED]):
        yield f"string {n + 1} again, from the same seed", dict(rng=Seed(seed))


def walk(grammar, rng, choose=None):
    """Draw one string of any grammar; `choose(rng, n)` gives the number of the way."""
    choose = choose or (lambda rng, n: int(rng.integers(n)))
    state, symbols = 0, []
    while grammar[state]:
        ways = list(grammar[state])
        symbols.append(ways[choose(rng, len(ways))])
        state = grammar[state][symbols[-1]]
    return "".join(symbols)


def forks(grammar, string):
    """Return [(state, number of the way taken)] for the forks on a string's path, else None."""
    state, passed = 0, []
    for symbol in string:
        if symbol not in grammar[state]:
            return None
        if len(grammar[state]) > 1:
            passed.append((state, list(grammar[state]).index(symbol)))
        state = grammar[state][symbol]
    return None if grammar[state] else passed


def first_wrong(string, grammar):
    """Say where a string leaves a grammar, None if it does not."""
    state = 0
    for t, symbol in enumerate(string):
        expected = " or ".join(grammar[state]) or "nothing more"
        if symbol not in grammar[state]:
            return (
                f"{string!r} is not legal: after {string[:t]!r} comes {expected}, not "
                f"{symbol!r}"
            )
        state = grammar[state][symbol]
    if grammar[state]:
        return f"{string!r} is not complete: {' or '.join(grammar[state])} has to follow"
    return None


def in_pairs(pairs):
    """Return the strings of all cases in order, and whether equal seeds gave equal ones."""
    by_seed, faithful = {}, True
    for inputs, string in pairs:
        faithful &= by_seed.setdefault(inputs["rng"].value, string) == string
    return list(by_seed.values()), faithful


def unfair(tosses):
    """Tell whether the shares at some fork are beyond chance: tosses are (fork, 0 or 1)."""
    counts = {}
    for fork, way in tosses:
        counts.setdefault(fork, [0, 0])[way] += 1
    return any(_nats(*pair) > LIMIT for pair in counts.values())


def _nats(a, b):
    m = a + b
    return sum(n * math.log(2 * n / m) for n in (a, b) if n)


def likeliest(strings, grammars):
    """Return the key of the grammar that makes all strings most likely, '' if none can."""
    scores = {}
    for key, grammar in grammars.items():
        passed = [forks(grammar, string) for string in strings]
        if all(p is not None for p in passed):
            scores[key] = -sum(map(len, passed))
    return max(scores, key=scores.get, default="")


def changed(**arcs):
    """Return the Reber grammar with some states' arrows replaced: s3={"T": 3, "V": 5}."""
    grammar = [dict(state) for state in REBER]
    for name, state in arcs.items():
        grammar[int(name[1:])] = state
    return grammar


def legal_symbols_only(string):
    """Say which sign of a string is no symbol of the grammar, None if all are."""
    strange = sorted(set(string) - set(SYMBOLS))
    return f"{strange[0]!r} is in {string!r}, but is none of {SYMBOLS}" if strange else None


def afresh():
    """A generator that is the same at every call: the mistake of making one's own."""
    return np.random.default_rng(0)
