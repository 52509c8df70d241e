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
        "A loop over time, the first axis of x: `for x_t in x` gives one (B, I) after the "
        "other. One name, h, holds the state, before the loop that is h0.",
        "In each round: h = nets.rnn_step(x_t, h, W_ih, W_hh, b), then keep it. The next round "
        "finds it in h.",
        "Collect the states in a list and return np.stack(hs), or fill np.zeros((T, B, H)) "
        "with hs[t] = h, after the step.",
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
    yield "T=B=I=H=3, where no shape can warn you", case(3, 3, 3, 3)
    yield "H=1, a single unit", case(4, 3, 2, 1)
    yield "more sequences than steps", case(2, 7, 3, 5)
    yield "h0 = 0", case(4, 2, 3, 5) | dict(h0=np.zeros((2, 5)))
    yield "thirty steps", case(30, 2, 1, 3)


def _run(x, h0, W_ih, W_hh, b, step=nets.rnn_step):
    """The states after each step, in a list."""
    h, hs = h0, []
    for x_t in x:
        h = step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
    return hs


mistakes(
    rnn_forward,
    {
        "every step shows the last state: hs.append(h) keeps one array that the next step writes into. Make a new h each time.": [
            ("h0, [", "h0.copy(), ["),
            ("= nets", "[:] = nets"),
        ],
        "h is written in place, and h is h0: your caller's h0 changes and all steps show the last state. Make a new h each time.": (
            "= nets",
            "[:] = nets",
        ),
        "h is written in place, and h is h0: copy what you keep, and h0 itself, or make a new h each time.": [
            ("= nets", "[:] = nets"),
            ("append(h)", "append(h.copy())"),
        ],
        "the state before adds nothing: is hs[t] read, which is still 0, where hs[t - 1] is due? Or keep h.": "return np.stack([nets.rnn_step(x_t, np.zeros_like(h0), W_ih, W_hh, b) for x_t in x])",
        "the state is reset inside the loop: every step starts from h0, so nothing is remembered. Set h = h0 before the loop.": "return np.stack([nets.rnn_step(x_t, h0, W_ih, W_hh, b) for x_t in x])",
    },
)


@rnn_forward.mistake(
    "h0 is not used: the first step starts from zeros (hs[t - 1] is hs[-1] where t = 0). Start "
    "from h = h0."
)
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x, np.zeros_like(h0), W_ih, W_hh, b))


@rnn_forward.mistake(
    "off by one: h is kept before the step, so hs starts with h0 and misses the last state."
)
def _(x, h0, W_ih, W_hh, b):
    return np.stack([h0, *_run(x, h0, W_ih, W_hh, b)[:-1]])


@rnn_forward.mistake(
    "h0 is kept too, so hs has T + 1 states: return the T states after the steps."
)
def _(x, h0, W_ih, W_hh, b):
    return np.stack([h0, *_run(x, h0, W_ih, W_hh, b)])


@rnn_forward.mistake("only the last state is returned: stack the states of all T steps.")
def _(x, h0, W_ih, W_hh, b):
    return _run(x, h0, W_ih, W_hh, b)[-1]


@rnn_forward.mistake("the states come as a list: np.stack(hs) makes one (T, B, H) array of it.")
def _(x, h0, W_ih, W_hh, b):
    return _run(x, h0, W_ih, W_hh, b)


@rnn_forward.mistake(
    "the states stand side by side, (B, T H): np.stack puts them behind one another, (T, B, H)."
)
def _(x, h0, W_ih, W_hh, b):
    return np.concatenate(_run(x, h0, W_ih, W_hh, b), axis=1)


@rnn_forward.mistake(
    "the states lie one below the other, (T B, H): np.stack gives time an axis, (T, B, H)."
)
def _(x, h0, W_ih, W_hh, b):
    return np.concatenate(_run(x, h0, W_ih, W_hh, b))


@rnn_forward.mistake("batch comes first here, (B, T, H): time is axis 0, np.stack(hs).")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x, h0, W_ih, W_hh, b), axis=1)


mistakes(
    rnn_forward,
    {
        "the loop runs over the batch, x[:, t]: time is the first axis of x, (T, B, I).": (
            "x_t in x:\n        h = nets.rnn_step(x_t, h, W_ih, W_hh,",
            "t in range(x.shape[1]):\n        h = np.tanh(x[:, t] @ W_ih.T + h @ W_hh.T +",
        ),
        "the loop runs over the batch, len(x[0]) rounds: it takes T = len(x) steps.": (
            "x_t in x:\n        h = nets.rnn_step(x_t, h, W_ih, W_hh,",
            "t in range(x.shape[1]):\n        h = np.tanh(x[t] @ W_ih.T + h @ W_hh.T +",
        ),
    },
)


