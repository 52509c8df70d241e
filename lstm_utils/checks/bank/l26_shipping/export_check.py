"""Lesson 26: a comparison of a model and what was exported, judged on right and wrong exports."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

ex = exercise(
    "export-check",
    lesson="26_shipping",
    reference=nets.export_check,
    outputs="export_check",
    numbers=("export_check",),
    hints=[
        "For several T and B: draw x, h and c as float32, run both, and compare all three results. Which lengths, which states?",
        "T = 1, T = 40 and one between, B = 1 and B = 3; states that are not 0. Call the export twice: a session may remember.",
        "For each pair: a.dtype == np.float32, a.shape == b.shape, np.allclose(a, b, rtol=0, atol=1e-5). Call the export in try.",
    ],
)

_X_RNG = np.random.default_rng(26)
X_SIZES = (16, 3), (16, 4), (16,), (2, 4), (2,)
X_SMALL = [_X_RNG.normal(size=size).astype(np.float32) for size in ((20, 2), (20, 5), (20,), (1, 5), (1,))]
X_NET = [_X_RNG.normal(scale=0.7, size=size).astype(np.float32) for size in X_SIZES]


def _x_run(x, h, c, net=X_NET):
    """Run the net: return y (T, B, 2), h and c (B, 4) in float32."""
    W_ih, W_hh, b, W_out, b_out = net
    hs, c, _ = nets.lstm_forward(x, h, c, W_ih, W_hh, b)
    return hs @ W_out.T + b_out, hs[-1], c


def _x_with(number, change):
    """Return the net with one of its arrays changed."""
    return [change(q) if n == number else q for n, q in enumerate(X_NET)]


@probe("the model")
def _(x, h, c):
    return _x_run(x, h, c)


@probe("another model")
def _(x, h, c):
    return _x_run(x, h, c, X_SMALL)


@probe("export: of another model, c at the start is fixed to 0")
def _(x, h, c):
    return _x_run(x, h, 0 * c, X_SMALL)


@probe("right: another model")
def _(x, h, c):
    return _x_run(x, h, c, X_SMALL)


@probe("export: the state at the start is fixed to 0")
def _(x, h, c):
    return _x_run(x, 0 * h, 0 * c)


@probe("export: h at the start is fixed to 0")
def _(x, h, c):
    return _x_run(x, 0 * h, c)


@probe("export: c at the start is fixed to 0")
def _(x, h, c):
    return _x_run(x, h, 0 * c)


@probe("export: c at the start is taken for h as well")
def _(x, h, c):
    return _x_run(x, c, c)


@probe("export: h and c are exchanged at the start")
def _(x, h, c):
    return _x_run(x, c, h)


@probe("export: the state that came in is returned")
def _(x, h, c):
    return _x_run(x, h, c)[0], h.copy(), c.copy()


@probe("export: the c that came in is returned")
def _(x, h, c):
    y, h, _ = _x_run(x, h, c)
    return y, h, c.copy()


@probe("export: h is returned as c")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y, h, h


@probe("export: c is returned as h")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y, c, c


@probe("export: the length is fixed to 5 steps")
def _(x, h, c):
    y, h, c = _x_run(x[:5], h, c)
    return np.concatenate([y, np.repeat(y[-1:], max(len(x) - 5, 0), axis=0)]), h, c


@probe("export: y of the last step is returned for all steps")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return np.repeat(y[-1:], len(y), axis=0), h, c


@probe("export: one output is 0.01 too large, the other one too small")
def _(x, h, c):
    return _x_run(x, h, c, _x_with(4, lambda b: b + np.array([0.01, -0.01], dtype=np.float32)))


@probe("export: at most 20 steps are made")
def _(x, h, c):
    ends = _x_run(x[:20], h, c)
    return np.concatenate([ends[0], np.repeat(ends[0][-1:], max(len(x) - 20, 0), axis=0)]), *ends[1:]


@probe("export: after 30 steps the state is cleared")
def _(x, h, c):
    y, h, c = _x_run(x[:30], h, c)
    if len(x) > 30:
        rest, h, c = _x_run(x[30:], 0 * h, 0 * c)
        y = np.concatenate([y, rest])
    return y, h, c


@probe("export: the batch is fixed to one sequence")
def _(x, h, c):
    if x.shape[1] != 1:
        raise ValueError("Got invalid dimensions for input: x, index 1, expected 1")
    return _x_run(x, h, c)


@probe("export: one sequence is computed for all")
def _(x, h, c):
    one = _x_run(x[:, :1], h[:1], c[:1])
    return [np.repeat(q, x.shape[1], axis=-2) for q in one]


@probe("export: all sequences start from the first one's state")
def _(x, h, c):
    return _x_run(x, np.repeat(h[:1], len(h), axis=0), np.repeat(c[:1], len(c), axis=0))


@probe("export: y is 0.02 % too large")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y * np.float32(1.0002), h, c


@probe("export: one step loses its time axis")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y[0] if len(x) == 1 else y, h, c


@probe("export: one sequence loses its batch axis")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return (y[:, 0], h[0], c[0]) if len(h) == 1 else (y, h, c)


@probe("export: y is 0.00005 too large")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y + np.float32(5e-5), h, c


@probe("export: the states get a layer axis")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y, h[None], c[None]


@probe("export: results are float64")
def _(x, h, c):
    return [q.astype(float) for q in _x_run(x, h, c)]


@probe("export: the state is float64")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return y, h.astype(float), c.astype(float)


@probe("export: dropout is on")
def _(x, h, c):
    rng = np.random.default_rng(int(1e6 * abs(x).sum()) % 1000)
    W_out = X_NET[3] * (rng.random(4) < 0.5).astype(np.float32) * 2
    y, h, c = _x_run(x, h, c, [*X_NET[:3], W_out, X_NET[4]])
    return y, h, c


@probe("export: noise in training is on")
def _(x, h, c):
    rng = np.random.default_rng(int(1e6 * abs(x).sum()) % 1000)
    return _x_run(x + 0.1 * rng.normal(size=x.shape).astype(np.float32), h, c)


@probe("export: the blocks are in the order i, o, f, g")
def _(x, h, c):
    order = np.r_[0:4, 12:16, 4:8, 8:12]
    return _x_run(x, h, c, [*(q[order] for q in X_NET[:3]), *X_NET[3:]])


@probe("export: the second bias is lost")
def _(x, h, c):
    return _x_run(x, h, c, _x_with(2, lambda b: b / 2))


@probe("export: weights are float16")
def _(x, h, c):
    return _x_run(x, h, c, [q.astype(np.float16).astype(np.float32) for q in X_NET])


@probe("export: weights are rounded to three decimals")
def _(x, h, c):
    return _x_run(x, h, c, [q.round(3) for q in X_NET])


@probe("export: the session keeps the state", fresh=True)
def _():
    kept = {}

    def run(x, h, c):
        y, h, c = _x_run(x, *kept.get(h.shape, (h, c)))
        kept[h.shape] = h, c
        return y, h, c

    return run


@probe("export: the session keeps c", fresh=True)
def _():
    kept = {}

    def run(x, h, c):
        y, h, c = _x_run(x, h, kept.get(c.shape, c))
        kept[c.shape] = c
        return y, h, c

    return run


@probe("export: nan after 35 steps")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return np.where(np.arange(len(y))[:, None, None] < 35, y, np.float32(np.nan)), h, c


@probe("export: nan at the first step")
def _(x, h, c):
    y, h, c = _x_run(x, h, c)
    return np.where(np.arange(len(y))[:, None, None] > 0, y, np.float32(np.nan)), h, c


@probe("right: the same")
def _(x, h, c):
    return _x_run(x, h, c)


@probe("right: computed in float64, returned as float32")
def _(x, h, c):
    found = _x_run(*(q.astype(float) for q in (x, h, c)), [q.astype(float) for q in X_NET])
    return [q.astype(np.float32) for q in found]


@probe("right: step by step")
def _(x, h, c):
    ys = []
    for n in range(len(x)):
        y, h, c = _x_run(x[n : n + 1], h, c)
        ys.append(y[0])
    return np.stack(ys), h, c


@probe("right: sequence by sequence")
def _(x, h, c):
    each = [_x_run(x[:, n : n + 1], h[n : n + 1], c[n : n + 1]) for n in range(len(h))]
    return [np.concatenate(parts, axis=-2) for parts in zip(*each, strict=True)]


WRONG = [
    ("the state at the start is fixed to 0",),
    ("h at the start is fixed to 0", "c at the start is fixed to 0"),
    ("h and c are exchanged at the start",),
    ("c at the start is taken for h as well",),
    ("the state that came in is returned", "the c that came in is returned"),
    ("h is returned as c",),
    ("c is returned as h",),
    ("the length is fixed to 5 steps",),
    ("at most 20 steps are made", "after 30 steps the state is cleared"),
    ("the batch is fixed to one sequence",),
    ("one sequence is computed for all", "all sequences start from the first one's state"),
    ("one step loses its time axis",),
    ("one sequence loses its batch axis",),
    ("y is 0.02 % too large",),
    ("y is 0.00005 too large",),
    ("the states get a layer axis",),
    ("results are float64",),
    ("the state is float64",),
    ("dropout is on", "noise in training is on"),
    ("the blocks are in the order i, o, f, g", "the second bias is lost"),
    ("weights are float16", "weights are rounded to three decimals"),
    ("the session keeps the state", "the session keeps c"),
    ("nan after 35 steps",),
    ("nan at the first step",),
    ("y of the last step is returned for all steps",),
    ("one output is 0.01 too large, the other one too small",),
]
RIGHT = ["the same", "computed in float64, returned as float32", "step by step", "sequence by sequence"]


@ex.cases
def _(rng):
    def case(name):
        return name, dict(model=Probe("the model"), exported=Probe(name), I=3, H=4)

    for names in WRONG:
        yield case(f"export: {names[rng.integers(len(names))]}")
    for name in RIGHT:
        yield case(f"right: {name}")
    for name in ("export: of another model, c at the start is fixed to 0", "right: another model"):
        yield name, dict(model=Probe("another model"), exported=Probe(name), I=2, H=5)


LENGTHS, STATES = "[(1, 1), (7, 3), (40, 2)]", "for size in sizes]"
CLOSE, GOT = "not np.allclose(a, b, rtol=0, atol=1e-5)", "zip(got, right, strict=True)"
DTYPE, SHAPE = "a.dtype != np.float32 or ", "a.shape != b.shape"
TRY = """\
            try:
                got = exported(*given)
            except Exception:
                return False
