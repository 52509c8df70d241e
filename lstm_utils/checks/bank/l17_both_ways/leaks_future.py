"""Lesson 17: a detector of outputs that depend on later inputs, judged on right and wrong nets."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

ex = exercise(
    "leaks-future",
    lesson="17_both_ways",
    reference=nets.leaks_future,
    outputs="leaks_future",
    numbers=("leaks_future",),
    hints=[
        "Change the inputs from step t on, run the net again, and look at the outputs before step t: they must not have noticed.",
        "Try every t from 1 to T - 1, and change all later inputs by random numbers of size 3. Differences up to 1e-9 are rounding.",
        "other = x.copy(); other[t:] += rng.normal(scale=3, size=other[t:].shape); compare fn(other)[:t] with "
        "np.array(fn(x.copy()))[:t].",
    ],
)

LF_W = np.random.default_rng(17).normal(size=(12, 3))


def _lf_dense(x):
    """Return outputs (T, B, 3) that depend on their own step only."""
    return np.tanh(x @ LF_W[: x.shape[2]] + 0.1)


def _lf_past(y):
    """Return a sum over past steps that fades."""
    out = np.zeros_like(y)
    for t in range(len(y)):
        out[t] = y[t] + (0.6 * out[t - 1] if t else 0)
    return out


def _lf_later(y, k=1):
    """Return what comes k steps later, 0 after the end."""
    out = np.zeros_like(y)
    out[: max(len(y) - k, 0)] = y[k:]
    return out


def _lf_buffered(net):
    """Return a net that returns the same array at each call."""
    kept = {}

    def fn(x):
        y = net(x)
        out = kept.setdefault(y.shape, np.zeros(y.shape))
        out[...] = y
        return out

    return fn


# Nets that leak.


@probe("leaks: the next step")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x))


@probe("leaks: the step after the next")
def _(x):
    return _lf_dense(x) + _lf_later(_lf_dense(x), 2)


@probe("leaks: both ways, added")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_past(_lf_dense(x)[::-1])[::-1]


@probe("leaks: both ways, side by side")
def _(x):
    return np.concatenate([_lf_past(_lf_dense(x)), _lf_past(_lf_dense(x)[::-1])[::-1]], axis=2)


@probe("leaks: the mean over time is subtracted")
def _(x):
    return _lf_past(_lf_dense(x - x.mean(axis=0)))


@probe("leaks: inputs are scaled by their deviation over time")
def _(x):
    return _lf_past(_lf_dense(x / (1 + x.std(axis=0))))


@probe("leaks: the largest value of all steps")
def _(x):
    return _lf_dense(x) + x.max(axis=0)[:, :1]


@probe("leaks: softmax over time")
def _(x):
    e = np.exp(x - x.max(axis=0))
    return _lf_dense(e / e.sum(axis=0))


@probe("leaks: windows of 4 steps")
def _(x):
    y = _lf_dense(x)
    return np.concatenate([y[t : t + 4] + y[t : t + 4].mean(axis=0) for t in range(0, len(y), 4)])


@probe("leaks: windows of 4 steps, each reversed")
def _(x):
    y = _lf_dense(x)
    return np.concatenate([y[t : t + 4] + y[t : t + 4][::-1] for t in range(0, len(y), 4)])


@probe("leaks: only the last step, one step early")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[-2:-1] += _lf_dense(x[-1:])
    return y


@probe("leaks: only the last step, seven steps early")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[-8:-7] += _lf_dense(x[-1:])
    return y


@probe("leaks: only the second step, one step early")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[0] += _lf_dense(x[1:2]).sum(axis=0)
    return y


@probe("leaks: only the third step, two steps early")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[0] -= _lf_dense(x[2:3]).sum(axis=0)
    return y


@probe("leaks: seven steps ahead")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x), 7)


@probe("leaks: eight steps ahead")
def _(x):
    return _lf_dense(x) - _lf_later(_lf_dense(x), 8)


@probe("leaks: only the last sequence")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[:, -1] += _lf_later(_lf_dense(x))[:, -1]
    return y


@probe("leaks: only the last sequence, mean")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[:, -1] -= _lf_dense(x)[:, -1].mean(axis=0)
    return y


@probe("leaks: the last sequence into all, the next step")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x))[:, -1:]


@probe("leaks: the last sequence into all, mean")
def _(x):
    return _lf_past(_lf_dense(x)) - x[:, -1:, :1].mean(axis=0)


@probe("leaks: less the size of the next step")
def _(x):
    return _lf_past(_lf_dense(x)) - _lf_later(1 + abs(x[:, :, :1]))


@probe("leaks: less the sizes of all later steps")
def _(x):
    return _lf_dense(x) - _lf_later(np.cumsum(1 + abs(x[::-1, :, :1]), axis=0)[::-1])


@probe("leaks: only the first sequence, its last step, one step early")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[-2:-1, 0] += _lf_dense(x)[-1:, 0]
    return y


@probe("leaks: only the second sequence, its last step, one step early")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[-2:-1, 1] -= _lf_dense(x)[-1:, 1]
    return y


@probe("leaks: pairs of steps")
def _(x):
    y = _lf_dense(x)
    y[0 : len(y) - 1 : 2] += _lf_dense(x)[1::2]
    return y


@probe("leaks: pairs of steps, from the second one on")
def _(x):
    y = _lf_dense(x)
    y[1 : len(y) - 1 : 2] += _lf_dense(x)[2::2]
    return y


@probe("leaks: the next step less its mean over the batch")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x - x.mean(axis=1, keepdims=True)))


@probe("leaks: the next step less the first sequence's")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x - x[:, :1]))


@probe("leaks: only the last input")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(x[:, :, -1:])


@probe("leaks: only the last input, mean")
def _(x):
    return _lf_past(_lf_dense(x)) + x[:, :, -1:].mean(axis=0)


@probe("leaks: only the last output")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[:, :, -1] += _lf_later(_lf_dense(x))[:, :, 0]
    return y


@probe("leaks: only the last output, mean")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[:, :, -1] += x.mean(axis=(0, 2))
    return y


@probe("leaks: one part in 10^8")
def _(x):
    return 5 + _lf_past(_lf_dense(x)) + 4e-9 * _lf_later(_lf_dense(x))


@probe("leaks: one part in 10^10, beside outputs of 1,000")
def _(x):
    return 1000 + _lf_past(_lf_dense(x)) + 1e-7 * _lf_later(_lf_dense(x))


@probe("leaks: one part in 10^8, two steps ahead")
def _(x):
    return 5 + _lf_past(_lf_dense(x)) + 4e-9 * _lf_later(_lf_dense(x), 2)


@probe("leaks: the next step less its mean over the inputs")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x - x.mean(axis=2, keepdims=True)))


@probe("leaks: softmax of the next step")
def _(x):
    e = np.exp(x - x.max(axis=2, keepdims=True))
    return _lf_past(_lf_dense(x)) + _lf_later((e / e.sum(axis=2, keepdims=True))[:, :, :1])


@probe("leaks: the square of the next step")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later((x**2)[:, :, :2].sum(axis=2, keepdims=True))


@probe("leaks: the size of the next step")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(abs(x[:, :, :1]))


@probe("leaks: whether the next step is above 0")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later((x[:, :, :1] > 0.0).astype(float))


@probe("leaks: the sign of the next step")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(np.sign(x[:, :, :1]))


@probe("leaks: in the array that it is given")
def _(x):
    x[:-1] += x[1:]
    return _lf_past(_lf_dense(x))


@probe("leaks: less the last step, in the array that it is given")
def _(x):
    x -= x[-1].copy()
    return _lf_past(_lf_dense(x))


@probe("leaks: and returns the same array again", fresh=True)
def _():
    return _lf_buffered(lambda x: _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x)))


@probe("leaks: the mean, and returns the same array again", fresh=True)
def _():
    return _lf_buffered(lambda x: _lf_dense(x - x.mean(axis=0)))


@probe("leaks: one number in the middle")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[len(y) // 2 - 1, 2:3, 1] += x[len(x) // 2, 1:2, 2]
    return y


@probe("leaks: the next step's input in the middle")
def _(x):
    return _lf_past(_lf_dense(x)) + _lf_later(x[:, :, 2:3])


@probe("leaks: one output in the middle, one part in 10^8")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[6:-1, 2:3, 1] += 5e-9 * x[7:, 1:2, 2]
    return y


@probe("leaks: only the last step into the first")
def _(x):
    y = _lf_past(_lf_dense(x))
    y[0] += _lf_dense(x)[-1]
    return y


@probe("leaks: the next step, softmax of the outputs")
def _(x):
    e = np.exp(_lf_dense(x) + _lf_later(_lf_dense(x)))
    return e / e.sum(axis=2, keepdims=True)


@probe("leaks: the next step, less the outputs' mean over the batch")
def _(x):
    y = _lf_past(_lf_dense(x)) + _lf_later(_lf_dense(x))
    return y - y.mean(axis=1, keepdims=True)


# Nets that do not.


@probe("no leak: differences of at most 4 parts in 10^10")
def _(x):
    return _lf_past(_lf_dense(x)) + 2e-10 * _lf_later(_lf_dense(x))


@probe("no leak: a fading sum")
def _(x):
    return _lf_past(_lf_dense(x))


@probe("no leak: two layers")
def _(x):
    return _lf_past(np.tanh(_lf_past(_lf_dense(x))))


@probe("no leak: two steps back")
def _(x):
    return _lf_dense(x) + _lf_dense(x)[np.maximum(np.arange(len(x)) - 2, 0)]


@probe("no leak: only what was two steps back")
def _(x):
    out = np.zeros((len(x), x.shape[1], 3))
    out[2:] = _lf_dense(x)[:-2]
    return out


@probe("no leak: the largest value so far")
def _(x):
    return np.maximum.accumulate(x, axis=0)


@probe("no leak: only its own step")
def _(x):
    return 1000 * _lf_dense(x)


@probe("no leak: only the first step")
def _(x):
    return np.repeat(_lf_dense(x[:1]), len(x), axis=0)


@probe("no leak: the sum of all steps less the later ones")
def _(x):
    y = 100 * x @ LF_W[: x.shape[2]]
    return y.sum(axis=0) - (np.cumsum(y[::-1], axis=0)[::-1] - y)


@probe("no leak: a convolution through a Fourier transform")
def _(x):
    y, n = 100 * x @ LF_W[: x.shape[2]], 2 * len(x)
    kernel = 0.7 ** np.arange(len(x))
    found = np.fft.rfft(y, n, axis=0) * np.fft.rfft(kernel, n)[:, None, None]
    return np.fft.irfft(found, n, axis=0)[: len(x)]


@probe("no leak: a product with a triangular matrix")
def _(x):
    return np.tensordot(np.tri(len(x)), _lf_dense(x), axes=1)


@probe("no leak: later steps times 0")
def _(x):
    t = np.arange(len(x))
    weights = np.where(t[:, None] >= t, 0.5 ** abs(t[:, None] - t), 0.0)
    return np.tensordot(weights, _lf_dense(x), axes=1)


@probe("no leak: the batch's mean at each step")
def _(x):
    return _lf_past(_lf_dense(x - x.mean(axis=1, keepdims=True)))


@probe("no leak: the batch's largest value at each step")
def _(x):
    return _lf_past(_lf_dense(x)) - x.max(axis=(1, 2), keepdims=True)


@probe("no leak: always the same")
def _(x):
    return np.ones((len(x), x.shape[1], 3))


@probe("no leak: the number of the step")
def _(x):
    return np.broadcast_to(np.arange(len(x))[:, None, None], (len(x), x.shape[1], 2)).astype(float)


@probe("no leak: in the array that it is given")
def _(x):
    x -= x[0].copy()
    return _lf_past(_lf_dense(x))


@probe("no leak: a sum in the array that it is given")
def _(x):
    np.cumsum(x, axis=0, out=x)
    return _lf_dense(x)


@probe("no leak: returns the same array again", fresh=True)
def _():
    return _lf_buffered(lambda x: _lf_past(_lf_dense(x)))


@probe("no leak: two layers, returns the same array again", fresh=True)
def _():
    return _lf_buffered(lambda x: _lf_past(_lf_past(_lf_dense(x))))


LEAKS = [
    ("the next step", "the step after the next"),
    ("both ways, added", "both ways, side by side"),
    ("the mean over time is subtracted", "inputs are scaled by their deviation over time"),
    ("the largest value of all steps", "softmax over time"),
    ("windows of 4 steps", "windows of 4 steps, each reversed"),
    ("only the last step, one step early", "only the last step, seven steps early"),
    ("only the second step, one step early", "only the third step, two steps early"),
    ("seven steps ahead", "eight steps ahead"),
    ("only the last sequence", "only the last sequence, mean"),
    ("the last sequence into all, the next step", "the last sequence into all, mean"),
    ("only the first sequence, its last step, one step early", "only the second sequence, its last step, one step early"),
    ("pairs of steps",),
    ("pairs of steps, from the second one on",),
    ("the next step less its mean over the batch", "the next step less the first sequence's"),
    ("only the last input", "only the last input, mean"),
    ("only the last output", "only the last output, mean"),
    ("one part in 10^8", "one part in 10^8, two steps ahead"),
    ("the next step less its mean over the inputs", "softmax of the next step"),
    ("the square of the next step", "the size of the next step"),
    ("whether the next step is above 0", "the sign of the next step"),
    ("in the array that it is given", "less the last step, in the array that it is given"),
    ("and returns the same array again", "the mean, and returns the same array again"),
    ("one number in the middle",),
    ("the next step's input in the middle",),
    ("one output in the middle, one part in 10^8",),
    ("only the last step into the first",),
    ("the next step, softmax of the outputs",),
    ("the next step, less the outputs' mean over the batch",),
]
NONE = [
    ("differences of at most 4 parts in 10^10",),
    ("a fading sum", "two layers"),
    ("two steps back", "the largest value so far"),
    ("only its own step",),
    ("only the first step",),
    ("only what was two steps back",),
    ("the sum of all steps less the later ones", "a convolution through a Fourier transform"),
    ("a product with a triangular matrix", "later steps times 0"),
    ("the batch's mean at each step", "the batch's largest value at each step"),
    ("always the same", "the number of the step"),
    ("in the array that it is given", "a sum in the array that it is given"),
    ("returns the same array again", "two layers, returns the same array again"),
]


@ex.cases
def _(rng):
    def case(kind, names, x=None, T=12, B=4, I=5):
        name = f"{kind}: {names[rng.integers(len(names))]}"
        x = rng.normal(size=(T, B, I)) if x is None else x
        return name, dict(fn=Probe(name), x=x)

    yield case("leaks", LEAKS[0], T=6, B=3, I=2)
    for names in LEAKS[1:]:
        yield case("leaks", names, T=16 if "windows" in names[0] else 12)
    for names in NONE:
        yield case("no leak", names)
    zeros = case("leaks", LEAKS[1], np.zeros((8, 2, 3)))
    yield f"{zeros[0]}, all inputs 0", zeros[1]
    sizes = case("leaks", ("less the size of the next step", "less the sizes of all later steps"), np.zeros((6, 3, 2)))
    yield f"{sizes[0]}, all inputs 0", sizes[1]
    equal = case("leaks", ("the next step less its mean over the inputs", "softmax of the next step"), np.zeros((5, 3, 4)))
    yield f"{equal[0]}, all inputs 0", equal[1]
    long = case("leaks", ("only the last step, one step early",), T=40, B=2, I=2)
    yield f"{long[0]}, 40 steps", long[1]
    symbols = case("leaks", LEAKS[0], np.eye(3)[rng.integers(3, size=(9, 4))])
    yield f"{symbols[0]}, one-hot inputs", symbols[1]
    yield case("leaks", ("one part in 10^10, beside outputs of 1,000",))
    one = case("leaks", LEAKS[1], T=1)
    yield f"{one[0]}, but only one step", one[1]
    alone = case("leaks", LEAKS[1], T=2, B=1, I=1)
    yield f"{alone[0]}, two steps, one sequence, one input", alone[1]


FIRST, STEPS = "right = np.array(fn(x.copy()))", "for t in range(1, len(x)):"
CHANGE = "other[t:] += rng.normal(scale=3, size=other[t:].shape)"
DIFFERS, OWN = "(abs(fn(other)[:t] - right[:t]) > 1e-9).any()", "fn(other)[:t] - right[:t]"
mistakes(
    ex,
    {
        "only one t is tried, the middle: a leak may be at any step, try all from 1 to T - 1.": (
            STEPS,
            "for t in [len(x) // 2] * (len(x) > 1):",
        ),
        "the step that is changed is compared, too: an output may depend on its own input, compare [:t].": (
            OWN,
            "fn(other)[: t + 1] - right[: t + 1]",
        ),
        "one step is changed, and only the output before it compared: compare all outputs before t.": [
            (CHANGE, "other[t] += rng.normal(scale=3, size=other[t].shape)"),
            (OWN, "fn(other)[t - 1 : t] - right[t - 1 : t]"),
        ],
        "the last step is never changed (off by one): t runs from 1 to T - 1.": (STEPS, "for t in range(1, len(x) - 1):"),
        "only every second t is tried: a leak may be at any step, try all from 1 to T - 1.": (
            STEPS,
            "for t in range(1, len(x), 2):",
        ),
        "the same numbers are added to all sequences: a net that compares them does not notice, use random numbers of the size of x[t:].": (
            CHANGE,
            "other[t:] += rng.normal(scale=3, size=x.shape[2])",
        ),
        "only one sequence is changed at each t: a leak may be in another one, change all of them.": (
            CHANGE,
            "n = t % x.shape[1]\n        other[t:, n] += rng.normal(scale=3, size=other[t:, n].shape)",
        ),
        "the sign is changed: a net that squares its inputs does not notice, add random numbers.": (CHANGE, "other[t:] *= -1"),
        "the inputs are multiplied: 0 stays 0, add random numbers.": (CHANGE, "other[t:] *= 3"),
        "the later inputs are set to 0: some may be 0 already, add random numbers.": (CHANGE, "other[t:] = 0"),
        "the later inputs are set to one number: they may have one already, use random numbers.": (CHANGE, "other[t:] = 7.0"),
        "only the first 16 steps are tried: try all t from 1 to T - 1.": (STEPS, "for t in range(1, min(len(x), 16)):"),
        "the same number is added to all inputs: a net that compares inputs does not notice, use random numbers.": (
            CHANGE,
            "other[t:] += 3",
        ),
        "later steps are put in another order: a mean does not notice, add random numbers.": (
            CHANGE,
            "other[t:] = other[t:][::-1].copy()",
        ),
        "the change is too small for a net that rounds its inputs: use random numbers of size 3.": (
            CHANGE,
            "other[t:] += rng.normal(scale=1e-4, size=other[t:].shape)",
        ),
        "every difference counts: up to 1e-9 it is rounding, not a leak.": (" > 1e-9)", " > 0)"),
        "the tolerance grows with the outputs: np.allclose has rtol as well, compare with 1e-9 alone.": (
            DIFFERS,
            "not np.allclose(fn(other)[:t], right[:t], rtol=1e-9, atol=1e-9)",
        ),
        "the tolerance is too large: a leak may be weak, only differences up to 1e-9 are rounding.": (" > 1e-9)", " > 1e-8)"),
        "the net gets x itself and may change it: give it copies.": (FIRST, "right = np.array(fn(x))"),
        "the outputs are not copied: the net may return the same array again, np.array(fn(...)) keeps them.": (
            FIRST,
            "right = fn(x.copy())",
        ),
        "nan is put in: 0 times nan is nan, which no leak explains. Add random numbers.": [
            (CHANGE, "other[t:] = np.nan"),
            (f"if {DIFFERS}", "if np.isnan(fn(other)[:t]).any()"),
        ],
        "only the first sequence is changed: change all of them.": (
            CHANGE,
            "other[t:, 0] += rng.normal(scale=3, size=other[t:, 0].shape)",
        ),
        "only the first input is changed: change all of them.": (
            CHANGE,
            "other[t:, :, 0] += rng.normal(scale=3, size=other[t:, :, 0].shape)",
        ),
        "only the first sequence is compared: compare all of them.": (OWN, "fn(other)[:t, 0] - right[:t, 0]"),
        "only the first output is compared: compare all of them.": (OWN, "fn(other)[:t, :, 0] - right[:t, :, 0]"),
        "the answer is the opposite: True if there is a leak.": [
            ("    return False\n", "    return bool(1)\n"),
            ("            return True", "            return False"),
        ],
        "the earlier steps are changed: an output may depend on the past, change x[t:].": (
            CHANGE,
            "other[:t] += rng.normal(scale=3, size=other[:t].shape)",
        ),
        "the later outputs are compared: those before t must not notice, [:t].": (OWN, "fn(other)[t:] - right[t:]"),
        "axis 1 is the batch: time is axis 0, change x[t:].": [
            (STEPS, "for t in range(1, x.shape[1]):"),
            (CHANGE, "other[:, t:] += rng.normal(scale=3, size=other[:, t:].shape)"),
            (OWN, "fn(other)[:, :t] - right[:, :t]"),
        ],
        "one step fails: there is no later step then, return False.": (
            "\n    return False\n",
            "\n    return bool(abs(fn(other)[:t] - right[:t]).max() > 1e-9)\n",
        ),
        "all outputs must differ: one that does is a leak, use any.": (".any()", ".all()"),
        "the answer of the first t is returned: go on while nothing was found.": (
            f"if {DIFFERS}:\n            return True",
            f"return bool({DIFFERS})",
        ),
        "the answer of the last t is returned: return True as soon as a leak is found.": [
            ("    for t in", "    found = False\n    for t in"),
            (f"if {DIFFERS}:\n            return True", f"found = bool({DIFFERS})"),
            ("    return False\n", "    return found\n"),
        ],
        "the outputs are signed: a difference below 0 is one, too, use abs.": ("abs(fn(other)[:t] - right[:t])", f"({OWN})"),
        "the differences are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            DIFFERS,
            f"abs(({OWN}).sum()) > 1e-9",
        ),
        "the differences of all outputs are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            DIFFERS,
            f"(abs(({OWN}).sum(axis=2)) > 1e-9).any()",
        ),
        "the differences of all sequences are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            DIFFERS,
            f"(abs(({OWN}).sum(axis=1)) > 1e-9).any()",
        ),
        "the mean difference is compared: one output may leak alone, look at each one.": (DIFFERS, f"abs({OWN}).mean() > 1e-9"),
        "the sizes of all differences are added: each one up to 1e-9 is rounding, look at each one.": (
            DIFFERS,
            f"abs({OWN}).sum() > 1e-9",
        ),
        "some t are left out: a leak may be at any step, try all from 1 to T - 1.": (STEPS, "for t in range(len(x) - 1, 0, -3):"),
        "only the first and the last input are changed: change all of them.": (
            CHANGE,
            "for k in {0, x.shape[2] - 1}:\n            other[t:, :, k] += rng.normal(scale=3, size=other[t:, :, k].shape)",
        ),
        "one step is changed, and only the last outputs before it compared: compare all outputs before t.": [
            (CHANGE, "other[t] += rng.normal(scale=3, size=other[t].shape)"),
            (DIFFERS, f"(abs({OWN})[-8:] > 1e-9).any()"),
        ],
        "always True: a net without a leak is no alarm.": "    return len(x) > 1\n",
        "always False: change later inputs, and compare earlier outputs.": "    fn(x.copy())\n    return False\n",
    },
)


equivalents(
    ex,
    {
        "the beginning alone": """
        whole = np.array(fn(x.copy()))
        for t in range(1, len(x)):
            if np.abs(fn(x[:t].copy()) - whole[:t]).max() > 1e-9:
                return True
        return False
    """,
        "one changed step at a time": """
        T, B, I = x.shape
        rng = np.random.default_rng(3)
        right = fn(x.copy()).copy()
        leaks = []
        for t in range(1, T):
            other = x.copy()
            other[t] = x[t] + rng.uniform(-6, 6, size=(B, I))
            leaks.append(bool((np.abs(fn(other)[:t] - right[:t]) > 1e-9).any()))
        return any(leaks)
    """,
        "only the output before the change": """
        rng = np.random.default_rng(5)
        right = np.copy(fn(np.copy(x)))
        for t in range(len(x) - 1, 0, -1):
            other = np.concatenate([x[:t], 4 * rng.normal(size=x[t:].shape)])
            if not np.allclose(fn(other)[t - 1], right[t - 1], rtol=0, atol=1e-9):
                return True
        return False
    """,
        "several changes at each step": """
        found = 0.0
        for seed in range(2):
            rng = np.random.default_rng(seed)
            for t in range(1, x.shape[0]):
                a, b = x.copy(), x.copy()
                a[t:] += rng.normal(0, 5, a[t:].shape)
                b[t:] += rng.normal(0, 5, b[t:].shape)
                first = fn(a)[:t].copy()
                found = max(found, np.max(np.abs(first - fn(b)[:t])))
        return bool(found > 1e-9)
    """,
    },
)
