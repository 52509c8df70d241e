"""Lesson 07: weights that keep a bit without training, judged by what the cell does."""

import functools
import itertools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

STEPS, QUIET = 1000, 20  # steps to remember, and steps before the bit comes
SHOWN, SILENT = 0.5, 0.1  # h while it remembers at least, and before the bit at most

ex = exercise(
    "latch-weights",
    lesson="07_memory_cell",
    reference=nets.latch_weights,
    outputs=("W_ih", "W_hh", "b"),
    varies=("W_ih", "W_hh"),
    hints=[
        "Start with the input gate. Without the switch, what it lets in must stay small over "
        "1,000 steps; with the switch it must be open. One bias, one weight.",
        "sigmoid(-20) is 2e-9. If the bias of i is -20, which weight from the switch raises "
        "the pre-activation to about +20? The signal has weight 0 in this gate.",
        "Row g uses only the signal, with a large weight. Row o stays open through its bias. "
        "W_hh stays 0: the memory is in the carousel. Which four of the six numbers of W_ih "
        "are 0?",
    ],
)


@ex.cases
def _(rng):
    yield "a bit, then 1,000 steps of noise", {}


FLIPPED = (
    "the input gate's bias has the wrong sign, so the gate starts open: the bias must be far "
    "below 0, and the switch must raise the pre-activation."
)
ORDER = "the rows are in another order: row 0 is i, row 1 is g, row 2 is o."
COLUMNS = "the columns are exchanged: column 0 is the signal, column 1 the switch."
INVERTED = "the bit has the wrong sign: the weight from the signal to g must be positive."
SHUT = "the switch does not open the input gate: its weight must raise the pre-activation from the bias to well above 0."
OPEN = "the input gate is always open: give it a bias far below 0."
SIGNAL = "the signal opens the input gate: only the switch may, so its weight there is 0."
LEAK = (
    "the input gate is not closed enough: what it lets in adds up over 1,000 steps. Lower its "
    "bias (and raise the weight of the switch)."
)
ONE_SIGN = "both bits store the same state: g must follow the signal, not the switch or a bias."
WEAK = "the stored state is too small: h needs c above 1.1, so give g a larger weight."
SHARED = "input and output gate have the same row: i must close after the switch, o must stay open. Give o its own row."
SWITCHED = "the output gate is open only with the switch: it must stay open for 1,000 steps."
HALF = "the output gate is half open at a bias of 0, which halves h: give it a bias above 0."
CLOSED = "the output gate is closed, so h does not show the bit: give it a bias above 0."
FEEDBACK = "W_hh disturbs the memory: the carousel inside the cell keeps the bit, use W_hh = 0."
TRANSPOSED = "the weights are transposed: W_ih is (3, 2), rows i, g, o, and W_hh is (3, 1)."


@functools.cache
def _sequences():
    """Return x (T, 4, 2): each bit, followed by noise or by the other bit at every step."""
    bits = np.array([1.0, -1.0, 1.0, -1.0])
    x = np.zeros((QUIET + 1 + STEPS, 4, 2))
    x[:, :2, 0] = np.random.default_rng(7).normal(size=(len(x), 2))
    x[:, 2:, 0] = -bits[2:]
    x[QUIET, :, 0] = bits
    x[QUIET, :, 1] = 1
    return x, bits


def _shortfall(W_ih, W_hh, b):
    """Return where the cell fails to keep a bit, None if it keeps both."""
    x, bits = _sequences()
    h, c = np.zeros((2, 4, 1))
    for start, end in itertools.pairwise((0, QUIET, QUIET + 31, len(x))):
        hs, c = _run(x[start:end], h, c, W_ih, W_hh, b)
        h = hs[-1]
        words = _before(hs) if end == QUIET else _after(hs[..., 0], bits, start - QUIET)
        if words:  # most wrong cells fail early, before the full run
            return words
    return None


