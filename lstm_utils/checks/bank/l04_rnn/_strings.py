"""Are these strings samples of a grammar? Judged by its language, and by statistics.

Whether a string is legal is not random. The random properties are tested on MANY strings drawn
one after the other from one generator: the ways taken at each fork, given the draws before, the
lengths, and the complete strings (see `lstm_utils.checks.evidence`). A right answer is refused
with a probability of at most evidence.ALPHA.
"""

import math
import re
from collections import Counter
from itertools import pairwise

from lstm_utils.checks import evidence
from lstm_utils.checks.declare import Seed
from lstm_utils.tasks.reber import SYMBOLS

STRINGS, REPEATED, MANY = 16, 8, 3000
LONGEST = 24  # the last length that has a class of its own
LANGUAGE = re.compile("B(?:TS*X(?:XT*VP)*(?:S|XT*VV)|PT*V(?:PXT*V)*(?:PS|V))E")


def seeds(rng):
    """Yield cases: strings by seeds of their own, MANY from one seed, some seeds again."""
    drawn = [int(seed) for seed in rng.integers(10_000, 2**31, size=STRINGS)]
    for n, seed in enumerate(drawn):
        yield f"string {n + 1}", dict(rng=Seed(seed))
    many = dict(rng=Seed(int(rng.integers(10_000, 2**31))))
    yield f"{MANY:,} strings from one generator", many, MANY
    for n, seed in enumerate(drawn[:REPEATED]):
        yield f"string {n + 1} again, from the same seed", dict(rng=Seed(seed))


def walk(grammar, rng):
    """Draw one string of any grammar."""
    state, symbols = 0, []
    while grammar[state]:
        ways = list(grammar[state])
        symbols.append(ways[rng.integers(len(ways))])
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
    """Return where a string leaves a grammar, None if it does not."""
    state = 0
    for t, symbol in enumerate(string):
        expected = " or ".join(grammar[state]) or "the end of the string"
        if symbol not in grammar[state]:
            return f"{string!r} is not legal: expected {expected} after {string[:t]!r}, got {symbol!r}"
        state = grammar[state][symbol]
    if grammar[state]:
        return f"{string!r} is incomplete: {' or '.join(grammar[state])} must follow"
    return None


def each(judge):
    """Make a property of one string one that judges each of several strings."""

    def judge_each(inputs, value):
        several = dict.fromkeys(value) if isinstance(value, list) else [value]
        return next((words for string in several if (words := judge(string))), None)

    return judge_each


def in_pairs(pairs):
    """Return all strings, those from one generator in order, and whether seeds repeat them."""
    by_seed, in_order, faithful = {}, [], True
    for inputs, value in pairs:
        if isinstance(value, list):
            in_order += value
        else:
            faithful &= by_seed.setdefault(inputs["rng"].value, value) == value
    return [*by_seed.values(), *in_order], in_order, faithful


def lengths(grammar, most=LONGEST):
    """Return the probability of each length from 0 to most, then of all that are longer."""
    here, found = {0: 1.0}, []
    for _ in range(most + 1):
        found.append(here.pop(len(grammar) - 1, 0.0))
        following = {}
        for state, p in here.items():
            for target in grammar[state].values():
                following[target] = following.get(target, 0) + p / len(grammar[state])
        here = following
    return [*found, 1 - sum(found)]


def tests(grammar, strings):
    """Return the evidence against strings of a grammar, drawn in this order, by test."""
    paths = {string: forks(grammar, string) for string in set(strings)}
    tosses = _tosses(paths, strings)
    repeated = [(a == b, 0.5 ** len(paths[b])) for a, b in pairwise([None, *strings])]
    half, states = (0.5, 0.5), len(grammar)
    found = {name: evidence.against(pairs, half, 4 * states) for name, pairs in tosses.items()}
    shown = [min(len(string), LONGEST + 1) for string in strings]
    size = lengths(grammar)
    found["lengths"] = evidence.of_levels(shown, size)
    pairs = zip([0, *shown], (n > 8 for n in shown), strict=False)
    found["lengths in a row"] = evidence.against(pairs, (sum(size[:9]), 1 - sum(size[:9])), 99)
    previous = [0.0] + [p for _, p in repeated[:-1]]
    pairs = [(same, p) for (same, _), p in zip(repeated, previous, strict=True) if p]
    return found | {"repeats": evidence.of_repeats(pairs)}


def _tosses(paths, strings):
    """Count the tosses at the forks, by what each may depend on: pairs (context, way)."""
    counts = {name: Counter() for name in ("ways", "visits", "before", "since", "first")}
    for string, n in Counter(strings).items():
        for name, toss in _of_one(paths[string]):
            counts[name][toss] += n
    last, opening, odd = {}, None, 0
    for string in strings:
        passed = paths[string]
        for state, way in dict(reversed(passed)).items():  # its first way
            counts["since"][(state, last.get(state)), way] += 1
        last |= dict(passed)
        counts["first"][(opening, odd), passed[0][1]] += 1
        opening, odd = passed[0][1], len(string) % 2
    return counts


def _of_one(passed):
    """Yield the tosses of one string of which the context is in the string itself."""
    visits, last, before = {}, {}, None
    for state, way in passed:
        visits[state] = min(4, visits.get(state, 0) + 1)
        yield "ways", (state, way)
        yield "visits", ((state, visits[state]), way)
        yield "before", ((state, before), way)
        if state in last:
            yield "since", ((state, last[state]), way)
        last[state] = before = way


def cut_short(grammar, strings):
    """Return the evidence that strings longer than the longest of these are never drawn."""
    size = lengths(grammar, max(map(len, strings)))
    return -len(strings) * math.log1p(-size[-1])


def likeliest(strings, grammars):
    """Return the key of the grammar that makes all strings most likely, '' if none can."""
    scores, times = {}, Counter(strings)
    for key, grammar in grammars.items():
        score = 0
        for string, n in times.items():
            passed = forks(grammar, string)
            if passed is None:
                break
            score -= n * len(passed)
        else:
            scores[key] = score
    return max(scores, key=scores.get, default="")


def legal_symbols_only(string):
    """Return which character of a string is not a symbol of the grammar, None if all are."""
    strange = sorted(set(string) - set(SYMBOLS))
    return f"{strange[0]!r} in {string!r} is not one of {SYMBOLS}" if strange else None
