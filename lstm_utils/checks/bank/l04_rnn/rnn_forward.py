"""Lesson 04: an Elman network over a batch of sequences."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

rnn_forward = exercise(
    "rnn-forward",
    lesson="04_rnn",
    reference=nets.rnn_forward,
    outputs="hs",
    hints=[
        "Loop over time, the first axis of x: `for x_t in x` gives one (B, I) array per step. "
        "One name, h, is the state; before the loop it is h0.",
        "At each step: h = nets.rnn_step(x_t, h, W_ih, W_hh, b), then append h to a list. The next step uses the same h.",
        "Collect the states in a list and return np.stack(hs), or fill np.zeros((T, B, H)) with hs[t] = h, after the step.",
    ],
)


@rnn_forward.cases
def _(rng):
    def case(T, B, I, H, scale=0.7):
        sizes = dict(x=(T, B, I), h0=(B, H), W_ih=(H, I), W_hh=(H, H), b=(H,))
        return {name: scale * rng.normal(size=size) for name, size in sizes.items()}

    yield "T=5, B=2, I=3, H=4", case(5, 2, 3, 4)
    yield "T=1, a single step", case(1, 3, 2, 4)
    yield "B=1, a single sequence", case(6, 1, 2, 3)
    yield "T=B=I=H=3, so that no shape raises", case(3, 3, 3, 3)
    yield "H=1, a single unit", case(4, 3, 2, 1)
    yield "more sequences than steps", case(2, 7, 3, 5)
    yield "h0 = 0", case(4, 2, 3, 5) | dict(h0=np.zeros((2, 5)))
    yield "thirty steps", case(30, 2, 1, 3)


STEP = "h = nets.rnn_step(x_t, h, W_ih, W_hh, b)"
FILL = """
        hs = np.zeros((len(x), *h0.shape))
        for t in range({}):
            hs[t] = nets.rnn_step(x[t], hs[t - 1]{}, W_ih, W_hh, b)
        return hs
