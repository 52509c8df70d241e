"""Lesson 16: a dropout mask, judged by its two values and its probabilities."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, total
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes

from ._masks import CLOSE, NAMED_FROM, counted, reversed_odds, tests

ex = exercise(
    "dropout-mask",
    lesson="16_deeper",
    reference=nets.dropout_mask,
    outputs="mask",
    varies=("mask",),
    hints=[
        "Draw one uniform number for each entry: rng.random(size=shape).",
        "An entry is kept where its number is p or more. That gives True and False: 1 and 0.",
        "Divide by 1 - p, so that the mean of the mask is 1.",
    ],
)

LARGE = (((120, 100), 0.35), ((100, 12, 10), 0.25), ((80, 150), 0.75))


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=11)]

    def case(shape, p, n):
        return dict(shape=shape, p=p, rng=Seed(seeds[n]))

    yield "a row of 40, p = 0.25", case((40,), 0.25, 0)
    yield "(6, 5), p = 0.4", case((6, 5), 0.4, 1)
    yield "(4, 3, 5), p = 0.8", case((4, 3, 5), 0.8, 2)
    yield "p = 0: nothing is dropped", case((3, 4), 0.0, 3)
    yield "one entry", case((1, 1), 0.4, 4)
    for n, (shape, p) in enumerate(LARGE):
        yield f"{shape}, p = {p}", case(shape, p, 5 + n)
    first = case(*LARGE[0], 5)
    yield "the same seed again", first
    yield "another seed", first | dict(rng=Seed(seeds[8]))


BOOLS = "the mask is True or False: divide it by 1 - p, which makes numbers."
UNSCALED = "what is kept is 1: divide it by 1 - p, so that the mean stays the same."
TIMES = "what is kept is multiplied by 1 - p: divide by it, the mean of the mask is 1."
BY_P = "what is kept is divided by p: divide by 1 - p, the share that is kept."
DROPPED = "the zeros are where 1 / (1 - p) belongs: p is the probability of a zero."
NOISE = "the mask has more than two values: each entry is 0 or 1 / (1 - p)."
SHARE = "the share of zeros is not p: compare rng.random(size=shape) with p."
ROWS = "the entries of a row are kept or dropped together: draw one number for each entry."
ALIKE = "all rows have the same mask: draw one number for each entry, size=shape."
COUNTED = "exactly the share p is dropped: each entry is dropped with probability p, by itself."
ONE_AXIS = "only the last axis is drawn: the mask has the shape that is asked for."
DEPENDS = "the entries depend on each other: draw one number for each entry, independently."


@ex.property
def form(inputs, value):
    """Return what is wrong with one mask, None if nothing is."""
    shape, p = inputs["shape"], inputs["p"]
    mask = np.asarray(value)
    if mask.shape != tuple(shape):
        return ONE_AXIS if mask.shape == tuple(shape)[-1:] else f"mask: expected {shape}, got {mask.shape}"
    if mask.dtype.kind == "b":
        return BOOLS
    if mask.dtype.kind not in "fiu":
        return f"mask: expected numbers, got {mask.dtype}"
    values = np.unique(mask)
    kept = values[values != 0]
    if np.allclose(kept, 1 / (1 - p), rtol=1e-6):
        return None
    if len(kept) > 1 or not np.isfinite(kept).all():
        return NOISE if mask.size >= NAMED_FROM else f"entries of {kept[:2]}, expected 0 or {1 / (1 - p):.4g}"
    known = {UNSCALED: 1.0, TIMES: 1 - p, BY_P: 1 / p if p else np.inf}
    for words, one in known.items():
        if abs(kept[0] - one) < CLOSE:
            return words
    return f"what is kept is {kept[0]:.4g}, expected 1 / (1 - p) = {1 / (1 - p):.4g}"


@ex.property_of_all
def _(pairs):
    """Return what only many entries show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    masks = [np.asarray(value) for _, value in pairs]
    if not equal([masks[5]], [masks[8]]) or equal([masks[5]], [masks[9]]):
        return OWN
    if counted([(mask != 0, inputs["p"]) for (inputs, _), mask in zip(pairs, masks, strict=True)]):
        return COUNTED
    large = large_of(pairs)
    if wrong := _named(large) or _beyond_chance(large):
        return wrong
    if not (masks[3] == 1).all():
        return "for p = 0 nothing is dropped: the mask is 1 everywhere"
    return None


def large_of(pairs):
    """Return what is kept and p of the masks that are judged together."""
    return [(np.asarray(value) != 0, inputs["p"]) for inputs, value in pairs[5:8]]


def _named(large):
    if all(kept.any() and (kept == kept[:1]).all() for kept, _ in large):
        return ALIKE
    if all((kept == kept[..., :1]).all() for kept, _ in large):
        return ROWS
    return DROPPED if all(reversed_odds(*one) for one in large) else None


def evidence_of(large):
    """Return the evidence against several masks, by test."""
    return total([tests(kept, p) for kept, p in large])


def _beyond_chance(large):
    found = evidence_of(large)
    named = {"": None, "share": SHARE}
    if found["share"] > evidence.threshold(len(found)):
        return SHARE
    return named.get(evidence.strongest(found), DEPENDS)


KEPT, SCALED = "kept = rng.random(size=shape) >= p", "return kept / (1 - p)"
mistakes(
    ex,
    {
        BOOLS: (SCALED, "return kept"),
        UNSCALED: (SCALED, "return kept.astype(float)"),
        TIMES: (SCALED, "return kept * (1 - p)"),
        BY_P: (SCALED, "return kept / (p if p else 1)"),
        DROPPED: [(KEPT, KEPT.replace(">=", "<") + " if p else np.ones(shape, dtype=bool)")],
        NOISE: (KEPT, "kept = np.maximum(1 + rng.normal(0, 1, size=shape), 0)"),
        SHARE: (KEPT, "kept = (rng.normal(size=shape) >= p) | (p == 0)"),
        ROWS: (KEPT, "kept = np.broadcast_to(rng.random(size=(*shape[:-1], 1)) >= p, shape)"),
        ALIKE: (KEPT, "kept = np.broadcast_to(rng.random(size=(1, *shape[1:])) >= p, shape)"),
        COUNTED: (KEPT, "n = int(np.prod(shape))\n    kept = (rng.permutation(n) >= round(p * n)).reshape(shape)"),
        ONE_AXIS: (KEPT, "kept = rng.random(size=shape[-1]) >= p"),
        OWN: ("    kept =", "    rng = np.random.default_rng(0)\n    kept ="),
        DEPENDS: (KEPT, f"{KEPT}\n    kept[1::2] = kept[: len(kept) // 2 * 2 : 2]"),
    },
)


equivalents(
    ex,
    {
        "rng.binomial": """
        return rng.binomial(1, 1 - p, size=shape) / (1 - p)
    """,
        "rng.choice with probabilities": """
        return rng.choice([0.0, 1 / (1 - p)], size=shape, p=[p, 1 - p])
    """,
        "np.where, entry by entry": """
        n = int(np.prod(shape))
        numbers = np.array([rng.uniform() for _ in range(n)]).reshape(shape)
        return np.where(numbers < 1 - p, 1 / (1 - p), 0.0)
    """,
    },
)
