"""All states of an LSTM at once, by Newton's method.

T = time steps, N = states, I = inputs, H = hidden units. A state s = [h, c] is one row of 2H
numbers, and params are W_ih (4H, I), W_hh (4H, H) and b (4H,), blocks i, f, g, o.

The states solve s_t = step(s_{t-1}) for all t. At a guess, each step is replaced by its
tangent, s_t = step(guess_{t-1}) + J_t (s_{t-1} - guess_{t-1}): a linear recurrence, which a
scan solves. Its solution is the next guess. After k iterations the first k states are exact.
"""

from collections.abc import Iterator

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

from .lstm import lstm_step
from .scan import matvec, recurrence

Weights = tuple[Array, Array, Array]


def lstm_jacobian(s: Array, x: Array, params: Weights) -> Array:
    """Compute the derivatives of one step of the LSTM, for many states at once.

    Args:
        s: states [h, c] before the step, (N, 2H) float array.
        x: inputs of the step, (N, I) float array.
        params: W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o.

    Returns:
        J, (N, 2H, 2H): at (n, r, q) the derivative of number r of the state after the step
        with respect to number q of s[n].

    Raises:
        ValueError: if the shapes do not fit.

    Source: Lim, Zhu, Selfridge and Kasim (2024), ICLR, arXiv:2309.12252, section 3, for its
        use.
    """
    require_shapes("lstm_jacobian", "s (N, 2H), x (N, I)", s, x)
    h, c = np.split(s, 2, axis=1)
    _, _, cache = lstm_step(x, h, c, *params)
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    W_i, W_f, W_g, W_o = np.split(params[1][None], 4, axis=1)  # (1, H, H) each
    I = np.eye(h.shape[1], dtype=s.dtype)

    def rows(d: Array) -> Array:
        return d[:, :, None]  # scales row r by d[n, r]

    dc_dc = rows(f) * I
    dc_dh = rows(g * i * (1 - i)) * W_i + rows(c * f * (1 - f)) * W_f
    dc_dh = dc_dh + rows(i * (1 - g**2)) * W_g
    by_c = rows(o * (1 - tanh_c**2))  # dh/dc of the new state
    dh_dh = rows(tanh_c * o * (1 - o)) * W_o + by_c * dc_dh
    return np.block([[dh_dh, by_c * dc_dc], [dc_dh, dc_dc]])


def newton_lstm(x: Array, s0: Array, params: Weights, iters: int) -> Array:
    """Compute the states of an LSTM for all steps at once, by Newton's method.

    Args:
        x: inputs of one sequence, (T, I) float array.
        s0: state [h, c] before the first step, (2H,) float array.
        params: W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o.
        iters: number of iterations, >= 0; the first guess is 0.

    Returns:
        The states s_1 ... s_T after so many iterations, (T, 2H); the first `iters` are exact.

    Raises:
        ValueError: if the shapes do not fit, or iters is negative.

    Source: Lim, Zhu, Selfridge and Kasim (2024), ICLR, arXiv:2309.12252; Danieli and others
        (2025), arXiv:2510.21450.
    """
    if iters < 0:
        raise ValueError(f"newton_lstm expects iters >= 0; got {iters}")
    guesses = newton_guesses(x, s0, params)
    for _ in range(iters):
        next(guesses)
    return next(guesses)


def newton_guesses(
    x: Array, s0: Array, params: Weights, diagonal: bool = False
) -> Iterator[Array]:
    """Yield the guesses of Newton's method without end: 0, and one after each iteration.

    Args:
        x, s0, params: as in newton_lstm.
        diagonal: whether only the diagonal of each Jacobian is used.

    Yields:
        Guesses of s_1 ... s_T, (T, 2H) arrays.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Gonzalez, Warrington, Smith and Linderman (2024), NeurIPS, arXiv:2407.19115, for
        the diagonal.
    """
    spec = "x (T, I), s0 (2H,), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("newton_lstm", spec, x, s0, *params)
    s = np.zeros((len(x), len(s0)), np.result_type(x, s0, *params))
    while True:
        yield s
        before = np.concatenate([s0[None], s[:-1]])  # the state that each step starts from
        h, c, _ = lstm_step(x, *np.split(before, 2, axis=1), *params)
        after = np.concatenate([h, c], axis=1)
        J = lstm_jacobian(before, x, params)
        if diagonal:
            d = np.diagonal(J, axis1=1, axis2=2)
            s = recurrence(d, after - d * before, s0)
        else:
            s = recurrence(J, after - matvec(J, before), s0)


def lstm_states(x: Array, s0: Array, params: Weights) -> Array:
    """Compute the same states one after the other, (T, 2H)."""
    states, s = [], s0[None]
    for t in range(len(x)):
        h, c, _ = lstm_step(x[t : t + 1], *np.split(s, 2, axis=1), *params)
        s = np.concatenate([h, c], axis=1)
        states.append(s[0])
    return np.array(states)


def lyapunov(s: Array, x: Array, params: Weights) -> float:
    """Measure how fast a small change of the state grows: its logarithm per step.

    Args:
        s: the state before each step, (T, 2H) float array, one after the other.
        x: inputs, (T, I) float array.
        params: W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o.

    Returns:
        Largest Lyapunov exponent over these T steps, in nats per step: below 0 changes
        shrink, above 0 they grow, and the net is chaotic.
    """
    v, total = np.ones(s.shape[1]) / s.shape[1] ** 0.5, 0.0
    for J in lstm_jacobian(s, x, params):
        v = J @ v
        size = float(np.linalg.norm(v))
        total += np.log(size)
        v = v / size
    return float(total / len(x))
