"""Lesson 08: weights that keep a bit and replace it, judged by what the cell does."""

import functools
import itertools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

QUIET, FIRST, SECOND = 20, 500, 1000  # steps before the first bit, until the second, and after it
SHOWN, SILENT = 0.5, 0.1  # h while it remembers at least, and before the first bit at most


def rewritable_latch():
    """Return W_ih (4, 2), W_hh (4, 1), b (4,) of a cell that keeps a bit until the next one."""
    W_ih = np.array([[0.0, 25.0], [0.0, -40.0], [10.0, 0.0], [0.0, 0.0]])
    return W_ih, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 5.0])


ex = exercise(
    "rewritable-latch",
    lesson="08_lstm",
    reference=rewritable_latch,
    outputs=("W_ih", "W_hh", "b"),
    varies=("W_ih", "W_hh"),
    hints=[
        "Rows i, g and o do what they did in lesson 07. New is row f: should it be open or "
        "closed while the cell keeps a bit? And at the step with the switch?",
        "Without the switch f must be almost exactly 1: sigmoid(20)^1000 is 1, but sigmoid(5)^1000 "
        "is 0.001. At the switch it must be almost 0: which weight takes +20 down to -20?",
        "Row i: bias -20, and the switch raises it. Row f: bias +20, and the switch lowers it. Row g: a large "
        "weight from the signal. Row o: a positive bias alone. W_hh stays 0.",
    ],
)


@ex.cases
def _(rng):
    yield "a bit, 500 steps, another bit, 1,000 steps", {}


FLIPPED = "the input gate starts open: its bias must be far below 0, and the switch must raise the pre-activation."
ORDER = "the rows are in another order: row 0 is i, row 1 is f, row 2 is g, row 3 is o."
COLUMNS = "the columns are exchanged: column 0 is the signal, column 1 the switch."
INVERTED = "the bit has the wrong sign: the weight from the signal to g must be positive."
SHUT = "the switch does not open the input gate: its weight must raise the pre-activation well above 0."
AJAR = "the input gate is half open at a bias of 0: give it a bias far below 0."
OPEN = "the input gate is always open: give it a bias far below 0."
SIGNAL = "the signal opens the input gate: only the switch may, so its weight there is 0."
LEAK = (
    "the input gate is not closed enough: what it lets in adds up over 1,000 steps. Lower its "
    "bias (and raise the weight of the switch)."
)
F_FLIPPED = "the forget gate works the wrong way round: f = 1 keeps. It is open without the switch, closed with it."
KEPT = "the forget gate stays open at the switch, so the old bit and the new one add up: the switch must close it."
F_HALF = "the switch does not close the forget gate far enough: its weight must outweigh the bias, as -40 does +20."
F_SHUT = "the forget gate is closed or half closed without the switch: f = 1 keeps, so give it a large positive bias."
F_LEAK = "the forget gate is not open enough: after 1,000 steps f^1000 of the bit is left. Raise its bias."
F_SIGNAL = "the signal closes the forget gate: only the switch may, so its weight there is 0."
ONE_SIGN = "both bits store the same state: g must follow the signal, not the switch or a bias."
WEAK = "the stored state is too small: give g a larger weight from the signal."
SWITCHED = "the output gate is open only with the switch: it must stay open at every step."
HALF = "the output gate is half open at a bias of 0, which halves h: give it a bias above 0."
CLOSED = "the output gate is closed, so h does not show the bit: give it a bias above 0."
FEEDBACK = "W_hh disturbs the memory: the cell state keeps the bit, use W_hh = 0."
TRANSPOSED = "the weights are transposed: W_ih is (4, 2), rows i, f, g, o, and W_hh is (4, 1)."
OLD_CELL = "there are three rows, i, g, o: this is lesson 07's cell. Row 1 of four is the forget gate."


@functools.cache
def _sequences():
    """Return x (T, 6, 2) and bits (T, 6): two bits each, then noise or the other bit at every step."""
    first = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    second = np.array([-1.0, 1.0, 1.0, -1.0, -1.0, 1.0])
    bits = np.zeros((QUIET + FIRST + SECOND + 1, 6))
    bits[QUIET:], bits[QUIET + FIRST :] = first, second
    x = np.zeros((*bits.shape, 2))
    x[:, :4, 0] = np.random.default_rng(8).normal(size=(len(x), 4))
    x[:, 4:, 0] = -bits[:, 4:]
    for step in (QUIET, QUIET + FIRST):
        x[step, :, 0], x[step, :, 1] = bits[step], 1
    return x, bits


