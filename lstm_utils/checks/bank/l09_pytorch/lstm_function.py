"""Lesson 09: the backward pass of the recurrence, for an autograd.Function."""

from functools import partial
from itertools import permutations

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise

from ._torch import torch


def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    """Carry gradients back through the recurrence; dW_hh in one product."""
    return _backward(dhs, dc, hs, cs, gates, W_hh)


ex = exercise(
    "lstm-function",
    lesson="09_pytorch",
    reference=recurrence_backward,
    outputs=("da_x", "dh0", "dc0", "dW_hh"),
    framework="torch",
    blocks={"da_x": (2, "ifgo"), "dW_hh": (0, "ifgo")},
    hints=[
        "Your lstm_step_backward of lesson 08, in a loop from the last step to the first. "
        "Two things come back from the step after: dh (through W_hh) and dc (through f).",
        "In step t: dh = dhs[t] + dh; dc = dc + dh o (1 - tanh(c)^2), where c is cs[t + 1]; "
        "then da of the four gates, torch.cat(..., dim=1); then dh = da @ W_hh and dc = dc f.",
        "After the loop, da of all steps is da_x, (T, B, 4H), and "
        "dW_hh = da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1). Return da_x, dh, dc, dW_hh.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, H):
        a_x, W_hh = rng.normal(size=(T, B, 4 * H)), rng.normal(size=(4 * H, H))
        hs, cs, gates = [rng.normal(size=(B, H))], [rng.normal(size=(B, H))], []
        for a in a_x:
            a_i, a_f, a_g, a_o = np.split(a + hs[-1] @ W_hh.T, 4, axis=1)
            i, f, o = (1 / (1 + np.exp(-q)) for q in (a_i, a_f, a_o))
            gates.append(np.stack([i, f, np.tanh(a_g), o]))
            cs.append(f * cs[-1] + i * np.tanh(a_g))
            hs.append(o * np.tanh(cs[-1]))
        upstream = dict(dhs=rng.normal(size=(T, B, H)), dc=rng.normal(size=(B, H)))
        return upstream | dict(
            hs=np.stack(hs), cs=np.stack(cs), gates=np.stack(gates), W_hh=W_hh
        )

    yield "T=4, B=3, H=5", case(4, 3, 5)
    yield "T=1", case(1, 2, 3)
    yield "T=5, B=1", case(5, 1, 2)
    yield "B=4, H=1", case(3, 4, 1)
    last = case(4, 2, 3)
    yield "a loss on the last c only", last | {"dhs": 0 * last["dhs"]}


def _backward(dhs, dc, hs, cs, gates, W_hh, change=None, look=None, tanh_at=1, order="ifgo"):
    """Run the backward pass, perhaps with a flaw.

    `change` is called with the name of a quantity, its value, and what else there is in the
    step, and returns the value to go on with; `look` gets the four gradients at the end.
    `tanh_at` says which state is let out, `order` how the blocks of da are joined.
    """
    change = change or (lambda name, value, v: value)
    dh, das, T = torch.zeros_like(dc), [], len(dhs)
    dc = change("last dc", dc, {})
    for t in reversed(range(T)):
        (i, f, g, o), tanh_c = gates[t], torch.tanh(cs[t + tanh_at])
        v = {"i": i, "f": f, "g": g, "o": o, "c": cs[t + 1], "tanh_c": tanh_c}
        v |= {"dc_next": dc, "t": t, "T": T, "dhs_t": dhs[t]}
        v["dh"] = dh = change("dh", dhs[t] + dh, v)
        v["dc"] = dc = change("dc", dc + dh * o * (1 - tanh_c**2), v)
        da = {
            "i": dc * g * i * (1 - i),
            "f": dc * cs[t] * f * (1 - f),
            "g": dc * i * (1 - g**2),
            "o": dh * tanh_c * o * (1 - o),
        }
        das.append(torch.cat([change(f"da_{k}", da[k], v) for k in order], dim=1))
        dh = change("dh on", das[-1] @ W_hh, v)
        dc = change("dc on", dc * f, v)
    da = torch.stack(das[::-1])
    out = da, dh, dc, da.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
    return look(out, da, hs, cs) if look else out


def _flaw(name, wrong):
    """Return the backward pass with one quantity of each step replaced."""

    def change(what, value, v):
        return wrong(value, v) if what == name else value

    return lambda dhs, dc, hs, cs, gates, W_hh: _backward(
        dhs, dc, hs, cs, gates, W_hh, change=change
    )


def _end(wrong):
    """Return the backward pass with another end: wrong(the four, da, hs, cs)."""
    return lambda dhs, dc, hs, cs, gates, W_hh: _backward(
        dhs, dc, hs, cs, gates, W_hh, look=wrong
    )


STEPS = {
    "dh": {
        "dh from the step after is lost: in step t it is dhs[t] + dh.": lambda q, v: v["dhs_t"],
        "only the last step's loss is heard: add dhs[t] in every step.": lambda q, v: (
            q if v["t"] == v["T"] - 1 else q - v["dhs_t"]
        ),
    },
    "last dc": {
        "the gradient of the last c is ignored: dc starts as the dc that is handed in.": (
            lambda q, v: 0 * q
        ),
    },
    "dc": {
        "dc is made with the dh before dhs[t] is added: add first.": lambda q, v: (
            q - v["dhs_t"] * v["o"] * (1 - v["tanh_c"] ** 2)
        ),
        "dc forgets the belt: add what came back from the step after to the way through h.": (
            lambda q, v: q - v["dc_next"]
        ),
        "dc misses the way through h: add dh o (1 - tanh(c)^2).": lambda q, v: v["dc_next"],
        "the way from h to c misses o: dh o (1 - tanh(c)^2).": lambda q, v: (
            v["dc_next"] + v["dh"] * (1 - v["tanh_c"] ** 2)
        ),
        "the way from h to c uses 1 - c^2: the derivative of tanh is 1 - tanh(c)^2.": (
            lambda q, v: v["dc_next"] + v["dh"] * v["o"] * (1 - v["c"] ** 2)
        ),
    },
    "dc on": {
        "dc goes back without f: the belt multiplies it by the forget gate.": lambda q, v: v[
            "dc"
        ],
    },
    "da_i": {
        "da of gate i misses the slope i (1 - i).": lambda q, v: v["dc"] * v["g"],
    },
    "da_f": {
        "da of gate f uses the new c: it multiplied c_prev.": lambda q, v: (
            v["dc"] * v["c"] * v["f"] * (1 - v["f"])
        ),
    },
    "da_g": {
        "da of g uses the slope of the sigmoid: g is a tanh, 1 - g^2.": lambda q, v: (
            v["dc"] * v["i"] * v["g"] * (1 - v["g"])
        ),
    },
    "da_o": {
        "da of gate o uses c: h = o tanh(c), so it gets dh tanh(c).": lambda q, v: (
            v["dh"] * v["c"] * v["o"] * (1 - v["o"])
        ),
    },
    "dh on": {
        "dh goes no further than one step: hand da @ W_hh back.": lambda q, v: 0 * q,
    },
}
ENDS = {
    "dW_hh is made with h after the step: it met h_prev, the one before.": (
        lambda out, da, hs, cs: (*out[:3], da.flatten(0, 1).T @ hs[1:].flatten(0, 1))
    ),
    "dW_hh lacks the share of step 0: h0 is not 0 here, take hs[:-1] and all of da.": (
        lambda out, da, hs, cs: (
            *out[:3],
            torch.einsum("tbk,tbj->kj", da[1:], hs[1:-1]),
        )
    ),
    "dW_hh is made with the cell state: the gates look at h_prev.": (
        lambda out, da, hs, cs: (*out[:3], da.flatten(0, 1).T @ cs[:-1].flatten(0, 1))
    ),
    "dW_hh has the share of the first step only: multiply all steps at once.": (
        lambda out, da, hs, cs: (*out[:3], da[0].T @ hs[0])
    ),
    "dW_hh has the share of the last step only: multiply all steps at once.": (
        lambda out, da, hs, cs: (*out[:3], da[-1].T @ hs[-2])
    ),
    "dW_hh is averaged over T: the shares of all steps are summed.": (
        lambda out, da, hs, cs: (*out[:3], out[3] / len(da))
    ),
    "dW_hh is transposed: it has the shape of W_hh, (4H, H).": (
        lambda out, da, hs, cs: (*out[:3], out[3].T)
    ),
    "dW_hh is None: what backward returns None for gets no gradient and never learns.": (
        lambda out, da, hs, cs: (*out[:3], None)
    ),
    "dW_hh is not returned: backward returns one gradient for each input of forward.": (
        lambda out, da, hs, cs: out[:3]
    ),
    "da_x is in the order of the backward pass: turn it round.": (
        lambda out, da, hs, cs: (da.flip(0), *out[1:])
    ),
}
for _name, _wrongs in STEPS.items():
    for _words, _wrong in _wrongs.items():
        ex.mistake(_words)(_flaw(_name, _wrong))
for _words, _wrong in ENDS.items():
    ex.mistake(_words)(_end(_wrong))


for _order in [*permutations("ifgo")][1:]:
    ex.mistake(f"the blocks of da stand as {', '.join(_order)}: the order is i, f, g, o.")(
        partial(_backward, order=_order)
    )
for _order in ("figo", "ifog", "igfo"):

    @ex.mistake(f"gates[t] is taken as {', '.join(_order)}: the order is i, f, g, o.")
    def _(dhs, dc, hs, cs, gates, W_hh, order=_order):
        taken = gates[:, [order.index(k) for k in "ifgo"]]
        return _backward(dhs, dc, hs, cs, taken, W_hh)


ex.mistake("tanh is taken of cs[t]: step t made cs[t + 1] and let out tanh of that.")(
    partial(_backward, tanh_at=0)
)


@ex.mistake(
    "da_x has gates on an axis of their own: join them, torch.cat(..., dim=1), (T, B, 4H)."
)
def _(dhs, dc, hs, cs, gates, W_hh):
    da, dh0, dc0, dW_hh = recurrence_backward(dhs, dc, hs, cs, gates, W_hh)
    return torch.stack(da.chunk(4, dim=2), dim=1), dh0, dc0, dW_hh


@ex.mistake("dhs is changed in place: autograd may still need it, use dh = dhs[t] + dh.")
def _(dhs, dc, hs, cs, gates, W_hh):
    right = recurrence_backward(dhs, dc, hs, cs, gates, W_hh)
    dhs += 1
    return right


@ex.mistake("c and c_prev are one step late: step t made cs[t + 1] from cs[t].")
def _(dhs, dc, hs, cs, gates, W_hh):
    return _backward(dhs, dc, hs, torch.cat([cs[:1], cs[:-1]]), gates, W_hh)


def _forward_in_time(dhs, dc, hs, cs, gates, W_hh):
    """The loop turned round: da of each step, and the dh and dc that are left."""
    dh, dcs, das = torch.zeros_like(dc), dc, []
    for t in range(len(dhs)):
        (i, f, g, o), tanh_c = gates[t], torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dcs = dcs + dh * o * (1 - tanh_c**2)
        da = dcs * g * i * (1 - i), dcs * cs[t] * f * (1 - f), dcs * i * (1 - g**2)
        das.append(torch.cat([*da, dh * tanh_c * o * (1 - o)], dim=1))
        dh, dcs = das[-1] @ W_hh, dcs * f
    return das, dh, dcs


@ex.mistake("the loop runs forward in time: the last step goes first, reversed(range(T)).")
def _(dhs, dc, hs, cs, gates, W_hh):
    das, dh, dc = _forward_in_time(dhs, dc, hs, cs, gates, W_hh)
    da = torch.stack(das)
    return da, dh, dc, da.flatten(0, 1).T @ hs[:-1].flatten(0, 1)


@ex.mistake("the loop runs forward in time, and its list is turned round: reversed(range(T)).")
def _(dhs, dc, hs, cs, gates, W_hh):
    das, dh, dc = _forward_in_time(dhs, dc, hs, cs, gates, W_hh)
    da = torch.stack(das[::-1])
    return da, dh, dc, da.flatten(0, 1).T @ hs[:-1].flatten(0, 1)


equivalents(
    ex,
    {
        "dW_hh added up step by step": """
        dh, das, dW = 0, [], 0
        for t in range(len(dhs) - 1, -1, -1):
            i, f, g, o = gates[t].unbind(0)
            dh, tanh_c = dhs[t] + dh, cs[t + 1].tanh()
            dc = dc + dh * o * (1 - tanh_c * tanh_c)
            da = [dc * g * (i - i * i), dc * cs[t] * (f - f * f)]
            da += [dc * i * (1 - g * g), dh * tanh_c * (o - o * o)]
            das.insert(0, torch.cat(da, dim=-1))
            dW = dW + das[0].T @ hs[t]
            dh, dc = das[0] @ W_hh, dc * f
        return torch.stack(das), dh, dc, dW
    """,
        "local derivatives of all steps beforehand, einsum": """
        i, f, g, o = gates.unbind(1)
        tanh_c, dh = torch.tanh(cs[1:]), torch.zeros_like(dhs[0])
        slope = o * (1 - tanh_c**2)
        local = [g * i * (1 - i), cs[:-1] * f * (1 - f), i * (1 - g**2), tanh_c * o * (1 - o)]
        da = torch.empty(*dhs.shape[:2], len(W_hh), dtype=dhs.dtype, device=dhs.device)
        for t in reversed(range(len(dhs))):
            dh = dh + dhs[t]
            dc = dc + dh * slope[t]
            da[t] = torch.cat([dc * q[t] for q in local[:3]] + [dh * local[3][t]], dim=1)
            dh, dc = da[t] @ W_hh, dc * f[t]
        return [da, dh, dc, torch.einsum("tbk,tbj->kj", da, hs[:-1])]
    """,
        "autograd itself": """
        squashed = gates.clone()
        squashed[:, 2] = (1 + gates[:, 2]) / 2
        a = torch.logit(squashed)
        a[:, 2] /= 2
        a = a.transpose(1, 2).flatten(2)  # pre-activations, (T, B, 4H)
        a_x = a - hs[:-1] @ W_hh.T
        leaves = [q.clone().requires_grad_() for q in (a_x, hs[0], cs[0], W_hh)]
        h, c, outs = leaves[1], leaves[2], []
        for a_t in leaves[0]:
            i, f, g, o = (a_t + h @ leaves[3].T).chunk(4, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            outs.append(h)
        return torch.autograd.grad([torch.stack(outs), c], leaves, [dhs, dc])
    """,
    },
)
