"""Lesson 07: weights set by hand that keep a bit, judged by what the cell does with them."""

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
    hints=[
        "Begin with the input gate. Without the switch it must let in so little that 1,000 "
        "steps of it do no harm; with the switch it must be open. One bias, one weight.",
        "sigmoid(-20) is 2e-9. If the bias of i is -20, which weight from the switch lifts the "
        "pre-activation to about +20? The signal has no business in the gate.",
        "Row g looks at the signal only, strongly. Row o stays open by its bias alone. W_hh "
        "stays 0: the memory is in the carousel. Which six numbers of W_ih are 0?",
    ],
)


@ex.cases
def _(rng):
    yield "a bit, then 1,000 steps of noise", {}


FLIPPED = (
    "the input gate's bias has the wrong sign: the gate starts open. It must be far below 0, "
    "and the switch must lift it."
)
ORDER = "the rows are in another order: row 0 is i, row 1 is g, row 2 is o."
COLUMNS = "the columns have changed places: column 0 is the signal, column 1 the switch."
INVERTED = "the bit is kept upside down: the weight from the signal to g has the wrong sign."
SHUT = (
    "the switch does not open the input gate: its weight has to lift the pre-activation from "
    "the bias to well above 0."
)
OPEN = "the input gate is open all the time: give it a bias far below 0."
SIGNAL = "the signal opens the input gate: only the switch may, so its weight there is 0."
LEAK = (
    "the input gate is not closed far enough: what it lets in adds up over 1,000 steps. Lower "
    "its bias (and strengthen the switch)."
)
ONE_SIGN = (
    "both bits are stored alike: g has to follow the signal, not the switch, and needs no bias."
)
WEAK = "too little is stored: g reaches +-2, and h needs c above 1.1. A larger weight to g."
SHARED = (
    "one gate is shared by in and out: i closes after the switch, o has to stay open. Give o a "
    "row of its own."
)
SWITCHED = "the output gate opens for the switch only: it has to stay open for 1,000 steps."
HALF = "the output gate is half open at a bias of 0, which halves h: give it a bias above 0."
CLOSED = "the output gate is closed, so nobody sees the bit: give it a bias above 0."
FEEDBACK = (
    "W_hh disturbs the memory: the carousel inside the cell keeps the bit, so W_hh may be 0."
)


@functools.cache
def _sequences():
    """Return x (T, 4, 2): either bit, then noise, or then the other bit all the time."""
    bits = np.array([1.0, -1.0, 1.0, -1.0])
    x = np.zeros((QUIET + 1 + STEPS, 4, 2))
    x[:, :2, 0] = np.random.default_rng(7).normal(size=(len(x), 2))
    x[:, 2:, 0] = -bits[2:]
    x[QUIET, :, 0] = bits
    x[QUIET, :, 1] = 1
    return x, bits


def _shortfall(W_ih, W_hh, b):
    """Say where the cell fails to keep a bit, None if it keeps both."""
    x, bits = _sequences()
    h, c = np.zeros((2, 4, 1))
    for start, end in itertools.pairwise((0, QUIET, QUIET + 31, len(x))):
        hs, c = _run(x[start:end], h, c, W_ih, W_hh, b)
        h = hs[-1]
        words = _before(hs) if end == QUIET else _after(hs[..., 0], bits, start - QUIET)
        if words:  # most wrong cells fail soon: they need not run to the end
            return words
    return None


def _run(x, h, c, W_ih, W_hh, b):
    """Return all h and the last c; where W_hh is 0, no step has to wait for another."""
    if W_hh.any():
        return nets.memory_cell_forward(x, h, c, W_ih, W_hh, b)[:2]
    i, g, o = np.split(x @ W_ih.T + b, 3, axis=2)
    cs = nets.carousel_states(c, nets.sigmoid(i), 2 * np.tanh(g / 2))
    return nets.sigmoid(o) * np.tanh(cs / 2), cs[-1]


def _before(hs):
    if abs(hs).max() > SILENT:
        return f"before the switch, h is {hs.flat[abs(hs).argmax()]:.2f}, not about 0"
    return None


