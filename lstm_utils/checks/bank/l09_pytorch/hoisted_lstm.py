"""Lesson 09: the LSTM when the products with W_ih are already made."""

from itertools import permutations

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import draw
from ._torch import cell, functional, nets, torch, twin_of


@twin_of("lstm_layer")
def lstm_recurrence(a_x, h0, c0, W_hh):
    """Run what must wait for the step before."""
    return nets.lstm_recurrence(a_x, h0, c0, W_hh)


ex = exercise(
    "hoisted-lstm",
    lesson="09_pytorch",
    reference=lstm_recurrence,
    outputs=("hs", "c"),
    framework="autograd",
    blocks={"da_x": (2, "ifgo"), "dW_hh": (0, "ifgo")},
    hints=[
        "The step as you know it, but W_ih x + b is there already: a_x[t]. What is missing to "
        "make it the pre-activations of step t?",
        "a = a_t + h @ W_hh.T, (B, 4H). torch.addmm(a_t, h, W_hh.T) does both at once.",
        "for a_t in a_x: i, f, g, o = torch.addmm(a_t, h, W_hh.T).chunk(4, dim=1); then the "
        "new c, the new h; collect h. Return torch.stack(hs), c.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, H):
        return draw(rng, a_x=(T, B, 4 * H), h0=(B, H), c0=(B, H), W_hh=(4 * H, H))

    yield "T=4, B=3, H=5", case(4, 3, 5)
    yield "T=1", case(1, 2, 3)
    yield "T=5, B=1", case(5, 1, 2)
    yield "B=4, H=1", case(3, 4, 1)


def _run(a_x, h, c, W_hh, carry=lambda h, c, h0, c0: (h, c), **cell_options):
    h0, c0, hs = h, c, []
    for a in a_x:
        h_new, c_new = cell(a + h @ W_hh.T, c, **cell_options)
        hs.append(h_new)
        h, c = carry(h_new, c_new, h0, c0)
    return torch.stack(hs), c_new


@ex.mistake("h @ W_hh.T is missing: only what comes from x was made beforehand.")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, 0 * W_hh)


@ex.mistake("the product with W_hh is hoisted, too, with h0: it needs the h of its own step.")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, W_hh, lambda h, c, h0, c0: (h0, c))


@ex.mistake("c stays c0: hand the new c on to the next step.")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, W_hh, lambda h, c, h0, c0: (h, c0))


@ex.mistake("the state is detached in every step: no gradient goes back in time.")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, W_hh, lambda h, c, h0, c0: (h.detach(), c.detach()))


@ex.mistake("a[t] is added up from step to step: each step has its own a_x[t] + h W_hh^T.")
def _(a_x, h0, c0, W_hh):
    h, c, a, hs = h0, c0, 0, []
    for a_t in a_x:
        a = a + a_t + h @ W_hh.T
        h, c = cell(a, c)
        hs.append(h)
    return torch.stack(hs), c


mistakes(
    ex,
    {
        "the products are squashed one by one: add a_x[t] and h W_hh^T first, then squash.": [
            ("i, f, g, o = torch.addmm(a_t, h,", "first, second = a_t.chunk(4, dim=1), (h @"),
            (
                "c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)\n        h = torch.sigmoid(o)",
                "i, f, o = (torch.sigmoid(first[k]) + torch.sigmoid(second[k]) for k in (0, 1, 3))\n        c = f * c + i * (torch.tanh(first[2]) + torch.tanh(second[2]))\n        h = o",
            ),
        ],
    },
)


for _order in [*permutations("ifgo")][1:]:

    @ex.mistake(f"the blocks are read as {', '.join(_order)}: the order is i, f, g, o.")
    def _(a_x, h0, c0, W_hh, order=_order):
        return _run(a_x, h0, c0, W_hh, order=order)


@ex.mistake("tanh is missing around c in h = o tanh(c).")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, W_hh, h_squash=lambda c: c)


@ex.mistake("g goes through sigmoid: the new content is tanh.")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, W_hh, g_squash=torch.sigmoid)


@ex.mistake("W_hh is not transposed: it is (4H, H), so the product is h @ W_hh.T.")
def _(a_x, h0, c0, W_hh):
    return _run(a_x, h0, c0, W_hh.T)


@ex.mistake("hs is made by torch.zeros, so it is float32 on the CPU: use torch.stack(hs).")
def _(a_x, h0, c0, W_hh):
    hs, c = lstm_recurrence(a_x, h0, c0, W_hh)
    out = torch.zeros(hs.shape)
    out[:] = hs
    return out, c


@ex.mistake("hs is a list: torch.stack(hs) makes one (T, B, H) tensor of it.")
def _(a_x, h0, c0, W_hh):
    hs, c = lstm_recurrence(a_x, h0, c0, W_hh)
    return list(hs), c


@ex.mistake("a_x is changed in place: a_x[t] += ... writes into what was handed in.")
def _(a_x, h0, c0, W_hh):
    a_x[0] += h0 @ W_hh.T
    return lstm_recurrence(a_x, h0, c0, W_hh)


equivalents(
    ex,
    {
        "matmul, split, indices": """
        hs, U = [], W_hh.T.contiguous()
        for t in range(a_x.shape[0]):
            i, f, g, o = torch.split(a_x[t] + torch.matmul(h0, U), h0.shape[1], dim=-1)
            c0 = f.sigmoid() * c0 + i.sigmoid() * g.tanh()
            h0 = o.sigmoid() * c0.tanh()
            hs.append(h0)
        return torch.stack(hs, dim=0), c0
    """,
        "through the plain loop, the inputs being a_x themselves": """
        eye = torch.eye(a_x.shape[2], dtype=a_x.dtype)
        return nets.lstm_loop(a_x, h0, c0, eye, W_hh, a_x.new_zeros(a_x.shape[2]))
    """,
    },
)


@ex.same("linear with the input as bias, new tensors written in place")
def _(a_x, h, c, W_hh):
    hs = a_x.new_empty(*a_x.shape[:2], h.shape[1])
    for t, a in enumerate(a_x.unbind(0)):
        h, c = cell(functional.linear(h, W_hh).add_(a), c)
        hs[t] = h
    return hs, c
