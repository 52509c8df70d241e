"""Lesson 05: one path of the gradient, from one loss to one use of the weights."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON, cache_of

bptt_term = exercise(
    "bptt-term",
    lesson=LESSON,
    reference=nets.bptt_term,
    outputs="the term",
    hints=[
        "Keep one array dh. It starts as the gradient of h_t. Each round of a loop turns it "
        "into the gradient of the state one step earlier, until it is the gradient of h_k.",
        "From h_j to h_{j-1}: first the tanh of step j, then W_hh. The steps are "
        "t, t-1, ..., k+1: range(t, k, -1). With t = k there is no round.",
        "At step k go through tanh only, which gives da (B, H). There W_hh was multiplied by "
        "the previous state, h[k - 1]; lesson 02 computes dW from these two.",
    ],
)


@bptt_term.cases
def _(rng):
    def path(t, k, T, B, H, lasting=False):
        cache = cache_of(rng, T, B, 2, H, lasting)
        h = np.concatenate([cache["h0"][None], cache["hs"]])
        return dict(dh=rng.normal(size=(B, H)), t=t, k=k, h=h, W_hh=cache["W_hh"])

    yield "two steps back, from step 4 to step 2", path(4, 2, 5, 2, 4)
    yield "the step of the loss itself", path(3, 3, 4, 3, 4)
    yield "one step back", path(4, 3, 5, 4, 3)
    yield "back to step 1, where h[0] enters", path(4, 1, 5, 2, 3)
    yield "all of a longer sequence", path(9, 1, 9, 1, 3)
    yield "28 steps back", path(30, 2, 30, 2, 3, lasting=True)
    yield "T = 1", path(1, 1, 1, 3, 4)
    yield "B=H=3", path(5, 3, 6, 3, 3)
    yield "one unit", path(5, 2, 6, 3, 1)
    large = path(5, 3, 6, 2, 3)
    yield "gradients in the thousands", large | dict(dh=1000 * large["dh"])


WALK = "(dh * (1 - h[j] ** 2)) @ W_hh"
mistakes(
    bptt_term,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "return da.T @ h[k - 1]",
            "return np.clip(da.T @ h[k - 1], -5, 5)",
        ),
        "the tanh derivative is missing on the whole path: each step j multiplies by 1 - h[j]**2.": [
            (WALK, "dh @ W_hh"),
            ("da = dh * (1 - h[k] ** 2)", "da = dh"),
        ],
        "the tanh derivative is missing at step k: W_hh acts before that tanh, so da = dh * (1 - h[k]**2).": (
            "da = dh * (1 - h[k] ** 2)",
            "da = dh",
        ),
        "the tanh derivative is missing between t and k: multiply by 1 - h[j]**2 before W_hh.": (WALK, "dh @ W_hh"),
        "the tanh derivative comes after W_hh: going back, first the tanh of step j, then W_hh.": (
            WALK,
            "(dh @ W_hh) * (1 - h[j] ** 2)",
        ),
        "the tanh derivative uses the previous state: step j returned h[j], so use 1 - h[j]**2.": [
            ("1 - h[j]", "1 - h[j - 1]"),
            ("1 - h[k]", "1 - h[k - 1]"),
        ],
        "W_hh is transposed: the forward pass multiplies by W_hh.T, so go back with dh @ W_hh.": ("@ W_hh", "@ W_hh.T"),
        "W_hh is multiplied element by element: going back through it is a matrix product, @.": (") @ W_hh", ") * W_hh"),
        "W_hh is left out between t and k: after the tanh derivative, multiply by W_hh.": (WALK, "dh * (1 - h[j] ** 2)"),
        "the loop ends one step early: carry dh back until it belongs to h_k, range(t, k, -1).": (
            "range(t, k, -1)",
            "range(t, k + 1, -1)",
        ),
        "the first step of the path is missing: dh belongs to h_t, so start the loop at t, range(t, k, -1).": (
            "range(t, k, -1)",
            "range(t - 1, k, -1)",
        ),
        "every state is one step too early: h includes h_0, so h[j] is the state after step j.": [
            ("1 - h[j]", "1 - h[j - 1]"),
            ("1 - h[k]", "1 - h[k - 1]"),
            ("h[k - 1]\n", "h[k - 2]\n"),
        ],
        "the loop goes one step too far: it ends at h_k, so range(t, k, -1), not k - 1.": (
            "range(t, k, -1)",
            "range(t, k - 1, -1)",
        ),
        "the steps are taken in the order k+1, ..., t: the gradient starts at step t.": (
            "range(t, k, -1)",
            "range(k + 1, t + 1)",
        ),
        "range(k, t) runs forward, and through the wrong steps: t down to k + 1 is range(t, k, -1).": (
            "range(t, k, -1)",
            "range(k, t)",
        ),
        "h[k] is used as the previous state: at step k, W_hh is multiplied by h[k - 1].": ("h[k - 1]", "h[k]"),
        "the state before the previous one is used: h includes h_0, so the state before step k is h[k - 1].": (
            "h[k - 1]",
            "h[k - 2]",
        ),
        "derivatives are one step too late: h includes h_0, so h[j] is the state after step j.": [
            ("h[j] ** 2", "h[min(j + 1, len(h) - 1)] ** 2"),
            ("h[k] ** 2", "h[min(k + 1, len(h) - 1)] ** 2"),
        ],
        "the terms of all steps from t to k are summed: return the term of step k alone.": """
        return sum(nets.bptt_term(dh, t, j, h, W_hh) for j in range(k, t + 1))
    """,
        "the term is transposed: as in lesson 02, dW = da.T @ h_prev.": ("da.T @ h[k - 1]", "h[k - 1].T @ da"),
        "the sum over the batch is divided by B: dh already includes the 1/B of the loss.": ("h[k - 1]", "h[k - 1] / len(dh)"),
        "the gradient is not carried back: dh is used at step k unchanged. Without -1, range(t, k) is empty.": (
            "range(t, k, -1)",
            "range(t, k)",
        ),
        "the term is right, but dh was changed: `dh *= ...` writes into the caller's array; write dh = dh * ...": [
            (f"dh = {WALK}", "dh *= 1 - h[j] ** 2\n        dh = dh @ W_hh"),
            ("da = dh * (1 - h[k] ** 2)", "dh *= 1 - h[k] ** 2\n    da = dh"),
        ],
        "every step on the path uses the derivative of step t: step j has its own, 1 - h[j]**2.": ("h[j]", "h[t]"),
        "the loop is off by one, through steps t - 1 to k: go through t to k + 1, range(t, k, -1).": (
            "range(t, k, -1)",
            "range(t - 1, k - 1, -1)",
        ),
        "the state before step t is used at the end of the path: use the state before step k.": ("h[k - 1]", "h[t - 1]"),
        "the derivatives are in the wrong order, from k up: start at t and go down to k.": [
            ("range(t, k, -1)", "range(k, t)"),
            ("1 - h[k]", "1 - h[t]"),
        ],
        "the last step of the path is missing: from step k + 1, one more W_hh and derivative lead to step k.": """
        da = dh * (1 - h[t] ** 2)
        for j in range(t - 1, k, -1):
            da = (da @ W_hh) * (1 - h[j] ** 2)
        return da.T @ h[k - 1]
    """,
        "one W_hh too many: at step k only the derivative 1 - h[k]**2 follows, then h[k - 1].": [
            ("range(t, k, -1)", "range(t, k - 1, -1)"),
            ("da = dh * (1 - h[k] ** 2)", "da = dh"),
        ],
    },
)


equivalents(
    bptt_term,
    {
        "rnn_step_backward at each step": """
        for j in range(t, k - 1, -1):
            step = {"x": dh[:, :1], "W_ih": W_hh[:, :1], "W_hh": W_hh, "h_prev": h[j - 1], "h": h[j]}
            _, dh, _, dW_hh, _ = nets.rnn_step_backward(dh, step)
        return dW_hh
    """,
        "recursion": """
        def term(dh, t):
            da = dh * (1 - h[t] ** 2)
            return da.T @ h[t - 1] if t == k else term(da @ W_hh, t - 1)

        return term(dh, t)
    """,
        "the product of the Jacobians first, row by row": """
        total = np.zeros_like(W_hh)
        for n in range(len(dh)):
            J = np.eye(len(W_hh))
            for j in range(k + 1, t + 1):
                J = np.diag(1 - h[j, n] ** 2) @ W_hh @ J  # dh_j / dh_k
            total += np.outer((1 - h[k, n] ** 2) * (J.T @ dh[n]), h[k - 1, n])
        return total
    """,
        "rnn_backward on the steps k to t, minus what belongs to later steps": """
        def back_to(first):
            hs = h[first : t + 1]
            cache = {"x": hs[:, :, :1], "h0": h[first - 1], "hs": hs, "W_ih": W_hh[:, :1], "W_hh": W_hh}
            dhs = np.zeros_like(hs)
            dhs[-1] = dh
            return nets.rnn_backward(dhs, cache)[2]

        return back_to(k) - back_to(k + 1) if k < t else back_to(k)
    """,
    },
)