def _run(x, h, c, W_ih, W_hh, b):
    """Return all h and the last c; where W_hh is 0, all steps run at once."""
    if W_hh.any():
        return nets.memory_cell_forward(x, h, c, W_ih, W_hh, b)[:2]
    i, g, o = np.split(x @ W_ih.T + b, 3, axis=2)
    cs = nets.carousel_states(c, nets.sigmoid(i), 2 * np.tanh(g / 2))
    return nets.sigmoid(o) * np.tanh(cs / 2), cs[-1]


def _before(hs):
    if abs(hs).max() > SILENT:
        return f"before the switch, |h| must stay below {SILENT}: h is {hs.flat[abs(hs).argmax()]:.2f}"
    return None


def _after(hs, bits, passed):
    """Look at h (T, 4) of steps that begin `passed` steps after the switch."""
    low = np.argwhere(hs * bits < SHOWN)
    if not len(low):
        return None
    step, row = low[0]
    h, bit = hs[step, row], bits[row]
    noise = "noise" if row < 2 else f"a signal of {-bit:+.0f} at every step"
    wanted = f"{'at least' if bit > 0 else 'at most'} {SHOWN * bit}"
    return f"the bit {bit:+.0f}, then {noise}: {passed + step} steps later h is {h:.2f}, expected {wanted}"


def _cured(W_ih, W_hh, b):
    """Return the mistake without which the cell would work, or ''."""
    for order in itertools.permutations(range(3)):
        rows = list(order)
        if order != (0, 1, 2) and not _shortfall(W_ih[rows], W_hh[rows], b[rows]):
            return ORDER
    if not _shortfall(W_ih[:, ::-1], W_hh, b):
        return COLUMNS
    if not _shortfall(W_ih * [[1], [-1], [1]], W_hh, b * [1, -1, 1]):
        return INVERTED
    return "" if _shortfall(W_ih, 0 * W_hh, b) else FEEDBACK


def _at(W_ih, b, row, signal, switch):
    """Return a pre-activation where h is 0."""
    return W_ih[row] @ [signal, switch] + b[row]


def _input_gate(W_ih, b):
    """Name what is wrong with the input gate, '' if nothing is."""
    quiet = nets.sigmoid(b[0])
    storing = min(nets.sigmoid(_at(W_ih, b, 0, bit, 1)) for bit in (1, -1))
    leaking = max(nets.sigmoid(_at(W_ih, b, 0, bit, 0)) for bit in (1, -1))
    if quiet > 0.5 and storing < 0.5:
        return FLIPPED
    if storing <= 0.5 and quiet < 0.5:
        alone = _at(W_ih, b, 0, 0, 1)
        return SIGNAL if alone > 0 and leaking > 5 * quiet else SHUT
    if quiet >= 0.5:
        return OPEN
    if leaking > 5 * quiet and leaking > 1e-4:
        return SIGNAL
    return LEAK if quiet > 1e-4 else ""


def _rest(W_ih, b):
    """Name what is wrong with g or the output gate, '' if nothing is."""
    up, down = (np.tanh(_at(W_ih, b, 1, bit, 1) / 2) for bit in (1, -1))
    if up * down >= 0 and max(abs(up), abs(down)) > 0.1:
        return ONE_SIGN
    if min(abs(up), abs(down)) < 0.5:
        return WEAK
    if np.array_equal(W_ih[0], W_ih[2]) and b[0] == b[2]:
        return SHARED
    if nets.sigmoid(_at(W_ih, b, 2, 0, 1)) > 0.5 > nets.sigmoid(b[2]):
        return SWITCHED
    return HALF if abs(b[2]) < 0.5 else CLOSED if b[2] < 0 else ""


