"""Lesson 10: time scales that are drawn, judged by what the biases have in common."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, even, table, total
from lstm_utils.checks.declare import Layout, Seed, equivalents, exercise, mistakes

ex = exercise(
    "chrono-init",
    lesson="10_long_lags",
    reference=nets.chrono_init,
    outputs="b",
    varies=("b",),
    fresh=True,
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "Copy first: b = b.copy(). H = len(b) // 4; the i block is b[:H], the f block b[H:2*H].",
        "Draw one u for each cell: rng.uniform(1, T_max - 1, size=H). The forget biases are np.log(u).",
        "The input gates get the opposite: b[:H] = -b[H:2*H].",
    ],
)

BINS = 10  # of the interval from 1 to T_max - 1
NAMED_FROM = 1000  # cells: in fewer, one mistake can look like another by chance
LARGE = ((4000, 100.0), (4000, 700.0), (4000, 12.0))  # cells and T_max of the draws judged together


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=8)]

    def case(H, T_max, n):
        return dict(b=rng.normal(size=4 * H), T_max=T_max, rng=Seed(seeds[n]))

    yield "5 cells, T_max = 20", case(5, 20.0, 0)
    yield "one cell, T_max = 1000", case(1, 1000, 1)
    yield "8 cells, T_max = 4.5", case(8, 4.5, 2)
    yield "32 cells, T_max = 100", case(32, 100, 3)
    for n, (H, T_max) in enumerate(LARGE):
        yield f"{H} cells, T_max = {T_max:g}", case(H, T_max, 4 + n)
    first = case(*LARGE[0], 4)
    yield "the same seed again", first
    yield "another seed", first | dict(rng=Seed(seeds[7]))


BLOCKS = "the f block is not replaced where it is: the blocks are i, f, g, o, so it is b[H:2*H]."
PLUS = "the input gates get +b_f: b_i = -b_f, so that cells that keep for long let in little."
MINUS = "b_f is -ln u, so all cells forget at once: the second block, f, gets +ln u, the first, i, gets -ln u."
ONLY_F = "the i block is unchanged: set it to -b_f."
OTHERS = "g or o are changed: only the i and f blocks are replaced."
ADDED = "the old biases are still in the sum: replace the i and f blocks, do not add to them."
OF_GATE = "the logarithm of the gate is the bias: it is ln u, from which sigmoid makes the gate."
APART = "b_i is drawn separately: it is -b_f of the same cell."
OTHER_I = "b_i follows from u by another formula: it is -b_f of the same cell, -ln u."
NO_LOG = "u itself is the bias: take its logarithm."
EXP = "exp is taken for log: b_f = ln u."
LOG_10 = "another logarithm is used: np.log is the natural one, sigmoid belongs to it."
ALIKE = "all cells have the same time scale: draw H numbers, size=H."
EVEN_LOG = "b_f is uniform, not exp(b_f): draw u uniformly, then take its logarithm."
WHOLE = "u is a whole number: rng.uniform draws real numbers from 1 to T_max - 1."
FROM_0 = "u can be below 1, so the bias can be negative: draw from 1 to T_max - 1."
TO_T = "u can be above T_max - 1: draw from 1 to T_max - 1, the time scale is 1 + u."
SHIFTED = "exp(b_f) runs from 2 to T_max: it is u, from 1 to T_max - 1; the time scale is 1 + u."
SPREAD = "u is spread evenly, not drawn: use rng.uniform for each cell."
UNIFORM = "u is not uniform from 1 to T_max - 1: use rng.uniform(1, T_max - 1, size=H)."
DEPENDS = "the cells depend on each other: draw one u for each cell independently."
SHORT = "only two blocks are returned: return all of b, (4H,), blocks i, f, g, o."
CLOSE = 1e-6


@ex.property
def form(inputs, value):
    """Return what is wrong with one draw, None if nothing is."""
    old, T_max = np.asarray(inputs["b"]), inputs["T_max"]
    b, H = np.asarray(value), len(old) // 4
    if b.shape != old.shape:
        return SHORT if b.shape == (2 * H,) else f"b: expected shape {old.shape}, got {b.shape}"
    if not np.isfinite(b).all():
        return EXP if np.isinf(b).any() else "b contains nan"
    i, f, rest = b[:H], b[H : 2 * H], b[2 * H :]
    kept = np.allclose(rest, old[2 * H :], atol=CLOSE)
    return _blocks(old, i, f, kept, H) or _bounds(old, i, f, T_max)


def _blocks(old, i, f, kept, H):
    """Return which block is not what it should be, None if each may be."""
    same_i, same_f = np.allclose(i, old[:H], atol=CLOSE), np.allclose(f, old[H : 2 * H], atol=CLOSE)
    if not kept:
        return BLOCKS if same_f else OTHERS
    if same_i:
        return ONLY_F
    if np.allclose(i, f, atol=CLOSE) and f.any():
        return PLUS
    added = np.allclose(i + f, old[:H] + old[H : 2 * H], atol=CLOSE)
    if added:
        return ADDED
    return None if np.allclose(i, -f, atol=CLOSE) else "the i block must be -b_f"


def _bounds(old, i, f, T_max):
    """Return what is wrong with the size of the biases, None if nothing is."""
    if len(f) > 1 and (f == f[0]).all():
        return ALIKE
    u = np.exp(np.clip(f, -700, 700))
    top = T_max - 1
    if (f > top).any():
        return EXP
    if (f > np.log(top) + CLOSE).any():
        if (u <= T_max + CLOSE).all():
            if len(u) < NAMED_FROM:
                return f"the largest forget bias is {f.max():.4g}, above ln(T_max - 1) = {np.log(top):.4g}"
            return SHIFTED if (u >= 2 - CLOSE).all() else TO_T
        if (f >= 1 - CLOSE).all() and f.mean() > top / 4:
            return NO_LOG
        return UNIFORM
    if (f < -CLOSE).all() and (u >= 0.5 - CLOSE).all():
        return OF_GATE
    if (f < -CLOSE).all():
        return MINUS if (i >= -CLOSE).all() and (i <= np.log(top) + CLOSE).all() else UNIFORM
    return FROM_0 if (f < -CLOSE).any() else None


@ex.namer
def _(pairs):
    """Return whether b_i was drawn for itself, or made from the same u in another way."""
    large = [np.split(np.asarray(b), 4) for inputs, b in pairs if len(inputs["b"]) >= 4 * NAMED_FROM]
    if not large or any(np.allclose(i, -f, atol=CLOSE) or not np.ptp(i) * np.ptp(f) for i, f, *_ in large):
        return ""
    related = [abs(np.corrcoef(i.argsort().argsort(), f.argsort().argsort())[0, 1]) for i, f, *_ in large]
    return APART if max(related) < 0.2 else OTHER_I if min(related) > 0.999 else ""


@ex.property_of_all
def _(pairs):
    """Return what only many cells show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    biases = [np.asarray(value) for _, value in pairs]
    first, again, other = biases[4], biases[7], biases[8]
    H = len(first) // 4
    if np.ptp(np.diff(np.exp(first[H : 2 * H]))) < CLOSE:
        return SPREAD
    if not equal([first[:H]], [again[:H]]) or equal([first[:H]], [other[:H]]):
        return OWN
    large = large_of(pairs)
    return _named(large) or _beyond_chance(large)


