"""The LSTM with forget gate, with a manual backward pass.

T = time, B = batch, I = inputs, H = hidden units. W_ih, W_hh and b hold four blocks of
H rows, in the order i, f, g, o: input gate, forget gate, candidate, output gate.

    a = W_ih x + W_hh h_prev + b             pre-activations of the four blocks
    i, f, o = sigmoid(a_i, a_f, a_o)         g = tanh(a_g)
    c = f c_prev + i g                       h = o tanh(c)

`lstm_step` and `lstm_step_backward` compute one step. `lstm_forward` and
`lstm_backward` compute the same for a whole sequence, fast: what does not depend on the
step before (the products with W_ih, the weight gradients, the local derivatives) is done
for all steps at once, and the loops work in place.
The gradient of the loss with respect to W is dW, with the shape of W.
The sequence functions record nothing for autograd: `lstm_layer` builds on them.
Twin of `numpy_nets.lstm`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache

from .activations import sigmoid


def lstm_step(
    x: Tensor, h: Tensor, c: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Cache]:
    """Advance the LSTM by one step.

    Twin of `numpy_nets.lstm.lstm_step`.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("lstm_step", spec, x, h, c, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, a_g, a_o = a.chunk(4, dim=1)  # (B, H) each
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), torch.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = torch.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}


def lstm_step_backward(
    dh: Tensor, dc: Tensor, cache: Cache
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Carry gradients back through one step of the LSTM.

    Twin of `numpy_nets.lstm.lstm_step_backward`.
    """
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    require_shapes("lstm_step_backward", "dh (B, H), dc (B, H), h (B, H)", dh, dc, o)
    dc = dc + dh * o * (1 - tanh_c**2)  # from c_next and from h
    da_i = dc * g * i * (1 - i)
    da_f = dc * cache["c_prev"] * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = torch.cat([da_i, da_f, da_g, da_o], dim=1)  # (B, 4H)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da


@torch.no_grad()
def lstm_forward(
    x: Tensor, h0: Tensor, c0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Cache]:
    """Run the LSTM over a sequence.

    Twin of `numpy_nets.lstm.lstm_forward`.
    All tensors have the dtype of x. Nothing is recorded for autograd.
    """
    spec = "x (T, B, I), h0 (B, H), c0 (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("lstm_forward", spec, x, h0, c0, W_ih, W_hh, b)
    (T, B, I), H = x.shape, W_hh.shape[1]
    scale = x.new_full((4 * H,), 0.5)
    scale[2 * H : 3 * H] = 1  # g
    U = (scale[:, None] * W_hh).T.contiguous()  # (H, 4H), a quicker right factor
    gates = x.reshape(T * B, I) @ (scale[:, None] * W_ih).T  # (T B, 4H)
    gates += scale * b
    gates = gates.reshape(T, B, 4 * H)
    shift = 1 - scale  # (4H,)

    hs, cs = x.new_empty((T + 1, B, H)), x.new_empty((T + 1, B, H))
    hs[0], cs[0] = h0, c0
    tanh_cs = x.new_empty((T, B, H))
    blocks = gates.chunk(4, dim=2)  # i, f, g, o, (T, B, H) each
    steps = zip(gates, *blocks, hs[:-1], cs[:-1], hs[1:], cs[1:], tanh_cs, strict=True)
    for a, i, f, g, o, h_prev, c_prev, h, c, tanh_c in steps:
        a.addmm_(h_prev, U)  # scale (W_ih x + W_hh h_prev + b)
        a.tanh_()
        a.mul_(scale).add_(shift)  # i, f, g, o
        torch.mul(f, c_prev, out=c)
        c.addcmul_(i, g)
        torch.tanh(c, out=tanh_c)
        torch.mul(o, tanh_c, out=h)
    cache = {"x": x, "hs": hs, "cs": cs, "tanh_cs": tanh_cs, "gates": gates}
    return hs[1:], cs[-1], {**cache, "W_ih": W_ih, "W_hh": W_hh}


@torch.no_grad()
def lstm_backward(
    dhs: Tensor, cache: Cache, dc: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carry gradients back through a sequence, and collect those of the weights.

    Twin of `numpy_nets.lstm.lstm_backward`. Nothing is recorded for autograd.
    """
    names = ("x", "hs", "cs", "tanh_cs", "gates", "W_ih", "W_hh")
    x, hs, cs, tanh_cs, gates, W_ih, W_hh = (cache[name] for name in names)
    (T, B, I), H = x.shape, W_hh.shape[1]
    dh = x.new_zeros((B, H))
    dc = torch.zeros_like(dh) if dc is None else dc.clone()
    require_shapes("lstm_backward", "dhs (T, B, H), hs (T, B, H), dc (B, H)", dhs, tanh_cs, dc)

    i, f, g, o = gates.chunk(4, dim=2)  # (T, B, H) each
    da = 1 - gates  # (T, B, 4H): dc/da_i, dc/da_f, dc/da_g, dh/da_o, then in the loop da
    da *= gates  # sigmoid' = s (1 - s)
    da_i, da_f, da_g, da_o = da.chunk(4, dim=2)
    da_i *= g
    da_f *= cs[:-1]
    torch.mul(i, 1 - g**2, out=da_g)  # tanh' = 1 - tanh^2
    da_o *= tanh_cs
    dc_dh = o * (1 - tanh_cs**2)  # (T, B, H)
    backwards = (q.unbind()[::-1] for q in (dhs, dc_dh, f, da, da_i, da_f, da_g, da_o))
    steps = zip(*backwards, strict=True)
    for dh_t, dc_dh_t, f_t, da_t, da_i_t, da_f_t, da_g_t, da_o_t in steps:
        dh += dh_t
        da_o_t *= dh
        dc.addcmul_(dh, dc_dh_t)  # from c_next and from h
        da_i_t *= dc
        da_f_t *= dc
        da_g_t *= dc
        dc *= f_t
        torch.mm(da_t, W_hh, out=dh)
    da, x = da.reshape(T * B, 4 * H), x.reshape(T * B, I)
    dW_hh = da.T @ hs[:-1].reshape(T * B, H)
    return (da @ W_ih).reshape(T, B, I), da.T @ x, dW_hh, da.sum(dim=0), dh, dc
