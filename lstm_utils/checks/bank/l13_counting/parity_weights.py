"""Lesson 13: weights that keep the parity of the bits, judged by what the net does."""

import functools
import itertools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

OFF, LONG = 0.1, 1000

ex = exercise(
    "parity-weights",
    lesson="13_counting",
    reference=nets.parity_weights,
    outputs=("W_ih", "W_hh", "b"),
    varies=("W_ih", "W_hh", "b"),
    hints=[
        "s = x + p with p = (h0 - h1) / 2. Which thresholds separate s = 0, 1 and 2?",
        "h0 = tanh(20 (s - 0.5)), h1 = tanh(20 (s - 1.5)). Multiply out: what is the factor of x, of h0, of h1, and what is left?",
        "20 s = 20 x + 10 h0 - 10 h1 in both rows; the biases are -20 * 0.5 and -20 * 1.5.",
    ],
)


@ex.cases
def _(rng):
    yield "all strings of 6 bits, and 1,000 random bits", {}


@functools.cache
def _bits():
    """Return bits (T, B): all strings of 6 bits, and long ones."""
    short = np.array(list(itertools.product([0, 1], repeat=6))).T  # (6, 64)
    rng = np.random.default_rng(13)
    long = np.vstack([rng.integers(2, size=LONG), np.ones(LONG, int), np.arange(LONG) % 50 == 0])
    return short, long.T


def _run(bits, W_ih, W_hh, b):
    return nets.rnn_forward(bits[..., None].astype(float), np.zeros((bits.shape[1], 2)), W_ih, W_hh, b)


def _shortfall(W_ih, W_hh, b):
    """Return where the parity is lost, None if it never is."""
    for bits in _bits():
        hs, exact = _run(bits, W_ih, W_hh, b), bits.cumsum(axis=0) % 2
        parity = (hs[..., 0] - hs[..., 1]) / 2
        off = ~(abs(parity - exact) < OFF)
        if off.any():
            t, n = np.argwhere(off)[0]
            shown = "".join(map(str, bits[: t + 1, n].astype(int)[:12]))
            dots = "..." if t >= 12 else ""
            return f"after the bits {shown}{dots}, (h0 - h1) / 2 is {parity[t, n]:.2f}, the parity is {exact[t, n]}"
    return None


TRANSPOSED = "the weights are transposed: W_ih is (2, 1), one row for each unit."
SWAPPED = "the units are exchanged: unit 0 asks for s of 1 or more, unit 1 for 2."
SIGN_B = "the biases have the wrong sign: 20 (s - 0.5) is 20 s - 10."
SIGN_H = "p has the wrong sign: it is (h0 - h1) / 2, so a row of W_hh is (10, -10)."
SUM = "p is (h0 + h1) / 2: the answers are subtracted, (10, -10)."
NO_H = "W_hh is 0, so each bit is seen alone: s contains the parity so far."
DOUBLE = "p is h0 - h1, twice as large: half of it, so the weights of h are 10 and -10."
SAME = "both units have the same threshold: s of 1 or more, and s of 2, so 0.5 and 1.5."
ONE = "the thresholds are 1 and 2, where a unit answers 0: put them between the values of s, at 0.5 and 1.5."
NO_B = "the biases are 0: the thresholds are 0.5 and 1.5, so b is -10 and -30."
UNSCALED = "the thresholds are not multiplied by 20: tanh(20 (s - 0.5)) has the bias -10."
FLAT = "the units are too soft: with a factor of 1 the answers are not near +1 and -1, and the parity fades. Use 20."
TRANSPOSED_H = "W_hh is transposed: row j has the weights from h to unit j, so both rows are (10, -10)."
OWN = "each unit sees only itself: both need p, which uses both units, so each row is (10, -10)."
NO_X = "the bit is not used by both units: s contains it in both, so W_ih is 20 twice."
X_SIGN = "the bit has the wrong sign: s is x + p."
HIGH = "the second threshold is 2.5, which s never reaches: s is 0, 1 or 2, take 1.5."
X_SCALE = "bit and parity are weighted differently: s = x + p, so 20 for x, and 20 / 2 for h0 and h1."


def _works(W_ih, W_hh, b):
    return not _shortfall(W_ih, W_hh, b)