def large_of(pairs):
    """Return the forget biases and T_max of the draws that are judged together."""
    return [(np.split(np.asarray(b), 4)[1], inputs["T_max"]) for inputs, b in pairs[4:7]]


def _named(large):
    """Return which known law the numbers follow instead, None if they follow the right one."""
    if all(np.allclose(np.exp(f), np.exp(f).round(), atol=1e-4) for f, _ in large):
        return WHOLE
    if not evidence.strongest(evidence_of(large)):
        return None
    for words, share in LAWS.items():
        if not evidence.strongest(total([_tests_of(share(f, T_max)) for f, T_max in large])):
            return words
    return None


LAWS = {EVEN_LOG: lambda f, T_max: f / np.log(T_max - 1), LOG_10: lambda f, T_max: (10**f - 1) / (T_max - 2)}


def _tests_of(share):
    """Return the evidence that numbers are not uniform in [0, 1], by test."""
    bins = np.clip((BINS * share).astype(int), 0, BINS - 1)
    fine = np.clip((100 * share).astype(int), 0, 99)
    return {
        "u": table(0 * bins, bins, 1, even(BINS)),
        "fine u": table(0 * fine, fine, 1, even(100)),
        "u by cell before": table(bins[:-1], bins[1:], BINS, even(BINS)),
    }


