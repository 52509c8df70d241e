"""Lesson 16: masks that stay the same at all steps."""

import itertools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, table, total
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes

from ._masks import CLOSE, counted, reversed_odds, tests

ex = exercise(
    "variational-masks",
    lesson="16_deeper",
    reference=nets.variational_masks,
    outputs="masks",
    varies=("masks[0]", "masks[1]", "masks[2]"),
    hints=[
        "For each n in sizes, draw a mask for one step: nets.dropout_mask((1, B, n), p, rng).",
        "Repeat it along time: np.repeat(mask, T, axis=0) has the shape (T, B, n).",
        "Return a list, one mask for each place, drawn in the loop or in a list comprehension.",
    ],
)

LARGE = ((3, 60, [90, 100, 90], 0.35), (4, 100, [50, 70, 50], 0.65))


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=8)]

    def case(T, B, sizes, p, n):
        return dict(T=T, B=B, sizes=sizes, p=p, rng=Seed(seeds[n]))

    yield "T=5, B=3, sizes 20, 30, 25", case(5, 3, [20, 30, 25], 0.4, 0)
    yield "one step", case(1, 4, [20, 15, 6], 0.25, 1)
    yield "p = 0: nothing is dropped", case(3, 2, [4, 3, 4], 0.0, 2)
    yield "one sequence", case(6, 1, [30, 20, 30], 0.7, 3)
    for n, large in enumerate(LARGE):
        yield "T={}, B={}, sizes {}, p = {}".format(*large), case(*large, 4 + n)
    first = case(*LARGE[0], 4)
    yield "the same seed again", first
    yield "another seed", first | dict(rng=Seed(seeds[7]))


REDRAWN = "the mask is drawn again at each step: draw it once, for one step, and repeat it T times."
ONE_STEP = "a mask has one step only: repeat it T times along axis 0, np.repeat(mask, T, axis=0)."
TURNED = "a mask is (B, T, n): time is axis 0, (T, B, n)."
UNSCALED = "what is kept is 1: divide it by 1 - p, or use nets.dropout_mask, which does."
TWICE = "what is kept is divided by 1 - p twice: nets.dropout_mask does it already."
ALIKE = "all sequences have the same mask: draw one row for each of the B sequences."
UNITS = "all units of a sequence are dropped together: draw one number for each unit."
PLACES = "places of one size have the same mask: draw one mask for each place."
FEW = "only the first size is used: return one mask for each n in sizes."
ARRAY = "one array is returned: return a list with one mask for each place."
DROPPED = "the zeros are where 1 / (1 - p) belongs: p is the probability of a zero."
COUNTED = "exactly the share p is dropped: each entry is dropped with probability p, by itself."
DEPENDS = "the entries of a mask depend on each other, or have another probability than p: use nets.dropout_mask."
LAST = "the mask changes at the last step: all T steps have the same."


@ex.property
def form(inputs, value):
    """Return what is wrong with the masks of one draw, None if nothing is."""
    T, B, sizes, p = (inputs[name] for name in ("T", "B", "sizes", "p"))
    if not isinstance(value, list | tuple):
        return ARRAY
    if len(value) != len(sizes):
        return FEW if len(value) == 1 else f"expected {len(sizes)} masks, got {len(value)}"
    masks = [np.asarray(mask) for mask in value]
    for mask, n in zip(masks, sizes, strict=True):
        if mask.shape != (T, B, n):
            if mask.shape in ((1, B, n), (B, n)):
                return ONE_STEP
            return TURNED if mask.shape == (B, T, n) else f"a mask has the shape {mask.shape}, expected {(T, B, n)}"
    kept = np.concatenate([mask[mask != 0] for mask in masks])
    if not np.allclose(kept, 1 / (1 - p), rtol=1e-6):
        for words, one in ((UNSCALED, 1.0), (TWICE, 1 / (1 - p) ** 2)):
            if np.allclose(kept, one, atol=CLOSE):
                return words
        return "each entry must be 0 or 1 / (1 - p)"
    if all((mask == mask[0]).all() for mask in masks):
        return None
    return LAST if all((mask[:-1] == mask[0]).all() for mask in masks) and T > 2 else REDRAWN


