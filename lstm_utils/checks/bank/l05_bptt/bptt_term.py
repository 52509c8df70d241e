"""Lesson 05: one path of the gradient, from one loss to one use of the weights."""

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
        "the previous state, hs[k - 1], or h0 if k is 0; lesson 02 computes dW from these two.",
    ],
)


@bptt_term.cases
def _(rng):
    def path(t, k, T, B, I, H):
        return dict(dh=rng.normal(size=(B, H)), t=t, k=k, cache=cache_of(rng, T, B, I, H))

    yield "two steps back, from step 3 to step 1", path(3, 1, 5, 2, 3, 4)
    yield "the step of the loss itself", path(2, 2, 4, 3, 2, 4)
    yield "one step back", path(3, 2, 5, 4, 2, 3)
    yield "back to step 0, where h0 enters", path(3, 0, 5, 2, 1, 3)
    yield "all of a longer sequence", path(8, 0, 9, 1, 2, 3)
    long = cache_of(rng, 30, 2, 1, 3, lasting=True)
    yield "28 steps back", dict(dh=rng.normal(size=(2, 3)), t=29, k=1, cache=long)
    yield "T = 1", path(0, 0, 1, 3, 2, 4)
    yield "B=I=H=3", path(4, 2, 6, 3, 3, 3)
    yield "one unit", path(4, 1, 6, 2, 3, 1)


WALK = '(dh * (1 - hs[j] ** 2)) @ cache["W_hh"]'
STATE = 'hs[k - 1] if k > 0 else cache["h0"]'
mistakes(
    bptt_term,
    {
        "the tanh derivative is missing on the whole path: each step j multiplies by 1 - hs[j]**2.": [
            (WALK, 'dh @ cache["W_hh"]'),
            ("da = dh * (1 - hs[k] ** 2)", "da = dh"),
        ],
        "the tanh derivative is missing at step k: W_hh acts before that tanh, so da = dh * (1 - hs[k]**2).": (
            "da = dh * (1 - hs[k] ** 2)",
            "da = dh",
        ),
        "the tanh derivative is missing between t and k: multiply by 1 - hs[j]**2 before W_hh.": (
            WALK,
            'dh @ cache["W_hh"]',
        ),
        "the tanh derivative comes after W_hh: going back, first the tanh of step j, then W_hh.": (
            WALK,
            '(dh @ cache["W_hh"]) * (1 - hs[j] ** 2)',
        ),
        "the tanh derivative uses the previous state: step j returned hs[j], so use 1 - hs[j]**2.": [
            ("    for j", '    before = np.concatenate([cache["h0"][None], hs[:-1]])\n    for j'),
            ("1 - hs[j]", "1 - before[j]"),
            ("1 - hs[k]", "1 - before[k]"),
        ],
        "W_hh is transposed: the forward pass multiplies by W_hh.T, so go back with dh @ W_hh.": (
            'cache["W_hh"]',
            'cache["W_hh"].T',
        ),
        "W_hh is multiplied element by element: going back through it is a matrix product, @.": (
            ') @ cache["W_hh"]',
            ') * cache["W_hh"]',
        ),
        "W_hh is left out between t and k: after the tanh derivative, multiply by W_hh.": (
            WALK,
            "dh * (1 - hs[j] ** 2)",
        ),
        "the loop ends one step early: carry dh back until it belongs to h_k, range(t, k, -1).": (
            "range(t, k, -1)",
            "range(t, k + 1, -1)",
        ),
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
        "hs[k] is used as the previous state: at step k, W_hh is multiplied by hs[k - 1] (h0 at step 0).": (
            STATE,
            "hs[k]",
        ),
        "at k = 0, hs[k - 1] is hs[-1], the last state: the state before step 0 is h0.": (STATE, "hs[k - 1]"),
        "at k = 0 the previous state is taken as 0: it is h0, which may be nonzero.": (
            'cache["h0"]',
            'np.zeros_like(cache["h0"])',
        ),
        "the terms of all steps from t to k are summed: return the term of step k alone.": """
        return sum(nets.bptt_term(dh, t, j, cache) for j in range(k, t + 1))
    """,
        "the term is transposed: as in lesson 02, dW = da.T @ h_prev.": (f"da.T @ ({STATE})", f"({STATE}).T @ da"),
        "this is the term of W_ih: W_hh is multiplied by the previous state, not by x.": (STATE, 'cache["x"][k]'),
        "the sum over the batch is divided by B: dh already includes the 1/B of the loss.": (
            f"({STATE})",
            f"({STATE}) / len(dh)",
        ),
        "the gradient is not carried back: dh is used at step k unchanged. Without -1, range(t, k) is empty.": (
            "range(t, k, -1)",
            "range(t, k)",
        ),
        "the term is right, but dh was changed: `dh *= ...` writes into the caller's array; write dh = dh * ...": [
            (f"dh = {WALK}", 'dh *= 1 - hs[j] ** 2\n        dh = dh @ cache["W_hh"]'),
            ("da = dh * (1 - hs[k] ** 2)", "dh *= 1 - hs[k] ** 2\n    da = dh"),
        ],
        "every step on the path uses the derivative of step t: step j has its own, 1 - hs[j]**2.": ("hs[j]", "hs[t]"),
        "the loop is off by one, through steps t - 1 to k: go through t to k + 1, range(t, k, -1).": (
            "range(t, k, -1)",
            "range(t - 1, k - 1, -1)",
        ),
        "the state before step t is used at the end of the path: use the state before step k.": (
            STATE,
            'hs[t - 1] if t > 0 else cache["h0"]',
        ),
        "h0 is used at k = 1: the state before hs[1] is hs[0]; use h0 only if k is 0.": ("k > 0", "k > 1"),
        "the derivatives are in the wrong order, from k up: start at t and go down to k.": [
            ("range(t, k, -1)", "range(k, t)"),
            ("1 - hs[k]", "1 - hs[t]"),
        ],
        "the last step of the path is missing: from step k + 1, one more W_hh and derivative lead to step k.": """
        hs = cache["hs"]
        da = dh * (1 - hs[t] ** 2)
        for j in range(t - 1, k, -1):
            da = (da @ cache["W_hh"]) * (1 - hs[j] ** 2)
        return da.T @ (hs[k - 1] if k > 0 else cache["h0"])
    """,
    },
)


