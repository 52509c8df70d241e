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
        "How full is a tank after a step, if you know how full it was before, how far the tap "
        "is open, and what comes to the tap?",
        "Keep c between the rounds of a loop over t, beginning with c0. Each round makes a new "
        "c from the old one, and every one of them is part of the answer.",
        "In the loop: c = c + i[t] * g[t], which is a new array, then append it to a list. At "
        "the end np.stack makes (T, B, H) of T arrays (B, H).",
    ],
)


def _run(c, i, g, update):
    """Run an update over all steps."""
    cs = []
    for i_t, g_t in zip(i, g, strict=True):
        c = update(c, i_t, g_t)
        cs.append(c)
    return np.stack(cs)


@ex.cases
def _(rng):
    def case(T, B, H, **given):
        drawn = dict(c0=rng.normal(size=(B, H)), i=rng.uniform(size=(T, B, H)))
        return drawn | dict(g=rng.uniform(-2, 2, size=(T, B, H))) | given

    yield "T=4, B=3, H=2", case(4, 3, 2)
    yield "one tank, five steps", case(5, 1, 1)
    yield "one step", case(1, 2, 3)
    yield "T=B=H=3, where no shape can warn you", case(3, 3, 3)
    yield "an empty tank at the start", case(4, 2, 3, c0=np.zeros((2, 3)))
    yield "gates closed: nothing changes", case(6, 2, 3, i=np.zeros((6, 2, 3)))
    yield "contents of 1000", case(3, 2, 2, c0=np.full((2, 2), 1e3))
    yield "1,000 steps", case(1000, 1, 2)


def _wrong(diagnosis, update):
    """Register a wrong update."""
    ex.mistake(diagnosis)(lambda c0, i, g: _run(c0, i, g, update))


_wrong(
    "c is overwritten: what was in the tank stays there, c = c + i * g.",
    lambda c, i, g: i * g,
)
_wrong("the input gate is not used: only i * g gets in.", lambda c, i, g: c + g)
_wrong(
    "the input gate is applied to c as well: it stands before g only, c + i * g.",
    lambda c, i, g: i * (c + g),
)
_wrong(
    "the input gate is applied to c instead of g: c + i * g, not i * c + g.",
    lambda c, i, g: i * c + g,
)
_wrong(
    "the tank leaks by 1 - i: the carousel keeps all of c, whatever comes in.",
    lambda c, i, g: (1 - i) * c + i * g,
)
_wrong("the gate is added: it scales what comes in, i * g.", lambda c, i, g: c + i + g)
_wrong(
    "c is bent by tanh at each step: the carousel is a straight line, c + i * g.",
    lambda c, i, g: np.tanh(c + i * g),
)
_wrong("the sign is wrong: what comes in is added, c + i * g.", lambda c, i, g: c - i * g)


mistakes(
    ex,
    {
        "tanh is around the states that are returned: cs holds c itself, unbent.": (
            "c0 + np.cumsum(i * g, axis=0",
            "np.tanh(nets.carousel_states(c0, i, g)",
        ),
        "i is bent by a sigmoid once more: it is a gate's output already.": (
            "c0 + np.cumsum(i * g, axis=0",
            "nets.carousel_states(c0, nets.sigmoid(i), g",
        ),
        "the run starts from 0: what was in the tank before, c0, stays in it.": (
            "c0 + np.cumsum(i * g, axis=0",
            "nets.carousel_states(0 * c0, i, g",
        ),
        "each step starts from c0 again: start from the state of the step before.": (
            "np.cumsum(i * g, axis=0)",
            "i * g",
        ),
        "c0 is among the states: return those after each step only, (T, B, H).": (
            "c0 + np.cumsum(i * g, axis=0",
            "np.concatenate([c0[None], nets.carousel_states(c0, i, g)]",
        ),
        "the states come a step too late: cs[0] is the state after the first step, not c0.": (
            "c0 + np.cumsum(i * g, axis=0)",
            "np.concatenate([c0[None], nets.carousel_states(c0, i, g)])[:-1]",
        ),
        "only the last state is returned: collect the state after each step, (T, B, H).": (
            "c0 + np.cumsum(i * g, axis=0)",
            "nets.carousel_states(c0, i, g)[-1]",
        ),
        "all steps hold the last state: `c += ...` changes the one array that you append.": """
        c, cs = c0.copy(), []
        for i_t, g_t in zip(i, g, strict=True):
            c += i_t * g_t
            cs.append(c)
        return np.stack(cs)
    """,
        "c0 is changed: `c += ...` works in the caller's array, write c = c + ...": """
        cs = []
        for i_t, g_t in zip(i, g, strict=True):
            c0 += i_t * g_t
            cs.append(c0.copy())
        return np.stack(cs)
    """,
        "`c += ...` changes the caller's c0, and all steps hold one array: c = c + ...": """
        cs = []
        for i_t, g_t in zip(i, g, strict=True):
            c0 += i_t * g_t
            cs.append(c0)
        return np.stack(cs)
    """,
        "the sum runs over the batch: time is axis 0, and rows do not share a tank.": (
            "axis=0)",
            "axis=1)",
        ),
        "the sum runs over the cells: time is axis 0, and each cell has a tank of its own.": (
            "axis=0)",
            "axis=-1)",
        ),
        "the states come last first: cs[t] belongs to step t.": (
            "c0 + np.cumsum(i * g, axis=0)",
            "nets.carousel_states(c0, i, g)[::-1]",
        ),
        "time runs backwards: begin with step 0.": (
            "c0 + np.cumsum(i * g, axis=0",
            "nets.carousel_states(c0, i[::-1], g[::-1]",
        ),
        "the average so far is returned: the tank holds the sum.": (
            "axis=0)",
            "axis=0) / np.arange(1, len(i) + 1)[:, None, None]",
        ),
        "a list is returned: np.stack makes one array (T, B, H) of it.": (
            "c0 + np.cumsum(i * g, axis=0",
            "list(nets.carousel_states(c0, i, g)",
        ),
    },
)


@ex.same("a loop over the steps")
def _(c0, i, g):
    return _run(c0, i, g, lambda c, i, g: c + i * g)


equivalents(
    ex,
    {
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
        "a running sum that begins with c0": (
            "c0 + np.cumsum(i * g, axis=0)",
            "np.add.accumulate(np.concatenate([c0[None], i * g]), axis=0)[1:]",
        ),
        "einsum with a triangle of ones": (
            "cumsum(i * g, axis=0",
            'einsum("st,tbh->sbh", np.tri(len(i)), i * g',
        ),
    },
)
