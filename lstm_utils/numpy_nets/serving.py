"""A net in service: one step for each request, and the state in the hands of the caller.

B = users in one call, I = inputs, H = hidden units, K = outputs. params is a dict of float
arrays: W_ih (4H, I), W_hh (4H, H) and b (4H,) of the LSTM, blocks i, f, g, o; W_out (K, H) and
b_out (K,) of the outputs. A server that keeps no state of its own cannot mix its users.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_utils.arrays import Array, Params
from lstm_utils.shapes import require_shapes

from .lstm import lstm_step

State = tuple[Array, Array]
SPEC = "x (B, I), W_ih (4H, I), W_hh (4H, H), b (4H,), W_out (K, H), b_out (K,)"


def step_server(x: Array, state: State | None, params: Params) -> tuple[Array, State]:
    """Answer one step; the state comes in and goes out.

    Args:
        x: inputs of this step, (B, I) float array.
        state: h and c after the step before, (B, H) float arrays; None at the start, for 0.
        params: as at the top of this file.

    Returns:
        y: outputs, (B, K).
        state: h and c after this step, (B, H) each.

    Raises:
        ValueError: if the shapes do not fit.
    """
    cell = params["W_ih"], params["W_hh"], params["b"]
    require_shapes("step_server", SPEC, x, *cell, params["W_out"], params["b_out"])
    if state is None:
        zeros = np.zeros((len(x), cell[1].shape[1]), x.dtype)
        state = zeros, zeros
    h, c, _ = lstm_step(x, *state, *cell)
    return h @ params["W_out"].T + params["b_out"], (h, c)


def serve_batch(
    users: Sequence[str], x: Array, states: Mapping[str, State], params: Params
) -> tuple[Array, dict[str, State]]:
    """Answer one step of several users in one batch.

    Args:
        users: names of the B users who ask, all different.
        x: their inputs, in the same order, (B, I) float array.
        states: h and c, (H,) float arrays, of each user who has asked before; not changed.
        params: as at the top of this file.

    Returns:
        y: outputs, (B, K), in the order of users.
        states: a new dict: the states of those who asked after this step, of others as before.

    Raises:
        ValueError: if a user asks twice, or the shapes do not fit.
    """
    if len(set(users)) != len(users):
        raise ValueError(f"serve_batch expects each user once in a call; got {list(users)}")
    zeros = np.zeros(params["W_hh"].shape[1], x.dtype)
    before = [states.get(user, (zeros, zeros)) for user in users]
    h, c = (np.stack(q) for q in zip(*before, strict=True))  # (B, H)
    y, (h, c) = step_server(x, (h, c), params)
    after = {user: (h[n].copy(), c[n].copy()) for n, user in enumerate(users)}
    return y, {**states, **after}
