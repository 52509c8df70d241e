"""Lesson 12: one step of the GRU backward, judged block by block."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import gru_cache

ex = exercise(
    "gru-step-backward",
    lesson="12_variants",
    reference=nets.gru_step_backward,
    outputs=("dx", "dh_prev", "da", "dm"),
    blocks={"da": (1, "rzn")},
    follows={"dx": "da", "dh_prev": "da"},
    hints=[
        "Start with h = (1 - z) * n + z * h_prev: what multiplies n, and what multiplies z? z occurs twice: h_prev - n.",
        "Then through the activations: 1 - n**2 for the tanh, s * (1 - s) for the gates. In x_n + r * m the gradient of m is "
        "da_n * r, that of r is da_n * m.",
        "da = np.concatenate([da_r, da_z, da_n], axis=1) goes back to x with W_ih. The same with dm for da_n goes back to "
        "h_prev with W_hh; add dh * z.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, **given):
        return dict(dh=rng.normal(size=(B, H)), cache=gru_cache(rng, B, I, H, **given))

    yield "B=3, I=2, H=4", case(3, 2, 4)
    yield "one unit, one input, one example", case(1, 1, 1)
    yield "B=2, I=5, H=3", case(2, 5, 3)
    yield "B=4, I=6, H=2, so that I=3H", case(4, 6, 2)
    large = case(3, 2, 3)
    yield "gradients in the thousands", large | dict(dh=1000 * large["dh"])
    yield "B=I=H=3", case(3, 3, 3)
    yield "from a state of 0", case(2, 3, 2, h=np.zeros((2, 2)))
    yield "a state of 5", case(2, 2, 3, h=np.full((2, 3), 5.0))
    yield "W_hh = 0: only the path through z is left", case(2, 3, 2, W_hh=np.zeros((6, 2)))


DA_N, DA_Z = "da_n = dh * (1 - z) * (1 - n**2)", "da_z = dh * (h_prev - n) * z * (1 - z)"
DA_R, DM = "da_r = da_n * m * r * (1 - r)", "dm = da_n * r"
FROM_H = "from_h = np.concatenate([da_r, da_z, dm], axis=1)"
DH = 'dh * z + from_h @ cache["W_hh"]'
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "np.concatenate([da_r, da_z, da_n], axis=1)",
            "np.clip(np.concatenate([da_r, da_z, da_n], axis=1), -5, 5)",
        ),
        "da_n: dh * z is its factor: n enters with 1 - z.": (DA_N, "da_n = dh * z * (1 - n**2)"),
        "da_n: 1 - z is missing: n enters h with 1 - z.": (DA_N, "da_n = dh * (1 - n**2)"),
        "da_n: 1 - n**2 is missing, the derivative of its tanh.": (DA_N, "da_n = dh * (1 - z)"),
        "da_n: n * (1 - n) is the derivative of a sigmoid; n comes from tanh, so 1 - n**2.": ("(1 - n**2)", "n * (1 - n)"),
        "da_n: (1 - n)**2 is not the derivative: square n first, 1 - n**2.": ("(1 - n**2)", "(1 - n) ** 2"),
        "da_n: z is a factor, too: n enters with 1 - z only.": ("(1 - z) * (1 - n**2)", "z * (1 - z) * (1 - n**2)"),
        "da_n: 1 - n lacks the square, tanh' = 1 - n**2.": ("1 - n**2", "1 - n"),
        "da_n: n is tanh(a) already, its derivative is 1 - n**2.": ("n**2", "np.tanh(n) ** 2"),
        "da_n: the reset gate is a factor: it belongs to dm, da_n is the gradient inside the tanh.": (
            DA_N,
            "da_n = dh * (1 - z) * (1 - n**2) * r",
        ),
        "da_z: the sign is wrong: h grows with z by h_prev - n.": ("(h_prev - n)", "(n - h_prev)"),
        "da_z: only z * h_prev is differentiated: (1 - z) * n depends on z, too, h_prev - n.": ("(h_prev - n)", "h_prev"),
        "da_z: only (1 - z) * n is differentiated: z * h_prev depends on z, too, h_prev - n.": ("(h_prev - n)", "(-n)"),
        "da_z: h_prev + n is the factor: 1 - z has the derivative -1, h_prev - n.": ("(h_prev - n)", "(h_prev + n)"),
        "da_z: its activation derivative is missing, times z * (1 - z).": (" * z * (1 - z)\n", "\n"),
        "da_z: 1 - z**2 is the derivative of tanh; a sigmoid has z * (1 - z).": ("* z * (1 - z)\n", "* (1 - z**2)\n"),
        "da_r: its activation derivative is missing, times r * (1 - r).": (" * r * (1 - r)", ""),
        "da_r: 1 - r**2 is the derivative of tanh; a sigmoid has r * (1 - r).": ("r * (1 - r)", "(1 - r**2)"),
        "da_r: the other factor of r is m, the product with h_prev: da_n * m.": (DA_R, "da_r = da_n * h_prev * r * (1 - r)"),
        "da_r: m is missing: r * m has the derivative m.": (DA_R, "da_r = da_n * r * (1 - r)"),
        "da_r: it takes dm, which has r in it already: da_n * m.": (DA_R, "da_r = da_n * r * m * r * (1 - r)"),
        "da_r: r is sigmoid(a) already: its derivative is r * (1 - r).": (
            "r * (1 - r)",
            "nets.sigmoid(r) * (1 - nets.sigmoid(r))",
        ),
        "da_z: z is sigmoid(a) already: its derivative is z * (1 - z).": (
            "* z * (1 - z)\n",
            "* nets.sigmoid(z) * (1 - nets.sigmoid(z))\n",
        ),
        "da_r: 1 - z is a factor twice: da_n has it already, da_n * m.": (DA_R, "da_r = da_n * (1 - z) * m * r * (1 - r)"),
        "da_r: dn is taken before the tanh: r is inside it, use da_n.": (DA_R, "da_r = dh * (1 - z) * m * r * (1 - r)"),
        "dm: the reset gate is missing: r scales m, so dm = da_n * r.": (DM, "dm = da_n"),
        "dm: m is a factor: that is for the reset gate, dm = da_n * r.": (DM, "dm = da_n * m * r"),
        "dm: da_n is left out: dm = da_n * r.": (DM, "dm = dh * (1 - z) * r"),
        "dh_prev: da is used for W_hh, too: its third block there is dm, not da_n (r scales m).": (FROM_H, "from_h = da"),
        "dh_prev: the path through z is missing, + dh * z.": (DH, 'from_h @ cache["W_hh"]'),
        "dh_prev: dh is added without z: h_prev is kept by z, dh * z.": (DH, 'dh + from_h @ cache["W_hh"]'),
        "dh_prev: r is a factor of the kept part: h_prev is kept by z alone, dh * z.": (
            DH,
            'dh * z * r + from_h @ cache["W_hh"]',
        ),
        "dh_prev: 1 - z is the factor of dh: z keeps h_prev, dh * z.": (DH, 'dh * (1 - z) + from_h @ cache["W_hh"]'),
        "dh_prev: only the path through z is there: add that through the gates and m.": (DH, "dh * z"),
        "dh_prev: W_hh is transposed once too often: forward h @ W_hh.T, backward ... @ W_hh.": (
            'cache["W_hh"]',
            'cache["W_hh"].T',
        ),
        "dh_prev is made with W_ih: it goes back through W_hh.": ('cache["W_hh"]', 'cache["W_ih"]'),
        "dx: W_ih is transposed once too often: forward x @ W_ih.T, backward da @ W_ih.": ('cache["W_ih"]', 'cache["W_ih"].T'),
        "dx is made with dm: x enters n without r, da @ W_ih.": ('da @ cache["W_ih"]', 'from_h @ cache["W_ih"]'),
        "this is the gradient of Cho's convention: r scales the product here, not h_prev before it.": (
            DH,
            'dh * z + np.hstack([da_r, da_z]) @ cache["W_hh"][: 2 * len(n[0])] + r * (da_n @ cache["W_hh"][2 * len(n[0]) :])',
        ),
        "da has dm as its third block: it is da_n, the gradient inside the tanh; dm comes separately.": (
            "da = np.concatenate([da_r, da_z, da_n], axis=1)",
            "da = np.concatenate([da_r, da_z, dm], axis=1)",
        ),
        "the order of the results is wrong: dx, dh_prev, da, dm.": ("da, dm\n", "dm, da\n"),
        "the gradients are divided by B: the loss has its mean already, do not divide again.": (
            "da_n = dh *",
            "dh = dh / len(dh)\n    da_n = dh *",
        ),
        "dh is changed in place: dh * (1 - z) makes a new array.": (
            DA_N,
            "dh *= 1 - z\n    da_n = dh * (1 - n**2)\n    dh = dh / (1 - z)",
        ),
    },
)
mistakes(
    ex,
    {
        f"the blocks of da are in the order {', '.join(order)}: the order is r, z, n.": (
            "np.concatenate([da_r, da_z, da_n]",
            "np.concatenate([" + ", ".join(f"da_{k}" for k in order) + "]",
        )
        for order in [*permutations("rzn")][1:]
    },
)


equivalents(
    ex,
    {
        "one array, filled block by block": """
        v, H = cache, dh.shape[1]
        da = np.empty((len(dh), 3 * H), dh.dtype)
        da[:, 2 * H :] = (dh - dh * v["z"]) * (1 - v["n"]) * (1 + v["n"])
        da[:, H : 2 * H] = nets.sigmoid_prime_from_output(v["z"]) * (v["h_prev"] * dh - v["n"] * dh)
        da[:, :H] = nets.sigmoid_prime_from_output(v["r"]) * v["m"] * da[:, 2 * H :]
        dm = v["r"] * da[:, 2 * H :]
        back = da.copy()
        back[:, 2 * H :] = dm
        return da @ v["W_ih"], v["z"] * dh + back @ v["W_hh"], da, dm
    """,
        "six products": """
        v = cache
        W_ih, W_hh = np.split(v["W_ih"], 3), np.split(v["W_hh"], 3)
        dn = dh * (1 - v["z"])
        da_n = dn * nets.tanh_prime_from_output(v["n"])
        dz, dr, dm = dh * v["h_prev"] - dh * v["n"], da_n * v["m"], da_n * v["r"]
        da_r, da_z = dr * (v["r"] - v["r"] ** 2), dz * (v["z"] - v["z"] ** 2)
        dx = da_r @ W_ih[0] + da_z @ W_ih[1] + da_n @ W_ih[2]
        dh_prev = da_r @ W_hh[0] + da_z @ W_hh[1] + dm @ W_hh[2] + dh * v["z"]
        return [dx, dh_prev, np.hstack([da_r, da_z, da_n]), dm]
    """,
        "one example at a time": """
        rows = []
        for k in range(len(dh)):
            r, z, n, m, h = (cache[name][k] for name in ("r", "z", "n", "m", "h_prev"))
            da_n = dh[k] * (1 - z) * (1 - n * n)
            da_z, da_r = dh[k] * (h - n) * z * (1 - z), da_n * m * r * (1 - r)
            da = np.r_[da_r, da_z, da_n]
            dh_prev = dh[k] * z + np.r_[da_r, da_z, da_n * r] @ cache["W_hh"]
            rows.append((da @ cache["W_ih"], dh_prev, da, da_n * r))
        return tuple(np.stack(q) for q in zip(*rows, strict=True))
    """,
    },
)
