"""Lesson 26: one step of a net, the state as input and output."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import request

ex = exercise(
    "step-server",
    lesson="26_shipping",
    reference=nets.step_server,
    outputs=("y", "state"),
    hints=[
        "The state is an argument and a result; the function keeps nothing. What does a user begin with who has none?",
        "If state is None, h and c are np.zeros((B, H)). Then h, c, _ = nets.lstm_step(x, h, c, W_ih, W_hh, b).",
        "The outputs are made of the new h: y = h @ W_out.T + b_out. Return y, (h, c).",
    ],
)


@ex.cases
def _(rng):
    yield "B=3, I=2, H=4, K=5", request(rng, 3, 2, 4, 5)
    yield "the start: no state", request(rng, 2, 3, 4, 1, state=False)
    yield "one user, one unit, one output", request(rng, 1, 1, 1, 1)
    yield "B=I=H=K=3", request(rng, 3, 3, 3, 3)
    yield "B=5, I=1, H=2, K=4", request(rng, 5, 1, 2, 4)
    yield "no state, one user", request(rng, 1, 4, 3, 2, state=False)
    yield "no state, another user", request(rng, 1, 4, 3, 2, state=False)
    zeros = request(rng, 2, 2, 3, 4)
    zeros["state"] = (np.zeros((2, 3)), rng.normal(size=(2, 3)))
    yield "h is 0, c is not", zeros
    large = request(rng, 2, 2, 3, 2)
    large["state"] = (rng.normal(size=(2, 3)), 40 * rng.normal(size=(2, 3)))
    yield "a large c", large
    yield "B=3, I=2, H=4, K=5, another net", request(rng, 3, 2, 4, 5)
    large = request(rng, 2, 2, 3, 2)
    large["params"]["W_out"] = 1e4 * large["params"]["W_out"]
    yield "outputs of thousands", large
    yield "40 users", request(rng, 40, 1, 2, 2)


STEP, Y = "h, c, _ = nets.lstm_step(x, *state, *cell)", 'h @ params["W_out"].T + params["b_out"]'
NEW = "if state is None:\n        zeros = np.zeros((len(x), len(cell[2]) // 4))\n        state = zeros, zeros\n"
mistakes(
    ex,
    {
        "the state is set to 0 in each call: go on from the state that came in.": (
            "if state is None:",
            "if state is None or len(state):",
        ),
        "h is set to 0 in each call: go on from the h that came in.": ("*state, *cell", "0 * state[0], state[1], *cell"),
        "c is set to 0 in each call: go on from the c that came in.": ("*state, *cell", "state[0], 0 * state[1], *cell"),
        "the state that came in is returned: return the new one.": (f"return {Y}, (h, c)", f"return {Y}, state"),
        "the c that came in is returned: return the new one.": ("(h, c)", "(h, state[1])"),
        "the h that came in is returned: return the new one.": ("(h, c)", "(state[0], c)"),
        "h and c are exchanged in the state: return (h, c).": ("(h, c)", "(c, h)"),
        "h and c are passed to the step in the wrong order: state is (h, c).": ("*state, *cell", "*state[::-1], *cell"),
        "y is made of the h that came in: use the new h.": (Y, Y.replace("h @", "state[0] @")),
        "y is made of c: use the new h.": (Y, Y.replace("h @", "c @")),
        "the output bias is missing: add b_out.": (' + params["b_out"]', ""),
        "the state is None in the first call: start from zeros (B, H).": (f"{NEW}    {STEP}", STEP),
        "the state of the call before is kept: who has no state starts from 0.": [
            (
                "if state is None:",
                'last = globals().get("LAST", (None, None))\n    if state is None and last[0] == x.shape:\n'
                "        state = last[1]\n    if state is None:",
            ),
            (f"return {Y}, (h, c)", f'globals()["LAST"] = x.shape, (h, c)\n    return {Y}, (h, c)'),
        ],
        "only 32 users have a state: B can be larger.": (
            STEP,
            f"state = [q * (np.arange(len(q)) < 32)[:, None] for q in state]\n    {STEP}",
        ),
        "the first call starts from ones: start from 0.": ("np.zeros", "np.ones"),
        "the first state has one row for all: it is (B, H), a row for each user.": (
            f"{NEW}    {STEP}",
            f"if state is None:\n        state = np.zeros((1, len(cell[2]) // 4)), np.zeros((1, len(cell[2]) // 4))\n    {STEP}\n    c = c[:1]",
        ),
        "softmax is applied: the outputs are h W_out^T + b_out.": (Y, f"nets.softmax({Y})"),
        "the state is changed in place: return new arrays.": (
            f"    {STEP}",
            f"    {STEP}\n    state[0][...], state[1][...] = h, c",
        ),
        "x is changed in place: leave the caller's array alone.": (f"    {STEP}", f"    {STEP}\n    x += 1"),
        "the state is missing: return y and (h, c).": (f"return {Y}, (h, c)", f"return {Y}"),
        "only h is returned as state: the net needs c as well.": ("(h, c)", "h"),
        "y, h and c are three results: return y, (h, c).": ("(h, c)", "h, c"),
        "all users go on from the first one's state: each row has its own.": (
            "*state, *cell",
            "state[0][:1] + 0 * state[0], state[1][:1] + 0 * state[1], *cell",
        ),
        "two steps are made: one call is one step.": (STEP, f"{STEP}\n    h, c, _ = nets.lstm_step(x, h, c, *cell)"),
        "W_out is not transposed: h is (B, H), W_out is (K, H), write h @ W_out.T.": ('params["W_out"].T', 'params["W_out"]'),
    },
)


equivalents(
    ex,
    {
        "a sequence of one step": """
        h, c = np.zeros((2, len(x), params["W_out"].shape[1])) if state is None else state
        hs, c, _ = nets.lstm_forward(x[None], h, c, params["W_ih"], params["W_hh"], params["b"])
        return hs[0] @ params["W_out"].T + params["b_out"], [hs[0], c]
    """,
        "written out": """
        H = params["W_hh"].shape[1]
        h, c = (np.zeros((x.shape[0], H)), np.zeros((x.shape[0], H))) if state is None else state
        a = x @ params["W_ih"].T + h @ params["W_hh"].T + params["b"]
        i, f, o = (nets.sigmoid(a[:, k * H : k * H + H]) for k in (0, 1, 3))
        c = f * c + i * np.tanh(a[:, 2 * H : 3 * H])
        h = o * np.tanh(c)
        return np.einsum("bh,kh->bk", h, params["W_out"]) + params["b_out"], (h, c)
    """,
        "user by user": """
        ys, hs, cs = [], [], []
        for n in range(len(x)):
            H = params["W_hh"].shape[1]
            h, c = (np.zeros((1, H)),) * 2 if state is None else (q[n : n + 1] for q in state)
            h, c, _ = nets.lstm_step(x[n : n + 1], h, c, params["W_ih"], params["W_hh"], params["b"])
            ys.append(params["W_out"] @ h[0] + params["b_out"])
            hs.append(h[0])
            cs.append(c[0])
        return np.array(ys), (np.array(hs), np.array(cs))
    """,
    },
)
