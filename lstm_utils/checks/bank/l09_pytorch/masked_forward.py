"""Lesson 09: sequences of different lengths in one batch."""

import numpy as np

from lstm_utils.checks.declare import exercise

from ._draw import draw, weights
from ._torch import nets, torch, twin_of


@twin_of("lstm_layer")
def lstm_masked(x, lengths, W_ih, W_hh, b):
    """Run the LSTM over padded sequences, from a state of 0."""
    zeros = x.new_zeros(x.shape[1], W_hh.shape[1])
    return nets.lstm_masked(x, lengths, zeros, zeros, W_ih, W_hh, b)


ex = exercise(
    "masked-forward",
    lesson="09_pytorch",
    reference=lstm_masked,
    outputs=("hs", "h", "c"),
    framework="autograd",
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "Run all sequences to T. In each step ask which are still running, t < lengths, and "
        "change the state of those only.",
        "running = (t < lengths)[:, None] is (B, 1). torch.where(running, new, old) takes the "
        "new state where a sequence runs and keeps the old one elsewhere.",
        "h and c start as x.new_zeros(B, H). In step t: h_t, c_t, _ = nets.lstm_step(...); "
        "append torch.where(running, h_t, 0); then h and c by torch.where(running, new, old).",
    ],
)


@ex.cases
def _(rng):
    def case(I, H, T, *lengths):
        x = draw(rng, x=(T, len(lengths), I))
        steps = rng.permutation(lengths)
        return x | {"lengths": steps} | weights(rng, I, H)

    yield "T=5, lengths 5, 3, 1, 2", case(2, 3, 5, 5, 3, 1, 2)
    yield "all of length T=4", case(3, 2, 4, 4, 4)
    yield "one sequence, T=6, length 2", case(2, 2, 6, 2)
    yield "nobody reaches the end, T=7", case(2, 4, 7, 4, 5, 2)
    padded = case(3, 2, 5, 5, 2, 3)
    padded["x"][np.arange(5)[:, None] >= padded["lengths"]] = 1e30
    yield "1e30 in the padding", padded


def _run(
    x,
    lengths,
    weights,
    runs=lambda t, n: t < n,
    keep_h=True,
    keep_c=True,
    blank=True,
    where=None,
):
    """The masked loop, some of its parts left out."""
    where = where or torch.where
    h = c = x.new_zeros(x.shape[1], weights[1].shape[1])
    hs = []
    for t, x_t in enumerate(x):
        h_t, c_t, _ = nets.lstm_step(x_t, h, c, *weights)
        running = runs(t, lengths)[:, None]
        h = where(running, h_t, h) if keep_h else h_t
        c = where(running, c_t, c) if keep_c else c_t
        hs.append(torch.where(running, h_t, 0) if blank else h_t)
    return torch.stack(hs), h, c


@ex.mistake("h and c are read at the padding: keep the state where t >= lengths.")
def _(x, lengths, *w):
    return _run(x, lengths, w, keep_h=False, keep_c=False)


@ex.mistake("lengths is not used: hs is 0, and h and c stay, where t >= lengths.")
def _(x, lengths, *w):
    return _run(x, lengths, w, keep_h=False, keep_c=False, blank=False)


@ex.mistake("c runs on in the padding: keep the old c there, as you keep h.")
def _(x, lengths, *w):
    return _run(x, lengths, w, keep_c=False)


@ex.mistake("h runs on in the padding: keep the old h there, as you keep c.")
def _(x, lengths, *w):
    return _run(x, lengths, w, keep_h=False)


@ex.mistake("hs is not 0 after a sequence's end: append torch.where(running, h_t, 0).")
def _(x, lengths, *w):
    return _run(x, lengths, w, blank=False)


@ex.mistake("hs repeats the last state in the padding: there it is 0.")
def _(x, lengths, *w):
    hs, h, c = _run(x, lengths, w)
    over = (torch.arange(len(x))[:, None] >= lengths)[..., None]
    return torch.where(over, h, hs), h, c


@ex.mistake("h is hs[-1], which is 0 for a sequence that ended: keep h from its last step.")
def _(x, lengths, *w):
    hs, _, c = _run(x, lengths, w)
    return hs, hs[-1], c


@ex.mistake(
    "the state becomes 0 after the end: keep the old one, torch.where(running, new, h)."
)
def _(x, lengths, *w):
    hs, h, c = _run(x, lengths, w)
    ended = (lengths < len(x))[:, None]
    return hs, torch.where(ended, 0, h), torch.where(ended, 0, c)


