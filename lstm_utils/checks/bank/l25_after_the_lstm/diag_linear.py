"""Lesson 25: a linear recurrence in which each symbol scales the state and adds to it."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "diag-linear",
    lesson="25_after_the_lstm",
    reference=nets.diag_linear,
    outputs="states",
    fresh=True,
    hints=[
        "A loop over the steps: symbols = ids[t] is (B,), and a[symbols] is (B, H), the factors of each sequence.",
        "s = a[symbols] * s + b[symbols]; append s to a list, and return np.array of the list. s starts as s0.",
        "If you fill an array, make it of the type of the numbers: np.result_type(a, b, s0) can be complex.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, V, H, turn=False):
        made = {"a": rng.uniform(-1.2, 1.2, size=(V, H)), "b": rng.normal(size=(V, H)), "s0": rng.normal(size=H)}
        if turn:
            made["a"] = made["a"] + 1j * rng.uniform(-0.8, 0.8, size=(V, H))
        return {"ids": rng.integers(0, V, (T, B)), **made}

    yield "T=5, B=3, V=4, H=2", case(5, 3, 4, 2)
    yield (
        "the task's example",
        dict(ids=np.array([[1], [0], [1]]), a=np.array([[1.0], [-1.0]]), b=np.array([[0.0], [0.0]]), s0=np.array([1.0])),
    )
    yield "one step", case(1, 2, 3, 4)
    yield "all sizes 1", case(1, 1, 1, 1)
    yield "T = B = V = H = 3", case(3, 3, 3, 3)
    yield "complex factors, real b and s0", case(6, 2, 3, 2, turn=True)
    complex_start = case(3, 2, 2, 3) | dict(s0=np.array([1j, 1.0, -1j]))
    yield "real factors, complex s0", complex_start
    yield "complex b alone", (c := case(4, 2, 3, 2)) | dict(b=c["b"] * 1j)
    yield "s0 = 0", (c := case(4, 2, 3, 2)) | dict(s0=0 * c["s0"])
    yield "b = 0", (c := case(4, 3, 3, 2)) | dict(b=0 * c["b"])
    zero = case(6, 2, 3, 2)
    zero["a"][1] = 0
    yield "a symbol with the factor 0 forgets", zero
    yield "factors of -1 and 1: a switch", case(7, 2, 2, 3) | dict(a=np.array([[1.0, 1, -1], [-1, 1, -1]]), b=np.zeros((2, 3)))
    small = case(12, 1, 2, 1) | dict(a=np.array([[1e-40], [-1e-35]]), b=np.array([[0.0], [1.0]]), s0=np.ones(1))
    yield "tiny factors", small
    yield "300 symbols", case(4, 2, 300, 2) | dict(ids=np.array([[299, 256], [0, 257], [128, 255], [255, 299]]))
    # Numbers that grow would hide the small ones beside them: factors of size 1 at most.
    long = case(300, 20, 3, 18)
    long["a"] /= abs(long["a"]).max(axis=0)
    yield "300 steps, 20 sequences, 18 units", long
    yield "a state that grows", dict(ids=np.array([[0, 1]] * 14), a=np.array([[8.0], [-9.0]]), b=np.ones((2, 1)), s0=np.ones(1))
    back = dict(ids=np.array([[0, 1]]), a=np.array([[1e-40], [-3e-38]]), b=np.zeros((2, 1)), s0=np.array([1e40]))
    yield "tiny factors, a huge start", back


LOOP = "for symbols in ids:"
S, START = "s = a[symbols] * s + b[symbols]", "s, states = s0, []"
RETURN, FILLED = "return np.array(states)", "states = np.array(states)\n    states"
mistakes(
    ex,
    {
        "b is scaled as well: s = a s + b.": (S, "s = a[symbols] * (s + b[symbols])"),
        "b is left out: s = a s + b.": (S, "s = a[symbols] * s + 0 * b[symbols]"),
        "a is left out: s = a s + b.": (S, "s = s + b[symbols] + 0 * a[symbols]"),
        "b is subtracted: s = a s + b.": (S, "s = a[symbols] * s - b[symbols]"),
        "the old state is mixed with b: s = a s + b, not a s + (1 - a) b.": (
            S,
            "s = a[symbols] * s + (1 - a[symbols]) * b[symbols]",
        ),
        "the factors have no sign: a may be negative.": (S, "s = abs(a[symbols]) * s + b[symbols]"),
        "the factors are clipped to 0 and 1: a may be any number.": (S, "s = np.clip(a[symbols].real, 0, 1) * s + b[symbols]"),
        "the factors pass through a tanh: the recurrence is linear, use a as it is.": (
            S,
            "s = np.tanh(a[symbols]) * s + b[symbols]",
        ),
        "the state passes through a tanh: the recurrence is linear.": (S, "s = np.tanh(a[symbols] * s + b[symbols])"),
        "large states are clipped: the states have no bound.": (
            S,
            f"{S}\n        s = np.where(abs(s) > 1e6, 1e6 * np.sign(s), s)",
        ),
        "tiny factors are set to 0: use a as it is.": (S, "s = np.where(abs(a) < 1e-30, 0, a)[symbols] * s + b[symbols]"),
        "the state starts at 0: start at s0.": (START, "s, states = 0 * s0, []"),
        "the state before the step is stored: store the new one.": (
            S + "\n        states.append(s)",
            "states.append(s + 0 * a[symbols])\n        " + S,
        ),
        "s0 is returned as well: T states, after each step.": (RETURN, "return np.array([states[0] * 0 + s0, *states])"),
        "only the last state is returned: all T.": (RETURN, "return states[-1]"),
        "the steps are in reverse order: from the first symbol on.": (LOOP, "for symbols in ids[::-1]:"),
        "all sequences read the symbols of the first: each has its own column of ids.": (
            LOOP,
            "for symbols in np.broadcast_to(ids[:, :1], ids.shape):",
        ),
        "the loop runs over the sequences: steps are axis 0 of ids.": (
            RETURN,
            "states, s = [], s0\n    for symbols in ids.T:\n        s = a[symbols] * s + b[symbols]\n        states.append(s)\n"
            "    return np.array(states).swapaxes(0, 1)",
        ),
        "the imaginary parts are lost: the states have the common type of a, b and s0.": (
            RETURN,
            "return np.real(np.array(states))",
        ),
        "the states have the type of s0: a or b may be complex.": (
            RETURN,
            "return np.array(states).astype(s0.dtype) if np.isrealobj(s0) else np.array(states)",
        ),
        "the states have the type of a: b or s0 may be complex.": (
            RETURN,
            "return np.real(np.array(states)) if np.isrealobj(a) else np.array(states)",
        ),
        "one factor for all units: a has a factor for each symbol and each unit.": (S, "s = a[symbols][:, :1] * s + b[symbols]"),
        "one b for all units: b has a number for each symbol and each unit.": (S, "s = a[symbols] * s + b[symbols][:, :1]"),
        "all states are the last one: append a new array at each step.": (RETURN, "return np.array([states[-1]] * len(states))"),
        "the closed form divides by products of a: they reach 0, use the loop.": (
            RETURN,
            "A = np.cumprod(a[ids], axis=0)\n    with np.errstate(all='ignore'):\n        return A * (s0 + np.cumsum(b[ids] / A, axis=0))",
        ),
        "numbers of symbols are cut to 8 bits: V can be larger.": (S, S.replace("[symbols]", "[symbols.astype(np.uint8)]")),
        "only 256 steps are computed: T can be larger.": (RETURN, f"{FILLED}[256:] = 0\n    return states"),
        "only 16 sequences are computed: B can be larger.": (RETURN, f"{FILLED}[:, 16:] = 0\n    return states"),
        "only 16 units are computed: H can be larger.": (RETURN, f"{FILLED}[:, :, 16:] = 0\n    return states"),
    },
)


equivalents(
    ex,
    {
        "an array that is filled": """
        T, B = ids.shape
        states = np.empty((T, B, len(s0)), np.result_type(a, b, s0))
        s = np.tile(s0, (B, 1))
        for t in range(T):
            s = b[ids[t]] + s * a[ids[t]]
            states[t] = s
        return states
    """,
        "looked up beforehand": """
        before, states = np.broadcast_to(s0, (ids.shape[1], len(s0))), []
        for a_t, b_t in zip(a[ids], b[ids]):
            before = a_t * before + b_t
            states.append(before)
        return np.stack(states)
    """,
        "a scan": """
        maps = nets.scan(a[ids], b[ids], lambda later, e: (later[0] * e[0], later[0] * e[1] + later[1]))
        return maps[0] * s0 + maps[1]
    """,
        "one sequence after the other": """
        out = []
        for column in ids.T:
            s, row = s0, []
            for symbol in column:
                s = np.add(np.multiply(a[symbol], s), b[symbol])
                row.append(s)
            out.append(row)
        return np.transpose(out, (1, 0, 2))
    """,
    },
)
