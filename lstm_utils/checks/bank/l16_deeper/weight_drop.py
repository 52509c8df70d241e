"""Lesson 16: dropped weights, judged by which ones are zero and how the others are scaled."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, total
from lstm_utils.checks.declare import Layout, Seed, equivalents, exercise, mistakes

from ._masks import NAMED_FROM, counted, reversed_odds, tests

ex = exercise(
    "weight-drop",
    lesson="16_deeper",
    reference=nets.weight_drop,
    outputs="W_hh",
    varies=("W_hh",),
    fresh=True,
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "A mask with an entry for each weight: nets.dropout_mask(W_hh.shape, p, rng).",
        "Multiply W_hh by it. That makes a new array.",
        "return W_hh * nets.dropout_mask(W_hh.shape, p, rng): the mask divides by 1 - p already.",
    ],
)

LARGE = ((50, 0.35), (60, 0.65))  # H and p of the draws that are judged together


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=8)]

    def case(H, p, n):
        return dict(W_hh=rng.normal(size=(4 * H, H)), p=p, rng=Seed(seeds[n]))

    yield "H=5, p = 0.4", case(5, 0.4, 0)
    yield "one unit", case(1, 0.4, 1)
    yield "p = 0: nothing is dropped", case(3, 0.0, 2)
    yield "H=8, p = 0.8", case(8, 0.8, 3)
    large = [case(H, p, 4 + n) for n, (H, p) in enumerate(LARGE)]
    for inputs, (H, p) in zip(large, LARGE, strict=True):
        yield f"H={H}, p = {p}", inputs
    first = large[0]
    yield "the same seed again", first
    yield "another seed", first | dict(rng=Seed(seeds[7]))


UNSCALED = "what is kept is not scaled: divide by 1 - p, or use nets.dropout_mask, which does."
TWICE = "what is kept is divided by 1 - p twice: nets.dropout_mask does it already."
TIMES = "what is kept is multiplied by 1 - p: divide by it."
MASK = "the mask is returned: multiply the weights by it."
ROWS = "rows are dropped as a whole: draw one number for each weight, W_hh.shape."
COLUMNS = "columns are dropped as a whole, which is dropout of h: draw one number for each weight, W_hh.shape."
BLOCKS = "the four blocks have the same mask: draw one number for each weight, W_hh.shape."
ONE_BLOCK = "only the first block is dropped: the mask has the shape of W_hh, (4H, H)."
DROPPED = "the wrong share is dropped: p is the probability of a zero, not of keeping a weight."
COUNTED = "exactly the share p is dropped: each weight is dropped with probability p, by itself."
DEPENDS = "the zeros depend on each other, or have another probability than p: use nets.dropout_mask."
VALUES = "the weights that are kept are changed in another way than divided by 1 - p: W_hh / (1 - p)."
CHANGED = "W_hh is changed: return a new array, W_hh * mask; the weights themselves are trained."


@ex.property
def form(inputs, value):
    """Return what is wrong with one draw, None if nothing is."""
    W, p = np.asarray(inputs["W_hh"]), inputs["p"]
    got = np.asarray(value)
    if got.shape != W.shape:
        return f"expected the shape {W.shape}, got {got.shape}"
    kept = got != 0
    if not kept.any():
        return "all weights are zero" if W.size >= NAMED_FROM else None
    factor = got[kept] / W[kept]
    if np.allclose(factor, 1 / (1 - p), rtol=1e-5):
        return None
    for words, one in ((UNSCALED, 1.0), (TWICE, 1 / (1 - p) ** 2), (TIMES, 1 - p)):
        if np.allclose(factor, one, rtol=1e-6):
            return words
    if np.allclose(got[kept], 1 / (1 - p), rtol=1e-6):
        return MASK
    return VALUES if W.size >= NAMED_FROM else "a weight that is kept is not W_hh / (1 - p)"


@ex.property_of_all
def _(pairs):
    """Return what only many weights show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    drawn = [np.asarray(value) for _, value in pairs]
    if not equal([drawn[4]], [drawn[6]]) or equal([drawn[4]], [drawn[7]]):
        return OWN
    if counted([(mask != 0, inputs["p"]) for (inputs, _), mask in zip(pairs, drawn, strict=True)]):
        return COUNTED
    large = large_of(pairs)
    if wrong := _named(large) or _beyond_chance(large):
        return wrong
    if not np.allclose(drawn[2], np.asarray(pairs[2][0]["W_hh"])):
        return "for p = 0 nothing is dropped: the weights stay as they are"
    return None


