"""Lesson 17: a detector of sequences that influence each other, judged on right and wrong nets."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

ex = exercise(
    "mixes-batch",
    lesson="17_both_ways",
    reference=nets.mixes_batch,
    outputs="mixes_batch",
    numbers=("mixes_batch",),
    hints=[
        "Change one sequence, run the net again, and look at the outputs of the other sequences: they must not have noticed.",
        "Change each sequence in turn, all of its steps and inputs, by random numbers of size 3. Up to 1e-9 is rounding.",
        "other = x.copy(); other[:, n] += rng.normal(scale=3, size=other[:, n].shape); compare the columns except n of "
        "fn(other) with those of np.array(fn(x.copy())).",
    ],
)

MB_W = np.random.default_rng(71).normal(size=(12, 3))


def _mb_dense(x):
    """Return outputs (T, B, 3) that depend on their own step only."""
    return np.tanh(x @ MB_W[: x.shape[2]] + 0.1)


def _mb_past(y):
    """Return a sum over past steps that fades."""
    out = np.zeros_like(y)
    for t in range(len(y)):
        out[t] = y[t] + (0.6 * out[t - 1] if t else 0)
    return out


def _mb_both(x):
    """Return the sums of both directions."""
    return _mb_past(_mb_dense(x)) + _mb_past(_mb_dense(x)[::-1])[::-1]


def _mb_buffered(net):
    """Return a net that returns the same array at each call."""
    kept = {}

    def fn(x):
        y = net(x)
        out = kept.setdefault(y.shape, np.zeros(y.shape))
        out[...] = y
        return out

    return fn


# Nets that mix sequences.


@probe("mixes: the batch's mean is subtracted")
def _(x):
    return _mb_past(_mb_dense(x - x.mean(axis=1, keepdims=True)))


@probe("mixes: inputs are scaled by their deviation in the batch")
def _(x):
    return _mb_past(_mb_dense(x / (1 + x.std(axis=(0, 1)))))


@probe("mixes: reshape to (B, T) in place of a transpose")
def _(x):
    y = _mb_past(_mb_dense(x))
    return y.reshape(x.shape[1], len(x), 3).swapaxes(0, 1)


@probe("mixes: states of both directions, reshaped")
def _(x):
    both = np.stack([_mb_past(_mb_dense(x)), _mb_past(_mb_dense(x)[::-1])[::-1]], axis=1)
    return both.reshape(len(x), x.shape[1], 6)


@probe("mixes: the state goes on from sequence to sequence")
def _(x):
    out, h = np.zeros((len(x), x.shape[1], 3)), np.zeros(3)
    for n in range(x.shape[1]):
        for t, y in enumerate(_mb_dense(x[:, n : n + 1])[:, 0]):
            h = y + 0.6 * h
            out[t, n] = h
    return out


@probe("mixes: each sequence but the first adds what the one before read last")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 1:] += y[-1:, :-1].copy()
    return y


@probe("mixes: the largest value in the batch")
def _(x):
    return _mb_dense(x) - x.max(axis=1, keepdims=True)[:, :, :1]


@probe("mixes: softmax over the batch")
def _(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return _mb_past(e / e.sum(axis=1, keepdims=True))


@probe("mixes: the last sequence into the first")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 0] += _mb_dense(x)[:, -1]
    return y


@probe("mixes: the last sequence into the one before")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, -2:-1] += _mb_dense(x)[:, -1:]
    return y


@probe("mixes: the first sequence into the last")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, -1] += _mb_dense(x)[:, 0]
    return y


@probe("mixes: the first sequence into the second")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 1:2] += _mb_dense(x)[:, :1]
    return y


@probe("mixes: the second sequence into the first")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 0] += _mb_dense(x)[:, 1:2].sum(axis=1)
    return y


@probe("mixes: the second sequence into the last")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, -1] -= _mb_dense(x)[:, 1:2].sum(axis=1)
    return y


@probe("mixes: the mean of the neighbour's steps")
def _(x):
    return _mb_dense(x) + np.roll(_mb_dense(x).mean(axis=0), 1, axis=0)


@probe("mixes: the largest of the neighbour's steps")
def _(x):
    return _mb_dense(x) + np.roll(x.max(axis=0), -1, axis=0)[:, :1]


@probe("mixes: only at the first step")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[0] += np.roll(_mb_dense(x)[0], 1, axis=0)
    return y


@probe("mixes: only at the first step, the batch's mean")
def _(x):
    y = _mb_dense(x)
    y[0] -= x[0].mean(axis=0)[:1]
    return y


@probe("mixes: the one before less its mean over the inputs")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 1:] += _mb_dense(x - x.mean(axis=2, keepdims=True))[:, :-1]
    return y


@probe("mixes: the next one less its first input")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, :-1] += _mb_dense(x - x[:, :, :1])[:, 1:]
    return y


@probe("mixes: only at the last step")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[-1] -= x[-1].mean()
    return y


@probe("mixes: only at the last step, the neighbour")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[-1] += np.roll(_mb_dense(x)[-1], 1, axis=0)
    return y


@probe("mixes: only the last input")
def _(x):
    return _mb_past(_mb_dense(x)) + x[:, :, -1:].mean(axis=1, keepdims=True)


@probe("mixes: only the last input, the neighbour's")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(x[:, :, -1:], 1, axis=1)


@probe("mixes: only the last output")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, :, -1] += x.mean(axis=(1, 2))[:, None]
    return y


@probe("mixes: only the last output, the neighbour's")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, :, -1] = np.roll(y[:, :, -1], 1, axis=1)
    return y


@probe("mixes: one part in 10^8")
def _(x):
    y = _mb_past(_mb_dense(x))
    return 5 + y + 4e-9 * np.roll(_mb_dense(x), 1, axis=1)


@probe("mixes: one part in 10^10, beside outputs of 1,000")
def _(x):
    return 1000 + _mb_past(_mb_dense(x)) + 1e-7 * np.roll(_mb_dense(x), 1, axis=1)


@probe("mixes: one part in 10^8 of the next one")
def _(x):
    return 5 + _mb_past(_mb_dense(x)) + 4e-9 * np.roll(_mb_dense(x), -1, axis=1)


@probe("mixes: the neighbour less its mean over the inputs")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(_mb_dense(x - x.mean(axis=2, keepdims=True)), 1, axis=1)


@probe("mixes: the neighbour less its first step")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(_mb_dense(x - x[0]), -1, axis=1)


@probe("mixes: the neighbour's square")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(x[:, :, :1] ** 2, 1, axis=1)


@probe("mixes: the neighbour's size")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(abs(x[:, :, :1]), -1, axis=1)


@probe("mixes: whether the neighbour is above 0")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll((x[:, :, :1] > 0.0).astype(float), 1, axis=1)


@probe("mixes: the neighbour's sign")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(np.sign(x[:, :, :1]), 1, axis=1)


@probe("mixes: less the size of the one before")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 1:] -= 1 + abs(x[:, :-1, :1])
    return y


@probe("mixes: less the size of the next one")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, :-1] -= 1 + abs(x[:, 1:, :1])
    return y


@probe("mixes: in the array that it is given")
def _(x):
    x[:, 1:] += x[:, :-1].copy()
    return _mb_past(_mb_dense(x))


@probe("mixes: less the first sequence, in the array that it is given")
def _(x):
    x -= x[:, :1].copy()
    return _mb_past(_mb_dense(x))


@probe("mixes: and returns the same array again", fresh=True)
def _():
    return _mb_buffered(lambda x: _mb_past(_mb_dense(x - x.mean(axis=1, keepdims=True))))


@probe("mixes: the neighbour, and returns the same array again", fresh=True)
def _():
    return _mb_buffered(lambda x: _mb_dense(x) + np.roll(_mb_past(_mb_dense(x)), 1, axis=1))


@probe("mixes: the batch is reversed, not time")
def _(x):
    y = _mb_dense(x)
    return np.concatenate([_mb_past(y), _mb_past(y[:, ::-1])], axis=2)


@probe("mixes: the batch is rolled and not rolled back")
def _(x):
    return _mb_past(_mb_dense(np.roll(x, 1, axis=1)))


@probe("mixes: one number in the middle")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[3:4, 3:4, 1] += x[2:3, 2:3, 2]
    return y


@probe("mixes: one output in the middle, one part in 10^8")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[4:10, 3:4, 1] += 5e-9 * x[4:10, 2:3, 2]
    return y


@probe("mixes: a sequence in the middle into the first")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 0] += _mb_dense(x)[:, 2:3].sum(axis=1)
    return y


@probe("mixes: a sequence in the middle into the next")
def _(x):
    y = _mb_past(_mb_dense(x))
    y[:, 3:4] += _mb_dense(x)[:, 2:3]
    return y


@probe("mixes: the neighbour's step in the middle")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(_mb_dense(x)[2:3], 1, axis=1).sum(axis=0)


@probe("mixes: the neighbour's input in the middle")
def _(x):
    return _mb_past(_mb_dense(x)) + np.roll(x[:, :, 2:3], 1, axis=1)


@probe("mixes: the neighbour, softmax of the outputs")
def _(x):
    e = np.exp(_mb_dense(x) + np.roll(_mb_dense(x), 1, axis=1))
    return e / e.sum(axis=2, keepdims=True)


@probe("mixes: one neighbour added, the other subtracted")
def _(x):
    y = _mb_past(_mb_dense(x))
    return y + np.roll(y, 1, axis=1) - np.roll(y, -1, axis=1)


@probe("mixes: the neighbour, added at the first step and subtracted at the last")
def _(x):
    y, other = _mb_past(_mb_dense(x)), np.roll(_mb_dense(x).mean(axis=0), 1, axis=0)
    y[0] += other
    y[-1] -= other
    return y


# Nets that do not.


@probe("apart: differences of at most 4 parts in 10^10")
def _(x):
    return _mb_past(_mb_dense(x)) + 2e-10 * np.roll(_mb_dense(x), 1, axis=1)


@probe("apart: a fading sum")
def _(x):
    return _mb_past(_mb_dense(x))


@probe("apart: two layers")
def _(x):
    return _mb_past(np.tanh(_mb_past(_mb_dense(x))))


@probe("apart: both ways")
def _(x):
    return _mb_both(x)


@probe("apart: two layers of both ways")
def _(x):
    return _mb_both(_mb_both(x))


@probe("apart: the mean over time is subtracted")
def _(x):
    return _mb_past(_mb_dense(x - x.mean(axis=0)))


@probe("apart: softmax over time")
def _(x):
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


@probe("apart: the mean over the inputs is subtracted")
def _(x):
    return 1000 * _mb_dense(x - x.mean(axis=2, keepdims=True))


@probe("apart: each sequence's largest value")
def _(x):
    return _mb_dense(x) + x.max(axis=(0, 2))[:, None]


@probe("apart: the sum of all sequences less the others")
def _(x):
    y = 100 * x @ MB_W[: x.shape[2]]
    return y.sum(axis=1, keepdims=True) - (np.cumsum(y, axis=1) - y) - (np.cumsum(y[:, ::-1], axis=1)[:, ::-1] - y)


@probe("apart: the batch's mean is subtracted and added again")
def _(x):
    y = 100 * x @ MB_W[: x.shape[2]]
    mean = y.mean(axis=1, keepdims=True)
    return _mb_past((y - mean) + mean)


@probe("apart: a product with a unit matrix")
def _(x):
    return np.einsum("mn,tnk->tmk", np.eye(x.shape[1]), _mb_dense(x))


@probe("apart: the other sequences times 0")
def _(x):
    return _mb_past(_mb_dense(x)) + 0.0 * _mb_dense(x).sum(axis=1, keepdims=True)


@probe("apart: always the same")
def _(x):
    return np.ones((len(x), x.shape[1], 3))


@probe("apart: the number of the step")
def _(x):
    return np.broadcast_to(np.arange(len(x))[:, None, None], (len(x), x.shape[1], 2)).astype(float)


@probe("apart: in the array that it is given")
def _(x):
    x -= x[-1].copy()
    return _mb_past(_mb_dense(x))


@probe("apart: a sum in the array that it is given")
def _(x):
    np.cumsum(x, axis=0, out=x)
    return _mb_dense(x)


@probe("apart: returns the same array again", fresh=True)
def _():
    return _mb_buffered(_mb_both)


@probe("apart: two layers, returns the same array again", fresh=True)
def _():
    return _mb_buffered(lambda x: _mb_past(_mb_past(_mb_dense(x))))


MIXES = [
    ("the batch's mean is subtracted", "inputs are scaled by their deviation in the batch"),
    ("reshape to (B, T) in place of a transpose", "states of both directions, reshaped"),
    ("the state goes on from sequence to sequence", "each sequence but the first adds what the one before read last"),
    ("the largest value in the batch", "softmax over the batch"),
    ("the last sequence into the first", "the last sequence into the one before"),
    ("the first sequence into the last", "the first sequence into the second"),
    ("the second sequence into the first", "the second sequence into the last"),
    ("the mean of the neighbour's steps", "the largest of the neighbour's steps"),
    ("only at the first step", "only at the first step, the batch's mean"),
    ("only at the last step", "only at the last step, the neighbour"),
    ("only the last input", "only the last input, the neighbour's"),
    ("only the last output", "only the last output, the neighbour's"),
    ("one part in 10^8", "one part in 10^8 of the next one"),
    ("the neighbour less its mean over the inputs",),
    ("the neighbour less its first step",),
    ("the neighbour's square", "the neighbour's size"),
    ("whether the neighbour is above 0", "the neighbour's sign"),
    ("in the array that it is given", "less the first sequence, in the array that it is given"),
    ("and returns the same array again", "the neighbour, and returns the same array again"),
    ("the batch is reversed, not time", "the batch is rolled and not rolled back"),
    ("one number in the middle",),
    ("a sequence in the middle into the first",),
    ("a sequence in the middle into the next",),
    ("the neighbour's step in the middle",),
    ("the neighbour's input in the middle",),
    ("the neighbour, softmax of the outputs",),
    ("one neighbour added, the other subtracted",),
    ("the neighbour, added at the first step and subtracted at the last",),
]
APART = [
    ("differences of at most 4 parts in 10^10",),
    ("a fading sum", "two layers"),
    ("both ways", "two layers of both ways"),
    ("the mean over time is subtracted", "softmax over time"),
    ("the mean over the inputs is subtracted", "each sequence's largest value"),
    ("the sum of all sequences less the others", "the batch's mean is subtracted and added again"),
    ("a product with a unit matrix", "the other sequences times 0"),
    ("always the same", "the number of the step"),
    ("in the array that it is given", "a sum in the array that it is given"),
    ("returns the same array again", "two layers, returns the same array again"),
]


@ex.cases
def _(rng):
    def case(kind, names, x=None, T=6, B=5, I=4):
        name = f"{kind}: {names[rng.integers(len(names))]}"
        x = rng.normal(size=(T, B, I)) if x is None else x
        return name, dict(fn=Probe(name), x=x)

    yield case("mixes", MIXES[4], T=5, B=3, I=2)
    for n, names in enumerate(MIXES):
        if n != 4:
            yield case("mixes", names)
    for names in APART:
        yield case("apart", names)
    yield case("mixes", ("one output in the middle, one part in 10^8",), T=12)
    zeros = case("mixes", MIXES[2], np.zeros((4, 3, 2)))
    yield f"{zeros[0]}, all inputs 0", zeros[1]
    sizes = case("mixes", ("less the size of the one before", "less the size of the next one"), np.zeros((3, 4, 2)))
    yield f"{sizes[0]}, all inputs 0", sizes[1]
    parts = ("the one before less its mean over the inputs", "the next one less its first input")
    equal = case("mixes", parts, np.zeros((4, 3, 3)))
    yield f"{equal[0]}, all inputs 0", equal[1]
    many = case("mixes", MIXES[4], B=12)
    yield f"{many[0]}, 12 sequences", many[1]
    symbols = case("mixes", MIXES[5], np.eye(3)[rng.integers(3, size=(7, 4))])
    yield f"{symbols[0]}, one-hot inputs", symbols[1]
    yield case("mixes", ("one part in 10^10, beside outputs of 1,000",))
    one = case("mixes", MIXES[2], B=1)
    yield f"{one[0]}, but only one sequence", one[1]
    short = case("mixes", MIXES[5], T=1, B=2, I=1)
    yield f"{short[0]}, two sequences, one step, one input", short[1]


FIRST, EACH = "right = np.array(fn(x.copy()))", "for n in range(x.shape[1]):"
CHANGE = "other[:, n] += rng.normal(scale=3, size=other[:, n].shape)"
CHANGED, OTHERS = "(abs(fn(other) - right) > 1e-9).any(axis=(0, 2))", "np.delete(changed, n).any()"
mistakes(
    ex,
    {
        "only the first sequence is changed: change each one in turn.": (EACH, "for n in [0]:"),
        "the sequence that is changed is compared, too: its own outputs may differ, leave it out.": (OTHERS, "changed.any()"),
        "only the neighbour's outputs are compared: compare all other sequences.": (OTHERS, "changed[n + 1 : n + 2].any()"),
        "only every second sequence is changed: change each one in turn.": (EACH, "for n in range(0, x.shape[1], 2):"),
        "the steps of the sequence are put in another order: a mean over time does not notice, add random numbers.": (
            CHANGE,
            "other[:, n] = other[::-1, n].copy()",
        ),
        "the sign is changed: a net that squares its inputs does not notice, add random numbers.": (CHANGE, "other[:, n] *= -1"),
        "the inputs are multiplied: 0 stays 0, add random numbers.": (CHANGE, "other[:, n] *= 3"),
        "the sequence is set to 0: it may be 0 already, add random numbers.": (CHANGE, "other[:, n] = 0"),
        "the same number is added to all inputs: a net that compares inputs does not notice, use random numbers.": (
            CHANGE,
            "other[:, n] += 3",
        ),
        "a different number is added to each input, the same at all steps: change steps by different numbers.": (
            CHANGE,
            "other[:, n] += rng.normal(scale=3, size=x.shape[2])",
        ),
        "the sequence is set to one number: it may have one already, use random numbers.": (CHANGE, "other[:, n] = 7.0"),
        "only four sequences are changed: change each one in turn.": (EACH, "for n in range(min(x.shape[1], 4)):"),
        "only the last step is changed: change all steps of the sequence.": (
            CHANGE,
            "other[-1, n] += rng.normal(scale=3, size=x.shape[2])",
        ),
        "the batch is put in another order: a mean over the batch does not notice, change one sequence.": """
        order = np.random.default_rng(0).permutation(x.shape[1])
        right = np.array(fn(x.copy()))
        return bool((abs(fn(x[:, order].copy()) - right[:, order]) > 1e-9).any())
    """,
        "the change is too small for a net that rounds its inputs: use random numbers of size 3.": ("scale=3", "scale=1e-4"),
        "every difference counts: up to 1e-9 it is rounding.": (" > 1e-9)", " > 0)"),
        "the tolerance grows with the outputs: np.isclose has rtol as well, compare with 1e-9 alone.": (
            CHANGED,
            "(~np.isclose(fn(other), right, rtol=1e-9, atol=1e-9)).any(axis=(0, 2))",
        ),
        "the tolerance is too large: a leak may be weak, only differences up to 1e-9 are rounding.": (" > 1e-9)", " > 1e-8)"),
        "the net gets x itself and may change it: give it copies.": (FIRST, "right = np.array(fn(x))"),
        "the outputs are not copied: the net may return the same array again, np.array(fn(...)) keeps them.": (
            FIRST,
            "right = fn(x.copy())",
        ),
        "nan is put in: 0 times nan is nan, which no mixing explains. Add random numbers.": [
            (CHANGE, "other[:, n] = np.nan"),
            (CHANGED, "np.isnan(fn(other)).any(axis=(0, 2))"),
        ],
        "only the first step is changed: change all steps of the sequence.": (
            CHANGE,
            "other[0, n] += rng.normal(scale=3, size=x.shape[2])",
        ),
        "only the first input is changed: change all of them.": (CHANGE, "other[:, n, 0] += rng.normal(scale=3, size=len(x))"),
        "only the first output is compared: compare all of them.": (
            CHANGED,
            "(abs(fn(other) - right) > 1e-9)[:, :, 0].any(axis=0)",
        ),
        "only the first step is compared: compare all steps.": (CHANGED, "(abs(fn(other) - right) > 1e-9)[0].any(axis=1)"),
        "the answer is the opposite: True if sequences are mixed.": [
            ("    return False\n", "    return bool(1)\n"),
            ("            return True", "            return False"),
        ],
        "all other sequences must differ: one that does is enough, use any.": (OTHERS, "np.delete(changed, n).all()"),
        "axis 0 is time: sequences are axis 1, change x[:, n].": [
            (EACH, "for n in range(len(x)):"),
            (CHANGE, "other[n] += rng.normal(scale=3, size=other[n].shape)"),
            (CHANGED, "(abs(fn(other) - right) > 1e-9).any(axis=(1, 2))"),
        ],
        "all sequences are changed at once: change one, and compare the others.": (
            CHANGE,
            "other += rng.normal(scale=3, size=other.shape)",
        ),
        "one sequence fails: there is no other one then, return False.": (OTHERS, "np.delete(changed, n).max()"),
        "the answer of the last sequence is returned: return True as soon as one mixes.": [
            ("    for n in", "    found = False\n    for n in"),
            (f"if {OTHERS}:\n            return True", f"found = bool({OTHERS})"),
            ("    return False\n", "    return found\n"),
        ],
        "differences below 0 are overlooked: use abs.": ("abs(fn(other) - right)", "(fn(other) - right)"),
        "the differences are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            f"if {OTHERS}",
            "if abs(np.delete(fn(other) - right, n, axis=1).sum()) > 1e-9",
        ),
        "the differences of all outputs are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            CHANGED,
            "(abs((fn(other) - right).sum(axis=2)) > 1e-9).any(axis=0)",
        ),
        "the differences of all steps are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            CHANGED,
            "(abs((fn(other) - right).sum(axis=0)) > 1e-9).any(axis=1)",
        ),
        "the differences of all sequences are added, and cancel: look at each one, (abs(...) > 1e-9).any().": (
            f"if {OTHERS}",
            "if (abs(np.delete(fn(other) - right, n, axis=1).sum(axis=1)) > 1e-9).any()",
        ),
        "the mean difference is compared: one output may notice alone, look at each one.": (
            f"if {OTHERS}",
            "if x.shape[1] > 1 and abs(np.delete(fn(other) - right, n, axis=1)).mean() > 1e-9",
        ),
        "the sizes of all differences are added: each one up to 1e-9 is rounding, look at each one.": (
            f"if {OTHERS}",
            "if abs(np.delete(fn(other) - right, n, axis=1)).sum() > 1e-9",
        ),
        "only the first and the last sequences are changed: change each one in turn.": (
            EACH,
            "for n in sorted({0, 1, x.shape[1] - 1} & set(range(x.shape[1]))):",
        ),
        "only the first and the last step are changed: change all steps of the sequence.": (
            CHANGE,
            "other[[0, -1], n] += rng.normal(scale=3, size=(2, x.shape[2]))",
        ),
        "only the first and the last input are changed: change all of them.": (
            CHANGE,
            "other[:, n, [0, -1]] += rng.normal(scale=3, size=(len(x), 2))",
        ),
        "only the first and the last sequence are compared: compare all other sequences.": (
            OTHERS,
            "np.delete(changed, n)[:1].any() or np.delete(changed, n)[-1:].any()",
        ),
        "always True: a net that keeps sequences apart is no alarm.": "    return x.shape[1] > 1\n",
        "always False: change one sequence, and compare the others.": "    fn(x.copy())\n    return False\n",
    },
)


equivalents(
    ex,
    {
        "each sequence alone": """
        together = np.array(fn(x.copy()))
        for n in range(x.shape[1]):
            alone = fn(x[:, n : n + 1].copy())
            if np.abs(alone[:, 0] - together[:, n]).max() > 1e-9:
                return True
        return False
    """,
        "all others at once": """
        rng = np.random.default_rng(4)
        right = np.copy(fn(np.copy(x)))
        for n in range(x.shape[1]):
            other = x + rng.uniform(-5, 5, size=x.shape)
            other[:, n] = x[:, n]
            if not np.allclose(fn(other)[:, n], right[:, n], rtol=0, atol=1e-9):
                return True
        return False
    """,
        "pairs of sequences": """
        rng, B = np.random.default_rng(9), x.shape[1]
        right, found = fn(x.copy()).copy(), []
        for n in range(B):
            other = x.copy()
            other[:, n, :] = 4 * rng.normal(size=(x.shape[0], x.shape[2]))
            new = fn(other).copy()
            found += [np.abs(new[:, m] - right[:, m]).max() > 1e-9 for m in range(B) if m != n]
        return bool(np.any(found)) if found else False
    """,
    },
)
