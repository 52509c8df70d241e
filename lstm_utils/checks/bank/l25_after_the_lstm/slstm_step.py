"""Lesson 25: one step of the sLSTM."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "slstm-step",
    lesson="25_after_the_lstm",
    reference=nets.slstm_step,
    outputs=("h", "c", "n", "m"),
    follows={"c": "m", "n": "m", "h": "n"},
    fresh=True,
    hints=[
        "Pre-activations as in lesson 08: a = x @ W_ih.T + h @ W_hh.T + b, split into i, f, g, o. Then one call of nets.stable_gates.",
        "c and n get the same weights: c = f * c + i * np.tanh(a_g) and n = f * n + i.",
        "h = nets.sigmoid(a_o) * c / n, with the new c and n; no tanh of c: it is a mean of numbers between -1 and 1 already.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, scale=0.8, first=False):
        shapes = {"x": (B, I), "h": (B, H), "c": (B, H), "n": (B, H), "m": (B, H)}
        shapes |= {"W_ih": (4 * H, I), "W_hh": (4 * H, H), "b": (4 * H,)}
        made = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        made["n"] = 0.2 + abs(made["n"])
        made["c"] = made["n"] * np.tanh(made["c"])
        if first:
            made |= {name: np.zeros((B, H)) for name in "hcn"} | {"m": np.full((B, H), -np.inf)}
        return made

    yield "B=3, I=2, H=4", case(3, 2, 4)
    yield "all sizes 1", case(1, 1, 1)
    yield "the first step, from h = c = n = 0 and m = -inf", case(2, 3, 2, first=True)
    begins = case(3, 2, 2)
    begins["c"][[0, 2]] = begins["n"][[0, 2]] = 0
    begins["m"][[0, 2]] = -np.inf
    yield "two sequences at their first step, one later", begins
    low = case(2, 3, 2, first=True)
    low["b"][:2] -= 1000
    yield "the first step, a_i near -1,000", low
    high = case(2, 2, 3)
    high["b"][:3] += 900
    yield "a_i near 900: the input gate alone would overflow", high
    far = case(2, 2, 3)
    far["m"] += np.array([[1500.0, -1500, 0], [0, 800, -800]])
    yield "m of hundreds and thousands", far
    shut = case(3, 2, 2)
    shut["b"][2:4] -= 900
    yield "forget gates closed", shut
    kept = case(3, 4, 2)
    kept["b"][:2] -= 40
    kept["b"][2:4] += 50
    yield "nothing is written, all is kept", kept
    yield "B = I = H = 3", case(3, 3, 3)
    yield "x = 0", (c := case(2, 3, 4)) | dict(x=0 * c["x"])
    large = case(2, 2, 2)
    large["n"] *= 1e-3
    large["c"] *= 1e-3
    yield "c and n small", large
    saturated = case(2, 2, 3, scale=2.5)
    yield "large weights", saturated
    yield "B=20, I=24, H=18", case(20, 24, 18, scale=0.4)
    large = case(3, 2, 3)
    yield "states of thousands", large | dict(c=1e4 * large["c"], n=1e4 * large["n"])


A, SPLIT = "a = x @ W_ih.T + h @ W_hh.T + b", "a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)"
GATES = "i, f, m = nets.stable_gates(a_i, a_f, m)"
C, N, H = "c = f * c + i * np.tanh(a_g)", "n = f * n + i", "h = nets.sigmoid(a_o) * c / n"
RETURN = "return h, c, n, m"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return h, c, n, m",
            "return h, np.clip(c, -100, 100), np.clip(n, -100, 100), m",
        ),
        "the gates are not stabilised: exp(a_i) overflows, call nets.stable_gates.": (
            GATES,
            "i, f = np.exp(a_i - np.where(np.isinf(m), 0, m)), nets.sigmoid(a_f)",
        ),
        "n is left out: h = o c / n.": (H, "h = nets.sigmoid(a_o) * c"),
        "the old n divides: update n before h.": [
            (N, "old_n, n = n, f * n + i"),
            (H, "h = nets.sigmoid(a_o) * c / np.where(old_n == 0, 1, old_n)"),
        ],
        "the old c is shown: update c before h.": [
            (C, "old_c, c = c, f * c + i * np.tanh(a_g)"),
            (H, "h = nets.sigmoid(a_o) * old_c / n"),
        ],
        "n is stabilised at 1: divide by n itself.": (H, "h = nets.sigmoid(a_o) * c / np.maximum(n, 1)"),
        "a small number is added to n: divide by n itself, it is never 0.": (H, "h = nets.sigmoid(a_o) * c / (n + 1e-6)"),
        "h has the tanh of the LSTM: here c / n is a mean already, h = o c / n.": (H, "h = nets.sigmoid(a_o) * np.tanh(c / n)"),
        "tanh(c) is divided: h = o c / n.": (H, "h = nets.sigmoid(a_o) * np.tanh(c) / n"),
        "n is not multiplied by f: n = f n + i, with the weights of c.": (N, "n = n + i"),
        "n gets the candidate: n = f n + i counts the weights alone.": (N, "n = f * n + i * np.tanh(a_g)"),
        "n is f + i: it adds up over all steps, f n + i.": (N, "n = f + i"),
        "n does not grow: n = f n + i.": (N, "n = f * n + 0 * i + (n == 0)"),
        "c is not multiplied by f: c = f c + i g.": (C, "c = c + i * np.tanh(a_g)"),
        "the candidate has no tanh: g = tanh(a_g).": (C, "c = f * c + i * a_g"),
        "the candidate has a sigmoid: g = tanh(a_g).": (C, "c = f * c + i * nets.sigmoid(a_g)"),
        "the input gate is left out: c = f c + i g.": (C, "c = f * c + np.tanh(a_g)"),
        "the output gate has a tanh: o = sigmoid(a_o).": (H, "h = np.tanh(a_o) * c / n"),
        "the output gate is exponential: only i is, o = sigmoid(a_o).": (H, "h = np.exp(a_o) * c / n"),
        "the output gate is left out: h = o c / n.": (H, "h = c / n"),
        "the blocks are read as f, i, g, o: their order is i, f, g, o.": (SPLIT, SPLIT.replace("a_i, a_f", "a_f, a_i")),
        "the blocks are read as i, f, o, g: their order is i, f, g, o.": (SPLIT, SPLIT.replace("a_g, a_o", "a_o, a_g")),
        "b is missing: add it to the pre-activations.": (A, "a = x @ W_ih.T + h @ W_hh.T"),
        "the hidden state is missing: the sLSTM's gates read h.": (A, "a = x @ W_ih.T + b"),
        "c is multiplied by W_hh: the gates read h.": (A, "a = x @ W_ih.T + c @ W_hh.T + b"),
        "the old m is returned: return the one of stable_gates.": [
            (GATES, "old, (i, f, m) = m.copy(), nets.stable_gates(a_i, a_f, m)"),
            (RETURN, "return h, c, n, old"),
        ],
        "c and h are exchanged: return h, c, n, m.": (RETURN, "return c, h, n, m"),
        "c and n are changed in place: make new arrays.": [(C, "c *= f\n    c += i * np.tanh(a_g)"), (N, "n *= f\n    n += i")],
        "c and n are multiplied back by exp(m): keep them divided, or they overflow.": (
            RETURN,
            "return h, c * np.exp(np.minimum(m, 600)), n * np.exp(np.minimum(m, 600)), m",
        ),
        "one sequence at its first step restarts all: each has its own m.": (
            GATES,
            "if np.isinf(m).any():\n        c, n, m = 0 * c, 0 * n, np.full_like(m, -np.inf)\n    " + GATES,
        ),
        "only 16 sequences are computed: B can be larger.": (RETURN, "h[16:] = 0\n    return h, c, n, m"),
        "only 16 inputs are read: I can be larger.": (A, "a = x[:, :16] @ W_ih[:, :16].T + h @ W_hh.T + b"),
        "only 16 units are computed: H can be larger.": (RETURN, "h[:, 16:] = 0\n    return h, c, n, m"),
    },
)


equivalents(
    ex,
    {
        "block by block": """
        H = h.shape[1]

        def a(block):
            rows = slice(block * H, (block + 1) * H)
            return x @ W_ih[rows].T + h @ W_hh[rows].T + b[rows]

        i, f, new_m = nets.stable_gates(a(0), a(1), m)
        new_c, new_n = f * c + i * np.tanh(a(2)), f * n + i
        return [nets.sigmoid(a(3)) * (new_c / new_n), new_c, new_n, new_m]
    """,
        "without stable_gates": """
        a = np.hstack([x, h]) @ np.hstack([W_ih, W_hh]).T + b
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=-1)
        kept = m - np.logaddexp(0, -a_f)
        new = np.maximum(kept, a_i)
        write, keep = np.exp(a_i - new), np.exp(kept - new)
        c = keep * c + write * np.tanh(a_g)
        n = keep * n + write
        return (0.5 + 0.5 * np.tanh(a_o / 2)) * c / n, c, n, new
    """,
        "reshaped": """
        a = (x @ W_ih.T + h @ W_hh.T + b).reshape(len(x), 4, -1)
        i, f, m = nets.stable_gates(a[:, 0], a[:, 1], m)
        n = n * f + i
        c = c * f + np.tanh(a[:, 2]) * i
        return c * nets.sigmoid(a[:, 3]) / n, c, n, m
    """,
    },
)
