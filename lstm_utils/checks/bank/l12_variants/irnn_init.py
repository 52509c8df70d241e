"""Lesson 12: the start of a ReLU net, judged by form and by the law of its input weights."""

import numpy as np
from scipy.special import ndtr, ndtri

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, even, table, total
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes

ex = exercise(
    "irnn-init",
    lesson="12_variants",
    reference=nets.irnn_init,
    outputs=("W_ih", "W_hh", "b"),
    varies=("W_ih", "W_hh", "b"),
    hints=[
        "Three arrays: W_ih (H, I) is drawn, W_hh (H, H) and b (H,) are not.",
        "rng.normal(mean, standard deviation, size=...) draws the weights; np.eye(H) is an identity matrix.",
        "return rng.normal(0, std, size=(H, I)), np.eye(H), np.zeros(H).",
    ],
)

STD = 0.001  # the default
LARGE = ((150, 120, {}), (170, 90, {"std": 0.5}), (120, 140, {"std": 2.0}))  # I, H, std of the draws judged together
SPREADS = (0.8, 0.9, 0.95, 0.97, 1.03, 1.05, 1.1, 1.25)  # bets on another standard deviation, in units of std
TAILS = (2.5, 3.2)
BINS = 10  # of equal probability


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=7)]

    def case(I, H, n, **given):
        return dict(I=I, H=H, rng=Seed(seeds[n])) | given

    yield "2 inputs, 5 units", case(2, 5, 0)
    yield "one input, one unit", case(1, 1, 1, std=0.01)
    yield "6 inputs, 3 units", case(6, 3, 2, std=0.1)
    for n, (I, H, given) in enumerate(LARGE):
        std = f"std = {given['std']:g}" if given else "the default std"
        yield f"{I} inputs, {H} units, {std}", case(I, H, 3 + n, **given)
    first = case(*LARGE[0][:2], 3)
    yield "the same seed again", first
    yield "another seed", first | dict(rng=Seed(seeds[6]))


COUNT = "three arrays are asked for: W_ih, W_hh, b."
TURNED = "W_ih is (I, H): row k has the weights of unit k, (H, I)."
SIZE = "W_hh must be (H, H): it leads from the state to the state."
NOT_EYE = "W_hh is not the identity: np.eye(H)."
SCALED = "the identity is scaled: its diagonal is 1, so that the state is copied as it is."
ONES = "W_hh is all ones: the identity has ones on the diagonal only, np.eye(H)."
NOISE = "W_hh is drawn: it is the identity without noise."
SWAPPED = "W_ih is the identity and W_hh is drawn: it is the other way round."
BIAS = "b is not 0: np.zeros(H)."
COLUMN = "b is a column: it is a vector, np.zeros(H)."
STD_1 = "std is not used: the weights are drawn with a spread of 1, rng.normal(0, std, ...)."
DEFAULT = "the spread is 0.001 whatever std is: use the argument."
ZERO = "W_ih is 0: then no input ever reaches the net. Draw it with rng.normal."
VARIANCE = "std is taken as the variance: rng.normal takes the standard deviation, so pass std."
SQUARED = "the standard deviation is std**2: rng.normal takes the standard deviation, so pass std."
MEAN = "the mean of the weights is std: it is 0, and std is the second argument."
UNIFORM = "W_ih is uniform: it is normal, rng.normal."
POSITIVE = "no weight is negative: the weights are normal with mean 0, of both signs."
SCALE_H = "the spread depends on the size of the net: it is std."
REPEATED = "all units have the same weights: draw (H, I) numbers."
COLUMNS = "all inputs have the same weights: draw (H, I) numbers."
OTHER_DEFAULT = "std has another default: it is 0.001."
OTHER = "W_ih is not normal with mean 0 and standard deviation std: rng.normal(0, std, size=(H, I))."
DEPENDS = "the weights depend on each other: draw (H, I) numbers independently."


@ex.property
def form(inputs, value):
    """Return what is wrong with one draw, None if nothing is."""
    I, H = inputs["I"], inputs["H"]
    if len(value) != 3:
        return COUNT
    W_ih, W_hh, b = map(np.asarray, value)
    if I != H and W_hh.shape == (H, I) and W_ih.shape == (H, H):
        return SWAPPED
    if W_ih.shape != (H, I):
        return TURNED if W_ih.shape == (I, H) else f"W_ih: expected shape {(H, I)}, got {W_ih.shape}"
    if W_hh.shape != (H, H):
        return SIZE
    if b.shape != (H,):
        return COLUMN
    if not all(np.isfinite(q).all() for q in (W_ih, W_hh, b)):
        return "nan or inf among the weights"
    return _recurrent(W_hh, H) or (BIAS if b.any() else None)


def _recurrent(W_hh, H):
    """Return what is wrong with W_hh, None if it is the identity."""
    if (np.eye(H) == W_hh).all():
        return None
    diagonal, rest = np.diag(W_hh), W_hh - np.diag(np.diag(W_hh))
    if H > 1 and (W_hh == 1).all():
        return ONES
    if not rest.any() and np.ptp(diagonal) == 0:
        return SCALED if diagonal.any() else NOT_EYE
    return NOISE if len(np.unique(W_hh)) > 2 else NOT_EYE


