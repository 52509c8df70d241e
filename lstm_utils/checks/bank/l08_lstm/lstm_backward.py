"""Lesson 08: the LSTM backward over a sequence, weights judged gate by gate."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._draw import caches


@functools.wraps(nets.lstm_backward)
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    """Carry gradients back through a sequence, given the list of the steps' caches."""
    dh, dc, das, dxs = np.zeros_like(dhs[0]), np.zeros_like(dhs[0]), [], []
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        dx, dh, dc, da = step_backward(dh_t + dh, dc, cache)
        das.insert(0, da)
        dxs.insert(0, dx)
    pairs = list(zip(das, caches, strict=True))
    dW_ih, dW_hh = (sum(da.T @ cache[k] for da, cache in pairs) for k in ("x", "h_prev"))
    return np.stack(dxs), dW_ih, dW_hh, sum(da.sum(axis=0) for da in das), dh, dc


ex = exercise(
    "lstm-backward",
    lesson="08_lstm",
    reference=lstm_backward,
    outputs=("dx", "dW_ih", "dW_hh", "db", "dh0", "dc0"),
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "The last step goes first: for t in reversed(range(T)). A step's h feeds two things: "
        "the loss at t (dhs[t]) and the next step (the dh that came back). Add the two.",
        "dx[t], dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t]), where dh and dc start "
        "as zeros and are passed from step to step.",
        'Weights are shared, so their gradients add up: dW_ih += da.T @ caches[t]["x"], dW_hh '
        '+= da.T @ caches[t]["h_prev"], db += da.sum(axis=0). In the end dh is dh0, dc is dc0.',
    ],
)


