"""Lesson 13: weights that make an LSTM count, judged by what its cells do."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks.counting import counting_steps
from lstm_utils.tasks.encoding import one_hot

OFF, LONG = 0.1, 900  # how far a count may be off, and symbols of the long strings: 300 of each of $, a, b

ex = exercise(
    "counter-weights",
    lesson="13_counting",
    reference=nets.counter_weights,
    outputs=("W_ih", "W_hh", "b"),
    varies=("W_ih", "W_hh", "b"),
    hints=[
        "Start with zeros: W_ih (4H, V), W_hh (4H, H), b (4H,). Rows 0 to H - 1 are i, the next H are f, then g, then o. "
        "Which of them depend on the symbol?",
        "A bias of 20 opens the gates i, f and o. The rows of g have bias 0 and the weights 20 * steps.T: tanh(20) is 1.",
        "At $ the f rows must be near -20: their bias is 20, so their weight from symbol 0 is -40.",
    ],
)


@ex.cases
def _(rng):
    yield "one counter for $, a, b", dict(steps=counting_steps("ab"))
    yield "two counters for $, a, b, c", dict(steps=counting_steps("abc"))
    for V, H in ((6, 3), (3, 4)):
        steps = rng.integers(-1, 2, size=(V, H))
        steps[0], steps[1, 0], steps[2, 0] = 0, 1, -1
        steps[V - 1, H - 1] = 1
        yield f"{V} symbols, {H} counters", dict(steps=steps)


ORDER = "the blocks are in another order: i, f, g, o, H rows each."
SHAPES = "expected W_ih (4H, V), W_hh (4H, H), b (4H,)"
TRANSPOSED = "the weights are transposed: W_ih is (4H, V), a row for each gate, and W_hh is (4H, H)."
NO_RESET = "$ does not reset the count: its weight must close the forget gate, against the bias that opens it."
HALF_RESET = "$ closes the forget gate only halfway: the bias opens it, so the weight from $ must be about twice as far below 0."
ALWAYS_SHUT = "the forget gate is closed at every symbol: only $ may close it, so its bias is far above 0."
WRONG_SYMBOL = "another symbol closes the forget gate: $ is symbol 0, column 0 of W_ih."
INVERTED = "the counts have the wrong sign: the weights of g are 20 * steps, not their negatives."
WEAK = "the steps are too small: tanh(1) is 0.76, so give g weights of about 20."
HALF_I = "the input gate is half open, so each step counts one half: give it a bias of about 20."
SHUT_I = "the input gate is closed: it must be open at every symbol."
HALF_F = "the forget gate is not open enough: the count leaks away, give it a bias of about 20."
SHUT_O = "the output gate is closed: h must be tanh(c), so give it a bias of about 20."
HALF_O = "the output gate is half open, which halves h: give it a bias of about 20."
LEAK = "the gates are not saturated: sigmoid(5) is 0.993, so 0.7 % is lost at each step. Use 20."
BIASED = "g has a bias, so every symbol counts: the bias of the g rows is 0."
FEEDBACK = "W_hh disturbs the count: the past is in c, use W_hh = 0."
RESHAPED = "steps is reshaped, which mixes symbols and counters: transpose it, steps.T."
SAME = "all cells count the same: cell j has its own column of steps."
REVERSED = "the counters are in reverse order: cell j counts with column j of steps."
INTERLEAVED = "the four rows of a cell are next to each other: first the H rows of i, then those of f, g and o."
I_AT_END = "$ closes the input gate: the old count stays, it is the forget gate that must be closed."


@functools.cache
def _strings(V, often):
    """Return symbols (T, B): $, then each symbol `often` times, or random ones; $ comes again."""
    rng = np.random.default_rng(V)
    rows = [np.repeat(order, often) for order in (range(1, V), range(V - 1, 0, -1))]
    T = len(rows[0])
    drawn = rng.integers(1, V, size=(2, T))
    drawn[:, T // 2] = 0
    return np.vstack([np.zeros(4, dtype=int), np.array([*rows, *drawn]).T])


def _counts(ids, steps):
    count, counts = np.zeros((ids.shape[1], steps.shape[1])), []
    for symbols in ids:
        count = count * (symbols > 0)[:, None] + steps[symbols]
        counts.append(count)
    return np.array(counts)


def _shortfall(steps, W_ih, W_hh, b):
    """Return where a cell does not count, None if all do; most fail on the short strings."""
    V, H = steps.shape
    for often in (7, LONG // V):
        ids = _strings(V, often)
        start = np.full((ids.shape[1], H), 3.0)  # $ must clear it
        _, _, cache = nets.lstm_forward(_inputs(V, often), 0.3 * start, start, W_ih, W_hh, b)
        words = _off(_counts(ids, steps), cache["cs"][1:], cache["hs"][1:])
        if words:
            return words
    return None


def _off(exact, c, h):
    """Return the first state (T, B, H) that is not the count, None if all are."""
    off = ~(abs(c - exact) < OFF)
    if off.any():
        t, n, j = np.argwhere(off)[0]
        return f"cell {j} is {c[t, n, j]:.2f} after {t + 1} symbols, the count is {exact[t, n, j]:.0f}"
    off = ~(abs(h - np.tanh(exact)) < OFF)
    if off.any():
        t, n, j = np.argwhere(off)[0]
        return f"h of cell {j} is {h[t, n, j]:.2f} where c is {c[t, n, j]:.2f}: it must be tanh(c)"
    return None


def _cured(steps, W_ih, W_hh, b):
    """Return the mistake without which the cells would count, or ''."""
    V, H = steps.shape

    def works(W_ih=W_ih, W_hh=W_hh, b=b):
        return not _shortfall(steps, W_ih, W_hh, b)

    if W_hh.any() and works(W_hh=0 * W_hh):
        return FEEDBACK
    cube, bias = W_ih.reshape(4, H, V), b.reshape(4, H)
    for rows in ([2, 1, 0, 3], [0, 2, 1, 3], [0, 1, 3, 2]):  # the candidate is another block
        if works(cube[rows].reshape(4 * H, V), b=bias[rows].ravel()):
            return ORDER
    if H > 1 and works(W_ih.reshape(H, 4, V).swapaxes(0, 1).reshape(4 * H, V), b=b.reshape(H, 4).T.ravel()):
        return INTERLEAVED
    sign = np.array([1, 1, -1, 1]).repeat(H)
    if works(W_ih * sign[:, None], b=b * sign):
        return INVERTED
    return REVERSED if H > 1 and works(cube[:, ::-1].reshape(4 * H, V), b=bias[:, ::-1].ravel()) else ""


@functools.cache
def _inputs(V, often):
    return one_hot(_strings(V, often), V)


def _gates(steps, W_ih, b):
    """Name what is wrong with a gate, '' if nothing is."""
    H = steps.shape[1]
    i, f, g, o = ((W_ih + b[:, None])[n * H : (n + 1) * H].T for n in range(4))  # (V, H) each
    if (f[1:] < -1).any() and (f[0] > 1).all():
        return WRONG_SYMBOL
    if (f[1:] < -1).all():
        return ALWAYS_SHUT
    if (f[1:] < 1).any():
        return HALF_F
    if (i[0] < -1).all() and (f[0] > 1).any() and (i[1:] > 1).all():
        return I_AT_END
    if (f[0] > 1).any():
        return NO_RESET
    if (f[0] > -5).any():
        return HALF_RESET
    if (i < -1).any():
        return SHUT_I
    if (i < 1).any():
        return HALF_I
    return _candidate(steps, g) or _rest(i, f, o)


def _candidate(steps, g):
    moved, still = g[steps != 0], g[steps == 0]
    V, H = steps.shape
    wanted = np.sign(steps)
    if H > 1 and np.array_equal(np.sign(g), wanted[:, :1].repeat(H, axis=1)):
        return SAME
    if H > 1 and np.array_equal(np.sign(g).T, wanted.reshape(H, V)):
        return RESHAPED
    if (abs(still) > 0.5).any() and (np.sign(still) == np.sign(still).flat[0]).all():
        return BIASED
    return WEAK if len(moved) and np.array_equal(np.sign(g), wanted) and abs(moved).min() < 2.5 else ""


def _rest(i, f, o):
    if (o < -1).any():
        return SHUT_O
    if (o < 1).any():
        return HALF_O
    return LEAK if min(i.min(), f[1:].min(), -f[0].max()) < 15 else ""


@ex.property
def _(inputs, value):
    steps = np.asarray(inputs["steps"])
    V, H = steps.shape
    if len(value) != 3:
        return f"expected three arrays (W_ih, W_hh, b), got {len(value)}"
    W_ih, W_hh, b = (np.asarray(q, dtype=float) for q in value)
    if W_ih.shape == (V, 4 * H) and W_ih.shape != (4 * H, V):
        return TRANSPOSED
    if (W_ih.shape, W_hh.shape, b.shape) != ((4 * H, V), (4 * H, H), (4 * H,)):
        return f"{SHAPES}, here {(4 * H, V)}, {(4 * H, H)}, {(4 * H,)}; got {W_ih.shape}, {W_hh.shape}, {b.shape}"
    if not all(np.isfinite(q).all() for q in (W_ih, W_hh, b)):
        return "use finite weights: 20 or 40 suffice, and 0 times inf is nan"
    short = _shortfall(steps, W_ih, W_hh, b)
    return short and (_cured(steps, W_ih, W_hh, b) or _gates(steps, W_ih, b) or short)


RESET = "W_ih[H : 2 * H, 0] = -40.0"
G, OPEN, G_BIAS = "20.0 * steps.T", "np.full(4 * H, 20.0)", "b[2 * H : 3 * H] = 0.0"
RETURN = "return W_ih, np.zeros((4 * H, H)), b"
mistakes(
    ex,
    {
        ORDER: [("W_ih[2 * H : 3 * H]", "W_ih[3 * H :]"), (G_BIAS, "b[3 * H :] = 0.0")],
        TRANSPOSED: (RETURN, "return W_ih.T, np.zeros((H, 4 * H)), b"),
        NO_RESET: (RESET, "W_ih[H : 2 * H, 0] = 0.0"),
        HALF_RESET: (RESET, "W_ih[H : 2 * H, 0] = -20.0"),
        ALWAYS_SHUT: (G_BIAS, f"{G_BIAS}\n    b[H : 2 * H] = -20.0"),
        WRONG_SYMBOL: (RESET, "W_ih[H : 2 * H, -1] = -40.0"),
        INVERTED: (G, "-20.0 * steps.T"),
        WEAK: (G, "1.0 * steps.T"),
        HALF_I: (G_BIAS, f"{G_BIAS}\n    b[:H] = 0.0"),
        SHUT_I: (G_BIAS, f"{G_BIAS}\n    b[:H] = -20.0"),
        HALF_F: [(RESET, "W_ih[H : 2 * H, 0] = -20.0"), (G_BIAS, f"{G_BIAS}\n    b[H : 2 * H] = 0.0")],
        SHUT_O: (G_BIAS, f"{G_BIAS}\n    b[3 * H :] = -20.0"),
        HALF_O: (G_BIAS, f"{G_BIAS}\n    b[3 * H :] = 0.0"),
        LEAK: [(RESET, "W_ih[H : 2 * H, 0] = -10.0"), (OPEN, "np.full(4 * H, 5.0)")],
        BIASED: (G_BIAS, "b[2 * H : 3 * H] = 0.9"),
        FEEDBACK: (RETURN, "return W_ih, np.full((4 * H, H), 15.0), b"),
        RESHAPED: (G, "20.0 * steps.reshape(H, V)"),
        SAME: (G, "20.0 * steps[:, 0]"),
        REVERSED: (G, "20.0 * steps.T[::-1]"),
        INTERLEAVED: (
            RETURN,
            "rows = np.arange(4 * H).reshape(4, H).T.ravel()\n    return W_ih[rows], np.zeros((4 * H, H)), b[rows]",
        ),
        I_AT_END: (RESET, "W_ih[:H, 0] = -40.0"),
    },
)


equivalents(
    ex,
    {
        "four blocks, stacked": """
        V, H = steps.shape
        dollar = np.zeros((H, V))
        dollar[:, 0] = -60
        zero = np.zeros((H, V))
        W_ih = np.vstack([zero, dollar, 30.0 * steps.T, zero])
        b = np.repeat([25.0, 30.0, 0.0, 18.0], H)
        return W_ih, np.zeros((4 * H, H)), b
    """,
        "no biases: each symbol opens the gates": """
        V, H = steps.shape
        W = np.full((4, H, V), 20.0)
        W[1, :, 0] = -20
        W[2] = 15 * steps.T
        return W.reshape(4 * H, V), np.zeros((4 * H, H)), np.zeros(4 * H)
    """,
        "a loop over cells and symbols, float32": """
        V, H = steps.shape
        W_ih, b = np.zeros((4 * H, V), np.float32), np.zeros(4 * H, np.float32)
        for j in range(H):
            b[j] = b[H + j] = b[3 * H + j] = 50
            W_ih[H + j, 0] = -100
            for v in range(V):
                W_ih[2 * H + j, v] = 50 * steps[v, j]
        return W_ih, np.zeros((4 * H, H), np.float32), b
    """,
    },
)