@ex.property
def _(inputs, value):
    if len(value) != 3:
        return f"expected three arrays (W_ih, W_hh, b), got {len(value)}"
    W_ih, W_hh, b = value
    if W_ih.shape == (2, 3):
        return TRANSPOSED
    if (W_ih.shape, W_hh.shape) != ((3, 2), (3, 1)):
        return f"expected W_ih (3, 2) and W_hh (3, 1), got {W_ih.shape} and {W_hh.shape}"
    if not all(np.isfinite(q).all() for q in value):
        return "use finite weights: 20 or 40 suffice, and 0 times inf is nan"
    short = _shortfall(W_ih, W_hh, b)
    return short and (_cured(W_ih, W_hh, b) or _input_gate(W_ih, b) or _rest(W_ih, b) or short)


GATE = "W_ih[0, 1] = 40.0"  # the switch opens the input gate
SIGN = "W_ih[1, 0] = 20.0"  # g is the signal
SHUT_BIAS, OPEN_BIAS = "b[0] = -20.0", "b[2] = 20.0"

mistakes(
    ex,
    {
        FLIPPED: [("= 40.0", "= -40.0"), ("= -20.0", "= 20.0")],
        ORDER: [("W_ih[0", "W_ih[_"), ("W_ih[1", "W_ih[0"), ("W_ih[_", "W_ih[1"), ("b[0]", "b[1]")],
        COLUMNS: [(GATE, "W_ih[0, 0] = 40.0"), (SIGN, "W_ih[1, 1] = 20.0")],
        INVERTED: (SIGN, "W_ih[1, 0] = -20.0"),
        SHUT: (GATE, "W_ih[0, 1] = 10.0"),
        OPEN: [(GATE, "W_ih[0, 1] = 20.0"), (SHUT_BIAS, "b[0] = 0.0")],
        SIGNAL: (GATE, "W_ih[0] = 15.0, 40.0"),
        LEAK: [(GATE, "W_ih[0, 1] = 10.0"), (SHUT_BIAS, "b[0] = -5.0")],
        ONE_SIGN: (SIGN, "W_ih[1, 1] = 20.0"),
        WEAK: (SIGN, "W_ih[1, 0] = 1.0"),
        SHARED: [(GATE, "W_ih[[0, 2], 1] = 40.0"), (OPEN_BIAS, "b[2] = -20.0")],
        SWITCHED: (OPEN_BIAS, "W_ih[2, 1], b[2] = 20.0, -10.0"),
        HALF: (OPEN_BIAS, "b[2] = 0.0"),
        CLOSED: (OPEN_BIAS, "b[2] = -20.0"),
        FEEDBACK: (OPEN_BIAS, "W_hh[0, 0], b[2] = 60.0, 20.0"),
        TRANSPOSED: ("return W_ih, W_hh", "return W_ih.T, W_hh.T"),
        "the weights are integers: return floats, np.zeros gives them.": (
            "return W_ih, W_hh, b",
            "return W_ih.astype(int), W_hh.astype(int), b.astype(int)",
        ),
        "W_hh has one axis: it is (3, 1), one row for each block, one column for the cell.": (
            "return W_ih, W_hh, b",
            "return W_ih, W_hh[:, 0], b",
        ),
    },
)


equivalents(
    ex,
    {
        "smaller weights": """
        return (
            np.array([[0.0, 15.0], [6.0, 0.0], [0.0, 0.0]]),
            np.zeros((3, 1)),
            np.array([-11.0, 0, 5]),
        )
    """,
        "weights of 1000, arrays from lists": """
        W_ih = np.array([[0, 2000], [1000, 0], [0, 0]], dtype=float)
        return [W_ih, np.zeros((3, 1)), np.array([-1000.0, 0.0, 1000.0])]
    """,
        "small weights on h in two gates, float32": """
        W_ih = np.array([[0.0, 30.0], [9.0, 1.0], [0.5, 0.0]], dtype=np.float32)
        W_hh = np.array([[1.0], [0.5], [-1.0]], dtype=np.float32)
        return W_ih, W_hh, np.array([-15.0, 0.2, 9.0], dtype=np.float32)
    """,
    },
)
