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
"""

import numpy as np

from lstm_utils.arrays import Array, Cache
from lstm_utils.shapes import require_shapes

from .activations import sigmoid


def lstm_step(
    x: Array,
    h: Array,
    c: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> tuple[Array, Array, Cache]:
    """Advance the LSTM by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array.
        c: cell state after the step before, (B, H) float array.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.

    Returns:
        h: hidden state after this step, (B, H).
        c: cell state after this step, (B, H).
        cache: dict of what the backward pass needs: x, h_prev, c_prev, i, f, g, o,
            tanh_c, W_ih, W_hh.

    Raises:
        ValueError: if the shapes do not fit one cell.

    Source: Gers, Schmidhuber and Cummins (2000), Neural Computation 12:2451-2471,
        section 3, without memory blocks of several cells.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("lstm_step", spec, x, h, c, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}


def lstm_step_backward(dh: Array, dc: Array, cache: Cache) -> tuple[Array, Array, Array, Array]:
    """Carry gradients back through one step of the LSTM.

    Args:
        dh: gradient with respect to the step's h, (B, H) float array: from the loss at
            this step and from the step after.
        dc: gradient with respect to the step's c that the step after carried back,
            (B, H) float array.
        cache: the dict that lstm_step returned.

    Returns:
        dx: gradient with respect to the inputs, (B, I).
        dh_prev: gradient with respect to the hidden state before the step, (B, H).
        dc_prev: gradient with respect to the cell state before the step, (B, H).
        da: gradient with respect to the pre-activations, (B, 4H), blocks i, f, g, o:
            the step adds da^T x to dW_ih, da^T h_prev to dW_hh, da summed over B to db.

    Raises:
        ValueError: if dh or dc does not have the shape of h.

    Source: Graves and Schmidhuber (2005), Neural Networks 18:602-610, appendix A, without
        peepholes.
    """
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    require_shapes("lstm_step_backward", "dh (B, H), dc (B, H), h (B, H)", dh, dc, o)
    dc = dc + dh * o * (1 - tanh_c**2)  # from c_next and from h
    da_i = dc * g * i * (1 - i)
    da_f = dc * cache["c_prev"] * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (B, 4H)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da


def lstm_forward(
    x: Array,
    h0: Array,
    c0: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> tuple[Array, Array, Cache]:
    """Run the LSTM over a sequence.

    One tanh serves all four blocks, because sigmoid(a) = 1/2 + 1/2 tanh(a / 2): each is
    shift + scale tanh(scale a), with scale 1/2 and shift 1/2 for the gates, 1 and 0 for g.

    Args:
        x: inputs, (T, B, I) float array.
        h0: hidden state before the first step, (B, H) float array.
        c0: cell state before the first step, (B, H) float array.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.

    Returns:
        hs: hidden state after each step, (T, B, H), in the arguments' common dtype.
        c: cell state after the last step, (B, H).
        cache: dict of what the backward pass needs: x, hs and cs (T+1, B, H) with the
            state before the first step in front, tanh_cs (T, B, H), gates (T, B, 4H),
            W_ih, W_hh. It shares memory with x, W_ih, W_hh, hs and c: change none of
            them before lstm_backward.

    Raises:
        ValueError: if the shapes do not fit one cell.

    Source: Gers, Schmidhuber and Cummins (2000), Neural Computation 12:2451-2471, section 3.
    """
    spec = "x (T, B, I), h0 (B, H), c0 (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("lstm_forward", spec, x, h0, c0, W_ih, W_hh, b)
    dtype = np.result_type(np.float32, x, h0, c0, W_ih, W_hh, b)
    x, W_ih, W_hh = (q.astype(dtype, copy=False) for q in (x, W_ih, W_hh))
    (T, B, I), H = x.shape, W_hh.shape[1]
    scale = np.array([0.5, 0.5, 1, 0.5], dtype).repeat(H)  # (4H,)
    U = np.ascontiguousarray((scale[:, None] * W_hh).T)  # (H, 4H), a quicker right factor
    gates = x.reshape(T * B, I) @ (scale[:, None] * W_ih).T  # (T B, 4H)
    gates += scale * b
    gates = gates.reshape(T, B, 4 * H)
    scale = np.tile(scale, (B, 1))  # (B, 4H)
    shift = 1 - scale

    hs, cs = np.empty((2, T + 1, B, H), dtype)
    hs[0], cs[0] = h0, c0
    tanh_cs, ig = np.empty((T, B, H), dtype), np.empty((B, H), dtype)
    from_h = np.empty_like(scale)
    blocks = np.split(gates, 4, axis=2)  # i, f, g, o, (T, B, H) each
    steps = zip(gates, *blocks, hs[:-1], cs[:-1], hs[1:], cs[1:], tanh_cs, strict=True)
    for a, i, f, g, o, h_prev, c_prev, h, c, tanh_c in steps:
        a += h_prev.dot(U, out=from_h)  # scale (W_ih x + W_hh h_prev + b)
        np.tanh(a, out=a)
        a *= scale
        a += shift  # i, f, g, o
        np.multiply(f, c_prev, out=c)
        c += np.multiply(i, g, out=ig)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)
    cache = {"x": x, "hs": hs, "cs": cs, "tanh_cs": tanh_cs, "gates": gates}
    return hs[1:], cs[-1], {**cache, "W_ih": W_ih, "W_hh": W_hh}


