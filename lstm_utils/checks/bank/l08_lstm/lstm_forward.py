"""Lesson 08: the LSTM over a sequence."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._draw import weights


@functools.wraps(nets.lstm_forward)
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    """Run a step over a sequence; return the caches of the steps as a list."""
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches


ex = exercise(
    "lstm-forward",
    lesson="08_lstm",
    reference=lstm_forward,
    outputs=("hs", "c", "caches"),
    hints=[
        "x has shape (T, B, I): `for x_t in x` gives the steps in order, (B, I) each. Two things are passed from step to step.",
        "Start with h, c = h0, c0. In the loop: h, c, cache = step(x_t, h, c, W_ih, W_hh, b).",
        "Collect h and cache in two lists. After the loop np.stack(hs) is (T, B, H); return it "
        "with the last c and the list of caches.",
    ],
)


@probe("a step without gates")
def _(x, h, c, W_ih, W_hh, b):
    H = h.shape[1]
    c_next = c / 2 + x @ W_ih[:H].T
    h_next = np.tanh(c_next + h @ W_hh[:H].T + b[:H])
    return h_next, c_next, {"x": x, "h_prev": h, "c_prev": c}


@ex.cases
def _(rng):
    def case(T, B, I, H, **given):
        sizes = dict(x=(T, B, I), h0=(B, H), c0=(B, H))
        drawn = {name: rng.normal(size=size) for name, size in sizes.items()}
        return drawn | weights(rng, I, H) | given

    yield "T=4, B=3, I=2, H=5", case(4, 3, 2, 5)
    yield "T=1", case(1, 2, 3, 2)
    yield "T=6, B=1", case(6, 1, 2, 3)
    yield "T=B=I=H=3", case(3, 3, 3, 3)
    yield "from a state of 0", case(3, 2, 4, 2, h0=np.zeros((2, 2)), c0=np.zeros((2, 2)))
    yield "another step", case(5, 2, 3, 4, step=Probe("a step without gates"))
    large = case(3, 3, 2, 3)
    yield "states of thousands", large | dict(c0=1e4 * large["c0"])


mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return np.stack(hs), c,",
            "return np.stack(hs), np.clip(c, -100, 100),",
        ),
        "c is not carried: every step starts from c0. Pass on the c of the step before.": [
            ("h, c, cache = step", "h, last, cache = step"),
            ("np.stack(hs), c,", "np.stack(hs), last,"),
        ],
        "h is not carried: every step starts from h0. Pass on the h of the step before.": ("step(x_t, h, c,", "step(x_t, h0, c,"),
        "neither h nor c is carried: every step starts from h0, c0.": ("step(x_t, h, c,", "step(x_t, h0, c0,"),
        "what step returns is unpacked in the wrong order: h, c, cache = step(...).": (
            "h, c, cache = step",
            "c, h, cache = step",
        ),
        "step returns three values: h, c, cache = step(x_t, h, c, W_ih, W_hh, b).": [
            ("h, c, cache = step", "h, c = step"),
            ("        caches.append(cache)\n", ""),
        ],
        "h and c are passed to step in the wrong order: step(x_t, h, c, ...).": ("step(x_t, h, c,", "step(x_t, c, h,"),
        "the sequence starts from 0: begin with h0 and c0.": ("h0, c0, [], []", "np.zeros_like(h0), np.zeros_like(c0), [], []"),
        "h0 and c0 are swapped at the start: h, c = h0, c0.": ("h0, c0, [], []", "c0, h0, [], []"),
        "the caches share arrays that were overwritten (h[...] =, c *=): make new arrays in every step.": [
            ("h0, c0, [], []", "h0.copy(), c0.copy(), [], []"),
            (
                "h, c, cache = step(x_t, h, c, W_ih, W_hh, b)",
                "h_next, c_next, cache = step(x_t, h, c, W_ih, W_hh, b)\n        h[...], c[...] = h_next, c_next",
            ),
            ("hs.append(h)", "hs.append(h_next)"),
        ],
        "c is overwritten in place, and the cached c_prev with it: make a new c each time.": [
            ("h0, c0, [], []", "h0, c0.copy(), [], []"),
            (
                "h, c, cache = step(x_t, h, c, W_ih, W_hh, b)",
                "h, c_next, cache = step(x_t, h, c, W_ih, W_hh, b)\n        c[...] = c_next",
            ),
        ],
        "h0 and c0 are changed in place: h, c = step(...) binds the names to new arrays.": (
            "return",
            "h0[...], c0[...] = h, c\n    return",
        ),
        "the sequence is read from its end: go through x in its own order.": ("in x:", "in x[::-1]:"),
        "every step reads the first input: x[t], not x[0].": ("step(x_t,", "step(x[0],"),
        "the loop runs over the batch: x is (T, B, I), time is its first axis.": ("in x:", "in x.swapaxes(0, 1):"),
        "all of hs is the last h: one buffer was filled again and again. Append new arrays.": (
            "np.stack(hs)",
            "np.stack([h] * len(hs))",
        ),
        "hs begins with h0: it has the states after each step, T of them.": ("np.stack(hs)", "np.stack([h0, *hs])"),
        "hs is one step late: it has h before each step; append after the step.": ("np.stack(hs)", "np.stack([h0, *hs[:-1]])"),
        "hs is a list: np.stack(hs) makes one (T, B, H) array of it.": ("np.stack(hs)", "hs"),
        "only the last h is returned: return those of all steps, (T, B, H).": ("np.stack(hs)", "h"),
        "hs has the batch first: stack along axis 0, (T, B, H).": ("np.stack(hs)", "np.stack(hs, axis=1)"),
        "the states are joined along the batch, (T*B, H): np.stack gives (T, B, H).": ("np.stack(hs)", "np.concatenate(hs)"),
        "the cell states of all steps are returned: return only the last c, (B, H).": (
            "np.stack(hs), c,",
            'np.stack(hs), np.stack([v["c_prev"] for v in caches[1:]] + [c]),',
        ),
        "the last h is returned in place of the last c: return hs, c, caches.": ("np.stack(hs), c,", "np.stack(hs), h,"),
        "only the last step's cache is returned: append each step's cache to a list.": ("c, caches\n", "c, cache\n"),
        "the caches are in reverse order: append them as the steps come, the first step's cache first.": (
            "c, caches\n",
            "c, caches[::-1]\n",
        ),
        "the caches are missing: return hs, c and the list of the steps' caches.": ("c, caches\n", "c\n"),
        "hs has the cell states: collect h, which step returns first.": ("hs.append(h)", "hs.append(c)"),
        "the argument `step` is not called: call step(x_t, h, c, W_ih, W_hh, b), not a fixed step.": (
            "= step(",
            "= nets.lstm_step(",
        ),
        "the first step is missing: go through x from x[0].": ("in x:", "in x[1:]:"),
        "the last step is missing: go through all T steps.": ("in x:", "in x[:-1]:"),
    },
)


equivalents(
    ex,
    {
        "an array that is filled": """
        T, B, _ = x.shape
        hs, caches = np.zeros((T, B, h0.shape[1])), [None] * T
        h, c = h0, c0
        for t in range(T):
            h, c, caches[t] = step(x[t], h, c, W_ih, W_hh, b)
            hs[t] = h
        return hs, c, caches
    """,
        "the state before is hs[t - 1], caches in a tuple": """
        hs, cs, caches = [h0.copy()], [c0.copy()], ()
        for t in range(x.shape[0]):
            h, c, cache = step(x[t], hs[-1], cs[-1], W_ih, W_hh, b)
            hs.append(h)
            cs.append(c)
            caches += (cache,)
        return np.array(hs[1:]), cs[-1], caches
    """,
        "states in a tuple that is unpacked": """
        state, outs = (h0, c0), []
        for t in range(len(x)):
            *state, cache = step(x[t], *state, W_ih, W_hh, b)
            outs.append((*state, cache))
        hs, cs, caches = zip(*outs, strict=True)
        return np.concatenate([h[None] for h in hs]), cs[-1], list(caches)
    """,
        "recursion on the rest of the sequence": """
        def run(x, h, c):
            if not len(x):
                return [], c, []
            h, c, cache = step(x[0], h, c, W_ih, W_hh, b)
            hs, last, caches = run(x[1:], h, c)
            return [h, *hs], last, [cache, *caches]

        hs, c, caches = run(x, h0, c0)
        return np.stack(hs), c, caches
    """,
    },
)
