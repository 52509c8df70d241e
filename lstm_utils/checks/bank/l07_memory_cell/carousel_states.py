"""Lesson 07: the carousel with its input gate."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "carousel-states",
    lesson="07_memory_cell",
    reference=nets.carousel_states,
    outputs="cs",
    hints=[
        "How full is a tank after a step? You know its level before, how far the tap is open, and what arrives at the tap.",
        "Start c at c0 and loop over t. Each step computes a new c from the old one, and each "
        "of these states is part of the answer.",
        "In the loop, c = c + i[t] * g[t] makes a new array; append it to a list. At the end, "
        "np.stack makes (T, B, H) of T arrays (B, H).",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, H, **given):
        drawn = dict(c0=rng.normal(size=(B, H)), i=rng.uniform(size=(T, B, H)))
        return drawn | dict(g=rng.uniform(-2, 2, size=(T, B, H))) | given

    yield "T=4, B=3, H=2", case(4, 3, 2)
    yield "one cell, five steps", case(5, 1, 1)
    yield "one step", case(1, 2, 3)
    yield "T=B=H=3, where no shape can warn you", case(3, 3, 3)
    yield "an initial state of 0", case(4, 2, 3, c0=np.zeros((2, 3)))
    yield "gates closed: nothing changes", case(6, 2, 3, i=np.zeros((6, 2, 3)))
    yield "states of 1000", case(3, 2, 2, c0=np.full((2, 2), 1e3))
    yield "1,000 steps", case(1000, 1, 2)


SUM = "c0 + np.cumsum(i * g, axis=0)"


def _loop(step):
    """Return a body that runs one step after the other."""
    lines = "".join(f"\n    {line}" for line in step.split("; "))
    return f"c, cs = c0, []\nfor i_t, g_t in zip(i, g, strict=True):{lines}\nreturn np.stack(cs)"


mistakes(
    ex,
    {
        "c is overwritten: add to the previous state, c = c + i * g.": (SUM, "i * g"),
        "the input gate is not used: add i * g, not g.": ("i * g", "g"),
        "the input gate multiplies c as well: it multiplies only g, c + i * g.": _loop("c = i_t * (c + g_t); cs.append(c)"),
        "the input gate multiplies c instead of g: c + i * g, not i * c + g.": _loop("c = i_t * c + g_t; cs.append(c)"),
        "c decays by 1 - i: the carousel keeps all of c, c + i * g.": _loop("c = (1 - i_t) * c + i_t * g_t; cs.append(c)"),
        "the input gate is added: it multiplies the input, i * g.": ("i * g", "i + g"),
        "tanh is applied to c at each step: the carousel is linear, c + i * g.": _loop(
            "c = np.tanh(c + i_t * g_t); cs.append(c)"
        ),
        "the sign is wrong: the input is added, c + i * g.": ("c0 + np", "c0 - np"),
        "tanh is applied to the returned states: cs contains c itself.": (SUM, f"np.tanh({SUM})"),
        "sigmoid is applied to i: i is already the output of a gate.": ("i * g", "nets.sigmoid(i) * g"),
        "the sum starts from 0: start from c0, which stays in the state.": ("c0 + ", ""),
        "each step starts from c0: start from the state of the step before.": ("np.cumsum(i * g, axis=0)", "i * g"),
        "c0 is among the states: return only the states after each step, (T, B, H).": (SUM, f"np.concatenate([c0[None], {SUM}])"),
        "the states are one step late: cs[0] is the state after the first step, not c0.": (
            SUM,
            f"np.concatenate([c0[None], {SUM}])[:-1]",
        ),
        "the first step is skipped: cs[0] is c0 + i[0] * g[0], not c0.": """
        cs = np.zeros_like(g)
        cs[0] = c0
        for t in range(1, len(i)):
            cs[t] = cs[t - 1] + i[t] * g[t]
        return cs
    """,
        "only the last state is returned: collect the state after each step, (T, B, H).": (SUM, f"({SUM})[-1]"),
        "all steps hold the last state: `c += ...` changes the one array that you append.": (
            f"c0 = c0.copy()\n{_loop('c += i_t * g_t; cs.append(c)')}"
        ),
        "c0 is changed: `c += ...` writes to the caller's array, use c = c + ...": _loop("c += i_t * g_t; cs.append(c.copy())"),
        "`c += ...` changes the caller's c0, and all steps are one array: use c = c + ...": _loop("c += i_t * g_t; cs.append(c)"),
        "the sum runs over the batch: time is axis 0, and each example has its own state.": ("axis=0", "axis=1"),
        "the sum runs over the cells: time is axis 0, and each cell has its own state.": ("axis=0", "axis=2"),
        "the states are in reverse order: cs[t] belongs to step t.": (SUM, f"({SUM})[::-1]"),
        "time runs backward: start with step 0.": ("i * g", "i[::-1] * g[::-1]"),
        "the steps run backward: start with step 0, from c0.": (SUM, "c0 + np.cumsum((i * g)[::-1], axis=0)[::-1]"),
        "the loop begins at step 1: begin at step 0, so that there are T states.": ("i * g", "i[1:] * g[1:]"),
        "the gates are summed alone: add up the products i * g.": ("np.cumsum(i * g, axis=0)", "np.cumsum(i, axis=0) * g"),
        "c0 is added at every step: it is the start of the sum, once.": (SUM, "np.cumsum(c0 + i * g, axis=0)"),
        "tanh is applied to g: g is the candidate already, i * g.": ("i * g", "i * np.tanh(g)"),
        "the mean so far is returned: the state is the sum.": ("axis=0)", "axis=0) / np.arange(1, len(i) + 1)[:, None, None]"),
        "a list is returned: np.stack makes one array (T, B, H) of it.": (SUM, f"list({SUM})"),
    },
)

equivalents(
    ex,
    {
        "a loop over the steps": _loop("c = c + i_t * g_t; cs.append(c)"),
        "an array that is filled": """
        cs = np.empty(i.shape)
        for t in range(len(i)):
            cs[t] = (c0 if t == 0 else cs[t - 1]) + i[t] * g[t]
        return cs
    """,
        "in place, on copies": """
        c, cs = c0.copy(), []
        for t in range(len(i)):
            c += i[t] * g[t]
            cs.append(c.copy())
        return np.array(cs)
    """,
        "a running sum that begins with c0": (SUM, "np.add.accumulate(np.concatenate([c0[None], i * g]), axis=0)[1:]"),
        "einsum with a triangle of ones": ("np.cumsum(i * g, axis=0)", 'np.einsum("st,tbh->sbh", np.tri(len(i)), i * g)'),
    },
)