@rnn_forward.mistake(
    "the loop starts at t = 1, so x[0] is never read and hs[0] stays 0: range(T), from h0."
)
def _(x, h0, W_ih, W_hh, b):
    hs = np.zeros((len(x), *h0.shape))
    hs[1:] = [*_run(x[1:], h0, W_ih, W_hh, b)] or hs[1:]
    return hs


@rnn_forward.mistake(
    "hs[0] = h0 takes the place of the first step: x[0] is never read. hs[0] is the state "
    "after it."
)
def _(x, h0, W_ih, W_hh, b):
    return np.stack([h0, *_run(x[1:], h0, W_ih, W_hh, b)])


@rnn_forward.mistake("the last step is left out: range(T), not range(T - 1).")
def _(x, h0, W_ih, W_hh, b):
    hs = np.zeros((len(x), *h0.shape))
    for t, h in enumerate(_run(x, h0, W_ih, W_hh, b)[:-1]):
        hs[t] = h
    return hs


@rnn_forward.mistake("the sequence is read from its end: from x[0] to x[T - 1].")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x[::-1], h0, W_ih, W_hh, b))


@rnn_forward.mistake(
    "the sequence is read from its end: start with x[0], and fill hs[0] first."
)
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x[::-1], h0, W_ih, W_hh, b)[::-1])


@rnn_forward.mistake("each step reads x[0]: step t reads x[t].")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run([x[0]] * len(x), h0, W_ih, W_hh, b))


@rnn_forward.mistake("W_hh is not transposed: the state goes in as h @ W_hh.T.")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x, h0, W_ih, W_hh.T, b))


@rnn_forward.mistake("the bias is forgotten: each step adds b.")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x, h0, W_ih, W_hh, np.zeros_like(b)))


@rnn_forward.mistake("tanh twice: nets.rnn_step has applied it, keep its result as it is.")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x, h0, W_ih, W_hh, b, lambda *step: np.tanh(nets.rnn_step(*step))))


@rnn_forward.mistake(
    "tanh is applied once more to what is kept, not to what goes on: keep h as it is."
)
def _(x, h0, W_ih, W_hh, b):
    return np.tanh(np.stack(_run(x, h0, W_ih, W_hh, b)))


@rnn_forward.mistake("the tanh is missing: each step is nets.rnn_step, which squashes the sum.")
def _(x, h0, W_ih, W_hh, b):
    def step(x_t, h, W_ih, W_hh, b):
        return x_t @ W_ih.T + h @ W_hh.T + b

    return np.stack(_run(x, h0, W_ih, W_hh, b, step))


@rnn_forward.mistake("the states are added up: each state replaces the one before, h = ...")
def _(x, h0, W_ih, W_hh, b):
    return np.stack(
        _run(x, h0, W_ih, W_hh, b, lambda x_t, h, *w: h + nets.rnn_step(x_t, h, *w))
    )


@rnn_forward.mistake(
    "only one step is made: the `return` stands inside the loop, move it to the left."
)
def _(x, h0, W_ih, W_hh, b):
    return np.stack(_run(x[:1], h0, W_ih, W_hh, b))


@rnn_forward.mistake("two things come back: return hs alone, the last state is hs[-1].")
def _(x, h0, W_ih, W_hh, b):
    hs = np.stack(_run(x, h0, W_ih, W_hh, b))
    return hs, hs[-1]


mistakes(
    rnn_forward,
    {
        "the loop begins at t = 1: x[0] is never read, and hs[0] is left 0.": """
        hs = np.zeros((len(x), *h0.shape))
        for t in range(1, len(x)):
            hs[t] = nets.rnn_step(x[t], hs[t - 1], W_ih, W_hh, b)
        return hs
    """,
        "the states stand one place too late, and hs[0] is left 0: the state after reading x[t] is hs[t].": """
        right = nets.rnn_forward(x, h0, W_ih, W_hh, b)
        return np.concatenate([np.zeros_like(right[:1]), right[:-1]])
    """,
    },
)


equivalents(
    rnn_forward,
    {
        "an array filled step by step": """
        hs = np.empty((len(x), *h0.shape), dtype=x.dtype)
        for t in range(len(x)):
            hs[t] = nets.rnn_step(x[t], hs[t - 1] if t else h0, W_ih, W_hh, b)
        return hs
    """,
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
    },
)


@rnn_forward.same("itertools.accumulate")
def _(x, h0, W_ih, W_hh, b):
    from itertools import accumulate

    states = accumulate(x, lambda h, x_t: nets.rnn_step(x_t, h, W_ih, W_hh, b), initial=h0)
    return np.stack(list(states)[1:])


equivalents(
    rnn_forward,
    {
        "in place, and copied before it is kept": """
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