def _after(hs, bits, passed):
    """Look at h (T, 4) of steps that begin `passed` steps after the switch."""
    low = np.argwhere(hs * bits < SHOWN)
    if not len(low):
        return None
    step, row = low[0]
    h, bit = hs[step, row], bits[row]
    noise = "noise" if row < 2 else f"a signal of {-bit:+.0f} all the time"
    return (
        f"the bit {bit:+.0f}, then {noise}: {passed + step} steps later h is {h:.2f}, where "
        f"{SHOWN * bit:+} or beyond is asked for"
    )


def _cured(W_ih, W_hh, b):
    """Return the mistake after whose cure the cell would work, or ''."""
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
        return SHUT
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
    if not all(np.isfinite(q).all() for q in value):
        return "use finite weights: 20 or 40 are as good as infinity, and 0 times inf is nan"
    short = _shortfall(W_ih, W_hh, b)
    return short and (_cured(W_ih, W_hh, b) or _input_gate(W_ih, b) or _rest(W_ih, b) or short)


def _set(diagnosis, W_ih, b, W_hh=(0, 0, 0)):
    """Register weights that do not keep the bit."""
    W_ih, b, W_hh = (np.array(q, dtype=float) for q in (W_ih, b, W_hh))
    ex.mistake(diagnosis)(lambda: (W_ih, W_hh[:, None], b))


_set(FLIPPED, [[0, -40], [20, 0], [0, 0]], [20, 0, 20])
_set(ORDER, [[20, 0], [0, 40], [0, 0]], [0, -20, 20])
_set(COLUMNS, [[40, 0], [0, 20], [0, 0]], [-20, 0, 20])
_set(INVERTED, [[0, 40], [-20, 0], [0, 0]], [-20, 0, 20])
_set(SHUT, [[0, 10], [20, 0], [0, 0]], [-20, 0, 20])
_set(OPEN, [[0, 20], [20, 0], [0, 0]], [0, 0, 20])
_set(SIGNAL, [[15, 40], [20, 0], [0, 0]], [-20, 0, 20])
_set(LEAK, [[0, 10], [20, 0], [0, 0]], [-5, 0, 20])
_set(ONE_SIGN, [[0, 40], [0, 20], [0, 0]], [-20, 0, 20])
_set(WEAK, [[0, 40], [1, 0], [0, 0]], [-20, 0, 20])
_set(SHARED, [[0, 40], [20, 0], [0, 40]], [-20, 0, -20])
_set(SWITCHED, [[0, 40], [20, 0], [0, 20]], [-20, 0, -10])
_set(HALF, [[0, 40], [20, 0], [0, 0]], [-20, 0, 0])
_set(CLOSED, [[0, 40], [20, 0], [0, 0]], [-20, 0, -20])
_set(FEEDBACK, [[0, 40], [20, 0], [0, 0]], [-20, 0, 20], W_hh=(60, 0, 0))


mistakes(
    ex,
    {
        "the weights are whole numbers: floats are asked for, such as np.zeros makes them.": """
        W_ih = np.array([[0, 40], [20, 0], [0, 0]])
        return W_ih, np.zeros((3, 1), dtype=int), np.array([-20, 0, 20])
    """,
        "W_hh has one axis: it is (3, 1), a row for each block, a column for the one cell.": """
        W_ih = np.array([[0.0, 40.0], [20.0, 0.0], [0.0, 0.0]])
        return W_ih, np.zeros(3), np.array([-20.0, 0.0, 20.0])
    """,
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
        "weights of 1000, lists made into arrays": """
        W_ih = np.array([[0, 2000], [1000, 0], [0, 0]], dtype=float)
        return [W_ih, np.zeros((3, 1)), np.array([-1000.0, 0.0, 1000.0])]
    """,
        "the output gate opened by h too, g fed back, float32": """
        W_ih = np.array([[0.0, 30.0], [9.0, 1.0], [0.5, 0.0]], dtype=np.float32)
        W_hh = np.array([[1.0], [0.5], [-1.0]], dtype=np.float32)
        return W_ih, W_hh, np.array([-15.0, 0.2, 9.0], dtype=np.float32)
    """,
    },
)
