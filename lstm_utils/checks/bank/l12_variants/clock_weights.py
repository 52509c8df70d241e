"""Lesson 12: weights that make a cell tick, judged by what the cell does."""

import itertools
import math

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

PERIODS, SPIKE, SILENT = 20, 0.5, 0.1
MOST_CURED = 12

ex = exercise(
    "clock-weights",
    lesson="12_variants",
    reference=nets.clock_weights,
    outputs=("b", "p"),
    varies=("b", "p"),
    hints=[
        "Take s = 1 / (T - 0.5): after T - 1 steps c is just below 1, after T steps just above. b_g = 50 makes g = 1.",
        "a_o = k * (c - 1) is a peephole of k and a bias of -k. The forget gate does the opposite: a_f = k * (1 - c_prev).",
        "b = [ln(s / (1 - s)), k, 50, -k] and p = [0, -k, k]. k must grow with T: half a step is 0.5 * s, so take k = 20 * T.",
    ],
)


@ex.cases
def _(rng):
    drawn = (int(rng.integers(low, high)) for low, high in ((20, 90), (20, 90), (6, 12), (13, 20)))
    for T in (5, 2, 12, 100, 3, 99, *drawn):
        yield f"T = {T}", dict(T=T)


LATE = "the spikes are one step late: c passes 1 after T steps of s = 1 / (T - 0.5), with b_i = ln(s / (1 - s)), not ln(s)."
EARLY = "the spikes are one step early: c must pass 1 at step T, after T steps of s = 1 / (T - 0.5)."
EDGE = "c is exactly 1 at step T, where the gates are half open: take s = 1 / (T - 0.5), so that it passes 1 between two steps."
SOFT = "the gates do not switch sharply: c moves by only s at a step, so make k larger, and let it grow with T."
NO_RESET = (
    "the cell is not emptied after a spike: the forget gate must close when c_prev is above 1, so its peephole is negative."
)
LONG = "the forget gate closes too late, so a spike lasts for several steps: a_f = k * (1 - c_prev)."
F_FLIPPED = "the forget gate works the wrong way round: it is open below 1 and closed above, bias k and peephole -k."
F_SHUT = "the forget gate does not keep the sum: below c = 1 it must be open, so its bias is k."
O_FLIPPED = "the output gate works the wrong way round: it is closed below 1 and open above, bias -k and peephole k."
O_OPEN = "the output gate is open below 1: its bias must be -k."
O_BLIND = "the output gate never opens: it needs a peephole of k to see c."
G_SIGN = "the candidate is negative, so the sum goes down: its bias must be far above 0."
G_WEAK = "the candidate is not 1, so the cell adds less than s: give g a bias of 50."
NO_LOGIT = "the bias of i is s itself: the gate is s for the bias ln(s / (1 - s))."
I_FLIPPED = "the bias of i has the wrong sign, so the cell adds 1 - s at a step: ln(s / (1 - s))."
FIXED = "the period does not depend on T: s = 1 / (T - 0.5)."
P_ORDER = "the blocks of p are in another order: i, f, o."
B_ORDER = "the blocks of b are in another order: i, f, g, o."
FOUR = "p has four entries: the candidate has no peephole, so three, i, f, o."
SWAPPED = "the order of the results is p, b: return b, p."


def _sigmoid(a):
    return 0.5 + 0.5 * math.tanh(0.5 * a)


def _trace(b, p, T, periods=PERIODS):
    """Run the cell; return h and c of each step. Plain numbers are ten times as fast as arrays of one."""
    (b_i, b_f, b_g, b_o), (p_i, p_f, p_o) = map(float, b), map(float, p)
    c, g, found = 0.0, math.tanh(b_g), []
    for _ in range(periods * T):
        c = _sigmoid(b_f + p_f * c) * c + _sigmoid(b_i + p_i * c) * g
        found.append((_sigmoid(b_o + p_o * c) * math.tanh(c), c))
    return np.array(found).T


def _wrong(h, T):
    """Return the first step, from 1, at which h is not what it must be; 0 if there is none."""
    due = np.arange(1, len(h) + 1) % T == 0
    wrong = np.where(due, ~(h > SPIKE), ~(abs(h) < SILENT))
    return int(wrong.argmax()) + 1 if wrong.any() else 0


@ex.property
def _(inputs, value):
    T = inputs["T"]
    if len(value) != 2:
        return f"expected two arrays (b, p), got {len(value)}"
    b, p = map(np.asarray, value)
    if (b.shape, p.shape) == ((3,), (4,)):
        return SWAPPED
    if p.shape == (4,):
        return FOUR
    if (b.shape, p.shape) != ((4,), (3,)):
        return f"expected b (4,) and p (3,), got {b.shape} and {p.shape}"
    if not (np.isfinite(b).all() and np.isfinite(p).all()):
        return EARLY if T == 2 else "use finite weights: 0 times inf is nan"
    h, c = _trace(b, p, T)
    at = _wrong(h, T)
    return (at and (_cured(b, p, T) or _gates(b, p, T) or _steps(h, c, T, at))) or None


def _works(b, p, T):
    return not _wrong(_trace(b, p, T, periods=3)[0], T)


