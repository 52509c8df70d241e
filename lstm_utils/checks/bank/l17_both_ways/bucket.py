"""Lesson 17: batches of similar lengths, judged by what they have in common."""

import itertools
from functools import cache

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, even, table
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes

DRAWS = 300
SIZES_VARY = (
    *(f"the batches[{k}]" for k in range(60)),
    *(f"the batches[{draw}][{k}]" for draw in range(DRAWS) for k in range(3)),
)

ex = exercise(
    "bucket",
    lesson="17_both_ways",
    reference=nets.bucket,
    outputs="the batches",
    varies=SIZES_VARY,
    hints=[
        "Shuffle first, then sort: a stable sort keeps the shuffled order of sequences of equal length.",
        "shuffled = rng.permutation(N); order = shuffled[np.argsort(lengths[shuffled], kind='stable')]; cut it at 0, B, 2B, ...",
        "batches = [order[n : n + B] for n in range(0, N, B)]; return [batches[n] for n in rng.permutation(len(batches))].",
    ],
)

TIES = [3, 3, 3, 3]  # two batches of two: three ways to pair, in two orders
ORDER = [4, 9, 1, 7]  # four batches of one: 24 orders
EDGE = [3, 2, 1, 3, 2]  # two, two, one: which 2 comes with the 1, which 3 is alone
MANY = (TIES, ORDER, EDGE)
SIZES = (2, 1, 2)
LONG, FEW = 12, 100  # sequences, each a batch of its own, and draws: too many orders to count them


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=13)]

    def case(lengths, B, n):
        return dict(lengths=np.array(lengths), B=B, rng=Seed(seeds[n]))

    drawn = rng.integers(1, 30, size=60)
    yield "60 sequences, B=8", case(drawn, 8, 0)
    yield "the task's example", case([9, 4, 7, 4, 2], 2, 1)
    yield "B divides N", case(rng.integers(1, 9, size=24), 6, 2)
    yield "B larger than N", case([5, 2, 8], 7, 3)
    yield "B = 1", case(rng.integers(1, 5, size=9), 1, 4)
    yield "all lengths equal, B=4", case([6] * 10, 4, 5)
    for n, (lengths, B) in enumerate(zip(MANY, SIZES, strict=True)):
        yield f"lengths {lengths}, B={B}, drawn {DRAWS} times", case(lengths, B, 6 + n), DRAWS
    yield "lengths up to 400, 300 sequences", case(rng.integers(1, 401, size=300), 20, 9)
    long = case(1 + rng.permutation(LONG), 1, 11)
    yield f"{LONG} lengths, B=1, drawn {FEW} times", long, FEW
    yield "60 sequences, the same seed again", case(drawn, 8, 0)
    yield "60 sequences, another seed", case(drawn, 8, 10)


FLOATS = "the numbers are not integers: they serve as indices, so use dtype int."
LENGTHS = "the lengths are returned: return the numbers of the sequences."
LOST = "a sequence is missing or comes twice: each is in one batch."
SHORT_LOST = "the smaller batch is missing: if B does not divide N, the rest is a batch as well."
COUNT = "the batches do not have B sequences: cut the order at 0, B, 2B, and so on."
UNSORTED = "sequences of different lengths are mixed: sort by length before you cut."
SMALL_FIRST = "the batch of the shortest is smaller: cut from the shortest on, so that of the longest is smaller."
FIXED = "the batches come in a fixed order: put them in random order."
SAME_TIES = "equal lengths come in a fixed order: shuffle before the sort."
UNEVEN = "not every order is equally likely: use rng.permutation for the ties and for the batches."
SWAPPED = "pairs of batches are exchanged at random: some keep their place too often, use rng.permutation."
SMALL_LAST = "the smaller batch always comes last: put all batches in random order."
LONGEST_LAST = "the batch of the longest always comes last: put all batches in random order."