@ex.mistake("x is 0 in the padding, but h and c move on: keep the old ones there.")
def _(x, lengths, *w):
    running = (torch.arange(len(x))[:, None] < lengths)[..., None]
    return _run(x * running, lengths, w, keep_h=False, keep_c=False)


@ex.mistake("every sequence runs one step too far: it runs while t < lengths, t from 0.")
def _(x, lengths, *w):
    return _run(x, lengths, w, lambda t, n: t <= n)


@ex.mistake("every sequence ends one step early: it runs while t < lengths, t from 0.")
def _(x, lengths, *w):
    return _run(x, lengths, w, lambda t, n: t < n - 1)


@ex.mistake("all stop with the shortest: ask for each sequence by itself.")
def _(x, lengths, *w):
    return _run(x, lengths, w, lambda t, n: t < n.min().expand_as(n))


@ex.mistake("all run as long as the longest: ask for each sequence by itself.")
def _(x, lengths, *w):
    return _run(x, lengths, w, lambda t, n: t < n.max().expand_as(n))


@ex.mistake("torch.zeros makes a float32 state on the CPU: use x.new_zeros(B, H).")
def _(x, lengths, *w):
    h = c = torch.zeros(x.shape[1], w[1].shape[1])
    hs = []
    for t, x_t in enumerate(x):
        h_t, c_t, _ = nets.lstm_step(x_t, h, c, *w)
        running = (t < lengths)[:, None]
        h, c = torch.where(running, h_t, h), torch.where(running, c_t, c)
        hs.append(torch.where(running, h_t, 0))
    return torch.stack(hs), h, c


@ex.mistake("the condition is turned round: torch.where(running, new, old), new comes first.")
def _(x, lengths, *w):
    return _run(x, lengths, w, where=lambda running, new, old: torch.where(running, old, new))


@ex.mistake("running is (B,), and h is (B, H): running[:, None] stands once for each row.")
def _(x, lengths, *w):
    h = c = x.new_zeros(x.shape[1], w[1].shape[1])
    hs = []
    for t, x_t in enumerate(x):
        h_t, c_t, _ = nets.lstm_step(x_t, h, c, *w)
        running = t < lengths
        h, c = torch.where(running, h_t, h), torch.where(running, c_t, c)
        hs.append(torch.where(running, h_t, 0))
    return torch.stack(hs), h, c


@ex.mistake("the longest are sorted to the front, and the batch is not put back in order.")
def _(x, lengths, *w):
    order = lengths.argsort(descending=True, stable=True)
    return lstm_masked(x[:, order], lengths[order], *w)


@ex.same("zeros and ones that multiply")
def _(x, lengths, *w):
    h = c = torch.zeros(x.shape[1], w[1].shape[1], dtype=x.dtype, device=x.device)
    hs = []
    for t in range(len(x)):
        m = (t < lengths).to(x.dtype).unsqueeze(1)
        h_t, c_t, _ = nets.lstm_step(x[t], h, c, *w)
        h, c = m * h_t + (1 - m) * h, m * c_t + (1 - m) * c
        hs.append(m * h_t)
    return torch.stack(hs), h, c


@ex.same("all to the end, then the right step is picked")
def _(x, lengths, *w):
    h = c = x.new_zeros(x.shape[1], w[1].shape[1])
    hs, cs = [], []
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, h, c, *w)
        hs.append(h)
        cs.append(c)
    hs, cs, rows = torch.stack(hs), torch.stack(cs), torch.arange(x.shape[1])
    running = torch.arange(len(x))[:, None] < lengths
    return hs * running[..., None], hs[lengths - 1, rows], cs[lengths - 1, rows]


@ex.same("one sequence after the other")
def _(x, lengths, *w):
    outs, hs_end, cs_end = [], [], []
    for k, n in enumerate(lengths.tolist()):
        zeros = x.new_zeros(1, w[1].shape[1])
        hs, c = nets.lstm_hoisted(x[:n, k : k + 1], zeros, zeros, *w)
        blank = x.new_zeros(len(x) - n, 1, hs.shape[2])
        outs.append(torch.cat([hs, blank]))
        hs_end.append(hs[-1])
        cs_end.append(c)
    return torch.cat(outs, dim=1), torch.cat(hs_end), torch.cat(cs_end)