def tests(f, T_max):
    """Return the evidence against the forget biases of one draw, by test."""
    return _tests_of((np.exp(f) - 1) / (T_max - 2))


def evidence_of(large):
    """Return the evidence against several draws [(b_f, T_max), ...], by test."""
    return total([tests(f, T_max) for f, T_max in large])


def _beyond_chance(large):
    named = {"": None, "u": UNIFORM, "fine u": UNIFORM}
    return named.get(evidence.strongest(evidence_of(large)), DEPENDS)


F_LINE, I_LINE = "b[H : 2 * H] = np.log(rng.uniform(1, T_max - 1, size=H))", "b[:H] = -b[H : 2 * H]"
U = "rng.uniform(1, T_max - 1, size=H)"
mistakes(
    ex,
    {
        BLOCKS: [(F_LINE, F_LINE.replace("b[H : 2 * H]", "b[2 * H : 3 * H]")), (I_LINE, "b[:H] = -b[2 * H : 3 * H]")],
        PLUS: (I_LINE, "b[:H] = b[H : 2 * H]"),
        ONLY_F: (f"    {I_LINE}\n", ""),
        OTHERS: (I_LINE, f"{I_LINE}\n    b[3 * H :] = 0"),
        ADDED: [(F_LINE, F_LINE.replace("] =", "] +=").replace("np.log", "(u := np.log") + ")"), (I_LINE, "b[:H] -= u")],
        APART: (I_LINE, f"b[:H] = -np.log({U})"),
        OTHER_I: (I_LINE, "b[:H] = -np.log(1 + np.exp(b[H : 2 * H]))"),
        NO_LOG: (f"np.log({U})", U),
        EXP: ("np.log(rng.uniform(1, T_max - 1, size=H))", "np.exp(np.minimum(rng.uniform(1, T_max - 1, size=H), 600))"),
        OF_GATE: (f"np.log({U})", f"np.log(1 - 1 / (1 + {U}))"),
        MINUS: [("= np.log", "= -np.log")],
        LOG_10: ("np.log(", "np.log10("),
        ALIKE: (", size=H", ""),
        EVEN_LOG: (f"np.log({U})", "rng.uniform(0, np.log(T_max - 1), size=H)"),
        WHOLE: (U, "rng.integers(1, max(int(T_max) - 1, 1), size=H, endpoint=True)"),
        FROM_0: (U, "rng.uniform(0.001, T_max - 1, size=H)"),
        TO_T: (U, "rng.uniform(1, T_max, size=H)"),
        SHIFTED: ("np.log(", "np.log1p("),
        SPREAD: (U, "np.linspace(1, T_max - 1, H + 1)[1:]"),
        OWN: ("    b = b.copy()", "    rng = np.random.default_rng(0)\n    b = b.copy()"),
        UNIFORM: (U, "1 + (T_max - 2) * rng.random(size=H) ** 1.3"),
        DEPENDS: (U, "np.sort(rng.uniform(1, T_max - 1, size=H))"),
        SHORT: ("return b", "return b[: 2 * H]"),
        "b is changed: work on a copy, b.copy().": ("b = b.copy()\n", "b = np.asarray(b)\n"),
    },
)


equivalents(
    ex,
    {
        "np.concatenate of four blocks": """
        _, _, g, o = np.split(b, 4)
        b_f = np.log(1 + (T_max - 2) * rng.random(len(g)))
        return np.concatenate([-b_f, b_f, g, o])
    """,
        "cell by cell": """
        import math

        new, H = np.array(b), len(b) // 4
        for n in range(H):
            new[H + n] = math.log(float(rng.uniform(1, T_max - 1)))
            new[n] = -new[H + n]
        return new
    """,
        "the inverse of the sigmoid": """
        i, f, g, o = np.split(b.copy(), 4)
        keep = 1 - 1 / (1 + rng.uniform(low=1.0, high=T_max - 1, size=f.shape))
        f[:] = np.log(keep / (1 - keep))
        i[:] = np.log((1 - keep) / keep)
        return np.r_[i, f, g, o]
    """,
    },
)