def wrong(lengths, B, batches):
    """Return what is wrong with one division into batches, None if nothing is."""
    lengths, N = np.asarray(lengths), len(lengths)
    if not isinstance(batches, list | tuple | np.ndarray) or any(np.ndim(batch) != 1 for batch in batches):
        return "expected a list of batches, each an (n,) array of the numbers of sequences"
    batches = [np.asarray(batch) for batch in batches]
    if any(batch.dtype.kind not in "iu" for batch in batches):
        return FLOATS
    found = np.concatenate(batches) if batches else np.array([], dtype=int)
    if not np.array_equal(np.sort(found), np.arange(N)):
        if N % B and len(found) == N // B * B and len(set(found.tolist())) == len(found) and set(found.tolist()) < set(range(N)):
            return SHORT_LOST
        return LENGTHS if np.array_equal(np.sort(found), np.sort(lengths)) else LOST
    ordered = np.sort(lengths)
    sizes = sorted(map(len, batches))
    right = sorted(len(ordered[n : n + B]) for n in range(0, N, B))
    if sizes != right:
        return COUNT
    got = sorted(np.sort(lengths[batch]).tolist() for batch in batches)
    if got == sorted(ordered[n : n + B].tolist() for n in range(0, N, B)):
        return None
    rest = N % B
    starts = [0, *range(rest or B, N, B)]
    from_top = sorted(ordered[a:b].tolist() for a, b in itertools.pairwise([*starts, N]))
    return SMALL_FIRST if got == from_top else UNSORTED


@ex.property
def form(inputs, value):
    """Return what is wrong with one draw, or with several, None if nothing is."""
    draws, allowed = [value], ()
    if isinstance(value, list) and len(value) == DRAWS:
        draws, allowed = value, ALLOWED[MANY.index(inputs["lengths"].tolist())]
    if isinstance(value, list) and len(value) == FEW:
        draws = value
    said = (wrong(inputs["lengths"], inputs["B"], one) for one in draws if as_sets(one) not in allowed)
    return next(filter(None, said), None)


def as_sets(batches):
    """Return batches of integers as a tuple of sets, None for anything else."""
    if not isinstance(batches, list | tuple) or any(getattr(q, "ndim", 0) != 1 or q.dtype.kind not in "iu" for q in batches):
        return None
    return tuple(frozenset(batch.tolist()) for batch in batches)


