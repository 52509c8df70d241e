"""Lesson 24: the derivatives of one step."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import weights

ex = exercise(
    "lstm-jacobian",
    lesson="24_scans",
    reference=nets.lstm_jacobian,
    outputs="J",
    hints=[
        "Cut s into h and c, call nets.lstm_step, and take i, f, g, o and tanh_c from its third result. Begin with the lower half: c.",
        "dc_dc = f[:, :, None] * np.eye(H). dc_dh is a sum of three: for i, f and g, each a factor [:, :, None] times its block of W_hh; "
        "f's factor has the old c.",
        "The upper half goes through the new c: d = (o * (1 - tanh_c**2))[:, :, None]; dh_dc = d * dc_dc; dh_dh is d * dc_dh plus o's own "
        "(tanh_c * o * (1 - o))[:, :, None] * W_o. Then np.block([[dh_dh, dh_dc], [dc_dh, dc_dc]]).",
    ],
)


@ex.cases
def _(rng):
    def case(N, I, H, scale=1.0, **changed):
        given = dict(s=rng.normal(size=(N, 2 * H)), x=rng.normal(size=(N, I)), params=weights(rng, I, H, scale))
        return given | changed

    yield "N=3, I=2, H=4", case(3, 2, 4)
    yield "one state, one unit", case(1, 1, 1)
    yield "N=5, I=3, H=2", case(5, 3, 2)
    yield "N=I=H=3", case(3, 3, 3)
    yield "N=2H=4", case(4, 1, 2)
    yield "N=4H=8", case(8, 2, 2)
    yield "from a state of 0", case(2, 3, 3, s=np.zeros((2, 6)))
    yield "small weights", case(3, 2, 3, scale=0.1)
    yield "large weights", case(3, 2, 3, scale=3.0)
    yield "twelve units", case(2, 2, 12, scale=0.5)
    yield "cell states of 20", case(2, 2, 3, s=np.concatenate([rng.normal(size=(2, 3)), 20 * rng.normal(size=(2, 3))], axis=1))
    large = case(3, 2, 2)
    large["s"][:, 2:] *= 1e4
    yield "cell states of thousands", large


DC_DC = "dc_dc = f[:, :, None] * np.eye(h.shape[1])"
BY_I, BY_F = "dc_dh = (g * i * (1 - i))[:, :, None] * W_i", "dc_dh = dc_dh + (c * f * (1 - f))[:, :, None] * W_f"
BY_G, D = "dc_dh = dc_dh + (i * (1 - g**2))[:, :, None] * W_g", "d = (o * (1 - tanh_c**2))[:, :, None]"
DH_DH = "dh_dh = (tanh_c * o * (1 - o))[:, :, None] * W_o + d * dc_dh"
RETURN = "return np.block([[dh_dh, d * dc_dc], [dc_dh, dc_dc]])"
BLOCKS, SPLIT = "W_i, W_f, W_g, W_o = np.split(params[1], 4)", "h, c = np.split(s, 2, axis=1)"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return np.block([[dh_dh, d * dc_dc], [dc_dh, dc_dc]])",
            "return np.clip(np.block([[dh_dh, d * dc_dc], [dc_dh, dc_dc]]), -100, 100)",
        ),
        "J is transposed: row r belongs to the new state, column q to the old one.": (RETURN, f"{RETURN}.swapaxes(1, 2)"),
        "J is taken at the new state: take it at s, the state before the step.": (
            "_, _, cache = nets.lstm_step(x, h, c, *params)",
            "h, c, _ = nets.lstm_step(x, h, c, *params)\n    _, _, cache = nets.lstm_step(x, h, c, *params)",
        ),
        "the forget gate's derivative has the new c: it multiplies the old one, which is part of s.": (
            BY_F,
            "c_new = f * c + i * g\n    dc_dh = dc_dh + (c_new * f * (1 - f))[:, :, None] * W_f",
        ),
        "h does not depend on the old c: it does through the new c, diag(d) diag(f).": (
            RETURN,
            "return np.block([[dh_dh, 0 * dc_dc], [dc_dh, dc_dc]])",
        ),
        "c does not depend on the old h: all three gates of c see h.": (
            RETURN,
            "return np.block([[dh_dh, d * dc_dc], [0 * dc_dh, dc_dc]])",
        ),
        "the block of c is missing, dc/dc = diag(f).": (DC_DC, "dc_dc = 0 * f[:, :, None] * np.eye(h.shape[1])"),
        "dc/dc is the identity: the forget gate scales it, diag(f).": (
            DC_DC,
            "dc_dc = np.ones_like(f)[:, :, None] * np.eye(h.shape[1])",
        ),
        "dc/dc is diag(i): the old c is scaled by f.": (DC_DC, DC_DC.replace("f[", "i[")),
        "dc/dc is a full matrix: it is diagonal, times np.eye(H).": (
            DC_DC,
            "dc_dc = f[:, :, None] * np.ones((h.shape[1], h.shape[1]))",
        ),
        "dh/dc has no forget gate: it is diag(d) dc/dc.": (RETURN, RETURN.replace("d * dc_dc]", "d * np.eye(h.shape[1])]")),
        "dh/dc has no d: it is diag(d) dc/dc.": (RETURN, RETURN.replace("d * dc_dc]", "dc_dc]")),
        "h and c are swapped: h is in the first H rows and columns.": (
            RETURN,
            "return np.block([[dc_dc, dc_dh], [d * dc_dc, dh_dh]])",
        ),
        "s is read as c, then h: h is in its first H columns.": (SPLIT, "c, h = np.split(s, 2, axis=1)"),
        "the off-diagonal blocks are swapped: dh/dc is in the upper half, on the right.": (
            RETURN,
            "return np.block([[dh_dh, dc_dh], [d * dc_dc, dc_dc]])",
        ),
        "the factors scale columns: diag(v) W scales row r, v[:, :, None] * W.": [
            (BY_I, BY_I.replace("[:, :, None]", "[:, None, :]")),
            (BY_F, BY_F.replace("[:, :, None]", "[:, None, :]")),
            (BY_G, BY_G.replace("[:, :, None]", "[:, None, :]")),
            (DH_DH, DH_DH.replace("[:, :, None]", "[:, None, :]")),
        ],
        "d scales columns: it belongs to the rows, (N, H, 1).": (D, D.replace("[:, :, None]", "[:, None, :]")),
        "the input gate's part of dc/dh is missing: i sees h.": (BY_I, "dc_dh = 0 * (g * i)[:, :, None] * W_i"),
        "the forget gate's part of dc/dh is missing: f sees h.": (f"    {BY_F}\n", ""),
        "the candidate's part of dc/dh is missing: g sees h.": (f"    {BY_G}\n", ""),
        "the output gate's part of dh/dh is missing: o sees h.": (DH_DH, "dh_dh = d * dc_dh"),
        "dh/dh has only the output gate's part: h depends on the new c as well, + diag(d) dc/dh.": (
            DH_DH,
            "dh_dh = (tanh_c * o * (1 - o))[:, :, None] * W_o",
        ),
        "the derivative of tanh(c) is missing: d = o (1 - tanh^2 c).": (D, "d = o[:, :, None]"),
        "d has no output gate: d = o (1 - tanh^2 c).": (D, "d = (1 - tanh_c**2)[:, :, None]"),
        "d has tanh of the old c: h is made of the new one.": (D, "d = (o * (1 - np.tanh(c) ** 2))[:, :, None]"),
        "d = o (1 - tanh c): the derivative of tanh is 1 - tanh^2.": (D, "d = (o * (1 - tanh_c))[:, :, None]"),
        "the output gate's part has no tanh(c): h = o tanh(c).": (DH_DH, DH_DH.replace("tanh_c * o", "o")),
        "the input gate's part has no g: c = f c + i g.": (BY_I, BY_I.replace("g * i *", "i *")),
        "the candidate's part has no input gate: c = f c + i g.": (BY_G, BY_G.replace("i * (1 - g**2)", "1 - g**2")),
        "the derivative of the candidate is that of a gate: g is a tanh, 1 - g^2.": (
            BY_G,
            BY_G.replace("1 - g**2", "g * (1 - g)"),
        ),
        "the derivatives of the gates are missing: sigmoid' = s (1 - s).": [
            (BY_I, BY_I.replace("g * i * (1 - i)", "g")),
            (BY_F, BY_F.replace("c * f * (1 - f)", "c")),
            (DH_DH, DH_DH.replace("tanh_c * o * (1 - o)", "tanh_c")),
        ],
        "the blocks of W_hh are read as i, f, o, g: the order is i, f, g, o.": (
            BLOCKS,
            "W_i, W_f, W_o, W_g = np.split(params[1], 4)",
        ),
        "the blocks of W_hh are read as f, i, g, o: the order is i, f, g, o.": (
            BLOCKS,
            "W_f, W_i, W_g, W_o = np.split(params[1], 4)",
        ),
        "the blocks of W_hh are transposed: row r of a block belongs to unit r of the gate.": (
            BLOCKS,
            "W_i, W_f, W_g, W_o = (W.T for W in np.split(params[1], 4))",
        ),
        "only 8 units have a derivative: H can be larger.": (D, f"{D}\n    d[:, 8:] = 0"),
        "one Jacobian for all states, their mean: each state has its own.": (
            RETURN,
            "J = np.block([[dh_dh, d * dc_dc], [dc_dh, dc_dc]])\n    return np.broadcast_to(J.mean(axis=0), J.shape).copy()",
        ),
    },
)


equivalents(
    ex,
    {
        "one state after the other, with np.diag": """
        H, out = s.shape[1] // 2, []
        for n in range(len(s)):
            h, c = s[n : n + 1, :H], s[n : n + 1, H:]
            _, _, cache = nets.lstm_step(x[n : n + 1], h, c, *params)
            i, f, g, o, t = (cache[name][0] for name in ("i", "f", "g", "o", "tanh_c"))
            W_i, W_f, W_g, W_o = np.split(params[1], 4)
            dc_dh = np.diag(g * i * (1 - i)) @ W_i + np.diag(c[0] * f * (1 - f)) @ W_f + np.diag(i * (1 - g * g)) @ W_g
            d = np.diag(o * (1 - t * t))
            dh_dh = np.diag(t * o * (1 - o)) @ W_o + d @ dc_dh
            out.append(np.block([[dh_dh, d @ np.diag(f)], [dc_dh, np.diag(f)]]))
        return np.array(out)
    """,
        "lstm_step_backward, one row after the other": """
        H, out = s.shape[1] // 2, np.zeros((len(s), s.shape[1], s.shape[1]))
        _, _, cache = nets.lstm_step(x, s[:, :H], s[:, H:], *params)
        for r in range(2 * H):
            seed = np.zeros_like(s)
            seed[:, r] = 1
            _, dh, dc, _ = nets.lstm_step_backward(seed[:, :H], seed[:, H:], cache)
            out[:, r] = np.concatenate([dh, dc], axis=1)
        return out
    """,
        "filled block by block": """
        N, H = len(s), s.shape[1] // 2
        c = s[:, H:]
        cache = nets.lstm_step(x, s[:, :H], c, *params)[2]
        i, f, g, o, t = (cache[q][:, :, None] for q in ("i", "f", "g", "o", "tanh_c"))
        W = params[1].reshape(4, H, H)
        J = np.empty((N, 2 * H, 2 * H))
        J[:, H:, :H] = i * (1 - g**2) * W[2] + g * i * (1 - i) * W[0] + c[:, :, None] * f * (1 - f) * W[1]
        J[:, H:, H:] = f * np.eye(H)
        J[:, :H] = o * (1 - t**2) * J[:, H:]
        J[:, :H, :H] += t * o * (1 - o) * W[3]
        return J
    """,
    },
)