equivalents(
    bptt_term,
    {
        "rnn_step_backward at each step": """
        x, h0, hs = cache["x"], cache["h0"], cache["hs"]
        for j in range(t, k - 1, -1):
            step = cache | {"x": x[j], "h_prev": hs[j - 1] if j else h0, "h": hs[j]}
            _, dh, _, dW_hh, _ = nets.rnn_step_backward(dh, step)
        return dW_hh
    """,
        "recursion": """
        before = np.concatenate([cache["h0"][None], cache["hs"][:-1]])

        def term(dh, t):
            da = dh * (1 - cache["hs"][t] ** 2)
            return da.T @ before[t] if t == k else term(da @ cache["W_hh"], t - 1)

        return term(dh, t)
    """,
        "the product of the Jacobians first, row by row": """
        hs, W = cache["hs"], cache["W_hh"]
        h_prev, total = np.concatenate([cache["h0"][None], hs])[k], np.zeros_like(W)
        for n in range(len(dh)):
            J = np.eye(len(W))
            for j in range(k + 1, t + 1):
                J = np.diag(1 - hs[j, n] ** 2) @ W @ J  # dh_j / dh_k
            total += np.outer((1 - hs[k, n] ** 2) * (J.T @ dh[n]), h_prev[n])
        return total
    """,
        "rnn_backward on the steps k to t, minus what belongs to later steps": """
        def back_to(first):
            before = np.concatenate([cache["h0"][None], cache["hs"]])[first]
            part = {q: cache[q][first : t + 1] for q in ("x", "hs")}
            dhs = np.zeros_like(part["hs"])
            dhs[-1] = dh
            return nets.rnn_backward(dhs, cache | part | {"h0": before})[2]

        return back_to(k) - back_to(k + 1) if k < t else back_to(k)
    """,
    },
)
