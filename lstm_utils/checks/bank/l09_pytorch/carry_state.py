"""Lesson 09: a long sequence in chunks, the state carried on, the graph not."""

from lstm_utils.checks.declare import exercise

from ._draw import sequence
from ._torch import nets, torch


def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    """Run the LSTM chunk by chunk; no gradient crosses from one chunk into another."""
    return _run(x, h0, c0, (W_ih, W_hh, b), size)


def _detached(h, c):
    return h.detach(), c.detach()


def _run(x, h, c, weights, size, carry=_detached, first=True):
    hs = []
    for t in range(0, len(x), size):
        if first or t:
            h, c = carry(h, c)
        chunk, c = nets.lstm_loop(x[t : t + size], h, c, *weights)
        h = chunk[-1]
        hs.append(chunk)
    return torch.cat(hs), c


ex = exercise(
    "carry-state",
    lesson="09_pytorch",
    reference=lstm_chunks,
    outputs=("hs", "c"),
    framework="autograd",
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "x.split(size) gives the chunks. Each runs through nets.lstm_loop from where the last "
        "one ended: what are its h and its c?",
        "h after a chunk is the last of its hs, hs[-1]. Detach h and c where a chunk begins: "
        "they keep their numbers and forget where these came from.",
        "for chunk in x.split(size): hs, c = nets.lstm_loop(chunk, h.detach(), c.detach(), "
        "...); h = hs[-1]; collect hs. In the end torch.cat joins the pieces along time.",
    ],
)


@ex.cases
def _(rng):
    yield "T=6 in chunks of 2", sequence(rng, 6, 3, 2, 4) | {"size": 2}
    yield "T=5 in chunks of 2", sequence(rng, 5, 2, 3, 2) | {"size": 2}
    yield "T=4 in one chunk", sequence(rng, 4, 1, 2, 3) | {"size": 4}
    yield "T=3 in chunks of 1", sequence(rng, 3, 2, 2, 2) | {"size": 1}
    yield "a chunk longer than T=3", sequence(rng, 3, 2, 1, 2) | {"size": 5}


@ex.mistake("the graph stays alive across chunks: detach h and c where a chunk begins.")
def _(x, h0, c0, *rest):
    return _run(x, h0, c0, rest[:3], rest[3], lambda h, c: (h, c))


@ex.mistake("only h is detached: gradients cross through c, the belt; detach both.")
def _(x, h0, c0, *rest):
    return _run(x, h0, c0, rest[:3], rest[3], lambda h, c: (h.detach(), c), first=False)


@ex.mistake("only c is detached: gradients cross through h; detach both.")
def _(x, h0, c0, *rest):
    return _run(x, h0, c0, rest[:3], rest[3], lambda h, c: (h, c.detach()), first=False)


@ex.mistake("every chunk starts from h0 and c0: carry the numbers on, only the graph is cut.")
def _(x, h0, c0, *rest):
    return _run(x, h0, c0, rest[:3], rest[3], lambda h, c: _detached(h0, c0))


@ex.mistake("every chunk but the first starts from 0: carry the numbers on.")
def _(x, h0, c0, *rest):
    def zeros(h, c):
        return torch.zeros_like(h), torch.zeros_like(c)

    return _run(x, h0, c0, rest[:3], rest[3], zeros, first=False)


@ex.mistake("hs is detached, too: the loss of a chunk must reach the weights.")
def _(x, h0, c0, *rest):
    hs, c = lstm_chunks(x, h0, c0, *rest)
    return hs.detach(), c


@ex.mistake("the last c is detached: detach where a chunk begins, not where it ends.")
def _(x, h0, c0, *rest):
    hs, c = lstm_chunks(x, h0, c0, *rest)
    return hs, c.detach()


@ex.mistake("nothing has a gradient: detach the state, not the weights and not the outputs.")
def _(x, h0, c0, *rest):
    hs, c = lstm_chunks(x, h0, c0, *rest)
    return hs.detach(), c.detach()


@ex.mistake("x is detached, too: only the state is cut from its past.")
def _(x, h0, c0, *rest):
    return lstm_chunks(x.detach(), h0, c0, *rest)


@ex.mistake("the steps after the last full chunk are lost: the last chunk may be shorter.")
def _(x, h0, c0, *rest):
    size = rest[3]
    whole = max(len(x) // size * size, 1)
    return lstm_chunks(x[:whole], h0, c0, *rest)


@ex.mistake("the next chunk does not get the last h of the one before: it goes on from hs[-1].")
def _(x, h, c, *rest):
    hs = []
    for chunk in x.split(rest[3]):
        out, c = nets.lstm_loop(chunk, h.detach(), c.detach(), *rest[:3])
        h = out[0]
        hs.append(out)
    return torch.cat(hs), c


@ex.mistake("x.chunk(n) makes n chunks: x.split(size) makes chunks of size steps.")
def _(x, h0, c0, *rest):
    return lstm_chunks(x, h0, c0, *rest[:3], len(x.chunk(rest[3])[0]))


@ex.mistake("only the last h of each chunk is collected: all of its steps belong into hs.")
def _(x, h0, c0, *rest):
    hs, c = lstm_chunks(x, h0, c0, *rest)
    return torch.cat([chunk[-1] for chunk in hs.split(rest[3])]), c


@ex.mistake(
    "torch.stack gives the chunks an axis of their own: torch.cat joins them along time."
)
def _(x, h0, c0, *rest):
    hs, c = lstm_chunks(x, h0, c0, *rest)
    return torch.stack(hs.split(rest[3])), c


@ex.mistake("the graph is cut at every step: size steps belong to one chunk.")
def _(x, h0, c0, *rest):
    return lstm_chunks(x, h0, c0, *rest[:3], 1)


@ex.mistake("hs is a list of chunks: torch.cat joins them along time.")
def _(x, h0, c0, *rest):
    return list(lstm_chunks(x, h0, c0, *rest)[0].split(rest[3])), lstm_chunks(x, h0, c0, *rest)[
        1
    ]


@ex.same("one step after the other, cut at the first of each chunk")
def _(x, h, c, *rest):
    hs = []
    for t, x_t in enumerate(x):
        if t % rest[3] == 0:
            h, c = h.detach(), c.detach()
        h, c, _ = nets.lstm_step(x_t, h, c, *rest[:3])
        hs.append(h)
    return torch.stack(hs), c


@ex.same("cut where a chunk ends, h0 and c0 left alone")
def _(x, h0, c0, *rest):
    return _run(x, h0, c0, rest[:3], rest[3], first=False)


@ex.same("x.split, and tensors made from .data")
def _(x, h, c, *rest):
    hs = []
    for chunk in x.split(rest[3]):
        out, c_end = nets.lstm_hoisted(chunk, h.data, c.data, *rest[:3])
        h, c = out[-1], c_end
        hs += [*out]
    return torch.stack(hs), c


@ex.same("step by step, counting")
def _(x, h, c, *rest):
    hs = []
    for t in range(len(x)):
        if t % rest[3] == 0:
            h, c = h.clone().detach(), c.clone().detach()
        h, c, _ = nets.lstm_step(x[t], h, c, *rest[:3])
        hs.append(h)
    return torch.stack(hs), c