def large_of(pairs):
    """Return what is kept and p of the draws that are judged together."""
    return [(np.asarray(value) != 0, inputs["p"]) for inputs, value in pairs[4:6]]


def _named(large):
    every = [kept for kept, _ in large]
    if all((kept == kept[:, :1]).all() for kept in every):
        return ROWS
    if all((kept == kept[:1]).all() for kept in every):
        return COLUMNS
    if all((kept.reshape(4, -1) == kept.reshape(4, -1)[0]).all() for kept in every):
        return BLOCKS
    if all(kept[len(kept) // 4 :].all() for kept in every):
        return ONE_BLOCK
    return DROPPED if all(reversed_odds(*one) for one in large) else None


def evidence_of(large):
    """Return the evidence against several draws, by test."""
    return total([tests(kept, p) for kept, p in large])


def _beyond_chance(large):
    return DEPENDS if evidence.strongest(evidence_of(large)) else None


ANSWER = "return W_hh * nets.dropout_mask(W_hh.shape, p, rng)"
mistakes(
    ex,
    {
        UNSCALED: (ANSWER, "return W_hh * (rng.random(W_hh.shape) >= p)"),
        TWICE: (ANSWER, f"{ANSWER} / (1 - p)"),
        TIMES: (ANSWER, "return W_hh * (rng.random(W_hh.shape) >= p) * (1 - p)"),
        MASK: (ANSWER, "return nets.dropout_mask(W_hh.shape, p, rng)"),
        ROWS: (ANSWER, "return W_hh * nets.dropout_mask((len(W_hh), 1), p, rng)"),
        COLUMNS: (ANSWER, "return W_hh * nets.dropout_mask(W_hh.shape[1:], p, rng)"),
        BLOCKS: (ANSWER, "H = W_hh.shape[1]\n    return W_hh * np.tile(nets.dropout_mask((H, H), p, rng), (4, 1))"),
        ONE_BLOCK: (
            ANSWER,
            "W, H = W_hh / (1 - p), W_hh.shape[1]\n    W[:H] = W_hh[:H] * nets.dropout_mask((H, H), p, rng)\n    return W",
        ),
        DROPPED: (ANSWER, "return W_hh * (rng.random(W_hh.shape) < (p or 1)) / (1 - p)"),
        COUNTED: (
            ANSWER,
            "n = W_hh.size\n    kept = (rng.permutation(n) >= round(p * n)).reshape(W_hh.shape)\n    return W_hh * kept / (1 - p)",
        ),
        DEPENDS: (
            ANSWER,
            "mask = nets.dropout_mask(W_hh.shape, p, rng)\n    half = len(mask) // 2\n"
            "    mask[half:] = mask[:half]\n    return W_hh * mask",
        ),
        VALUES: (ANSWER, "return np.abs(W_hh) * nets.dropout_mask(W_hh.shape, p, rng)"),
        OWN: ("    return", "    rng = np.random.default_rng(0)\n    return"),
        CHANGED: (ANSWER, "W_hh *= nets.dropout_mask(W_hh.shape, p, rng)\n    return W_hh.copy()"),
    },
)


equivalents(
    ex,
    {
        "np.where": """
        return np.where(rng.random(W_hh.shape) < p, 0.0, W_hh / (1 - p))
    """,
        "block by block": """
        blocks = [block * (rng.random(block.shape) >= p) for block in np.split(W_hh, 4)]
        return np.concatenate(blocks) / (1 - p)
    """,
        "zeros at drawn places": """
        W = W_hh.copy()
        W[rng.binomial(1, p, size=W.shape) == 1] = 0
        return W / (1 - p)
    """,
    },
)
