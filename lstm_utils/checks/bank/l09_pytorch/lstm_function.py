"""Lesson 09: the backward pass of the recurrence, for an autograd.Function."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._torch import torch


def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    """Carry gradients back through the recurrence; dW_hh in one product."""
    dh, das = torch.zeros_like(dc), []
    for t in reversed(range(len(dhs))):
        (i, f, g, o), tanh_c = gates[t], torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tanh_c**2)
        di, df, dg, do = dc * g, dc * cs[t], dc * i, dh * tanh_c
        da = di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)
        das.append(torch.cat(da, dim=1))
        dh, dc = das[-1] @ W_hh, dc * f
    da_x = torch.stack(das[::-1])
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)


ex = exercise(
    "lstm-function",
    lesson="09_pytorch",
    reference=recurrence_backward,
    outputs=("da_x", "dh0", "dc0", "dW_hh"),
    framework="torch",
    blocks={"da_x": (2, "ifgo"), "dW_hh": (0, "ifgo")},
    hints=[
        "Two lines are missing. The first is the end of a step: the step before it gets dh through W_hh and dc "
        "through f. The second comes after the loop: one product of all da with all previous h.",
        "a_t = a_x[t] + h_prev W_hh^T, so dh_prev = da_t W_hh; das[-1] is da_t. c_t = f c_prev + i g, so dc_prev = dc f. "
        "And dW_hh, (4H, H), is the sum over all steps and the batch of da^T h_prev.",
        "dh, dc = das[-1] @ W_hh, dc * f. After the loop: dW_hh = da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1).",
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
        return upstream | dict(hs=np.stack(hs), cs=np.stack(cs), gates=np.stack(gates), W_hh=W_hh)

    yield "T=4, B=3, H=5", case(4, 3, 5)
    yield "T=1", case(1, 2, 3)
    yield "T=5, B=1", case(5, 1, 2)
    yield "B=4, H=1", case(3, 4, 1)
    large = case(3, 2, 3)
    yield "gradients in the thousands", large | dict(dhs=1000 * large["dhs"], dc=1000 * large["dc"])
    last = case(4, 2, 3)
    yield "a loss on the last c only", last | {"dhs": 0 * last["dhs"]}


# All other lines are given to the student.
BACK = "dh, dc = das[-1] @ W_hh, dc * f"
DW = "da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)"

mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            BACK,
            "dh, dc = (das[-1] @ W_hh).clamp(-5, 5), dc * f",
        ),
        "dc goes back without f: the forget gate multiplies it, dc f.": (BACK, "dh, dc = das[-1] @ W_hh, dc"),
        "dc goes back through i: c_t = f c_prev + i g, so dc_prev = dc f.": ("dc * f\n", "dc * i\n"),
        "dc f is added to dc: it replaces dc, which was the gradient of the next c.": ("dc * f\n", "dc + dc * f\n"),
        "dc ends with each step: pass dc f to the previous step.": ("dc * f\n", "0 * dc\n"),
        "dh goes back one step only: pass da @ W_hh to the previous step.": ("das[-1] @ W_hh", "torch.zeros_like(dh)"),
        "dh stays the gradient of this step's h: the step before gets da @ W_hh.": (BACK, "dc = dc * f"),
        "da @ W_hh is added to dh: it replaces dh, which belongs to this step's h.": (
            "= das[-1] @ W_hh",
            "= dh + das[-1] @ W_hh",
        ),
        "das[0] is da of the last step of the sequence: this step's is das[-1].": ("das[-1] @", "das[0] @"),
        "W_hh is transposed: a_t contains h_prev W_hh^T, so dh_prev = da_t W_hh.": ("das[-1] @ W_hh", "das[-1] @ W_hh.T"),
        "dh and dc are exchanged: dh goes back through W_hh, dc through f.": (BACK, "dc, dh = das[-1] @ W_hh, dc * f"),
        "dW_hh uses h after the step: W_hh multiplied the previous h, hs[:-1].": ("hs[:-1]", "hs[1:]"),
        "dW_hh uses all of hs: the last h was multiplied by no W_hh, use hs[:-1].": ("hs[:-1]", "hs"),
        "dW_hh lacks step 0: h0 is not 0 here, use hs[:-1] and all of da.": (
            DW,
            "da_x[1:].flatten(0, 1).T @ hs[1:-1].flatten(0, 1)",
        ),
        "dW_hh uses the cell state: the gates use the previous h, hs[:-1].": ("hs[:-1]", "cs[:-1]"),
        "dW_hh contains only the first step: sum over all steps.": (DW, "da_x[0].T @ hs[0]"),
        "dW_hh contains only the last step: sum over all steps.": (DW, "da_x[-1].T @ hs[-2]"),
        "dW_hh is averaged over T: sum over all steps.": (DW, f"{DW} / len(dhs)"),
        "dW_hh is transposed: it has the shape of W_hh, (4H, H).": (DW, f"({DW}).T"),
        "dW_hh mixes up steps and gates: da_x.flatten(0, 1).T is (4H, TB), reshape(4H, TB) is another matrix.": (
            "da_x.flatten(0, 1).T",
            "da_x.reshape(da_x.shape[2], -1)",
        ),
        "das begins with the last step: use da_x, which is in the order of hs.": ("da_x.flatten(0, 1).T", "torch.cat(das).T"),
        "dW_hh is None: an input with None for a gradient never learns.": (DW, "None"),
    },
)


equivalents(
    ex,
    {
        "dW_hh summed step by step": """
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
        "derivatives of all steps before the loop, einsum": """
        i, f, g, o = gates.unbind(1)
        tanh_c, dh = torch.tanh(cs[1:]), torch.zeros_like(dhs[0])
        through = o * (1 - tanh_c**2)
        local = [g * i * (1 - i), cs[:-1] * f * (1 - f), i * (1 - g**2), tanh_c * o * (1 - o)]
        da = torch.empty(*dhs.shape[:2], len(W_hh), dtype=dhs.dtype, device=dhs.device)
        for t in reversed(range(len(dhs))):
            dh = dh + dhs[t]
            dc = dc + dh * through[t]
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
