"""Lesson 05: one path of the gradient, from one loss to one use of the weights."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise, mistakes

from ._nets import LESSON, cache_of, previous, unpack

bptt_term = exercise(
    "bptt-term",
    lesson=LESSON,
    reference=nets.bptt_term,
    outputs="the term",
    hints=[
        "Carry one array dh along. It begins as the gradient of h_t. Each round of a loop "
        "makes it the gradient of the state one step earlier, until it is that of h_k.",
        "From h_j to h_{j-1}: through the tanh of step j, then through W_hh. The steps to go "
        "through are t, t-1, ..., k+1: range(t, k, -1). With t = k there is no round at all.",
        "At step k go through tanh only, which gives da (B, H). W_hh was multiplied there with "
        "the state before, hs[k - 1], or h0 if k is 0; lesson 02 knows dW from these two.",
    ],
)


def _walk(dh, t, k, cache, *, prime=lambda h: 1 - h**2, W=lambda W: W, last=0):
    """Carry dh from h_t to h_k; parts can be swapped for wrong ones."""
    for j in range(t, k + last, -1):
        dh = (dh * prime(cache["hs"][j])) @ W(cache["W_hh"])
    return dh


def _use(dh, k, cache, prime=lambda h: 1 - h**2):
    """Use what has arrived at h_k for the weights of step k."""
    return (dh * prime(cache["hs"][k])).T @ previous(cache)[k]


@bptt_term.cases
def _(rng):
    def path(t, k, T, B, I, H):
        return dict(dh=rng.normal(size=(B, H)), t=t, k=k, cache=cache_of(rng, T, B, I, H))

    yield "two steps back, from step 3 to step 1", path(3, 1, 5, 2, 3, 4)
    yield "the step of the loss itself", path(2, 2, 4, 3, 2, 4)
    yield "one step back", path(3, 2, 5, 4, 2, 3)
    yield "back to step 0, where h0 comes in", path(3, 0, 5, 2, 1, 3)
    yield "all of a longer sequence", path(8, 0, 9, 1, 2, 3)
    yield "T = 1", path(0, 0, 1, 3, 2, 4)
    yield "B=I=H=3", path(4, 2, 6, 3, 3, 3)
    yield "one unit", path(4, 1, 6, 2, 3, 1)


@bptt_term.mistake(
    "tanh' is missing on the whole way: each step j has its slope, 1 - hs[j]**2."
)
def _(dh, t, k, cache):
    return _walk(dh, t, k, cache, prime=lambda h: 1).T @ previous(cache)[k]


@bptt_term.mistake(
    "tanh' is missing at step k: W_hh is used before that tanh, so da = dh * (1 - hs[k]**2)."
)
def _(dh, t, k, cache):
    return _walk(dh, t, k, cache).T @ previous(cache)[k]


@bptt_term.mistake(
    "tanh' is missing between t and k: each step on the way multiplies by 1 - hs[j]**2 before "
    "W_hh."
)
def _(dh, t, k, cache):
    return _use(_walk(dh, t, k, cache, prime=lambda h: 1), k, cache)


@bptt_term.mistake(
    "tanh' comes after W_hh: on the way back, the tanh of step j is met first, then W_hh."
)
def _(dh, t, k, cache):
    for j in range(t, k, -1):
        dh = (dh @ cache["W_hh"]) * (1 - cache["hs"][j] ** 2)
    return _use(dh, k, cache)


@bptt_term.mistake(
    "tanh' is that of the state before: step j made hs[j], so its slope is 1 - hs[j]**2."
)
def _(dh, t, k, cache):
    before = previous(cache)
    for j in range(t, k, -1):
        dh = (dh * (1 - before[j] ** 2)) @ cache["W_hh"]
    return (dh * (1 - before[k] ** 2)).T @ before[k]


@bptt_term.mistake(
    "W_hh is transposed: forward multiplies with W_hh.T, so the way back is dh @ W_hh."
)
def _(dh, t, k, cache):
    return _use(_walk(dh, t, k, cache, W=lambda W: W.T), k, cache)


@bptt_term.mistake(
    "W_hh is multiplied element by element: each way back through it is a product with @."
)
def _(dh, t, k, cache):
    hs, W = cache["hs"], cache["W_hh"]
    for j in range(t, k, -1):
        dh = (dh * (1 - hs[j] ** 2)) * W
    return _use(dh, k, cache)


@bptt_term.mistake(
    "W_hh is left out between t and k: from h_j to the state before, multiply by W_hh after "
    "tanh'."
)
def _(dh, t, k, cache):
    for j in range(t, k, -1):
        dh = dh * (1 - cache["hs"][j] ** 2)
    return _use(dh, k, cache)


@bptt_term.mistake(
    "the walk stops a step early: carry dh back until it belongs to h_k, range(t, k, -1)."
)
def _(dh, t, k, cache):
    return _use(_walk(dh, t, k, cache, last=1), k, cache)


@bptt_term.mistake(
    "the walk goes a step too far: it ends at h_k, so range(t, k, -1) and not k - 1."
)
def _(dh, t, k, cache):
    return _use(_walk(dh, t, k, cache, last=-1), k, cache)


@bptt_term.mistake(
    "the steps are taken in the order k+1, ..., t: the gradient meets step t first."
)
def _(dh, t, k, cache):
    for j in range(k + 1, t + 1):
        dh = (dh * (1 - cache["hs"][j] ** 2)) @ cache["W_hh"]
    return _use(dh, k, cache)


@bptt_term.mistake(
    "hs[k] for the state before: W_hh was multiplied with hs[k - 1] at step k (h0 at step 0)."
)
def _(dh, t, k, cache):
    da = _walk(dh, t, k, cache) * (1 - cache["hs"][k] ** 2)
    return da.T @ cache["hs"][k]


@bptt_term.mistake("at k = 0, hs[k - 1] is hs[-1], the last state: before step 0 there was h0.")
def _(dh, t, k, cache):
    da = _walk(dh, t, k, cache) * (1 - cache["hs"][k] ** 2)
    return da.T @ cache["hs"][k - 1]


mistakes(
    bptt_term,
    {
        "at k = 0 the state before is taken as 0: it is h0, which need not be 0.": "return nets.bptt_term(dh, t, k, cache) * (k > 0)",
        "all steps from t down to k are added up: this is the term of step k alone, the one at the end of the path.": "return sum(nets.bptt_term(dh, t, j, cache) for j in range(k, t + 1))",
        "the term is transposed: as in lesson 02, dW = da.T @ h_prev.": "return nets.bptt_term(dh, t, k, cache).T",
    },
)


@bptt_term.mistake("this is the term of W_ih: W_hh was multiplied with the state before.")
def _(dh, t, k, cache):
    return (_walk(dh, t, k, cache) * (1 - cache["hs"][k] ** 2)).T @ cache["x"][k]


mistakes(
    bptt_term,
    {
        "the sum over the batch is divided by B: dh has the loss's 1/B already.": "return nets.bptt_term(dh, t, k, cache) / len(dh)",
    },
)


@bptt_term.mistake(
    "the gradient is not carried back at all: dh is used at step k as if it were that of h_k."
)
def _(dh, t, k, cache):
    return _use(dh, k, cache)


mistakes(
    bptt_term,
    {
        "the term is right, but dh was changed: `dh *= ...` writes into the caller's array; write dh = dh * ... instead.": """
        right = nets.bptt_term(dh, t, k, cache)
        dh *= 1 - cache["hs"][t] ** 2
        return right
    """,
    },
)


@bptt_term.mistake(
    "every step on the way uses the slope of step t: step j has its own, 1 - hs[j]**2."
)
def _(dh, t, k, cache):
    for _ in range(t - k):
        dh = (dh * (1 - cache["hs"][t] ** 2)) @ cache["W_hh"]
    return _use(dh, k, cache)


@bptt_term.mistake(
    "the walk is a step off, through steps t - 1 to k: go through t to k + 1, range(t, k, -1)."
)
def _(dh, t, k, cache):
    for j in range(t - 1, k - 1, -1):
        dh = (dh * (1 - cache["hs"][j] ** 2)) @ cache["W_hh"]
    return _use(dh, k, cache)


@bptt_term.mistake(
    "the state before step t is used at the end of the path: the path ends at step k, so it is "
    "the state before step k."
)
def _(dh, t, k, cache):
    da = _walk(dh, t, k, cache) * (1 - cache["hs"][k] ** 2)
    return da.T @ previous(cache)[t]


@bptt_term.mistake(
    "h0 comes in at k = 1 already: before hs[1] there was hs[0], h0 only if k is 0."
)
def _(dh, t, k, cache):
    da = _walk(dh, t, k, cache) * (1 - cache["hs"][k] ** 2)
    return da.T @ (cache["hs"][k - 1] if k > 1 else cache["h0"])


@bptt_term.mistake(
    "the slopes are taken in the wrong order, from k up: begin at t and go down to k."
)
def _(dh, t, k, cache):
    for j in range(k, t):
        dh = (dh * (1 - cache["hs"][j] ** 2)) @ cache["W_hh"]
    return (dh * (1 - cache["hs"][t] ** 2)).T @ previous(cache)[k]


@bptt_term.mistake(
    "the last stretch is missing: from step k + 1 one more W_hh and one more slope lead to "
    "step k."
)
def _(dh, t, k, cache):
    da = dh * (1 - cache["hs"][t] ** 2)
    for j in range(t - 1, k, -1):
        da = (da @ cache["W_hh"]) * (1 - cache["hs"][j] ** 2)
    return da.T @ previous(cache)[k]


@bptt_term.same("rnn_step_backward at each step")
def _(dh, t, k, cache):
    x, h0, hs, W_ih, W_hh = unpack(cache)
    for j in range(t, k - 1, -1):
        step = {"x": x[j], "h_prev": hs[j - 1] if j else h0, "h": hs[j]}
        _, dh, _, dW_hh, _ = nets.rnn_step_backward(dh, step | {"W_ih": W_ih, "W_hh": W_hh})
    return dW_hh


@bptt_term.same("recursion")
def _(dh, t, k, cache):
    def term(dh, t):
        da = dh * (1 - cache["hs"][t] ** 2)
        return da.T @ previous(cache)[t] if t == k else term(da @ cache["W_hh"], t - 1)

    return term(dh, t)


@bptt_term.same("the product of the Jacobians first, row by row")
def _(dh, t, k, cache):
    hs, W, before = cache["hs"], cache["W_hh"], previous(cache)
    total = np.zeros_like(W)
    for n in range(len(dh)):
        J = np.eye(len(W))
        for j in range(k + 1, t + 1):
            J = np.diag(1 - hs[j, n] ** 2) @ W @ J  # dh_j / dh_k
        total += np.outer((1 - hs[k, n] ** 2) * (J.T @ dh[n]), before[k, n])
    return total


@bptt_term.same("rnn_backward on the piece, with one loss, minus what lies after k")
def _(dh, t, k, cache):
    def upto(first):
        before = previous(cache)[first]
        cut = {"x": cache["x"][first : t + 1], "h0": before, "hs": cache["hs"][first : t + 1]}
        dhs = np.zeros_like(cut["hs"])
        dhs[-1] = dh
        return nets.rnn_backward(dhs, cache | cut)[2]

    return upto(k) - upto(k + 1) if k < t else upto(k)
