"""Lesson 08: the update of the cell state and the hidden state, given the gates."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes


def cell_update(c_prev, i, f, g, o):
    """Advance the cell state by one step and output it; two (B, H)."""
    c = f * c_prev + i * g
    return o * np.tanh(c), c


ex = exercise(
    "cell-update",
    lesson="08_lstm",
    reference=cell_update,
    outputs=("h", "c"),
    hints=[
        "The new cell state is a sum of two parts: what is kept of the old state, and what is "
        "added. Which gate scales which part?",
        "All five arrays are (B, H), and everything is element by element: * and +, no @.",
        "c = (forget gate times old state) + (input gate times candidate), without a tanh "
        "around it. Then h = output gate times tanh of the new c. Return h, c.",
    ],
)


@ex.cases
def _(rng):
    def case(B, H, **given):
        i, f, o = rng.uniform(size=(3, B, H))
        drawn = dict(c_prev=2 * rng.normal(size=(B, H)), i=i, f=f)
        return drawn | dict(g=rng.uniform(-1, 1, size=(B, H)), o=o) | given

    yield "B=3, H=2", case(3, 2)
    yield "one unit", case(1, 1)
    yield "f = 1, i = 0: everything is kept", case(2, 3, f=np.ones((2, 3)), i=np.zeros((2, 3)))
    yield "f = 0: everything old is forgotten", case(2, 3, f=np.zeros((2, 3)))
    yield "o = 0: h is 0", case(2, 3, o=np.zeros((2, 3)))
    yield "a state of 1000", case(1, 4, c_prev=np.full((1, 4), 1000.0))


mistakes(
    ex,
    {
        "the input gate is missing: what is added is i * g, not g.": ("i * g", "g"),
        "the forget gate is missing: what is kept is f * c_prev (this is the 1997 cell).": ("f * c_prev", "c_prev"),
        "i and f are swapped: f scales the old state, i scales the candidate.": ("f * c_prev + i * g", "i * c_prev + f * g"),
        "i and g are added: the candidate is scaled by its gate, i * g.": ("i * g", "(i + g)"),
        "f and c_prev are added: the old state is scaled by its gate, f * c_prev.": ("f * c_prev", "f + c_prev"),
        "the two parts are multiplied: c is their sum, f * c_prev + i * g.": ("+ i * g", "* i * g"),
        "@ is a matrix product: gates act element by element, *.": """
            c = f @ c_prev + i @ g
            return o @ np.tanh(c), c
        """,
        "tanh is missing in the output: h = o * tanh(c).": ("np.tanh(c)", "c"),
        "the output gate is inside the tanh: h = o * tanh(c).": ("o * np.tanh(c)", "np.tanh(o * c)"),
        "the output gate is missing: h = o * tanh(c).": ("o * np.tanh(c)", "np.tanh(c)"),
        "h is computed from the old state: use tanh of the new c.": ("np.tanh(c)", "np.tanh(c_prev)"),
        "i, f and o go through the sigmoid again: they are gates already.": [
            ("= f *", "= nets.sigmoid(f) *"),
            ("+ i *", "+ nets.sigmoid(i) *"),
            ("return o", "return nets.sigmoid(o)"),
        ],
        "i and f go through the sigmoid again: they are gates already.": [
            ("= f *", "= nets.sigmoid(f) *"),
            ("+ i *", "+ nets.sigmoid(i) *"),
        ],
        "c_prev is changed in place: write c = f * c_prev + i * g, which is a new array.": """
            c_prev *= f
            c_prev += i * g
            return o * np.tanh(c_prev), c_prev
        """,
        "tanh is applied to c itself: c = f * c_prev + i * g; only h uses tanh(c).": (
            "f * c_prev + i * g",
            "np.tanh(f * c_prev + i * g)",
        ),
        "c goes through tanh, and h does not: c = f * c_prev + i * g, h = o * tanh(c).": [
            ("f * c_prev + i * g", "np.tanh(f * c_prev + i * g)"),
            ("o * np.tanh(c)", "o * c"),
        ],
        "the old c goes through tanh first: what is kept is f * c_prev as it is.": ("c_prev +", "np.tanh(c_prev) +"),
        "g goes through tanh again: it is a candidate already.": ("i * g", "i * np.tanh(g)"),
        "the output gate scales c, too: o only scales what h shows.": ("f * c_prev + i * g", "o * (f * c_prev + i * g)"),
        "the forget gate also scales the candidate: f * c_prev, then + i * g.": ("c_prev + i * g", "(c_prev + i * g)"),
        "the input gate is 1 - f (a later variant, lesson 12): use i.": ("i * g", "(1 - f) * g"),
        "h goes through a sigmoid: h = o * tanh(c), which can be negative.": ("np.tanh(c)", "nets.sigmoid(c)"),
        "1 - f is kept: f = 1 means keep everything, in spite of its name.": ("f * c_prev", "(1 - f) * c_prev"),
        "1 - i multiplies the old state, as in a GRU: the LSTM has a gate of its own for it, f * c_prev.": (
            "f * c_prev",
            "(1 - i) * c_prev",
        ),
    },
)

equivalents(
    ex,
    {
        "a sum over two stacked rows": """
        c = (np.stack([f, i]) * np.stack([c_prev, g])).sum(axis=0)
        return [np.tanh(c) * o, c]
    """,
        "element by element": """
        h, c = np.empty_like(c_prev), np.empty_like(c_prev)
        for k in np.ndindex(c.shape):
            c[k] = f[k] * c_prev[k] + i[k] * g[k]
            h[k] = o[k] * np.tanh(c[k])
        return h, c
    """,
        "on a copy, in place": """
        c = c_prev.copy()
        c *= f
        c += i * g
        return np.multiply(o, np.tanh(c)), c
    """,
    },
)