@ex.property_of_all
def _(pairs):
    """Return what only several draws show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    if not same(pairs[0][1], pairs[11][1]) or same(pairs[0][1], pairs[12][1]):
        return _fixed(pairs) or OWN
    found = evidence_of(pairs)
    worst = evidence.strongest(found)
    return (_fixed(pairs) or (SWAPPED if worst == SWAPPED else UNEVEN)) if worst else None


def same(a, b):
    """Return whether two lists of batches are equal, batch by batch."""
    return len(a) == len(b) and all(set(np.ravel(p).tolist()) == set(np.ravel(q).tolist()) for p, q in zip(a, b, strict=True))


def outcomes(lengths, B):
    """Return the orders of batches that are allowed, each as a tuple of sets, by number."""
    found = {}
    for order in itertools.permutations(range(len(lengths))):
        by_length = sorted(order, key=lambda n: lengths[n])
        batches = [frozenset(by_length[n : n + B]) for n in range(0, len(lengths), B)]
        for way in itertools.permutations(batches):
            found.setdefault(way, len(found))
    return found


ALLOWED = [outcomes(lengths, B) for lengths, B in zip(MANY, SIZES, strict=True)]


def draws_of(pairs):
    """Return the outcomes of the cases that are drawn many times, as numbers, one list each."""
    values = [value for _, value in pairs[6:9]]
    return [np.array([allowed[as_sets(one)] for one in value]) for allowed, value in zip(ALLOWED, values, strict=True)]


def evidence_of(pairs):
    """Return the evidence that orders are not equally likely, or depend on the one before."""
    found = {}
    for lengths, allowed, drawn in zip(MANY, ALLOWED, draws_of(pairs), strict=True):
        k = len(allowed)
        found[f"{lengths}"] = table(0 * drawn, drawn, 1, even(k))
        if k < 10:
            found[f"{lengths} by the one before"] = table(drawn[:-1], drawn[1:], k, even(k))
    found[SWAPPED] = _swaps(*pairs[10])
    return found


def _swaps(inputs, draws):
    """Return the evidence that N times two of N batches, each of one sequence, were exchanged, whichever they were.

    The places of the sequences are predicted one after the other, each among those that are free.
    """
    order = np.argsort(inputs["lengths"])
    return float(_bet(np.array([np.argsort(np.concatenate(batches))[order] for batches in draws]), _at_random(len(order))))


def _bet(places, law):
    """Return how much better a law predicts places (draws, N) than equal chances; law[i, j] is of place j for sequence i."""
    draws, N = places.shape
    free, total = np.ones((draws, N)), 0.0
    for i in range(N):
        p = free * law[i]
        total += np.log(p[np.arange(draws), places[:, i]] / p.sum(axis=1) * (N - i)).sum()
        free[np.arange(draws), places[:, i]] = 0.0
    return total


@cache
def _at_random(N):
    """Return how likely each sequence gets to each place, if N times two places at random are exchanged."""
    law = np.eye(N)
    for _ in range(N):
        law = np.mean([_exchanged(law, n) for n in range(N)], axis=0)
    return law


def _exchanged(law, n):
    """Return a law after the place n is exchanged with any of the N places."""
    N = len(law)
    new = law * (1 - 1 / N) + law[:, n : n + 1] / N
    new[:, n] = 1 / N
    return new


def _fixed(pairs):
    """Name an order that is always the same."""
    ties, order, edge = ([as_sets(one) for one in value] for _, value in pairs[6:9])
    if len(set(map(tuple, order))) == len(set(map(tuple, ties))) == len(set(map(tuple, edge))) == 1:
        return OWN
    if len(set(map(tuple, order))) == 1:
        return FIXED
    if len({frozenset(one) for one in ties}) == 1 and len({frozenset(one) for one in edge}) == 1:
        return SAME_TIES
    if {one[-1] for one in order} == {frozenset([1])}:
        return LONGEST_LAST
    if {len(one[-1]) for one in edge} == {1}:
        return SMALL_LAST
    return None


SHUFFLE, SORT = "shuffled = rng.permutation(len(lengths))", 'shuffled[np.argsort(lengths[shuffled], kind="stable")]'
CUT, SHUFFLED = "[order[n : n + B] for n in range(0, len(order), B)]", "[batches[n] for n in rng.permutation(len(batches))]"
mistakes(
    ex,
    {
        FLOATS: (CUT, "[order[n : n + B].astype(float) for n in range(0, len(order), B)]"),
        LENGTHS: (CUT, "[lengths[order[n : n + B]] for n in range(0, len(order), B)]"),
        LOST: (SHUFFLED, "[batches[n] for n in rng.integers(len(batches), size=len(batches))]"),
        SHORT_LOST: (CUT, "[order[n : n + B] for n in range(0, len(order) - B + 1, B)]"),
        COUNT: (CUT, "[part for part in np.array_split(order, B) if len(part)]"),
        UNSORTED: (SORT, "shuffled"),
        SMALL_FIRST: (CUT, "[order[max(n - B, 0) : n] for n in range(len(order), 0, -B)]"),
        FIXED: (SHUFFLED, "batches"),
        SAME_TIES: (SHUFFLE, "shuffled = np.arange(len(lengths))"),
        LONGEST_LAST: (SHUFFLED, "[batches[n] for n in [*rng.permutation(len(batches) - 1), len(batches) - 1]]"),
        SMALL_LAST: (SHUFFLED, "sorted([batches[n] for n in rng.permutation(len(batches))], key=len, reverse=True)"),
        OWN: ("    shuffled", "    rng = np.random.default_rng(0)\n    shuffled"),
        SWAPPED: (
            f"return {SHUFFLED}",
            "for _ in range(len(batches)):\n        n, m = rng.integers(len(batches), size=2)\n"
            "        batches[n], batches[m] = batches[m], batches[n]\n    return batches",
        ),
        UNEVEN: (
            SHUFFLED,
            "[batches[(n + start) % len(batches)] for start in [rng.integers(len(batches))] for n in range(len(batches))]",
        ),
    },
)


equivalents(
    ex,
    {
        "random numbers decide among equal lengths": """
        order = np.lexsort((rng.random(len(lengths)), lengths))
        batches = np.split(order, range(B, len(order), B))
        return [batches[k] for k in rng.choice(len(batches), size=len(batches), replace=False)]
    """,
        "noise below one half": """
        keys = lengths + rng.uniform(0, 0.5, size=len(lengths))
        order = np.argsort(keys)
        starts = list(range(0, len(order), B))
        return [order[start : start + B] for start in rng.choice(starts, size=len(starts), replace=False)]
    """,
        "Python's sorted": """
        numbers = [int(n) for n in rng.permutation(len(lengths))]
        order = sorted(numbers, key=lambda n: lengths[n])
        batches = [np.array(order[k * B : (k + 1) * B]) for k in range(-(-len(order) // B))]
        return [batches[k] for k in np.argsort(rng.random(len(batches)))]
    """,
    },
)
