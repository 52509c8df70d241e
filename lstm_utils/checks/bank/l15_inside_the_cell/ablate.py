"""Lesson 15: silence one unit, judged by what the net then does."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import clamped, logits_and_run, net, wrong_form

ex = exercise(
    "ablate",
    lesson="15_inside_the_cell",
    reference=nets.ablate,
    outputs="params",
    fresh=True,
    hints=[
        "c = f c + i g: starting from 0, c stays 0 if g is 0 at every step. When is tanh(a_g) = 0, whatever is read?",
        "The unit has one row in each block: unit, unit + H, unit + 2H, unit + 3H. Set these rows of W_ih, W_hh and b to 0.",
        "Copy all arrays into a new dict, then new[name][unit::H] = 0 for W_ih, W_hh and b.",
    ],
)


@ex.cases
def _(rng):
    def case(I, H, K, unit):
        return dict(params=net(rng, I, H, K), unit=unit)

    yield "H=3, unit 1", case(2, 3, 4, 1)
    yield "the first unit", case(3, 4, 2, 0)
    yield "the last unit", case(2, 5, 3, 4)
    yield "one unit", case(3, 1, 2, 0)
    yield "I = H = K = 4", case(4, 4, 4, 2)


NOT_C = "c is not 0, only its way out is cut: the unit's rows write c, set these to 0 as well."
ONLY_H = "h is 0, but c is not: a closed output gate hides c, it does not silence it."
NOT_H = "the unit's c and h are not 0: set its rows in all four blocks, unit::H, to 0."
BIAS = "the unit's c is not 0, because of a bias: set b to 0 in its rows, too."


@ex.property
def _(inputs, value):
    """Are c and h of the unit 0, and is all else as if its h were clamped at 0?"""
    params, unit = inputs["params"], inputs["unit"]
    if words := wrong_form(params, value):
        return words
    z, run = logits_and_run(value)
    c, h = run["cs"][:, :, unit], run["hs"][:, :, unit]
    size = 1e-6 if params["b"].dtype == np.float32 else 1e-12
    expected = clamped(params, unit, 0.0)
    same = np.allclose(z, expected, rtol=1e-4 if size > 1e-9 else 1e-9, atol=1e3 * size)
    if abs(h).max() <= size and abs(c).max() <= size:
        if same:
            return None
        return "the unit is silent, but the logits are not those of a net in which its h is 0"
    if abs(h).max() <= 1e-6:
        return ONLY_H
    if same and params["W_hh"].shape[1] > 1:
        return NOT_C
    g = unit + 2 * params["W_hh"].shape[1]
    no_weights = not value["W_ih"][g].any() and not value["W_hh"][g].any()
    return BIAS if no_weights else f"c of the unit reaches {abs(c).max():.3g}, h {abs(h).max():.3g}: expected 0"


COPY, LOOP = "{name: q.copy() for name, q in params.items()}", 'for name in ("W_ih", "W_hh", "b"):'
ZERO = "new[name][unit::H] = 0"
mistakes(
    ex,
    {
        NOT_C: (f"    {LOOP}\n        {ZERO}", '    new["W_hh"][:, unit] = 0\n    new["W_out"][:, unit] = 0'),
        NOT_H: (ZERO, "new[name][unit] = 0"),
        BIAS: ('("W_ih", "W_hh", "b")', '("W_ih", "W_hh")'),
        ONLY_H: (ZERO, 'new[name][unit + 3 * H] = -1e6 * (name == "b")'),
        "the columns of W_hh are set to 0, not the rows: rows are what a unit reads, columns where it is read.": (
            f"    {LOOP}\n        {ZERO}",
            '    new["W_hh"][:, unit] = 0',
        ),
        "the unit is cut out of the output layer only: the gates of the other units still read it.": (
            f"    {LOOP}\n        {ZERO}",
            '    new["W_out"][:, unit] = 0',
        ),
        "four neighbouring rows are set to 0: a unit's rows are H apart, unit::H.": (
            ZERO,
            "new[name][4 * unit : 4 * unit + 4] = 0",
        ),
        "only W_ih is set to 0: the unit still reads h, through W_hh, and its biases.": (LOOP, 'for name in ("W_ih",):'),
        "only W_hh is set to 0: the unit still reads x, through W_ih, and its biases.": (LOOP, 'for name in ("W_hh",):'),
        "the forget gate's row is set to 0: g is what is written to c, row unit + 2 * H.": (ZERO, "new[name][unit + H] = 0"),
        "the output gate's row is set to 0: the order is i, f, g, o, so g of the unit is row unit + 2 * H.": (
            ZERO,
            "new[name][unit + 3 * H] = 0",
        ),
        "the third of four neighbouring rows is set to 0: a block has H rows, so g of the unit is row unit + 2 * H.": (
            ZERO,
            "new[name][4 * unit + 2] = 0",
        ),
        "every second unit is silenced: the step is H, not 4.": (ZERO, "new[name][unit::4] = 0"),
        "all units but one are silenced: set the unit's rows to 0, not the others.": (
            ZERO,
            "new[name] *= (np.arange(4 * H) % H == unit).reshape(-1, *[1] * (new[name].ndim - 1))",
        ),
        "the next unit is silenced: units are counted from 0.": (ZERO, "new[name][(unit + 1) % H :: H] = 0"),
        "params is changed: copy each array, q.copy(); dict(params) has the same arrays.": (COPY, "dict(params)"),
        "only three arrays are returned: W_out and b_out belong to the net, too.": (
            COPY,
            '{name: params[name].copy() for name in ("W_ih", "W_hh", "b")}',
        ),
        "the unit is deleted: keep all shapes, and set its rows to 0.": (
            f"    {LOOP}\n        {ZERO}",
            f"    {LOOP}\n        new[name] = np.delete(new[name], np.arange(unit, 4 * H, H), axis=0)",
        ),
        "rows of W_out are set to 0, too: the output layer stays as it is.": (ZERO, f"{ZERO}\n    new['W_out'][unit::H] = 0"),
    },
)


equivalents(
    ex,
    {
        "the candidate alone": """
        H = len(params["b"]) // 4
        new = {k: np.array(v) for k, v in params.items()}
        for k in ("W_ih", "W_hh", "b"):
            new[k][2 * H + unit] = 0
        return new
    """,
        "four rows by number": """
        W_ih, W_hh, b = (params[k].copy() for k in ("W_ih", "W_hh", "b"))
        rows = [unit + k * W_hh.shape[1] for k in range(4)]
        W_ih[rows], W_hh[rows], b[rows] = 0, 0, 0
        out = {k: params[k].copy() for k in ("W_out", "b_out")}
        return {"W_ih": W_ih, "W_hh": W_hh, "b": b} | out
    """,
        "rows and columns": """
        H = params["W_hh"].shape[1]
        keep = np.arange(4 * H) % H != unit
        new = {k: v + 0 for k, v in params.items()}
        new["W_ih"] = new["W_ih"] * keep[:, None]
        new["W_hh"] = new["W_hh"] * keep[:, None] * keep[None, :H]
        new["b"] = new["b"] * keep
        new["W_out"] = new["W_out"] * keep[:H]
        return new
    """,
    },
)