def _shortfall(W_ih, W_hh, b):
    """Return where the cell fails to keep or replace a bit, None if it does both."""
    x, bits = _sequences()
    h, c = np.zeros((2, 6, 1))
    for start, end in itertools.pairwise((0, QUIET, QUIET + 31, QUIET + FIRST, QUIET + FIRST + 31, len(x))):
        hs, c, _ = nets.lstm_forward(x[start:end], h, c, W_ih, W_hh, b)
        h = hs[-1]
        words = _before(hs) if end == QUIET else _after(hs[..., 0], bits[start:end], start)
        if words:  # most wrong cells fail early, before the full run
            return words
    return None


def _before(hs):
    if abs(hs).max() > SILENT:
        return f"before the first bit, |h| must stay below {SILENT}: h is {hs.flat[abs(hs).argmax()]:.2f}"
    return None


def _after(hs, bits, start):
    """Look at h (T, 6) of the steps from `start` on."""
    low = np.argwhere(hs * bits < SHOWN)
    if not len(low):
        return None
    step, row = low[0]
    h, bit, passed = hs[step, row], bits[step, row], start + step - QUIET
    noise = "noise" if row < 4 else "the opposite signal at every step"
    wanted = f"{'at least' if bit > 0 else 'at most'} {SHOWN * bit}"
    which, since = ("first", passed) if passed < FIRST else ("second", passed - FIRST)
    return f"the {which} bit {bit:+.0f}, then {noise}: {since} steps later h is {h:.2f}, expected {wanted}"


def _cured(W_ih, W_hh, b):
    """Return the mistake without which the cell would work, or ''."""
    for order in itertools.permutations(range(4)):
        rows = list(order)
        if order != (0, 1, 2, 3) and not _shortfall(W_ih[rows], W_hh[rows], b[rows]):
            return ORDER
    if not _shortfall(W_ih[:, ::-1], W_hh, b):
        return COLUMNS
    for row, words in ((1, F_FLIPPED), (2, INVERTED)):
        sign = np.where(np.arange(4) == row, -1, 1)
        if not _shortfall(W_ih * sign[:, None], W_hh, b * sign):
            return words
    return "" if _shortfall(W_ih, 0 * W_hh, b) else FEEDBACK


def _open(W_ih, b, row, switch):
    """Return how far a gate is open, where h is 0, for low, no and high signals: noise reaches 3."""
    high = 1 if switch else 3
    return nets.sigmoid(W_ih[row] @ np.array([[-high, 0, high], [switch] * 3]) + b[row])


def _input_gate(W_ih, b):
    """Name what is wrong with the input gate, '' if nothing is."""
    quiet, storing = _open(W_ih, b, 0, 0), _open(W_ih, b, 0, 1)[[0, 2]].min()
    if quiet[1] > 0.5 and storing < 0.5:
        return FLIPPED
    if quiet[1] >= 0.5:
        return OPEN if quiet[1] > 0.9 else AJAR
    if storing <= 0.5:
        return SHUT
    if quiet.max() > 5 * quiet[1] and quiet.max() > 1e-4:
        return SIGNAL
    return LEAK if quiet[1] > 1e-4 else ""


def _forget_gate(W_ih, b):
    """Name what is wrong with the forget gate, '' if nothing is."""
    keeping, erasing = _open(W_ih, b, 1, 0), _open(W_ih, b, 1, 1)[[0, 2]].max()
    if keeping[1] < 0.9:
        return F_FLIPPED if erasing > 0.9 else F_SHUT
    if keeping.min() < 0.999 < keeping[1]:
        return F_SIGNAL
    if erasing > 0.25:
        return KEPT if erasing > 0.9 else F_HALF
    return F_LEAK if keeping[1] ** SECOND < 0.7 else ""


def _rest(W_ih, b):
    """Name what is wrong with g or the output gate, '' if nothing is."""
    up, down = (np.tanh(W_ih[2] @ [bit, 1] + b[2]) for bit in (1, -1))
    if up * down >= 0 and max(abs(up), abs(down)) > 0.1:
        return ONE_SIGN
    if min(abs(up), abs(down)) < 0.7:
        return WEAK
    if nets.sigmoid(W_ih[3] @ [0, 1] + b[3]) > 0.5 > nets.sigmoid(b[3]):
        return SWITCHED
    return HALF if abs(b[3]) < 0.5 else CLOSED if b[3] < 0 else ""


@ex.property
def _(inputs, value):
    if len(value) != 3:
        return f"expected three arrays (W_ih, W_hh, b), got {len(value)}"
    W_ih, W_hh, b = value
    if W_ih.shape == (2, 4):
        return TRANSPOSED
    if W_ih.shape == (3, 2):
        return OLD_CELL
    if (W_ih.shape, W_hh.shape, b.shape) != ((4, 2), (4, 1), (4,)):
        return f"expected W_ih (4, 2), W_hh (4, 1) and b (4,), got {W_ih.shape}, {W_hh.shape} and {b.shape}"
    if not all(np.isfinite(q).all() for q in value):
        return "use finite weights: 20 or 40 suffice, and 0 times inf is nan"
    short = _shortfall(W_ih, W_hh, b)
    gates = (_input_gate, _forget_gate, _rest)
    return short and (_cured(W_ih, W_hh, b) or next(filter(None, (gate(W_ih, b) for gate in gates)), short))