@ex.property_of_all
def _(pairs):
    """Return what only many weights show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    drawn = [np.asarray(value[0]) for _, value in pairs]
    if not equal([drawn[3]], [drawn[6]]) or equal([drawn[3]], [drawn[7]]):
        return ZERO if not drawn[3].any() else OWN
    large = large_of(pairs)
    return _named(large) or _beyond_chance(large)


def large_of(pairs):
    """Return W_ih, std and H of the draws that are judged together."""
    return [(np.asarray(value[0]), inputs.get("std", STD), inputs["H"]) for inputs, value in pairs[3:6]]


LAWS = {
    STD_1: lambda W, std, H: ndtr(W),
    DEFAULT: lambda W, std, H: ndtr(W / 0.001),
    VARIANCE: lambda W, std, H: ndtr(W / std**0.5),
    SQUARED: lambda W, std, H: ndtr(W / std**2),
    MEAN: lambda W, std, H: ndtr(W - std),
    UNIFORM: lambda W, std, H: (W / std + 1) / 2,
    SCALE_H: lambda W, std, H: ndtr(W / std * H**0.5),
}


def _named(large):
    """Return which known law the weights follow instead, None if they follow the right one."""
    if not evidence.strongest(evidence_of(large)):
        return None
    if not evidence.strongest(evidence_of(large[1:])):
        return OTHER_DEFAULT
    if all(W.min() >= 0 for W, *_ in large):
        return POSITIVE
    if all((W[:1] == W).all() for W, *_ in large):
        return REPEATED
    if all((W[:, :1] == W).all() for W, *_ in large):
        return COLUMNS
    for words, share in LAWS.items():
        if not evidence.strongest(total([_tests_of(share(*one)) for one in large])):
            return words
    return None


TAIL_LAW = -np.diff(2 * ndtr(-np.array([0.0, *TAILS, np.inf])))


def _spread(z):
    """Return the evidence that numbers have another standard deviation than 1."""
    return evidence.mean([-z.size * np.log(k) + 0.5 * (z**2).sum() * (1 - 1 / k**2) for k in SPREADS])


def _tests_of(share):
    """Return the evidence that numbers are not uniform in [0, 1] and independent, by test."""
    bins = np.clip((BINS * share).astype(int), 0, BINS - 1)
    fine = np.clip((100 * share).astype(int), 0, 99)
    z = ndtri(np.clip(share, 1e-12, 1 - 1e-12))
    tails = np.searchsorted(TAILS, abs(z))
    return {
        "w": table(0 * bins, bins, 1, even(BINS)),
        "fine w": table(0 * fine, fine, 1, even(100)),
        "spread": _spread(z),
        "tails": table(0 * tails, tails, 1, TAIL_LAW),
        "w by unit before": table(bins[:-1], bins[1:], BINS, even(BINS)),
        "w by input before": table(bins[:, :-1], bins[:, 1:], BINS, even(BINS)),
    }


def evidence_of(large):
    """Return the evidence against several draws [(W_ih, std, H), ...], by test."""
    return total([_tests_of(ndtr(W / std)) for W, std, _ in large])


def _beyond_chance(large):
    named = {"": None, "w": OTHER, "fine w": OTHER, "spread": OTHER, "tails": OTHER}
    return named.get(evidence.strongest(evidence_of(large)), DEPENDS)


DRAWN = "rng.normal(0, std, size=(H, I))"
mistakes(
    ex,
    {
        COUNT: (", np.zeros(H)", ""),
        TURNED: ("(H, I)", "(I, H)"),
        SIZE: ("np.eye(H)", "np.eye(H, I + H)"),
        NOT_EYE: ("np.eye(H)", "np.zeros((H, H))"),
        SCALED: ("np.eye(H)", "std * np.eye(H)"),
        ONES: ("np.eye(H)", "np.ones((H, H))"),
        NOISE: ("np.eye(H)", "np.eye(H) + rng.normal(0, std, size=(H, H))"),
        SWAPPED: (f"{DRAWN}, np.eye(H)", f"np.eye(H), {DRAWN}"),
        BIAS: ("np.zeros(H)", "np.ones(H)"),
        COLUMN: ("np.zeros(H)", "np.zeros((H, 1))"),
        STD_1: ("0, std,", "0, 1,"),
        DEFAULT: ("0, std,", "0, 0.001,"),
        ZERO: (DRAWN, "np.zeros((H, I))"),
        VARIANCE: ("0, std,", "0, np.sqrt(std),"),
        SQUARED: ("0, std,", "0, std**2,"),
        MEAN: ("0, std,", "std, 1,"),
        UNIFORM: ("rng.normal(0, std,", "rng.uniform(-std, std,"),
        POSITIVE: (DRAWN, f"np.abs({DRAWN})"),
        SCALE_H: ("0, std,", "0, std / np.sqrt(H),"),
        REPEATED: (DRAWN, "np.tile(rng.normal(0, std, size=I), (H, 1))"),
        COLUMNS: (DRAWN, "np.tile(rng.normal(0, std, size=(H, 1)), I)"),
        OTHER: (DRAWN, "std * rng.standard_t(4, size=(H, I))"),
        DEPENDS: (DRAWN, "np.sort(rng.normal(0, std, size=(H, I)), axis=0)"),
        OTHER_DEFAULT: ("std=0.001", "std=0.01"),
        OWN: (DRAWN, "np.random.default_rng(0).normal(0, std, size=(H, I))"),
    },
)


equivalents(
    ex,
    {
        "standard_normal and an identity by index": """
        W_hh = np.zeros((H, H))
        W_hh[np.arange(H), np.arange(H)] = 1
        return std * rng.standard_normal((H, I)), W_hh, np.zeros(H)
    """,
        "a loop over the units": """
        W_ih = np.array([[rng.normal(scale=std) for _ in range(I)] for _ in range(H)])
        return [W_ih, np.diag(np.ones(H)), 0 * W_ih[:, 0]]
    """,
        "multivariate normal": """
        W_ih = rng.multivariate_normal(np.zeros(I), std**2 * np.eye(I), size=H)
        return W_ih, np.identity(H), np.zeros(H)
    """,
    },
)