@probe("a step backward without gates")
def _(dh, dc, cache):
    dc = dc + dh * cache["o"]
    da = np.concatenate([dc * cache[gate] for gate in "gifo"], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc / 2, da


@ex.cases
def _(rng):
    def case(T, B, I, H):
        return dict(dhs=rng.normal(size=(T, B, H)), caches=caches(rng, T, B, I, H))

    yield "T=4, B=3, I=2, H=5", case(4, 3, 2, 5)
    yield "T=1", case(1, 2, 3, 2)
    yield "T=6, B=1", case(6, 1, 2, 3)
    yield "T=B=I=H=3", case(3, 3, 3, 3)
    other = dict(step_backward=Probe("a step backward without gates"))
    yield "another step_backward", case(5, 2, 3, 4) | other
    large = case(4, 2, 2, 3)
    yield "gradients in the thousands", large | dict(dhs=1000 * large["dhs"])
    late = case(5, 2, 3, 2)
    late["dhs"][:-1] = 0
    yield "a loss at the last step only", late


mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "return np.stack",
            "dW_ih, dW_hh, db = (np.clip(q, -5, 5) for q in (dW_ih, dW_hh, db))\n    return np.stack",
        ),
        "the gradients are right, but dhs is changed in place: `dh += ...` and `dhs[t] += ...` write into it; use dhs[t] + dh.": (
            "    return np.stack",
            "    dhs[0] += 1.0\n    return np.stack",
        ),
        "dh of the next step is missing: each step gets dhs[t] + dh.": ("dh_t + dh, dc", "dh_t, dc"),
        "dc is reset at each step: pass on the dc that came back.": ("dh_t + dh, dc, cache", "dh_t + dh, 0 * dc, cache"),
        "neither dh nor dc is passed on: no gradient reaches an earlier step.": ("dh_t + dh, dc, cache", "dh_t, 0 * dc, cache"),
        "dhs[t] is added twice: add it once, before the step goes back.": ("dh_t + dh", "2 * dh_t + dh"),
        "dhs[t] is added after its step has gone back: the step needs it, step_backward(dhs[t] + dh, ...).": [
            ("dh_t + dh, dc", "dh, dc"),
            ("        dx.append", "        dh = dh_t + dh\n        dx.append"),
        ],
        "dh and dc are passed to the step in the wrong order: dh first.": ("dh_t + dh, dc, cache", "dc, dh_t + dh, cache"),
        "dhs[t] is added to dc: the loss depends on h, so it is added to dh.": ("dh_t + dh, dc, cache", "dh, dh_t + dc, cache"),
        "dhs[t] is added to dh and to dc: the loss depends on h alone.": ("dh_t + dh, dc, cache", "dh_t + dh, dh_t + dc, cache"),
        "the argument `step_backward` is not called: call it at each step, not a fixed function.": (
            "= step_backward(",
            "= nets.lstm_step_backward(",
        ),
        "only the loss of the last step is used: add dhs[t] at every step.": (
            "db, dx =",
            "dhs = np.concatenate([0 * dhs[:-1], dhs[-1:]])\n    db, dx =",
        ),
        "dh and dc are swapped from step to step: the step returns dx, dh, dc, da.": ("dx_t, dh, dc, da", "dx_t, dc, dh, da"),
        "dh is summed without going through the gates: pass on the dh that comes back.": [
            ("dx_t, dh, dc, da", "dx_t, _, dc, da"),
            ("        dW_ih", "        dh = dh + dh_t\n        dW_ih"),
        ],
        "dh accumulates: the dh that comes back replaces the old one, dh = ...": [
            ("dx_t, dh, dc, da", "dx_t, dh_prev, dc, da"),
            ("        dW_ih", "        dh = dh_t + dh + dh_prev\n        dW_ih"),
        ],
        "dh starts at 1: nothing comes back from after the end, so dh starts at 0.": (
            "dh, dc = np.zeros_like(dhs[0])",
            "dh, dc = np.ones_like(dhs[0])",
        ),
        "the last step's loss counts twice: dh starts at 0, dhs[t] is added in the loop.": (
            "dh, dc = np.zeros_like(dhs[0])",
            "dh, dc = dhs[-1]",
        ),
        "dh and dc start as one array, and += writes into both: make two arrays of zeros.": [
            ("dh, dc = np.zeros_like(dhs[0]), np", "dh = dc = np"),
            ("dx_t, dh, dc, da = step_backward(dh_t + dh,", "dh += dh_t\n        dx_t, dh, dc, da = step_backward(dh,"),
        ],
        "dc starts at 1: nothing comes back from after the end, so dc starts at 0.": (
            "dh, dc = np.zeros_like(dhs[0]), np.zeros",
            "dh, dc = np.zeros_like(dhs[0]), np.ones",
        ),
        "dh stays 0: assign what the step returns, dx, dh, dc, da = ...": ("dx_t, dh, dc, da", "dx_t, _, dc, da"),
        "dc stays 0: assign what the step returns, dx, dh, dc, da = ...": ("dx_t, dh, dc, da", "dx_t, dh, _, da"),
        "dh and dc stay 0: assign what the step returns, dx, dh, dc, da = ...": ("dx_t, dh, dc, da", "dx_t, _, _, da"),
        "dhs is read forward and caches backward: step t takes dhs[t] and caches[t].": ("dhs[::-1]", "dhs"),
        "caches are read forward and dhs backward: step t takes dhs[t] and caches[t].": ("caches[::-1]", "caches"),
        "step 0 is missing: reversed(range(T)) goes down to 0.": [
            ("zip(dhs[::-1], caches[::-1], strict=True)", "zip(dhs[:0:-1], caches[:0:-1], strict=True)"),
            ("np.stack(dx[::-1])", 'np.stack([np.zeros_like(caches[0]["x"]), *dx[::-1]])'),
        ],
        "the last step is missing: begin at T - 1.": [
            ("zip(dhs[::-1], caches[::-1], strict=True)", "zip(dhs[:-1][::-1], caches[:-1][::-1], strict=True)"),
            ("np.stack(dx[::-1])", 'np.stack([*dx[::-1], np.zeros_like(caches[0]["x"])])'),
        ],
        "the loop runs forward in time: the last step goes first, reversed(range(T)).": [
            ("zip(dhs[::-1], caches[::-1], strict=True)", "zip(dhs, caches, strict=True)"),
            ("dx[::-1]", "dx"),
        ],
        "the list of caches is changed: read caches[t]; pop and reverse() change the input.": (
            "    return np.stack",
            "    caches.clear()\n    return np.stack",
        ),
        "dW and db are overwritten: = keeps only the share of step 0, use +=.": [
            ('dW_ih += da.T @ cache["x"]', 'dW_ih = da.T @ cache["x"]'),
            ('dW_hh += da.T @ cache["h_prev"]', 'dW_hh = da.T @ cache["h_prev"]'),
            ("db += ", "db = "),
        ],
        "dW_ih is overwritten: = keeps only the share of step 0, use +=.": (
            'dW_ih += da.T @ cache["x"]',
            'dW_ih = da.T @ cache["x"]',
        ),
        "dW_hh is overwritten: = keeps only the share of step 0, use +=.": (
            'dW_hh += da.T @ cache["h_prev"]',
            'dW_hh = da.T @ cache["h_prev"]',
        ),
        "db is overwritten: = keeps only the share of step 0, use +=.": ("db += ", "db = "),
        "dW and db have the share of the last step only: sum over all steps, inside the loop.": [
            ('dW_ih += da.T @ cache["x"]', 'dW_ih += da.T @ cache["x"] * (not dx)'),
            ('dW_hh += da.T @ cache["h_prev"]', 'dW_hh += da.T @ cache["h_prev"] * (not dx)'),
            ("da.sum(axis=0)", "da.sum(axis=0) * (not dx)"),
        ],
        "dW and db are averaged over time: sum the shares of all steps.": (
            "dW_ih, dW_hh, db, dh",
            "*(q / len(dhs) for q in (dW_ih, dW_hh, db)), dh",
        ),
        "dW and db are divided by B: the loss has its mean already, only sum.": (
            "dW_ih, dW_hh, db, dh",
            "*(q / dhs.shape[1] for q in (dW_ih, dW_hh, db)), dh",
        ),
        "db is averaged over the batch: all examples share b, sum with axis=0.": ("da.sum(axis=0)", "da.mean(axis=0)"),
        "db is not summed over the batch: da.sum(axis=0), (4H,).": ("db += da.sum(axis=0)", "db = db + da"),
        "db is summed over the gates instead of the batch: da.sum(axis=0), (4H,).": (
            "db += da.sum(axis=0)",
            "db = da.sum(axis=1) + (db if dx else 0)",
        ),
        "db is added twice: this layout has one b, and it is added once in every step.": ("db += ", "db += 2 * "),
        "dc is summed over the steps: pass on the dc that came back, which includes all later steps.": (
            "dx_t, dh, dc, da = step_backward(dh_t + dh, dc, cache)",
            "dx_t, dh, new, da = step_backward(dh_t + dh, dc, cache)\n        dc = dc + new",
        ),
        "dh is summed over the steps: pass on the dh that came back, which includes all later steps.": (
            "dx_t, dh, dc, da = step_backward(dh_t + dh, dc, cache)",
            "dx_t, new, dc, da = step_backward(dh_t + dh, dc, cache)\n        dh = dh + new",
        ),
        "dW_hh is made with h after the step: use h_prev, the one before.": ('cache["h_prev"]', '(cache["o"] * cache["tanh_c"])'),
        'dW_hh is made with the h one step too early: caches[t]["h_prev"] is h before step t.': (
            'dW_hh += da.T @ cache["h_prev"]',
            'dW_hh += da.T @ caches[len(dhs) - len(dx) - 2]["h_prev"]',
        ),
        "dW_hh lacks the share of step 0: h0 is not 0 here, da.T @ h_prev counts at every step.": (
            'dW_hh += da.T @ cache["h_prev"]',
            'dW_hh += da.T @ cache["h_prev"] * (len(dx) < len(dhs) - 1)',
        ),
        "dW_hh is made with the cell state: the gates see h_prev.": ('cache["h_prev"]', 'cache["c_prev"]'),
        "db is one number for all units: da.sum() and axis=1 sum over gates; axis=0 only over the batch.": (
            "da.sum(axis=0)",
            "da.sum()",
        ),
        "dW_ih and dW_hh are transposed: da.T @ x is (4H, I), like W_ih.": ("dW_ih, dW_hh, db, dh", "dW_ih.T, dW_hh.T, db, dh"),
        "dW_ih and dW_hh are swapped: da.T @ x is dW_ih, da.T @ h_prev is dW_hh.": (
            "dW_ih, dW_hh, db, dh",
            "dW_hh, dW_ih, db, dh",
        ),
        "dh0 has dhs[0] added: that is the loss after step 0, h0 feeds only the gates.": ("db, dh, dc", "db, dh + dhs[0], dc"),
        "dh0 has dhs[-1] added: for t = 0 dhs[t - 1] is the last; h0 feeds only the gates.": (
            "db, dh, dc",
            "db, dh + dhs[-1], dc",
        ),
        "dx is in the order of the backward pass: reverse it, or write into dx[t].": ("dx[::-1]", "dx"),
        "dx is summed over time: every step has its own, (T, B, I).": ("np.stack(dx[::-1])", "sum(dx)"),
        "dx is a list: np.stack makes one (T, B, I) array of it.": ("np.stack(dx[::-1])", "dx[::-1]"),
    },
)