WRITE, ERASE = "W_ih[0, 1] = 25.0", "W_ih[1, 1] = -40.0"  # the switch opens i and closes f
SIGN = "W_ih[2, 0] = 10.0"  # g is the signal
SHUT_BIAS, KEEP_BIAS, OPEN_BIAS = "b[0] = -20.0", "b[1] = 20.0", "b[3] = 5.0"

mistakes(
    ex,
    {
        FLIPPED: [(WRITE, "W_ih[0, 1] = -40.0"), (SHUT_BIAS, "b[0] = 20.0")],
        ORDER: [("W_ih[1", "W_ih[_"), ("W_ih[2", "W_ih[1"), ("W_ih[_", "W_ih[2"), ("b[1]", "b[2]")],
        COLUMNS: [(WRITE, "W_ih[0, 0] = 25.0"), (ERASE, "W_ih[1, 0] = -40.0"), (SIGN, "W_ih[2, 1] = 10.0")],
        INVERTED: (SIGN, "W_ih[2, 0] = -10.0"),
        SHUT: (WRITE, "W_ih[0, 1] = 10.0"),
        OPEN: [(WRITE, "W_ih[0, 1] = 20.0"), (SHUT_BIAS, "b[0] = 20.0")],
        AJAR: [(WRITE, "W_ih[0, 1] = 20.0"), (SHUT_BIAS, "b[0] = 0.0")],
        SIGNAL: (WRITE, "W_ih[0] = 15.0, 40.0"),
        LEAK: [(WRITE, "W_ih[0, 1] = 10.0"), (SHUT_BIAS, "b[0] = -5.0")],
        F_FLIPPED: [(ERASE, "W_ih[1, 1] = 40.0"), (KEEP_BIAS, "b[1] = -20.0")],
        KEPT: (ERASE, "W_ih[1, 1] = 0.0"),
        F_HALF: (ERASE, "W_ih[1, 1] = -20.0"),
        F_SHUT: (KEEP_BIAS, "b[1] = 0.0"),
        F_LEAK: (KEEP_BIAS, "b[1] = 5.0"),
        F_SIGNAL: (ERASE, "W_ih[1] = 20.0, -40.0"),
        ONE_SIGN: (SIGN, "W_ih[2, 1] = 10.0"),
        WEAK: (SIGN, "W_ih[2, 0] = 0.5"),
        SWITCHED: (OPEN_BIAS, "W_ih[3, 1], b[3] = 20.0, -10.0"),
        HALF: (OPEN_BIAS, "b[3] = 0.0"),
        CLOSED: (OPEN_BIAS, "b[3] = -5.0"),
        FEEDBACK: (OPEN_BIAS, "W_hh[0, 0], b[3] = 60.0, 5.0"),
        TRANSPOSED: ("return W_ih, W_hh", "return W_ih.T, W_hh.T"),
        OLD_CELL: ("return W_ih, W_hh, b", "return W_ih[[0, 2, 3]], W_hh[:3], b[[0, 2, 3]]"),
        "the weights are integers: return floats, np.zeros gives them.": (
            "return W_ih, W_hh, b",
            "return W_ih.astype(int), W_hh.astype(int), b.astype(int)",
        ),
    },
)


equivalents(
    ex,
    {
        "smaller weights": """
        W_ih = np.array([[0.0, 15.0], [0.0, -14.0], [3.0, 0.0], [0.0, 0.0]])
        return W_ih, np.zeros((4, 1)), np.array([-11.0, 9.0, 0.0, 3.0])
    """,
        "weights of 1000, arrays from lists": """
        W_ih = np.array([[0, 2000], [0, -2000], [1000, 0], [0, 0]], dtype=float)
        return [W_ih, np.zeros((4, 1)), np.array([-1000.0, 1000.0, 0.0, 1000.0])]
    """,
        "the output gate opens a little more at the switch, small weights on h, float32": """
        W_ih = np.array([[0.0, 30.0], [0.0, -40.0], [9.0, 1.0], [0.0, 1.0]], dtype=np.float32)
        W_hh = np.array([[0.5], [1.0], [0.5], [-1.0]], dtype=np.float32)
        return W_ih, W_hh, np.array([-15.0, 15.0, 0.2, 6.0], dtype=np.float32)
    """,
    },
)