def _cured(b, p, T):
    """Return the mistake without which the cell would work, or ''."""
    if T > MOST_CURED:  # the first case shows these mistakes
        return ""
    step = 1 / (T - 0.5)
    flip_f, flip_o, flip_i = np.array([1, -1, 1, 1]), np.array([1, 1, 1, -1]), np.array([-1, 1, 1, 1])
    if abs(b[0] - step) < 1e-6:
        return NO_LOGIT
    if any(_works(b, p[[*order]], T) for order in itertools.permutations(range(3))):
        return P_ORDER
    if any(_works(b[[*order]], p, T) for order in itertools.permutations(range(4))):
        return B_ORDER
    flips = [(flip_f, F_FLIPPED), (flip_o, O_FLIPPED)] + [(flip_i, I_FLIPPED)] * (T > 2)
    for flip, words in flips:
        if _works(b * flip, p * flip[[0, 1, 3]], T):
            return words
    if _works(np.r_[b[:2], abs(b[2]), b[3]], p, T) and b[2] < 0:
        return G_SIGN
    return ""


def _gates(b, p, T):
    """Name the gate that is wrong at the threshold, '' if none is."""
    step = 1 / (T - 0.5)
    if b[2] < 1 or _works(np.r_[b[:2], 50.0, b[3]], p, T):
        return G_SIGN if b[2] < 0 else G_WEAK
    f, o = (
        nets.sigmoid(bias + peep * np.array([0.0, 1 - step, 1 + step / 2, 3.0])) for bias, peep in ((b[1], p[1]), (b[3], p[2]))
    )
    if o[0] > 0.4:
        return O_OPEN
    if o[3] < 0.5:
        return O_BLIND
    if f[0] < 0.9:
        return F_SHUT
    if f[3] > 0.5:
        return NO_RESET
    return ""


def _steps(h, c, T, at):
    """Say what the cell does at the first wrong step."""
    spikes = np.flatnonzero(h > SPIKE) + 1
    others = np.diff(spikes)
    if len(spikes) and spikes[0] == T + 1:
        return LATE
    if at == T - 1 and abs(c[T - 2] - 1) < 1e-6:
        return EARLY
    if len(spikes) and spikes[0] == T - 1 and (T == 2 or h[T - 2] > SPIKE):
        return EARLY
    if at == T and abs(c[T - 1] - 1) < 1e-6:
        return EDGE
    if len(spikes) and spikes[0] == T and len(others) and others[0] == 1:
        return LONG
    if SILENT < abs(h[at - 1]) < SPIKE or (abs(h[at - 1]) > SPIKE and at % T == T - 1):
        return SOFT
    if len(spikes) and spikes[0] != T:
        return f"the first spike comes at step {spikes[0]}, expected at step {T}"
    due = "a spike" if at % T == 0 else "silence"
    return f"step {at}: expected {due}, got h = {h[at - 1]:.3f} with c = {c[at - 1]:.3f}"


S, K = "step = 1 / (T - 0.5)", "k = 20.0 * T"
B, P = "[np.log(step / (1 - step)), k, 50.0, -k]", "[0.0, -k, k]"
mistakes(
    ex,
    {
        LATE: (S, "step = 1 / (T + 0.5)"),
        EARLY: (S, "step = 1 / max(T - 1.5, 1.01)"),
        EDGE: (S, "step = 1 / T"),
        SOFT: (K, "k = 20.0"),
        NO_RESET: (P, "[0.0, 0.0, k]"),
        LONG: (B, B.replace("k, 50", "1.6 * k, 50")),
        F_FLIPPED: [(B, B.replace(" k, 50", " -k, 50")), (P, "[0.0, k, k]")],
        F_SHUT: (B, B.replace(" k, 50", " 0.0, 50")),
        O_FLIPPED: [(B, B.replace("-k]", "k]")), (P, "[0.0, -k, -k]")],
        O_OPEN: (B, B.replace("-k]", "0.0]")),
        O_BLIND: (P, "[0.0, -k, 0.0]"),
        G_SIGN: (B, B.replace("50.0", "-50.0")),
        G_WEAK: (B, B.replace("50.0", "0.5")),
        NO_LOGIT: (B, B.replace("np.log(step / (1 - step))", "step")),
        I_FLIPPED: (B, B.replace("step / (1 - step)", "(1 - step) / step")),
        FIXED: (S, "step = 1 / 4.5"),
        P_ORDER: (P, "[-k, 0.0, k]"),
        B_ORDER: (B, "[k, np.log(step / (1 - step)), 50.0, -k]"),
        FOUR: (P, "[0.0, -k, 0.0, k]"),
        SWAPPED: [(P, "[0.0, -k, k, 0.0]"), ("return b, p", "return p[:3], b")],
        "the weights are integers: return floats.": ("return b, p", "return b.round().astype(int), p.astype(int)"),
    },
)


equivalents(
    ex,
    {
        "a threshold of 0.8, larger k": """
        s, k = 0.8 / (T - 0.5), 500.0 * T
        return np.array([-np.log(1 / s - 1), k, 20.0, -k]), np.array([0.0, -k / 0.8, k / 0.8])
    """,
        "a small candidate instead of a small input gate": """
        step, k = 1 / (T - 0.4), 1e4
        return [np.array([30.0, k, np.arctanh(step), -k]), np.array([0.0, -k, k])]
    """,
        "zeros first, the logit in another form": """
        step, k = 1 / (T - 0.5), 40.0 * T
        b = np.zeros(4)
        b[0], b[1], b[2], b[3] = -np.log(T - 1.5), k, 30.0, -k
        return b, k * np.array([0.0, -1.0, 1.0])
    """,
    },
)
