"""Lesson 12: one step of the LSTM with peepholes."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.bank.l08_lstm._draw import step_inputs
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "peephole-step",
    lesson="12_variants",
    reference=nets.peephole_step,
    outputs=("h", "c"),
    hints=[
        "Begin as in lesson 08: a = x @ W_ih.T + h @ W_hh.T + b, cut into four. p is cut into three: np.split(p, 3).",
        "Each peephole adds one number to its gate's pre-activation: p_i * c and p_f * c with the old c. Compute the new c "
        "next, and o after it.",
        "i = sigmoid(a_i + p_i * c), f = sigmoid(a_f + p_f * c), c_next = f * c + i * tanh(a_g), "
        "o = sigmoid(a_o + p_o * c_next). Return o * tanh(c_next), c_next.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, **given):
        return step_inputs(rng, B, I, H) | dict(p=rng.normal(size=3 * H)) | given

    yield "B=3, I=2, H=4", case(3, 2, 4)
    yield "one unit, one input, one example", case(1, 1, 1)
    yield "B=2, I=5, H=3", case(2, 5, 3)
    yield "B=3H=6, I=3, H=2", case(6, 3, 2)
    yield "B=I=H=3", case(3, 3, 3)
    yield "p = 0: the LSTM of lesson 08", case(2, 3, 4, p=np.zeros(12))
    yield "only o has a peephole", case(2, 3, 2, p=np.r_[np.zeros(4), rng.normal(size=2)])
    yield "only f has a peephole", case(2, 3, 2, p=np.r_[np.zeros(2), rng.normal(size=2), np.zeros(2)])
    yield "from a state of 0", case(2, 2, 3, c=np.zeros((2, 3)))
    yield "a state of +-1000", case(2, 2, 1, c=np.array([[1000.0], [-1000.0]]))


P_SPLIT, I_LINE, F_LINE = "p_i, p_f, p_o = np.split(p, 3)", "a_i + p_i * c", "a_f + p_f * c"
O_LINE = "a_o + p_o * c_next"
UPDATE = "c_next = f * c + i * np.tanh(a_g)"
mistakes(
    ex,
    {
        "o's peephole uses the old c: the output gate comes last and sees the new c.": (O_LINE, "a_o + p_o * c"),
        "o's peephole uses tanh(c): a peephole sees the state itself, p_o * c.": (O_LINE, "a_o + p_o * np.tanh(c_next)"),
        "o's peephole uses the new h: it sees the new c, p_o * c.": (O_LINE, "a_o + p_o * nets.sigmoid(a_o) * np.tanh(c_next)"),
        "the peepholes of i and f use tanh(c): a peephole sees the state itself, p * c.": [
            (I_LINE, "a_i + p_i * np.tanh(c)"),
            (F_LINE, "a_f + p_f * np.tanh(c)"),
        ],
        "all peepholes use tanh(c): a peephole sees the state itself, p * c.": [
            (I_LINE, "a_i + p_i * np.tanh(c)"),
            (F_LINE, "a_f + p_f * np.tanh(c)"),
            (O_LINE, "a_o + p_o * np.tanh(c_next)"),
        ],
        "the peepholes look at h: they look at the cell state, p * c.": [
            (I_LINE, "a_i + p_i * h"),
            (F_LINE, "a_f + p_f * h"),
            (O_LINE, "a_o + p_o * h"),
        ],
        "the peephole is a full matrix: each gate sees its own unit's state only, p * c element by element.": [
            (I_LINE, "a_i + c @ np.tile(p_i, (len(p_i), 1))"),
            (F_LINE, "a_f + c @ np.tile(p_f, (len(p_f), 1))"),
            (O_LINE, "a_o + c_next @ np.tile(p_o, (len(p_o), 1))"),
        ],
        "the peephole is a scalar product: c @ p adds up all units, p * c keeps them apart.": [
            (I_LINE, "a_i + (c @ p_i)[:, None]"),
            (F_LINE, "a_f + (c @ p_f)[:, None]"),
            (O_LINE, "a_o + (c_next @ p_o)[:, None]"),
        ],
        "the blocks of p are read as f, i, o: their order is i, f, o.": (P_SPLIT, "p_f, p_i, p_o = np.split(p, 3)"),
        "the blocks of p are read as i, o, f: their order is i, f, o.": (P_SPLIT, "p_i, p_o, p_f = np.split(p, 3)"),
        "the blocks of p are read as o, i, f: their order is i, f, o.": (P_SPLIT, "p_o, p_i, p_f = np.split(p, 3)"),
        "the blocks of p are read as o, f, i: their order is i, f, o.": (P_SPLIT, "p_o, p_f, p_i = np.split(p, 3)"),
        "the blocks of p are read as f, o, i: their order is i, f, o.": (P_SPLIT, "p_f, p_o, p_i = np.split(p, 3)"),
        "every third entry of p is taken: a block is H entries side by side, np.split(p, 3).": (
            P_SPLIT,
            "p_i, p_f, p_o = p[::3], p[1::3], p[2::3]",
        ),
        "the input gate's peephole is missing: a_i + p_i * c.": (I_LINE, "a_i"),
        "the forget gate's peephole is missing: a_f + p_f * c.": (F_LINE, "a_f"),
        "the output gate's peephole is missing: a_o + p_o * c, with the new c.": (O_LINE, "a_o"),
        "the peepholes are not used: add p_i * c, p_f * c and p_o * c to the gates.": [
            (I_LINE, "a_i"),
            (F_LINE, "a_f"),
            (O_LINE, "a_o"),
        ],
        "the candidate has a peephole, too: only i, f and o have one.": ("np.tanh(a_g)", "np.tanh(a_g + p_i * c)"),
        "the peepholes are added after the sigmoid: they belong inside.": [
            (f"nets.sigmoid({I_LINE})", "nets.sigmoid(a_i) + p_i * c"),
            (f"nets.sigmoid({F_LINE})", "nets.sigmoid(a_f) + p_f * c"),
            (f"nets.sigmoid({O_LINE})", "nets.sigmoid(a_o) + p_o * c_next"),
        ],
        "the peepholes scale the pre-activations: add p * c to them.": [
            (I_LINE, "a_i * p_i * c"),
            (F_LINE, "a_f * p_f * c"),
            (O_LINE, "a_o * p_o * c_next"),
        ],
        "the peepholes are a bias: multiply p by the state, p * c.": [
            (I_LINE, "a_i + p_i"),
            (F_LINE, "a_f + p_f"),
            (O_LINE, "a_o + p_o"),
        ],
        "the forget gate's peephole uses the new c: i and f come first and see the old one.": (
            UPDATE,
            f"{UPDATE}\n    f = nets.sigmoid(a_f + p_f * c_next)\n    c_next = f * c + i * np.tanh(a_g)",
        ),
        "the input gate uses the forget gate's peephole: a_i + p_i * c.": (I_LINE, "a_i + p_f * c"),
        "the blocks of a are read as i, g, f, o: the order is i, f, g, o.": ("a_i, a_f, a_g, a_o =", "a_i, a_g, a_f, a_o ="),
        "the blocks of a are read as f, i, g, o: the order is i, f, g, o.": ("a_i, a_f, a_g, a_o =", "a_f, a_i, a_g, a_o ="),
        "h = o * c: c goes through tanh first, h = o * tanh(c).": ("o * np.tanh(c_next)", "o * c_next"),
        "h is computed from the old state: use tanh of the new c.": ("o * np.tanh(c_next)", "o * np.tanh(c)"),
        "the old c is returned: return h and the new c.": ("np.tanh(c_next), c_next", "np.tanh(c_next), c"),
        "the order of the results is c, h: return h, c.": ("o * np.tanh(c_next), c_next", "c_next, o * np.tanh(c_next)"),
        "c is changed in place: write c_next = f * c + i * g, a new array.": (
            UPDATE,
            "c *= f\n    c += i * np.tanh(a_g)\n    c_next = c",
        ),
    },
)


equivalents(
    ex,
    {
        "p as rows of a table, sums first": """
        H = len(p) // 3
        a = h @ W_hh.T + x @ W_ih.T + b
        look = p.reshape(3, H)
        both = nets.sigmoid(a[:, : 2 * H] + np.hstack([look[0] * c, look[1] * c]))
        new = both[:, H:] * c + both[:, :H] * np.tanh(a[:, 2 * H : 3 * H])
        return [nets.sigmoid(a[:, 3 * H :] + new * look[2]) * np.tanh(new), new]
    """,
        "diagonal matrices": [
            (I_LINE, "a_i + c @ np.diag(p_i)"),
            (F_LINE, "a_f + c @ np.diag(p_f)"),
            (O_LINE, "a_o + c_next @ np.diag(p_o)"),
        ],
        "one example at a time": """
        H, hs, cs = c.shape[1], [], []
        for x_n, h_n, c_n in zip(x, h, c, strict=True):
            a = W_ih @ x_n + W_hh @ h_n + b
            i, f = (nets.sigmoid(a[k * H : k * H + H] + p[k * H : k * H + H] * c_n) for k in (0, 1))
            cs.append(f * c_n + i * np.tanh(a[2 * H : 3 * H]))
            hs.append(nets.sigmoid(a[3 * H :] + p[2 * H :] * cs[-1]) * np.tanh(cs[-1]))
        return np.array(hs), np.array(cs)
    """,
    },
)