@ex.property_of_all
def _(pairs):
    """Return what only many entries show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    drawn = [[np.asarray(mask) for mask in value] for _, value in pairs]
    if not equal(drawn[4], drawn[6]) or equal(drawn[4], drawn[7]):
        return OWN
    if counted([(mask[0] != 0, inputs["p"]) for (inputs, _), masks in zip(pairs, drawn, strict=True) for mask in masks]):
        return COUNTED
    large = large_of(pairs)
    if wrong := _named(large) or _beyond_chance(large):
        return wrong
    if not all((mask == 1).all() for mask in drawn[2]):
        return "for p = 0 nothing is dropped: the masks are 1 everywhere"
    return None


def large_of(pairs):
    """Return what is kept at the first step, by place, and p of the draws judged together."""
    return [([np.asarray(mask)[0] != 0 for mask in value], inputs["p"]) for inputs, value in pairs[4:6]]


def _named(large):
    every = [(kept, p) for masks, p in large for kept in masks]
    if all((kept == kept[:1]).all() for kept, _ in every):
        return ALIKE
    if all((kept == kept[:, :1]).all() for kept, _ in every):
        return UNITS
    if all(equal([masks[0]], [masks[2]]) for masks, _ in large):
        return PLACES
    return DROPPED if all(reversed_odds(*one) for one in every) else None


def evidence_of(large):
    """Return the evidence against several draws, by test."""
    every = [(kept, p) for masks, p in large for kept in masks]
    places = [_by_place_before(masks, p) for masks, p in large]
    return total([*(tests(kept, p) for kept, p in every), *places])


def _by_place_before(masks, p):
    """Return the evidence that units depend on the same units of the place below."""
    found = 0.0
    for below, above in itertools.pairwise(masks):
        n = min(below.shape[1], above.shape[1])
        found += table(below[:, :n].astype(int), above[:, :n].astype(int), 2, [p, 1 - p])
    return {"place by place below": found}


def _beyond_chance(large):
    return DEPENDS if evidence.strongest(evidence_of(large)) else None


MASKS, REPEATED = "[nets.dropout_mask((1, B, n), p, rng) for n in sizes]", "[np.repeat(mask, T, axis=0) for mask in masks]"
mistakes(
    ex,
    {
        REDRAWN: [(MASKS, MASKS.replace("(1, B, n)", "(T, B, n)")), (REPEATED, "masks")],
        ONE_STEP: (REPEATED, "masks"),
        TURNED: (REPEATED, REPEATED.replace("np.repeat(mask, T, axis=0)", "np.repeat(mask, T, axis=0).swapaxes(0, 1)")),
        UNSCALED: (REPEATED, REPEATED.replace("np.repeat(mask,", "np.repeat(1.0 * (mask > 0),")),
        TWICE: (REPEATED, REPEATED.replace("np.repeat(mask,", "np.repeat(mask / (1 - p),")),
        ALIKE: (REPEATED, REPEATED.replace("np.repeat(mask,", "np.repeat(mask[:, :1] * np.ones((1, B, 1)),")),
        UNITS: (REPEATED, REPEATED.replace("np.repeat(mask,", "np.repeat(mask[:, :, :1] * np.ones(mask.shape),")),
        PLACES: (
            MASKS,
            "[nets.dropout_mask((1, B, max(sizes)), p, rng)] * len(sizes)\n"
            "    masks = [mask[:, :, :n] for mask, n in zip(masks, sizes)]",
        ),
        FEW: ("for n in sizes]", "for n in sizes[:1]]"),
        ARRAY: (f"return {REPEATED}", f"return np.concatenate({REPEATED}, axis=2)"),
        DROPPED: (MASKS, "[(rng.random((1, B, n)) <= p) / (1 - p) if p else np.ones((1, B, n)) for n in sizes]"),
        COUNTED: (MASKS, "[(rng.random((1, B, n)).argsort().argsort() >= round(p * n)) / (1 - p) for n in sizes]"),
        DEPENDS: (MASKS, "[np.sort(nets.dropout_mask((1, B, n), p, rng), axis=2) for n in sizes]"),
        LAST: (
            f"return {REPEATED}",
            "masks = [np.repeat(mask, T, axis=0) for mask in masks]\n"
            "    for mask in masks:\n"
            "        mask[T - 1 :] = nets.dropout_mask(mask[T - 1 :].shape, p, rng)\n"
            "    return masks",
        ),
        OWN: ("    masks =", "    rng = np.random.default_rng(0)\n    masks ="),
    },
)


equivalents(
    ex,
    {
        "np.broadcast_to": """
        masks = []
        for n in sizes:
            kept = rng.random((B, n)) >= p
            masks.append(np.broadcast_to(kept / (1 - p), (T, B, n)))
        return masks
    """,
        "a product with ones, a tuple": """
        return tuple(np.ones((T, 1, 1)) * nets.dropout_mask((B, n), p, rng) for n in sizes)
    """,
        "np.tile, one draw for all places": """
        mask = nets.dropout_mask((B, sum(sizes)), p, rng)
        parts = np.split(mask, np.cumsum(sizes)[:-1], axis=1)
        return [np.tile(part, (T, 1, 1)) for part in parts]
    """,
    },
)