def _cured(W_ih, W_hh, b):
    """Return the one mistake without which the net would work, or ''."""
    right_W_ih, right_W_hh, right_b = nets.parity_weights()
    turned = W_hh * [[1, -1], [1, -1]]
    if _works(W_ih[::-1], -W_hh, b[::-1]) or _works(W_ih[::-1], W_hh[::-1, ::-1], b[::-1]):
        return SWAPPED
    if (b > 0).all() and _works(W_ih, W_hh, -b):
        return SIGN_B
    if not W_hh.any():
        return NO_H
    if not b.any():
        return NO_B
    if (W_hh > 0).all() and _works(W_ih, turned, b):
        return SUM
    if _works(W_ih, -W_hh, b):
        return SIGN_H
    if _works(-W_ih, W_hh, b):
        return X_SIGN
    if not np.array_equal(W_hh, W_hh.T) and _works(W_ih, W_hh.T, b):
        return TRANSPOSED_H
    if _works(W_ih, W_hh / 2, b):
        return DOUBLE
    if not W_hh[0, 1] and not W_hh[1, 0] and _works(W_ih, right_W_hh, b):
        return OWN
    if (W_ih == 0).any() and _works(right_W_ih, W_hh, b):
        return NO_X
    if abs(W_ih).max() < 4:
        return FLAT
    if _works(W_ih, W_hh, right_b):
        return _threshold(W_ih, b)
    return X_SCALE if _works(right_W_ih, W_hh, b) else ""


def _threshold(W_ih, b):
    """Name what is wrong with the biases, '' if that is not known."""
    low, high = -b / W_ih[:, 0]
    if low == high:
        return SAME
    if (round(low, 9), round(high, 9)) == (1, 2):
        return ONE
    if high >= 2:
        return HIGH
    return UNSCALED if max(low, high) < 0.2 else ""


@ex.property
def _(inputs, value):
    if len(value) != 3:
        return f"expected three arrays (W_ih, W_hh, b), got {len(value)}"
    W_ih, W_hh, b = (np.asarray(q, dtype=float) for q in value)
    if W_ih.shape == (1, 2):
        return TRANSPOSED
    if (W_ih.shape, W_hh.shape, b.shape) != ((2, 1), (2, 2), (2,)):
        return f"expected W_ih (2, 1), W_hh (2, 2), b (2,), got {W_ih.shape}, {W_hh.shape}, {b.shape}"
    if not all(np.isfinite(q).all() for q in (W_ih, W_hh, b)):
        return "use finite weights: 20 suffices, and 0 times inf is nan"
    short = _shortfall(W_ih, W_hh, b)
    return short and (_cured(W_ih, W_hh, b) or short)


X, H, BIAS = "np.array([[20.0], [20.0]])", "np.array([[10.0, -10.0], [10.0, -10.0]])", "np.array([-10.0, -30.0])"
mistakes(
    ex,
    {
        TRANSPOSED: (X, "np.array([[20.0, 20.0]])"),
        SWAPPED: (BIAS, "np.array([-30.0, -10.0])"),
        SIGN_B: (BIAS, "np.array([10.0, 30.0])"),
        SIGN_H: (H, "np.array([[-10.0, 10.0], [-10.0, 10.0]])"),
        SUM: (H, "np.full((2, 2), 10.0)"),
        NO_H: (H, "np.zeros((2, 2))"),
        DOUBLE: (H, "np.array([[20.0, -20.0], [20.0, -20.0]])"),
        SAME: (BIAS, "np.array([-10.0, -10.0])"),
        ONE: (BIAS, "np.array([-20.0, -40.0])"),
        NO_B: (BIAS, "np.zeros(2)"),
        UNSCALED: (BIAS, "np.array([-0.5, -1.5])"),
        FLAT: [(X, "np.array([[1.0], [1.0]])"), (H, "np.array([[0.5, -0.5], [0.5, -0.5]])"), (BIAS, "np.array([-0.5, -1.5])")],
        TRANSPOSED_H: (H, "np.array([[10.0, 10.0], [-10.0, -10.0]])"),
        OWN: (H, "np.array([[10.0, 0.0], [0.0, -10.0]])"),
        NO_X: (X, "np.array([[20.0], [0.0]])"),
        X_SIGN: (X, "np.array([[-20.0], [-20.0]])"),
        HIGH: (BIAS, "np.array([-10.0, -50.0])"),
        X_SCALE: (X, "np.array([[10.0], [10.0]])"),
        "b has two axes: it is (2,), one bias for each unit.": (BIAS, "np.array([[-10.0], [-30.0]])"),
        "W_ih has one axis: it is (2, 1), a row for each unit.": (X, "np.array([20.0, 20.0])"),
    },
)


equivalents(
    ex,
    {
        "other factors": """
        return np.full((2, 1), 8.0), np.array([[4.0, -4.0]] * 2), np.array([-4.0, -12.0])
    """,
        "from the thresholds, large weights": """
        threshold = np.array([0.5, 1.5])
        p = np.array([0.5, -0.5])
        return 500 * np.ones((2, 1)), 500 * np.vstack([p, p]), -500 * threshold
    """,
        "thresholds that are not in the middle": """
        W_ih = np.array([20.0, 20.0]).reshape(2, 1)
        return W_ih, 10 * np.outer([1, 1], [1, -1]).astype(float), np.array([-8.0, -31.0])
    """,
    },
)
