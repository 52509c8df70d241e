"""The memory cell of 1997, an LSTM without forget gate, with a manual backward pass.

T = time, B = batch, I = inputs, H = cells. W_ih, W_hh and b hold three blocks of H rows,
in the order i, g, o: input gate, candidate, output gate.

    a = W_ih x + W_hh h_prev + b             pre-activations of the three blocks
    i, o = sigmoid(a_i, a_o)                 in [0, 1]
    g = 4 sigmoid(a_g) - 2 = 2 tanh(a_g / 2)             in [-2, 2]
    c = c_prev + i g                         the constant error carousel: its weight is 1
    h = o (2 sigmoid(c) - 1) = o tanh(c / 2)             in [-1, 1]

Each cell has gates of its own (memory blocks of size 1). The backward pass is the whole
gradient; the paper cut it off where it would leave a cell through h_prev.
The gradient of the loss with respect to W is dW, with the shape of W.
"""

import numpy as np

from lstm_utils.arrays import Array, Cache
from lstm_utils.shapes import require_shapes

from .activations import sigmoid


def memory_cell_init(
    I: int, H: int, rng: np.random.Generator, input_gate_bias: float = 0.0
) -> tuple[Array, Array, Array]:
    """Draw the weights of memory cells, uniform in +-1/sqrt(H), with biases of 0.

    Args:
        I: number of inputs.
        H: number of cells.
        rng: numpy.random.Generator.
        input_gate_bias: bias of the input gates; below 0 they start nearly closed, so
            that the cells do not fill up before they have learnt what to store.

    Returns:
        W_ih (3H, I), W_hh (3H, H), b (3H,): float64 arrays, blocks i, g, o.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 4,
        on internal state drift, for negative input gate biases.
    """
    bound = H**-0.5
    W_ih = rng.uniform(-bound, bound, size=(3 * H, I))
    W_hh = rng.uniform(-bound, bound, size=(3 * H, H))
    b = np.zeros(3 * H)
    b[:H] = input_gate_bias
    return W_ih, W_hh, b