equivalents(
    ex,
    {
        "pairs in reverse, lists that are reversed": """
        dh = dc = np.zeros(dhs.shape[1:])
        dxs, dW_ih, dW_hh, db = [], 0.0, 0.0, 0.0
        for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
            dx, dh, dc, da = step_backward(dh_t + dh, dc, cache)
            dxs.append(dx)
            dW_ih = dW_ih + da.T @ cache["x"]
            dW_hh = dW_hh + np.einsum("bk,bj->kj", da, cache["h_prev"])
            db = db + da.sum(0)
        return [np.array(dxs[::-1]), dW_ih, dW_hh, db, dh, dc]
    """,
        "one product for each weight after the loop": """
        T, (B, H) = len(dhs), dhs[0].shape
        dh, dc, das = np.zeros((B, H)), np.zeros((B, H)), [None] * T
        for t in range(T - 1, -1, -1):
            _, dh, dc, das[t] = step_backward(dhs[t] + dh, dc, caches[t])
        da = np.concatenate(das)
        x, h = (np.concatenate([v[k] for v in caches]) for k in ("x", "h_prev"))
        dx = (da @ caches[0]["W_ih"]).reshape(T, B, -1)
        return dx, da.T @ x, da.T @ h, da.sum(axis=0), dh, dc
    """,
        "on a copy of dhs, in place": """
        dhs, dc = dhs.copy(), np.zeros_like(dhs[0])
        grads = [np.zeros_like(caches[0][k]) for k in ("W_ih", "W_hh")]
        db, dx = np.zeros(4 * dhs.shape[2]), [None] * len(dhs)
        for t in reversed(range(len(dhs))):
            dx[t], dh, dc, da = step_backward(dhs[t], dc, caches[t])
            grads[0] += da.T @ caches[t]["x"]
            grads[1] += da.T @ caches[t]["h_prev"]
            db += da.sum(axis=0)
            if t:
                dhs[t - 1] += dh
        return np.stack(dx), *grads, db, dh, dc
    """,
    },
)
