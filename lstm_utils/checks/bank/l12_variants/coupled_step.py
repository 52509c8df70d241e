"""Lesson 12: one step of the LSTM with coupled gates."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.bank.l08_lstm._draw import step_inputs
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "coupled-step",
    lesson="12_variants",
    reference=nets.coupled_step,
    outputs=("h", "c"),
    hints=[
        "Begin as in lesson 08, but a is (B, 3H): np.split(a, 3, axis=1) gives the blocks f, g, o.",
        "There is no block for i. The candidate is scaled by what f leaves: 1 - f.",
        "f = sigmoid(a_f); c_next = f * c + (1 - f) * tanh(a_g); return sigmoid(a_o) * tanh(c_next), c_next.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, **given):
        return step_inputs(rng, B, I, H, blocks=3, **given)

    yield "B=3, I=2, H=4", case(3, 2, 4)
    yield "one unit, one input, one example", case(1, 1, 1)
    yield "B=2, I=5, H=3", case(2, 5, 3)
    yield "B=3H=6, I=3, H=2", case(6, 3, 2)
    yield "B=I=H=3", case(3, 3, 3)
    yield "from a state of 0", case(2, 2, 3, c=np.zeros((2, 3)), h=np.zeros((2, 3)))
    yield "inputs of +-1000", case(2, 1, 3, x=np.array([[1000.0], [-1000.0]]))
    yield "a state of 50", case(2, 2, 3, c=np.full((2, 3), 50.0))
    yield "states of thousands", case(3, 2, 3, c=1e4 * rng.normal(size=(3, 3)))


NEW = "f * c + (1 - f) * np.tanh(a_g)"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "* np.tanh(c_next), c_next",
            "* np.tanh(c_next), np.clip(c_next, -100, 100)",
        ),
        "f and 1 - f are swapped: f keeps the old state, 1 - f lets the candidate in.": (NEW, "(1 - f) * c + f * np.tanh(a_g)"),
        "the candidate is not scaled: c = f * c + (1 - f) * g.": ("(1 - f) * np.tanh(a_g)", "np.tanh(a_g)"),
        "the input gate is f as well: it is 1 - f.": ("(1 - f) * np.tanh(a_g)", "f * np.tanh(a_g)"),
        "the old state is not scaled: c = f * c + (1 - f) * g.": (NEW, "c + (1 - f) * np.tanh(a_g)"),
        "1 - a_f is inside the sigmoid: i is 1 - sigmoid(a_f), which is sigmoid(-a_f).": (
            "(1 - f) * np",
            "nets.sigmoid(1 - a_f) * np",
        ),
        "1 - f**2 is the factor: it is 1 - f.": ("(1 - f)", "(1 - f**2)"),
        "f has no activation: f = sigmoid(a_f).": ("f = nets.sigmoid(a_f)", "f = a_f"),
        "f goes through tanh: it is a gate, so the sigmoid.": ("f = nets.sigmoid(a_f)", "f = np.tanh(a_f)"),
        "the candidate goes through the sigmoid: it is tanh(a_g).": ("np.tanh(a_g)", "nets.sigmoid(a_g)"),
        "the candidate has no activation: it is tanh(a_g).": ("np.tanh(a_g)", "a_g"),
        "o goes through tanh: it is a gate, so the sigmoid.": ("nets.sigmoid(a_o)", "np.tanh(a_o)"),
        "the output gate is missing: h = o * tanh(c).": ("nets.sigmoid(a_o) * np.tanh(c_next)", "np.tanh(c_next)"),
        "the output gate is coupled, too: only i is, o = sigmoid(a_o).": ("nets.sigmoid(a_o)", "(1 - f)"),
        "the blocks are read as g, f, o: the order is f, g, o.": ("a_f, a_g, a_o =", "a_g, a_f, a_o ="),
        "the blocks are read as f, o, g: the order is f, g, o.": ("a_f, a_g, a_o =", "a_f, a_o, a_g ="),
        "the blocks are read as o, f, g: the order is f, g, o.": ("a_f, a_g, a_o =", "a_o, a_f, a_g ="),
        "the blocks are read as g, o, f: the order is f, g, o.": ("a_f, a_g, a_o =", "a_g, a_o, a_f ="),
        "the blocks are read as o, g, f: the order is f, g, o.": ("a_f, a_g, a_o =", "a_o, a_g, a_f ="),
        "h = o * c: c goes through tanh first, h = o * tanh(c).": ("np.tanh(c_next), c_next", "c_next, c_next"),
        "h is computed from the old state: use tanh of the new c.": ("np.tanh(c_next), c_next", "np.tanh(c), c_next"),
        "tanh is applied to c itself: only h uses tanh(c).": (NEW, f"np.tanh({NEW})"),
        "the old c is returned: return h and the new c.": ("np.tanh(c_next), c_next", "np.tanh(c_next), c"),
        "the order of the results is c, h: return h, c.": (
            "nets.sigmoid(a_o) * np.tanh(c_next), c_next",
            "c_next, nets.sigmoid(a_o) * np.tanh(c_next)",
        ),
        "the output gate is inside the tanh: h = o * tanh(c).": (
            "nets.sigmoid(a_o) * np.tanh(c_next)",
            "np.tanh(nets.sigmoid(a_o) * c_next)",
        ),
        "every third column is taken: a block is H columns side by side.": (
            "np.split(a, 3, axis=1)",
            "(a[:, k::3] for k in range(3))",
        ),
        "a is cut into four: there are three blocks, np.split(a, 3, axis=1).": (
            "a_f, a_g, a_o = np.split(a, 3, axis=1)",
            "_, a_f, a_g, a_o = np.split(a, 4, axis=1)",
        ),
        "a is cut along the batch: its blocks lie side by side, np.split(a, 3, axis=1).": (", axis=1", ""),
        "the hidden state is missing: the gates see x and h, + h @ W_hh.T.": ("+ h @ W_hh.T", ""),
        "the biases are missing: + b, once.": ("+ b", ""),
        "c is changed in place: write c_next = ..., a new array.": (
            f"c_next = {NEW}",
            "c *= f\n    c += (1 - f) * np.tanh(a_g)\n    c_next = c",
        ),
    },
)


equivalents(
    ex,
    {
        "a step from g towards c": (NEW, "np.tanh(a_g) + f * (c - np.tanh(a_g))"),
        "the sigmoid of -a_f": ("(1 - f) * np", "nets.sigmoid(-a_f) * np"),
        "lesson 08's step with opposite weights": """
        H = c.shape[1]
        full = [np.concatenate([-q[:H], q]) for q in (W_ih, W_hh, b)]
        return nets.lstm_step(x, h, c, *full)[:2]
    """,
        "slices, and a list": """
        H = c.shape[1]
        a = np.hstack([x, h]) @ np.hstack([W_ih, W_hh]).T + b
        keep, show = nets.sigmoid(a[:, :H]), nets.sigmoid(a[:, 2 * H :])
        new = keep * c - (keep - 1) * np.tanh(a[:, H : 2 * H])
        return [show * np.tanh(new), new]
    """,
    },
)