def memory_cell_step(
    x: Array,
    h: Array,
    c: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> tuple[Array, Array, Cache]:
    """Advance the memory cells by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h: outputs of the cells after the step before, (B, H) float array.
        c: internal states after the step before, (B, H) float array.
        W_ih: weights from the inputs, (3H, I) float array, blocks i, g, o.
        W_hh: weights from the cells' outputs, (3H, H) float array.
        b: biases, (3H,) float array.

    Returns:
        h: outputs after this step, (B, H).
        c: internal states after this step, (B, H).
        cache: dict of what the backward pass needs: x, h_prev, i, g, o, tanh_c, W_ih, W_hh.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 4;
        equations 3 to 5 are the three squashing functions.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (3H, I), W_hh (3H, H), b (3H,)"
    require_shapes("memory_cell_step", spec, x, h, c, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 3H)
    a_i, a_g, a_o = np.split(a, 3, axis=1)  # (B, H) each
    i, g, o = sigmoid(a_i), 2 * np.tanh(a_g / 2), sigmoid(a_o)
    c_next = c + i * g
    tanh_c = np.tanh(c_next / 2)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c}
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}


def memory_cell_step_backward(
    dh: Array, dc: Array, cache: Cache
) -> tuple[Array, Array, Array, Array]:
    """Carry gradients back through one step of the memory cells.

    Args:
        dh: gradient with respect to the step's h, (B, H) float array: from the loss at
            this step and from the step after.
        dc: gradient with respect to the step's c that the step after carried back,
            (B, H) float array.
        cache: the dict that memory_cell_step returned.

    Returns:
        dx: gradient with respect to the inputs, (B, I).
        dh_prev: gradient with respect to the outputs before the step, (B, H).
        dc_prev: gradient with respect to the internal states before the step, (B, H):
            what reaches c, unchanged, because the carousel's weight is 1.
        da: gradient with respect to the pre-activations, (B, 3H), blocks i, g, o: the
            step adds da^T x to dW_ih, da^T h_prev to dW_hh, da summed over B to db.

    Raises:
        ValueError: if dh or dc does not have the shape of h.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 3.2
        for the carousel.
    """
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    require_shapes("memory_cell_step_backward", "dh (B, H), dc (B, H), h (B, H)", dh, dc, o)
    dc = dc + dh * o * (1 - tanh_c**2) / 2  # from c_next and from h
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - (g / 2) ** 2)  # of 2 tanh(a / 2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_g, da_o], axis=1)  # (B, 3H)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da


def memory_cell_forward(
    x: Array,
    h0: Array,
    c0: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> tuple[Array, Array, list[Cache]]:
    """Run the memory cells over a sequence.

    Args:
        x: inputs, (T, B, I) float array.
        h0: outputs of the cells before the first step, (B, H) float array.
        c0: internal states before the first step, (B, H) float array.
        W_ih: weights from the inputs, (3H, I) float array, blocks i, g, o.
        W_hh: weights from the cells' outputs, (3H, H) float array.
        b: biases, (3H,) float array.

    Returns:
        hs: outputs after each step, (T, B, H).
        c: internal states after the last step, (B, H).
        caches: list of T dicts, those of memory_cell_step.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 4.
    """
    spec = "x (T, B, I), h0 (B, H), c0 (B, H), W_ih (3H, I), W_hh (3H, H), b (3H,)"
    require_shapes("memory_cell_forward", spec, x, h0, c0, W_ih, W_hh, b)
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = memory_cell_step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches


def memory_cell_backward(
    dhs: Array, caches: list[Cache], dc: Array | None = None
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Carry gradients back through a sequence, and collect those of the weights.

    Args:
        dhs: gradient with respect to hs, (T, B, H) float array.
        caches: the list of T dicts that memory_cell_forward returned.
        dc: gradient with respect to the last internal states, (B, H) float array; None
            if the loss does not depend on them.

    Returns:
        dx: gradient with respect to x, (T, B, I).
        dW_ih: gradient with respect to W_ih, (3H, I), summed over time and batch.
        dW_hh: gradient with respect to W_hh, (3H, H), summed over time and batch.
        db: gradient with respect to b, (3H,), summed over time and batch.
        dh0: gradient with respect to h0, (B, H).
        dc0: gradient with respect to c0, (B, H).

    Raises:
        ValueError: if dhs or dc does not have the shape of hs or c.
    """
    if len(dhs) != len(caches):
        raise ValueError(
            f"memory_cell_backward expects dhs for the {len(caches)} steps of caches; "
            f"got {len(dhs)}"
        )
    W_ih, W_hh = caches[0]["W_ih"], caches[0]["W_hh"]
    dh, dx = np.zeros_like(caches[0]["o"]), []
    dc = np.zeros_like(dh) if dc is None else dc
    dW_ih, dW_hh, db = (np.zeros_like(q) for q in (W_ih, W_hh, W_hh[:, 0]))
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        dx_t, dh, dc, da = memory_cell_step_backward(dh_t + dh, dc, cache)
        dx.append(dx_t)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(axis=0)
    return np.stack(dx[::-1]), dW_ih, dW_hh, db, dh, dc


def latch_weights() -> tuple[Array, Array, Array]:
    """Return weights, set manually, that make one cell keep one bit for 1,000 steps.

    The cell has two inputs: a signal, and a switch that is 1 at the step to remember and
    0 at all others. Only the switch opens the input gate; without it the gate lets
    sigmoid(-20) = 2e-9 of a signal in, so 1,000 steps of noise stay far below the bit.
    The output gate stays open, so h shows the bit at every step: tanh(c / 2), about
    +0.76 or -0.76 for a signal of +1 or -1.

    Returns:
        W_ih (3, 2), W_hh (3, 1), b (3,): float64 arrays, blocks i, g, o, H = 1.
    """
    W_ih = np.array([[0.0, 40.0], [20.0, 0.0], [0.0, 0.0]])
    return W_ih, np.zeros((3, 1)), np.array([-20.0, 0.0, 20.0])


def carousel_states(c0: Array, i: Array, g: Array) -> Array:
    """Run the constant error carousel alone: what the input gate lets in is added up.

    Args:
        c0: states before the first step, (B, H) float array.
        i: how far the input gates are open at each step, (T, B, H) float array, 0 to 1.
        g: candidates, (T, B, H) float array.

    Returns:
        cs: states after each step, (T, B, H): c_t = c_{t-1} + i_t g_t.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 3.2
        for the carousel, section 4 for its gate.
    """
    return c0 + np.cumsum(i * g, axis=0)


def carousel_gradient(T: int, weight: float = 1.0) -> Array:
    """Differentiate a cell's state with respect to its state 0 to T steps earlier.

    Only the path along c counts: each step multiplies by the weight of the cell's
    connection to itself, 1 in the carousel, or the value f of a constant forget gate.

    Args:
        T: longest lag, in steps.
        weight: the weight of the self-connection, a number.

    Returns:
        dc_t / dc_{t-k} for k = 0 ... T: weight^k, (T+1,) float64 array.

    Raises:
        ValueError: if T is negative.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 3.2.
    """
    if T < 0:
        raise ValueError(f"carousel_gradient expects a lag T >= 0; got {T}")
    return np.cumprod(np.r_[1.0, np.full(T, weight)])
