"""Lesson 12: one step of the GRU in PyTorch's convention, distinguished from Cho's and Chung's."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import gru_inputs

ex = exercise(
    "gru-step",
    lesson="12_variants",
    reference=nets.gru_step,
    outputs=("h", "cache"),
    keys={"cache": "x h_prev r z n m W_ih W_hh"},
    hints=[
        "Two products: x @ W_ih.T + b_ih and h @ W_hh.T, each (B, 3H). Cut both into blocks r, z, n with "
        "np.split(..., 3, axis=1); r and z are sigmoids of the sums.",
        "The third block of the second product gets b_hn: that is m. Only then does r scale it.",
        "m = h_n + b_hn; n = np.tanh(x_n + r * m); the new h is (1 - z) * n + z * h.",
    ],
)


@ex.cases
def _(rng):
    yield "B=3, I=2, H=4", gru_inputs(rng, 3, 2, 4)
    yield "one unit, one input, one example", gru_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=3", gru_inputs(rng, 2, 5, 3)
    yield "B=3H=6, I=3, H=2", gru_inputs(rng, 6, 3, 2)
    yield "B=I=H=3", gru_inputs(rng, 3, 3, 3)
    yield "b_hn = 0", gru_inputs(rng, 2, 3, 2, b_hn=np.zeros(2))
    yield "from a state of 0", gru_inputs(rng, 2, 2, 3, h=np.zeros((2, 3)))
    yield "inputs of +-1000", gru_inputs(rng, 2, 1, 3, x=np.array([[1000.0], [-1000.0]]))
    yield "a state of 50", gru_inputs(rng, 2, 2, 3, h=np.full((2, 3), 50.0))
    yield "states of thousands", gru_inputs(rng, 6, 2, 3, h=1e4 * rng.normal(size=(6, 3)))


N, NEW, M = "np.tanh(x_n + r * m)", "(1 - z) * n + z * h", "m = h_n + b_hn"
R, Z = "r = nets.sigmoid(x_r + h_r)", "z = nets.sigmoid(x_z + h_z)"
W_HN = "np.split(W_hh, 3)[2].T"
CACHE = '{"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}'
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return (1 - z) * n + z * h",
            "return np.clip((1 - z) * n + z * h, -100, 100)",
        ),
        "this is Cho's convention, r scales h before the product: here r scales the product, r * (h @ W_hn.T + b_hn).": (
            N,
            f"np.tanh(x_n + (r * h) @ {W_HN} + b_hn)",
        ),
        "this is Cho's convention, r scales h before the product, and b_hn is lost: m = h @ W_hn.T + b_hn, then r * m.": (
            N,
            f"np.tanh(x_n + (r * h) @ {W_HN})",
        ),
        "r scales h before the product (Cho), b_hn after it (PyTorch): r * (h @ W_hn.T + b_hn).": (
            N,
            f"np.tanh(x_n + (r * h) @ {W_HN} + r * b_hn)",
        ),
        "this is Cho's convention, in n and in m: the reset gate scales the product, m = h @ W_hn.T + b_hn.": [
            (M, f"m = (r * h) @ {W_HN} + b_hn"),
            (N, "np.tanh(x_n + m)"),
        ],
        "z and 1 - z are swapped (Chung's and Olah's convention): z keeps, h = (1 - z) * n + z * h_prev.": (
            NEW,
            "z * n + (1 - z) * h",
        ),
        "both conventions are the other ones (Chung 2014, Olah): r scales the product, and z keeps.": [
            (N, f"np.tanh(x_n + (r * h) @ {W_HN} + b_hn)"),
            (NEW, "z * n + (1 - z) * h"),
        ],
        "the reset gate scales the whole pre-activation: it scales m only, x_n + r * m.": (N, "np.tanh(r * (x_n + m))"),
        "b_hn is outside of the reset gate: r scales m = h @ W_hn.T + b_hn.": (N, "np.tanh(x_n + r * h_n + b_hn)"),
        "b_hn is missing in m: m = h @ W_hn.T + b_hn.": (M, "m = h_n"),
        "b_hn is used in n, but missing in the cached m: m = h @ W_hn.T + b_hn.": [
            (M, "m = h_n"),
            (N, "np.tanh(x_n + r * (m + b_hn))"),
        ],
        "1 - r scales m: it is r itself, r * m.": (N, "np.tanh(x_n + (1 - r) * m)"),
        "z scales both parts: the candidate gets what z leaves, (1 - z) * n + z * h_prev.": (NEW, "z * n + z * h"),
        "the reset gate also scales the old state: h = (1 - z) * n + z * h_prev.": (NEW, "(1 - z) * n + z * r * h"),
        'cache["n"] is the pre-activation: store the candidate itself, tanh of it.': ('"n": n', '"n": x_n + r * m'),
        'cache["r"] and cache["z"] are swapped: store each gate under its own name.': ('"r": r, "z": z', '"r": z, "z": r'),
        "the reset gate is not used: n = tanh(x_n + r * m).": (N, "np.tanh(x_n + m)"),
        "the reset gate scales the candidate from outside: it belongs inside the tanh, at m.": (N, "r * np.tanh(x_n + m)"),
        "the update gate scales m: it is the reset gate, r * m.": (N, "np.tanh(x_n + z * m)"),
        "the cached m is scaled by r already: m is the product with its bias, r comes after it.": [
            (M, "m = r * (h_n + b_hn)"),
            (N, "np.tanh(x_n + m)"),
        ],
        "r takes the place of z in the new h: z mixes, h = (1 - z) * n + z * h_prev.": (NEW, "(1 - r) * n + r * h"),
        "the candidate is not scaled: h = (1 - z) * n + z * h_prev.": (NEW, "n + z * h"),
        "the old h is not scaled: h = (1 - z) * n + z * h_prev.": (NEW, "(1 - z) * n + h"),
        "h keeps nothing of the old state: h = (1 - z) * n + z * h_prev.": (NEW, "(1 - z) * n"),
        "the new h is only the candidate: h = (1 - z) * n + z * h_prev.": (NEW, "n"),
        "tanh is applied to the new h: it is (1 - z) * n + z * h_prev as it is.": (NEW, f"np.tanh({NEW})"),
        "the candidate goes through the sigmoid: n is a tanh.": ("np.tanh(x_n", "nets.sigmoid(x_n"),
        "the candidate has no activation: n = tanh(x_n + r * m).": (N, "x_n + r * m"),
        "r has no activation: it is a gate, so the sigmoid.": (R, "r = x_r + h_r"),
        "z has no activation: it is a gate, so the sigmoid.": (Z, "z = x_z + h_z"),
        "r goes through tanh: it is a gate, so the sigmoid.": (R, "r = np.tanh(x_r + h_r)"),
        "z goes through tanh: it is a gate, so the sigmoid.": (Z, "z = np.tanh(x_z + h_z)"),
        "the gates see the input only: add h @ W_hh.T, block r and block z.": [
            (R, "r = nets.sigmoid(x_r)"),
            (Z, "z = nets.sigmoid(x_z)"),
        ],
        "the candidate does not see the input: n = tanh(x_n + r * m).": (N, "np.tanh(r * m)"),
        "b_ih is missing: x @ W_ih.T + b_ih.": (" + b_ih", ""),
        "b_ih is added twice: to the product with x only.": ("h @ W_hh.T,", "h @ W_hh.T + b_ih,"),
        "b_hn is added to the gates as well: only m has it.": [
            (R, "r = nets.sigmoid(x_r + h_r + b_hn)"),
            (Z, "z = nets.sigmoid(x_z + h_z + b_hn)"),
        ],
        "W_ih is not transposed: (B, I) @ (3H, I) does not fit, x @ W_ih.T does.": ("W_ih.T", "W_ih"),
        "W_hh is not transposed: (B, H) @ (3H, H) does not fit, h @ W_hh.T does.": ("W_hh.T", "W_hh"),
        "the products are cut along the batch: blocks lie side by side, axis=1.": [
            ("b_ih, 3, axis=1", "b_ih, 3"),
            ("W_hh.T, 3, axis=1", "W_hh.T, 3"),
        ],
        'cache["h_prev"] is the new h: backward needs the one that came in.': ('"h_prev": h,', f'"h_prev": {NEW},'),
        "the cache is missing: return h and the dict that the task lists.": (f"{NEW}, cache", NEW),
        "the cache is a tuple: return a dict with the keys of the task.": (f"{NEW}, cache", f"{NEW}, tuple(cache.values())"),
        "h is changed in place: make a new array, (1 - z) * n + z * h.": (
            f"    return {NEW}, cache",
            "    h *= z\n    h += (1 - z) * n\n    return h, cache",
        ),
    },
)
mistakes(
    ex,
    {
        f"the blocks are read as {', '.join(order)}: PyTorch's order is r, z, n.": [
            ("x_r, x_z, x_n =", ", ".join(f"x_{k}" for k in order) + " ="),
            ("h_r, h_z, h_n =", ", ".join(f"h_{k}" for k in order) + " ="),
        ]
        for order in [*permutations("rzn")][1:]
    },
)


equivalents(
    ex,
    {
        "six products, one for each letter": """
        W_ir, W_iz, W_in = np.split(W_ih, 3)
        W_hr, W_hz, W_hn = np.split(W_hh, 3)
        b_r, b_z, b_n = np.split(b_ih, 3)
        r = nets.sigmoid(x @ W_ir.T + h @ W_hr.T + b_r)
        z = nets.sigmoid(x @ W_iz.T + h @ W_hz.T + b_z)
        m = h @ W_hn.T + b_hn
        n = np.tanh(x @ W_in.T + b_n + r * m)
        return h + (1 - z) * (n - h), dict(W_hh=W_hh, W_ih=W_ih, m=m, n=n, z=z, r=r, h_prev=h, x=x)
    """,
        "gates together, more in the cache": """
        H = h.shape[1]
        gi, gh = nets.dense(x, W_ih, b_ih), np.inner(h, W_hh)
        both = nets.sigmoid(gi[:, : 2 * H] + gh[:, : 2 * H])
        r, z, m = both[:, :H], both[:, H:], gh[:, 2 * H :] + b_hn
        n = np.tanh(gi[:, 2 * H :] + r * m)
        new = z * h + n - z * n
        return [new, {"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh, "h": new}]
    """,
        "the biases in one vector": """
        H = len(b_hn)
        b_hh = np.concatenate([np.zeros(2 * H), b_hn])
        gi, gh = x @ W_ih.T + b_ih, h @ W_hh.T + b_hh
        r = nets.sigmoid(gi[:, :H] + gh[:, :H])
        z = nets.sigmoid(gi[:, H : 2 * H] + gh[:, H : 2 * H])
        m = gh[:, 2 * H :]
        n = np.tanh(gi[:, 2 * H :] + r * m)
        cache = {"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}
        return (1 - z) * n + z * h, cache
    """,
    },
)
