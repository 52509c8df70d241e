"""Lesson 08: the belt and the way out, given the gates."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes


def cell_update(c_prev, i, f, g, o):
    """Move the cell state on by one step and let it out; two (B, H)."""
    c = f * c_prev + i * g
    return o * np.tanh(c), c


ex = exercise(
    "cell-update",
    lesson="08_lstm",
    reference=cell_update,
    outputs=("h", "c"),
    hints=[
        "Two things lie on the belt afterwards: what is left of the old content, and what is "
        "put on. Which gate is on which?",
        "All five arrays are (B, H), and everything is element by element: * and +, no @.",
        "c = (forget gate times old state) + (input gate times new content), without a tanh "
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
    yield "o = 0: nothing comes out", case(2, 3, o=np.zeros((2, 3)))
    yield "a state of 1000", case(1, 4, c_prev=np.full((1, 4), 1000.0))


mistakes(
    ex,
    {
        "the input gate is missing: what is stored is i * g, not g.": ("i * g", "g"),
        "the forget gate is missing: what is kept is f * c_prev (this is the 1997 cell).": (
            "f * c_prev",
            "c_prev",
        ),
    },
)


@ex.mistake("i and f have changed places: f is for the old content, i for the new.")
def _(c_prev, i, f, g, o):
    return cell_update(c_prev, f, i, g, o)


mistakes(
    ex,
    {
        "tanh is missing on the way out: h = o * tanh(c).": ("np.tanh(c)", "c"),
        "the output gate stands inside the tanh: h = o * tanh(c).": (
            "o * np.tanh(",
            "np.tanh(o *",
        ),
        "h reads the old state: let out the new c.": [
            ("c = f", "return o * np.tanh(c_prev), f"),
            ("return o * np.tanh(c), c\n", ""),
        ],
    },
)


@ex.mistake("i, f and o go through the sigmoid again: they are gates already.")
def _(c_prev, i, f, g, o):
    return cell_update(c_prev, *map(nets.sigmoid, (i, f)), g, nets.sigmoid(o))


@ex.mistake("i and f go through the sigmoid again: they are gates already.")
def _(c_prev, i, f, g, o):
    return cell_update(c_prev, nets.sigmoid(i), nets.sigmoid(f), g, o)


mistakes(
    ex,
    {
        "c_prev is changed in place: write c = f * c_prev + i * g, which is a new array.": [
            ("c = f * c_prev +", "c_prev *= f\n    c_prev +="),
            ("c), c", "c_prev), c_prev"),
        ],
        "there is a tanh on the belt: c itself goes on as it is, only h sees tanh(c).": [
            ("= f *", "= np.tanh(f *"),
            ("i * g", "i * g)"),
        ],
        "c goes through tanh, and h does not: c = f * c_prev + i * g, h = o * tanh(c).": [
            ("= f *", "= np.tanh(f *"),
            ("g\n    return o * np.tanh(c),", "g)\n    return o * c,"),
        ],
    },
)


@ex.mistake("the old c goes through tanh first: what is kept is f * c_prev as it is.")
def _(c_prev, i, f, g, o):
    return cell_update(np.tanh(c_prev), i, f, g, o)


@ex.mistake("g goes through tanh again: it is the finished content already.")
def _(c_prev, i, f, g, o):
    return cell_update(c_prev, i, f, np.tanh(g), o)


mistakes(
    ex,
    {
        "the output gate closes the belt, too: o only decides what h shows.": [
            ("= f *", "= o * (f *"),
            ("i * g", "i * g)"),
        ],
        "the forget gate also takes from the new content: f * c_prev, then + i * g.": (
            "c_prev + i * g",
            "(c_prev + i * g)",
        ),
    },
)


@ex.mistake("1 - f stands for the input gate (a later variant, lesson 12): use i.")
def _(c_prev, i, f, g, o):
    return cell_update(c_prev, 1 - f, f, g, o)


mistakes(
    ex,
    {
        "the state goes out through a sigmoid: h = o * tanh(c), which can be negative.": (
            "np.tanh",
            "nets.sigmoid",
        ),
    },
)


@ex.mistake("1 - f is kept: f = 1 means keep everything, in spite of its name.")
def _(c_prev, i, f, g, o):
    return cell_update(c_prev, i, 1 - f, g, o)


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