"""
mistakes(
    ex,
    {
        "the states are 0: a state that is fixed to 0 goes unnoticed, draw them.": (
            STATES,
            f"{STATES}\n        given[1:] = [0 * given[1], 0 * given[2]]",
        ),
        "h and c are equal: an export that exchanges them passes, draw both.": (
            STATES,
            f"{STATES}\n        given[2] = given[1].copy()",
        ),
        "only y is compared: the next h and c are results, too.": (GOT, "[(got[0], right[0])]"),
        "only the states are compared: y is a result, too.": (GOT, "[*zip(got, right, strict=True)][1:]"),
        "the next h is not compared: compare all three.": (GOT, "[(got[0], right[0]), (got[2], right[2])]"),
        "the next c is not compared: compare all three.": (GOT, "[*zip(got, right, strict=True)][:2]"),
        "only the last step of y is compared: compare all of it.": (
            GOT,
            "[(got[0][-1:], right[0][-1:]), *zip(got[1:], right[1:])]",
        ),
        "only single steps are tried: the length may be fixed, try T > 1.": (LENGTHS, "[(1, 1), (1, 3)]"),
        "only 5 steps are tried: the length may be fixed to 5, try several.": (LENGTHS, "[(5, 1), (5, 3)]"),
        "only short sequences are tried: an export may fail later, try T = 40.": (LENGTHS, "[(1, 1), (7, 3)]"),
        "one step is never tried: a server makes single steps, try T = 1.": (LENGTHS, "[(7, 3), (40, 2)]"),
        "only single sequences are tried: the batch may be fixed, try B > 1.": (LENGTHS, "[(1, 1), (7, 1), (40, 1)]"),
        "one sequence is never tried: it may lose its axis, try B = 1.": (LENGTHS, "[(1, 2), (7, 3), (40, 2)]"),
        "the tolerance is 1e-4: differences up to 1e-5 are rounding.": ("atol=1e-5", "atol=1e-4"),
        "the dtype is not compared: float64 takes twice the memory, compare a.dtype.": (DTYPE, ""),
        "only the dtype of y is compared: the state has one, too.": (
            f"if {DTYPE}{SHAPE}:",
            f"if got[0].dtype != np.float32 or {SHAPE}:",
        ),
        "the shapes are not compared: (B, K) is broadcast, compare a.shape with b.shape.": (f" or {SHAPE}", ""),
        "the tolerance is too large: only differences up to 1e-5 are rounding.": ("atol=1e-5", "atol=0.02"),
        "the tolerance grows with the numbers: write rtol=0, atol=1e-5.": ("rtol=0, atol=1e-5", "rtol=1e-3, atol=1e-5"),
        "every difference counts: up to 1e-5 it is rounding.": (CLOSE, "not np.array_equal(a, b)"),
        "nan passes: nan > 1e-5 is False, use np.allclose.": (CLOSE, "(abs(a - b) > 1e-5).any()"),
        "the mean difference is compared: look at each number.": (CLOSE, "not abs((a - b).mean()) < 1e-5"),
        "the export is called once: what a session remembers goes unnoticed, call it again.": ("range(2)", "range(1)"),
        "the exception of the export ends the check: call it in try, and return False.": (
            TRY,
            "            got = exported(*given)\n",
        ),
        "an export that raises passes: return False.": (
            "except Exception:\n                return False",
            "except Exception:\n                continue",
        ),
        "the model is compared with itself: call exported.": ("got = exported(*given)", "got = model(*given)"),
        "the sizes are fixed to 3 inputs and 4 units: use I and H.": ("rng = np", "I, H = 3, 4\n    rng = np"),
        "the answer is the opposite: True if nothing differs.": """
        return not nets.export_check(model, exported, I, H)
    """,
        "no export passes: a check must accept the right ones.": "    return False\n",
    },
)


equivalents(
    ex,
    {
        "one flag, other sizes": """
        rng, fine = np.random.default_rng(7), True
        for T in (1, 2, 9, 37):
            for B in (1, 4):
                x = rng.uniform(-2, 2, size=(T, B, I)).astype(np.float32)
                h, c = rng.uniform(-1, 1, size=(2, B, H)).astype(np.float32)
                want = model(x, h, c)
                for again in (False, True):
                    try:
                        got = exported(x.copy(), h.copy(), c.copy())
                        same = [g.dtype == w.dtype and g.shape == w.shape and abs(g - w).max() <= 1e-5 for g, w in zip(got, want)]
                    except Exception:
                        same = [False]
                    fine = fine and all(same)
        return bool(fine)
    """,
        "assertions": """
        rng = np.random.default_rng(3)
        try:
            for T, B in ((36, 2), (1, 3), (36, 2), (5, 1), (8, 1)):
                given = [rng.standard_normal(s, dtype=np.float32) for s in ((T, B, I), (B, H), (B, H))]
                want, got = model(*given), exported(*given)
                again = exported(*given)
                for a, b, w in zip(got, again, want):
                    assert a.dtype == b.dtype == "float32"
                    assert a.shape == b.shape == w.shape
                    np.testing.assert_allclose(a, w, rtol=0, atol=1e-5)
                    np.testing.assert_allclose(b, w, rtol=0, atol=1e-5)
        except Exception:
            return False
        return True
    """,
        "the state is fed back": """
        rng = np.random.default_rng(5)
        for B in (1, 2, 3):
            ours = other = [rng.normal(size=(B, H)).astype(np.float32) for _ in "hc"]
            for T in (4, 1, 36, 1, 1):
                x = rng.normal(size=(T, B, I)).astype(np.float32)
                y, *ours = model(x, *ours)
                try:
                    for _ in range(2):
                        z, *then = exported(x, *other)
                except Exception:
                    return False
                other = then
                for a, b in zip([z, *other], [y, *ours]):
                    if a.dtype != np.float32 or a.shape != b.shape or not np.allclose(a, b, rtol=0, atol=1e-5):
                        return False
        return True
    """,
    },
)