def lstm_backward(
    dhs: Array, cache: Cache, dc: Array | None = None
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Carry gradients back through a sequence, and collect those of the weights.

    Args:
        dhs: gradient with respect to hs, (T, B, H) float array.
        cache: the dict that lstm_forward returned.
        dc: gradient with respect to the last cell state, (B, H) float array; None if
            the loss does not depend on it.

    Returns:
        dx: gradient with respect to x, (T, B, I).
        dW_ih: gradient with respect to W_ih, (4H, I), summed over time and batch.
        dW_hh: gradient with respect to W_hh, (4H, H), summed over time and batch.
        db: gradient with respect to b, (4H,), summed over time and batch.
        dh0: gradient with respect to h0, (B, H).
        dc0: gradient with respect to c0, (B, H).

    Raises:
        ValueError: if dhs or dc does not have the shape of hs or c.

    Source: Graves and Schmidhuber (2005), Neural Networks 18:602-610, appendix A, without
        peepholes.
    """
    names = ("x", "hs", "cs", "tanh_cs", "gates", "W_ih", "W_hh")
    x, hs, cs, tanh_cs, gates, W_ih, W_hh = (cache[name] for name in names)
    (T, B, I), H = x.shape, W_hh.shape[1]
    dh = np.zeros((B, H), x.dtype)
    dc = np.zeros_like(dh) if dc is None else dc.astype(x.dtype)
    require_shapes("lstm_backward", "dhs (T, B, H), hs (T, B, H), dc (B, H)", dhs, tanh_cs, dc)

    i, f, g, o = np.split(gates, 4, axis=2)  # (T, B, H) each
    da = 1 - gates  # (T, B, 4H): dc/da_i, dc/da_f, dc/da_g, dh/da_o, then in the loop da
    da *= gates  # sigmoid' = s (1 - s)
    da_i, da_f, da_g, da_o = np.split(da, 4, axis=2)
    da_i *= g
    da_f *= cs[:-1]
    np.multiply(i, 1 - g**2, out=da_g)  # tanh' = 1 - tanh^2
    da_o *= tanh_cs
    dc_dh = o * (1 - tanh_cs**2)  # (T, B, H)
    steps = zip(*(q[::-1] for q in (dhs, dc_dh, f, da, da_i, da_f, da_g, da_o)), strict=True)
    for dh_t, dc_dh_t, f_t, da_t, da_i_t, da_f_t, da_g_t, da_o_t in steps:
        dh += dh_t
        da_o_t *= dh
        dc += np.multiply(dh, dc_dh_t, out=dc_dh_t)  # from c_next and from h
        da_i_t *= dc
        da_f_t *= dc
        da_g_t *= dc
        dc *= f_t
        da_t.dot(W_hh, out=dh)
    da, x = da.reshape(T * B, 4 * H), x.reshape(T * B, I)
    dW_hh = da.T @ hs[:-1].reshape(T * B, H)
    return (da @ W_ih).reshape(T, B, I), da.T @ x, dW_hh, da.sum(axis=0), dh, dc
