"""Lesson 05: backpropagation through time."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON, cache_of

rnn_backward = exercise(
    "rnn-backward",
    lesson=LESSON,
    reference=nets.rnn_backward,
    outputs=("dx", "dW_ih", "dW_hh", "db", "dh0"),
    hints=[
        "Before the loop: dx with the shape of x, three sums of zeros with the shapes of W_ih, "
        "W_hh and b (H,), and dh_next, zeros with the shape of h0: no step follows the last.",
        "Loop over t from the last step to the first. The gradient of h_t is dhs[t] + dh_next. "
        "nets.rnn_step_backward returns five arrays: which of them replace a value, which are "
        "added to one?",
        "dx[t] and dh_next are replaced at each step, the three sums grow. The state before "
        "the first step is h0: `hs[t - 1] if t > 0 else h0`. After the loop, dh_next is dh0.",
    ],
)


@rnn_backward.cases
def _(rng):
    def net(T, B, I, H):
        return dict(dhs=rng.normal(size=(T, B, H)), cache=cache_of(rng, T, B, I, H))

    yield "T=5, B=2, I=3, H=4", net(5, 2, 3, 4)
    yield "T=3, B=4, I=1, H=2", net(3, 4, 1, 2)
    yield "T = 1", net(1, 2, 4, 3)
    last = net(6, 3, 2, 4)
    last["dhs"][:-1] = 0
    yield "a loss at the last step only", last
    first = net(4, 3, 2, 5)
    first["dhs"][1:] = 0
    yield "a loss at the first step only", first
    yield "one row", net(4, 1, 2, 3)
    yield "one unit", net(5, 3, 2, 1)
    large = net(4, 2, 3, 3)
    yield "gradients in the thousands", large | dict(dhs=1000 * large["dhs"])
    yield "T=B=I=H=3, where no shape shows a mistake", net(3, 3, 3, 3)
    long = dict(dhs=rng.normal(size=(30, 2, 3)), cache=cache_of(rng, 30, 2, 1, 3, lasting=True))
    yield "thirty steps, where no gradient vanishes", long


LOOP = "reversed(range(len(x)))"
RETURN = "return dx, dW_ih, dW_hh, db, dh_next"
STEP = "dx[t], dh_next, *parts = nets.rnn_step_backward(dhs[t] + dh_next, step)"
WRITTEN_OUT = "dx[t], dh_next = da @ W_ih, da @ W_hh\n        parts = da.T @ x[t], da.T @ h_prev, da.sum(axis=0)"
SUMS = "dW_ih, dW_hh, db = dW_ih + parts[0], dW_hh + parts[1], db + parts[2]"
mistakes(
    rnn_backward,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            RETURN,
            f"dW_ih, dW_hh, db = (np.clip(q, -5, 5) for q in (dW_ih, dW_hh, db))\n    {RETURN}",
        ),
        "the gradients are right, but dhs was changed: `+=` on dhs[t] writes into it; use dh = dhs[t] + dh_next.": (
            STEP,
            "dhs[t] += dh_next\n        dx[t], dh_next, *parts = nets.rnn_step_backward(dhs[t], step)",
        ),
        "the weight gradients are overwritten at each step: all steps share the weights, so add with +=.": (
            SUMS,
            "dW_ih, dW_hh, db = parts",
        ),
        "dh_next is not added: h_t affects its own loss and the next step, so use dhs[t] + dh_next.": (
            "dhs[t] + dh_next",
            "dhs[t]",
        ),
        "dh_next is added after the tanh derivative: it is a gradient of h_t, so add it to dhs[t] first.": (
            STEP,
            f"da = dhs[t] * (1 - hs[t] ** 2) + dh_next\n        {WRITTEN_OUT}",
        ),
        "the tanh derivative is missing: going back, each step multiplies by 1 - hs[t]**2.": (
            STEP,
            f"da = dhs[t] + dh_next\n        {WRITTEN_OUT}",
        ),
        "the tanh derivative uses the previous state: the derivative of step t is 1 - hs[t]**2.": ('"h": hs[t]', '"h": h_prev'),
        "dW_hh uses hs[t]: at step t, W_hh is multiplied by hs[t - 1], the previous state.": (
            '"h_prev": h_prev',
            '"h_prev": hs[t]',
        ),
        "at t = 0, hs[t - 1] is hs[-1], the last state: the state before the first step is h0.": (
            "hs[t - 1] if t > 0 else h0",
            "hs[t - 1]",
        ),
        "the state before the first step is taken as 0: it is cache['h0'], which may be nonzero.": (
            "else h0",
            "else np.zeros_like(h0)",
        ),
        "W_hh is transposed: the forward pass has h @ W_hh.T, so go back with da @ W_hh.": ('"W_hh": W_hh', '"W_hh": W_hh.T'),
        "the loop runs forward: the gradient of h_t needs step t + 1, so start at the end, reversed(range(T)).": (
            LOOP,
            "range(len(x))",
        ),
        "the last dhs is counted twice: dh_next starts as zeros, and the loop adds dhs[t] to it.": (
            "np.zeros_like(h0)",
            "dhs[-1]",
        ),
        "the loop does not reach the first step: use reversed(range(T)) or range(T - 1, -1, -1).": (
            LOOP,
            "range(len(x) - 1, 0, -1)",
        ),
        "the loop leaves out the last step: start at t = T - 1.": (LOOP, "range(len(x) - 2, -1, -1)"),
        "only the loss of the last step goes back: add dhs[t] at every step.": [
            ("np.zeros_like(h0)", "dhs[-1]"),
            ("dhs[t] + dh_next", "dh_next"),
        ],
        "dh_next is summed with +=: replace it at each step, it already includes all later steps.": (
            STEP,
            "dx[t], dh, *parts = nets.rnn_step_backward(dhs[t] + dh_next, step)\n        dh_next = dh_next + dh",
        ),
        "dh0 is the gradient of hs[0]: go back through the first step too; dh0 is the last dh_next.": [
            ("        dx[t]", "        dh = dhs[t] + dh_next\n        dx[t]"),
            (RETURN, "return dx, dW_ih, dW_hh, db, dh"),
        ],
        "dh0 is 0: it is the gradient that leaves the first step, the last dh_next.": (
            RETURN,
            "return dx, dW_ih, dW_hh, db, np.zeros_like(h0)",
        ),
        "dh0 has dhs[0] added: h0 has no loss of its own, dh0 is the last dh_next.": (
            RETURN,
            "return dx, dW_ih, dW_hh, db, dh_next + dhs[0]",
        ),
        "the weight gradients are divided by T: dhs already includes the mean of the loss, so sum.": (
            RETURN,
            "return dx, dW_ih / len(x), dW_hh / len(x), db / len(x), dh_next",
        ),
        "the weight gradients are divided by B: dhs already includes the mean of the loss, so sum.": (
            RETURN,
            "return dx, dW_ih / len(h0), dW_hh / len(h0), db / len(h0), dh_next",
        ),
        "dx is in the order of the loop, last step first: assign to dx[t], or reverse the list.": (
            RETURN,
            "return dx[::-1], dW_ih, dW_hh, db, dh_next",
        ),
        "db is not summed over the batch: b was added to every row at every step, so db is (H,).": [
            ("np.zeros_like(W_hh[0])", "0"),
            ("        dx[t]", "        da = (dhs[t] + dh_next) * (1 - hs[t] ** 2)\n        dx[t]"),
            ("db + parts[2]", "db + da"),
        ],
        "db is not summed over time: b was added at every step, so db is (H,).": [
            ("np.zeros_like(W_hh[0])", "np.zeros_like(hs[:, 0])"),
            (SUMS, "dW_ih, dW_hh, db[t] = dW_ih + parts[0], dW_hh + parts[1], parts[2]"),
        ],
        "dh0 is missing: return dx, dW_ih, dW_hh, db, dh0; dh0 is the last dh_next.": (RETURN, "return dx, dW_ih, dW_hh, db"),
        "dh0 is in second place, as in rnn_step_backward: here the order is dx, dW_ih, dW_hh, db, dh0.": (
            RETURN,
            "return dx, dh_next, dW_ih, dW_hh, db",
        ),
        "dh_next carries only the loss of the next step: it must carry the losses of all later steps.": [
            (
                STEP,
                "dx[t], dh0, *parts = nets.rnn_step_backward(dhs[t] + dh_next, step)\n        dh_next = nets.rnn_step_backward(dhs[t], step)[1]",
            ),
            (RETURN, "return dx, dW_ih, dW_hh, db, dh0"),
        ],
        "each loss goes back only some steps: here nothing is truncated, go back to the first step.": """
        return nets.truncated_bptt(dhs, cache, 1, 15)
    """,
        "every step gets h0 as its previous state: the state before hs[t] is hs[t - 1].": ("hs[t - 1] if t > 0 else h0", "h0"),
    },
)


equivalents(
    rnn_backward,
    {
        "one product for all steps, after the loop": """
        x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))
        da, dh = np.zeros_like(hs), np.zeros_like(h0)
        for t in range(len(hs) - 1, -1, -1):
            da[t] = (dhs[t] + dh) * (1 - hs[t] ** 2)
            dh = da[t] @ W_hh
        flat, before = da.reshape(-1, len(W_hh)), np.concatenate([h0[None], hs[:-1]])
        dW_ih = flat.T @ x.reshape(-1, x.shape[2])
        dW_hh = flat.T @ before.reshape(-1, len(W_hh))
        return da @ W_ih, dW_ih, dW_hh, flat.sum(axis=0), dh
    """,
        "every path separately, the double sum of the textbooks": """
        x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))
        dx, dW_ih, dW_hh, dh0 = map(np.zeros_like, (x, W_ih, W_hh, h0))
        db, before = np.zeros_like(W_hh[0]), np.concatenate([h0[None], hs])
        for t, dh in enumerate(dhs):
            for k in range(t, -1, -1):
                da = dh * (1 - hs[k] ** 2)
                dx[k] += da @ W_ih
                dW_ih += da.T @ x[k]
                dW_hh += da.T @ before[k]
                db += da.sum(0)
                dh = da @ W_hh
            dh0 += dh
        return [dx, dW_ih, dW_hh, db, dh0]
    """,
        "recursion from the first step": """
        x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))

        def back(t, before):
            if t == len(x):
                return [], 0, 0, 0, np.zeros_like(h0)
            dx, A, C, b, later = back(t + 1, hs[t])
            da = (dhs[t] + later) * (1 - hs[t] ** 2)
            A, C, b = A + da.T @ x[t], C + da.T @ before, b + da.sum(axis=0)
            return [da @ W_ih, *dx], A, C, b, da @ W_hh

        dx, *rest = back(0, h0)
        return np.array(dx), *rest
    """,
        "on a copy of dhs, in place": """
        x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))
        d = np.concatenate([np.zeros_like(h0)[None], dhs])  # d[t + 1] belongs to hs[t]
        states = np.concatenate([h0[None], hs])
        for t in range(len(x), 0, -1):
            d[t] *= 1 - states[t] ** 2
            d[t - 1] += d[t] @ W_hh
        A, C = (np.tensordot(d[1:], q, axes=([0, 1], [0, 1])) for q in (x, states[:-1]))
        return d[1:] @ W_ih, A, C, d[1:].sum((0, 1)), d[0]
    """,
        "truncated BPTT that is never truncated": "return nets.truncated_bptt(dhs, cache, 2, len(dhs) + 2)",
    },
)