"""

mistakes(
    rnn_forward,
    {
        "every step shows the last state: hs.append(h) keeps one array, and the next step writes into it. Make a new h each time.": [
            ("h, hs = h0", "h, hs = h0.copy()"),
            ("h = nets", "h[:] = nets"),
        ],
        "h is h0 and is written in place: h0 changes and all steps show the last state. Make a new h each time.": (
            "h = nets",
            "h[:] = nets",
        ),
        "h is h0 and is written in place, so h0 changes: copy h0 first, or make a new h each time.": [
            ("h = nets", "h[:] = nets"),
            ("append(h)", "append(h.copy())"),
        ],
        "the previous state adds nothing: hs[t] is still 0 when it is read, use hs[t - 1], or keep h.": FILL.replace(
            "hs[t - 1]", "hs[t]"
        ).format("len(x)", ""),
        "the state is reset at each step: every step starts from h0. Set h = h0 before the loop.": ("x_t, h,", "x_t, h0,"),
        "h0 is not used: the first step starts from zeros (for t = 0, hs[t - 1] is hs[-1]). Start from h = h0.": FILL.format(
            "len(x)", ""
        ),
        "off by one: h is appended before the step, and hs misses the last state. Append after the step.": (
            f"{STEP}\n        hs.append(h)",
            f"hs.append(h)\n        {STEP}",
        ),
        "h0 is in hs, so hs has T + 1 states: return the T states after the steps.": ("h0, []", "h0, [h0]"),
        "only the last state is returned: stack the states of all T steps.": ("np.stack(hs)", "h"),
        "the states are a list: np.stack(hs) makes one (T, B, H) array.": ("np.stack(hs)", "hs"),
        "the states are joined along the units, (B, T H): np.stack(hs) gives (T, B, H).": (
            "np.stack(hs)",
            "np.concatenate(hs, axis=1)",
        ),
        "the states are joined along the batch, (T B, H): np.stack(hs) gives time an axis, (T, B, H).": (
            "np.stack(hs)",
            "np.concatenate(hs)",
        ),
        "the batch is the first axis here, (B, T, H): time is axis 0, np.stack(hs).": ("np.stack(hs)", "np.stack(hs, axis=1)"),
        "the loop runs over the batch, x[:, t]: time is the first axis of x, (T, B, I).": [
            ("x_t in x", "t in range(x.shape[1])"),
            (STEP, "h = np.tanh(x[:, t] @ W_ih.T + h @ W_hh.T + b)"),
        ],
        "the loop runs over the batch, x[:, t], with nets.rnn_step: time is the first axis of x, x[t] is one step.": [
            ("x_t in x", "t in range(x.shape[1])"),
            (STEP, "h = nets.rnn_step(x[:, t], h, W_ih, W_hh, b)"),
        ],
        "the loop has B steps, len(x[0]): it takes T = len(x) steps.": [
            ("x_t in x", "t in range(x.shape[1])"),
            (STEP, "h = np.tanh(x[t] @ W_ih.T + h @ W_hh.T + b)"),
        ],
        "the loop starts at t = 1 with h0, so x[0] is never read and hs[0] stays 0: use range(T).": """
        h, hs = h0, np.zeros((len(x), *h0.shape))
        for t in range(1, len(x)):
            hs[t] = h = nets.rnn_step(x[t], h, W_ih, W_hh, b)
        return hs
    """,
        "the loop starts at t = 1: x[0] is never read, and hs[0] stays 0.": FILL.format("1, len(x)", ""),
        "hs[0] = h0 replaces the first step, so x[0] is never read: hs[0] is the state after reading x[0].": [
            ("h0, []", "h0, [h0]"),
            ("in x:", "in x[1:]:"),
        ],
        "the last step is left out: use range(T), not range(T - 1).": FILL.format("len(x) - 1", " if t else h0"),
        "the sequence is reversed: read from x[0] to x[T - 1].": ("in x:", "in x[::-1]:"),
        "the sequence is reversed: start with x[0], and fill hs[0] first.": [("in x:", "in x[::-1]:"), ("(hs)", "(hs[::-1])")],
        "each step reads x[0]: step t reads x[t].": ("rnn_step(x_t", "rnn_step(x[0]"),
        "W_hh is not transposed: the recurrent term is h @ W_hh.T.": ("h, W_ih, W_hh, b)", "h, W_ih, W_hh.T, b)"),
        "the bias is missing: each step adds b.": ("h, W_ih, W_hh, b)", "h, W_ih, W_hh, np.zeros_like(b))"),
        "tanh is applied twice: nets.rnn_step has applied it already.": (STEP, f"{STEP}\n        h = np.tanh(h)"),
        "tanh is applied again to the states in hs: append h as it is.": ("append(h)", "append(np.tanh(h))"),
        "the tanh is missing: each step is nets.rnn_step, which applies tanh to the sum.": (
            STEP,
            "h = x_t @ W_ih.T + h @ W_hh.T + b",
        ),
        "the states are summed: each state replaces the previous one, h = ...": ("h = nets", "h = h + nets"),
        "only one step is made: the `return` is inside the loop, move it to the left.": ("    return", "        return"),
        "two values are returned: return hs alone, the last state is hs[-1].": ("(hs)", "(hs), h"),
        "the states are one step late and hs[0] stays 0: hs[t] is the state after reading x[t].": (
            "np.stack(hs)",
            "np.stack([np.zeros_like(h0), *hs[:-1]])",
        ),
    },
)


equivalents(
    rnn_forward,
    {
        "an array filled step by step": FILL.format("len(x)", " if t else h0"),
        "all input products first": """
        a, h, hs = x @ W_ih.T + b, h0, []
        for a_t in a:
            h = np.tanh(a_t + h @ W_hh.T)
            hs += [h]
        return np.array(hs)
    """,
        "one sequence at a time": """
        hs = np.zeros((x.shape[0], *h0.shape))
        for n in range(x.shape[1]):
            h = h0[n]
            for t in range(x.shape[0]):
                h = np.tanh(W_ih @ x[t, n] + W_hh @ h + b)
                hs[t, n] = h
        return hs
    """,
        "itertools.accumulate": """
        from itertools import accumulate

        states = accumulate(x, lambda h, x_t: nets.rnn_step(x_t, h, W_ih, W_hh, b), initial=h0)
        return np.stack(list(states)[1:])
    """,
        "in place, and copied before it is appended": """
        h, hs = h0.copy(), []
        for x_t in x:
            h[:] = nets.rnn_step(x_t, h, W_ih, W_hh, b)
            hs.append(h.copy())
        return np.stack(hs)
    """,
        "recursion": """
        h = nets.rnn_step(x[0], h0, W_ih, W_hh, b)[None]
        if len(x) == 1:
            return h
        return np.concatenate([h, nets.rnn_forward(x[1:], h[0], W_ih, W_hh, b)])
    """,
    },
)
