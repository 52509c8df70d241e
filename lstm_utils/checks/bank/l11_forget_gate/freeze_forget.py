"""Lesson 11: forget gates that stay at 1."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ..l08_lstm._draw import weights

ex = exercise(
    "freeze-forget",
    lesson="11_forget_gate",
    reference=nets.freeze_forget,
    outputs="params",
    mutates=("params",),
    hints=[
        "H is W_hh.shape[1]. The blocks are i, f, g, o, so f has the rows H to 2H of all three arrays.",
        'A slice on the left of = writes into the array: params["W_ih"][H : 2 * H] = 0.',
        'The same for W_hh; params["b"][H : 2 * H] = 50. Nothing is returned.',
    ],
)


@ex.cases
def _(rng):
    def case(I, H, **more):
        return dict(params=weights(rng, I, H) | more)

    yield "I=2, H=3", case(2, 3)
    yield "I=H=4", case(4, 4)
    yield "I=5, H=1", case(5, 1)
    yield "I=1, H=2", case(1, 2)
    yield "a net with a dense layer", case(3, 2, W_out=rng.normal(size=(8, 2)), b_out=rng.normal(size=8))
    yield "forget biases of 60 and -60", case(2, 2, b=np.array([1.0, 2.0, 60.0, -60.0, 3.0, 4.0, 5.0, 6.0]))


IH, HH, BF = 'params["W_ih"][H : 2 * H] = 0', 'params["W_hh"][H : 2 * H] = 0', 'params["b"][H : 2 * H] = 50'


def rows(where):
    """Move all three assignments to other rows."""
    return [(q, q.replace("[H : 2 * H]", where)) for q in (IH, HH, BF)]


mistakes(
    ex,
    {
        "the first block is frozen, the input gate: the order is i, f, g, o, f has the rows H to 2H.": rows("[:H]"),
        "the third block is frozen, the candidate: the order is i, f, g, o, f has the rows H to 2H.": rows("[2 * H : 3 * H]"),
        "the last block is frozen, the output gate: the order is i, f, g, o, f has the rows H to 2H.": rows("[3 * H :]"),
        "all rows from H on are set: the f block ends at 2H.": rows("[H:]"),
        "all gates are frozen: only the f rows, H to 2H, change.": rows("[:]"),
        "only one row is set: the f block has H rows, H to 2H.": rows("[H]"),
        "W_ih is not set: f still depends on x.": (f"    {IH}\n", ""),
        "W_hh is not set: f still depends on h.": (f"    {HH}\n", ""),
        "the weights are not set: f still depends on x and h; their f rows become 0.": [(f"    {IH}\n", ""), (f"    {HH}\n", "")],
        "b is not set: with weights and bias 0 the gate is 1/2, its bias must be 50.": (f"    {BF}\n", ""),
        "the bias is 1: f = sigmoid(1) = 0.73 forgets, set it to 50.": (BF, BF.replace("50", "1")),
        "the bias is -50: then f = 0 and everything is forgotten; set it to +50.": (BF, BF.replace("50", "-50")),
        "the bias is 100: set it to 50.": (BF, BF.replace("50", "100")),
        "the bias is infinite: set it to 50, for which sigmoid rounds to 1.": (BF, BF.replace("50", "np.inf")),
        "the bias is 0: then f = 1/2; set it to 50.": (BF, BF.replace("50", "0")),
        "50 is added to the bias: set it to 50.": (BF, BF.replace("=", "+=")),
        "the weights are 50 as well: weights 0, bias 50.": [(IH, IH.replace("= 0", "= 50")), (HH, HH.replace("= 0", "= 50"))],
        "the weights are 1: f must not depend on x and h, set them to 0.": [
            (IH, IH.replace("= 0", "= 1")),
            (HH, HH.replace("= 0", "= 1")),
        ],
        "params is as before: write into its arrays, params[...][H : 2 * H] = ..., with H = W_hh.shape[1]; copies and new names are not enough.": (
            '    H = params["W_hh"].shape[1]',
            '    params = {name: q.copy() for name, q in params.items()}\n    H = params["W_hh"].shape[1]',
        ),
        "H is taken from W_ih, which has I columns: H = W_hh.shape[1].": ('params["W_hh"].shape[1]', 'params["W_ih"].shape[1]'),
        "the dense layer is changed as well: only W_ih, W_hh and b have gates.": (
            BF,
            f'{BF}\n    if "W_out" in params:\n        params["W_out"][H : 2 * H] = 0',
        ),
    },
)


equivalents(
    ex,
    {
        "the values in the order of the docstring": """
        W_ih, W_hh, b = list(params.values())[:3]
        H = len(b) // 4
        W_ih[H : 2 * H], W_hh[H : 2 * H], b[H : 2 * H] = 0, 0, 50
    """,
        "np.split gives views": """
        for name, value in (("W_ih", 0.0), ("W_hh", 0.0), ("b", 50.0)):
            np.split(params[name], 4)[1][...] = value
    """,
        "zero by multiplication, H from b": """
        H = len(params["b"]) // 4
        f = slice(H, 2 * H)
        params["W_ih"][f] *= 0
        params["W_hh"][f, :] *= 0
        params["b"][f] = np.full(H, 50.0)
    """,
        "row by row": """
        H = params["W_hh"].shape[0] // 4
        for row in range(H, 2 * H):
            params["W_ih"][row].fill(0)
            params["W_hh"][row].fill(0)
            params["b"][row] = 50.0
    """,
        "np.put on the views": """
        for name in ("W_ih", "W_hh", "b"):
            q = params[name].reshape(4, -1)
            q[1] = 50 if name == "b" else 0
    """,
    },
)
