"""Lesson 11: gradients on a stream; none passes a reset."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._draw import caches_of, stream


@functools.wraps(nets.lstm_stream_backward)
def lstm_stream_backward(dhs, reset, caches, step_backward=nets.lstm_step_backward):
    """Run the reference."""
    return nets.lstm_stream_backward(dhs, reset, caches, step_backward)


ex = exercise(
    "lstm-stream-backward",
    lesson="11_forget_gate",
    reference=lstm_stream_backward,
    outputs=("dW_ih", "dW_hh", "db", "dstate"),
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "As lstm_backward of lesson 08: for t in reversed(range(T)), and what comes back from step t + 1 is added to dhs[t].",
        "After step t has gone back, dh and dc are gradients of keep * h and keep * c: multiply both by keep = ~reset[t][:, None].",
        "_, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t]); add to dW_ih, dW_hh, db; dh, dc = keep * dh, keep * dc.",
    ],
)


@probe("a step backward on a stream without gates")
def _(dh, dc, cache):
    dc = dc + dh * cache["o"]
    da = np.concatenate([dc * cache[gate] for gate in "gifo"], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc / 2, da


@ex.cases
def _(rng):
    def case(T, B, I, H, resets=()):
        given = stream(rng, T, B, I, H, resets)
        return dict(dhs=rng.normal(size=(T, B, H)), reset=given["reset"], caches=caches_of(given))

    yield "T=6, B=3, I=2, H=5, three resets", case(6, 3, 2, 5, [(2, 0), (4, 0), (3, 2)])
    yield "no reset", case(4, 2, 3, 4)
    yield "a reset at the first step", case(3, 2, 1, 4, [(0, 1)])
    yield "a reset at the last step", case(4, 3, 2, 2, [(3, 1)])
    yield "all streams are reset together", case(5, 2, 3, 3, [(2, 0), (2, 1)])
    yield "a reset at every step", case(4, 2, 2, 3, np.ones((4, 2), dtype=bool))
    yield "T=1, one reset", case(1, 2, 3, 2, [(0, 0)])
    yield "B=1", case(7, 1, 2, 3, [(3, 0)])
    yield "T=B=I=H=3", case(3, 3, 3, 3, [(1, 0), (2, 1)])
    late = case(5, 2, 3, 2, [(3, 0)])
    late["dhs"][:-1] = 0
    yield "a loss at the last step only", late
    other = dict(step_backward=Probe("a step backward on a stream without gates"))
    yield "another step_backward", case(5, 2, 3, 4, [(2, 1), (3, 0)]) | other
    yield "another step_backward, no reset, T=1", case(1, 2, 3, 4) | other
    steep = case(4, 2, 2, 3, [(2, 0)])
    steep["dhs"] *= 1000
    yield "gradients in the thousands", steep


STEP = "_, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])"
KEEP, CUT = "keep = ~reset[t][:, None]", "dh, dc = keep * dh, keep * dc"
IH = 'dW_ih = dW_ih + da.T @ caches[t]["x"]'
HH = 'dW_hh = dW_hh + da.T @ caches[t]["h_prev"]'
mistakes(
    ex,
    {
        "gradients are clipped to 5 on their way back: carry them as they are.": (
            CUT,
            "dh, dc = np.clip(keep * dh, -5, 5), np.clip(keep * dc, -5, 5)",
        ),
        "the gradient is not cut at a reset: multiply dh and dc by keep where a document begins.": (f"        {CUT}\n", ""),
        "only dh is cut at a reset: gradients pass through c, multiply dc by keep as well.": (CUT, "dh = keep * dh"),
        "only dc is cut at a reset: gradients pass through h, multiply dh by keep as well.": (CUT, "dc = keep * dc"),
        "the keep mask is inverted: the gradient is cut where reset is True, keep is ~reset.": (KEEP, "keep = reset[t][:, None]"),
        "the cut comes before the step: a document's first step gets its gradient, cut after step_backward.": (
            STEP,
            f"dh, dc = ~reset[t][:, None] * dh, ~reset[t][:, None] * dc\n        {STEP}",
        ),
        "the cut comes before the step, and only there: cut dh and dc after the document's first step has gone back.": [
            (STEP, f"{KEEP}\n        {CUT}\n        {STEP}"),
            (f"        {KEEP}\n        {CUT}\n    return", "    return"),
        ],
        "the first step of a document adds nothing to dW: only what is passed back is cut.": (
            STEP,
            f"{STEP}\n        da = ~reset[t][:, None] * da",
        ),
        "dhs[t] is cut at a reset: the loss of a document's first step counts.": (
            STEP,
            STEP.replace("dhs[t] + dh", "~reset[t][:, None] * dhs[t] + dh"),
        ),
        "all streams are cut as soon as one is reset: reset[t] has a flag for each stream.": (KEEP, "keep = not reset[t].any()"),
        "streams are cut only when all are reset: reset[t] has a flag for each stream.": (KEEP, "keep = not reset[t].all()"),
        "only reset[t, 0] is used: reset[t] has a flag for each stream.": (KEEP, "keep = not reset[t, 0]"),
        "the cut comes one step too early on the way back: reset[t] belongs to step t.": (
            KEEP,
            "keep = ~(reset[t - 1] if t else reset[t])[:, None]",
        ),
        "reset is read forward: step t takes reset[t].": (KEEP, "keep = ~reset[len(dhs) - 1 - t][:, None]"),
        "dstate is not cut: where reset[0] is True, the state before has no gradient.": (
            CUT,
            "dh, dc = (keep * dh, keep * dc) if t else (dh, dc)",
        ),
        "no gradient is passed on at all: only at a reset dh and dc become 0.": (KEEP, "keep = 0"),
        "dh of the next step is missing: each step gets dhs[t] + dh.": ("dhs[t] + dh, dc", "dhs[t], dc"),
        "dc of the next step is missing: pass on the dc that came back.": ("dhs[t] + dh, dc,", "dhs[t] + dh, 0 * dc,"),
        "the loop runs forward in time: the last step goes first, reversed(range(T)).": (
            "reversed(range(len(dhs)))",
            "range(len(dhs))",
        ),
        "the argument `step_backward` is not called: call it at each step, not a fixed function.": (
            "= step_backward(",
            "= nets.lstm_step_backward(",
        ),
        "dW_ih is overwritten: the shares of all steps add up.": (IH, IH.replace("dW_ih + ", "")),
        "dW_hh is overwritten: the shares of all steps add up.": (HH, HH.replace("dW_hh + ", "")),
        "db is overwritten: the shares of all steps add up.": ("db = db + da", "db = da"),
        "db is averaged over the batch: sum over it.": ("da.sum(axis=0)", "da.mean(axis=0)"),
        "db is not summed over the batch: db has shape (4H,).": ("db + da.sum(axis=0)", "db + da"),
        "dW_hh uses the step's own h: it is da^T h_prev, with the state before the step.": (
            HH,
            HH.replace('caches[t]["h_prev"]', '(caches[t]["o"] * caches[t]["tanh_c"])'),
        ),
        "dW_ih is transposed: da.T @ x is (4H, I).": ("return dW_ih,", "return dW_ih.T,"),
        "dh and dc are swapped in dstate: return (dh, dc).": ("(dh, dc)\n", "(dc, dh)\n"),
        "dstate is missing: return dW_ih, dW_hh, db, (dh, dc).": ("db, (dh, dc)\n", "db\n"),
        "dh and dc are returned apart: return dW_ih, dW_hh, db, (dh, dc).": ("db, (dh, dc)\n", "db, dh, dc\n"),
        "dh and dc are swapped from step to step: the step returns dx, dh, dc, da.": (
            STEP,
            STEP.replace("_, dh, dc", "_, dc, dh"),
        ),
        "dhs is changed in place: `dhs[t] += dh` writes into it; use dhs[t] + dh.": (
            STEP,
            "dhs[t] += dh\n        _, dh, dc, da = step_backward(dhs[t], dc, caches[t])",
        ),
        "step 0 is missing: reversed(range(T)) goes down to 0.": [
            ("reversed(range(len(dhs)))", "reversed(range(1, len(dhs)))"),
            ("dW_ih, dW_hh, db = 0, 0, 0", 'dW_ih, dW_hh, db = (0 * caches[0][q] for q in ("W_ih", "W_hh", "W_ih"))'),
            ("    return dW", "    db = np.asarray(db)[:, 0] if np.ndim(db) == 2 else db\n    return dW"),
        ],
    },
)


equivalents(
    ex,
    {
        "np.where, and arrays that are added to": """
        dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
        dW_ih, dW_hh = np.zeros_like(caches[0]["W_ih"]), np.zeros_like(caches[0]["W_hh"])
        db = np.zeros(len(dW_ih), dtype=dhs.dtype)
        for t in range(len(dhs) - 1, -1, -1):
            dx, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
            dW_ih += da.T @ caches[t]["x"]
            dW_hh += da.T @ caches[t]["h_prev"]
            db += da.sum(axis=0)
            dh = np.where(reset[t][:, None], 0, dh)
            dc = np.where(reset[t][:, None], 0, dc)
        return dW_ih, dW_hh, db, [dh, dc]
    """,
        "the cut at the next step, da collected": """
        dh = dc = np.zeros(dhs.shape[1:], dtype=dhs.dtype)
        das = []
        for dh_t, cache, flags in zip(dhs[::-1], caches[::-1], reset[::-1], strict=True):
            _, dh, dc, da = step_backward(dh_t + dh, dc, cache)
            dh, dc = dh * (1 - flags[:, None]), dc * (1 - flags[:, None])
            das.insert(0, da)
        dW_ih = sum(da.T @ cache["x"] for da, cache in zip(das, caches, strict=True))
        dW_hh = sum(da.T @ cache["h_prev"] for da, cache in zip(das, caches, strict=True))
        return dW_ih, dW_hh, np.sum(das, axis=(0, 1)), (dh, dc)
    """,
        "a boolean index into copies": (
            f"{KEEP}\n        {CUT}",
            "dh, dc = np.array(dh), np.array(dc)\n        dh[reset[t]] = 0\n        dc[reset[t]] = 0",
        ),
        "np.einsum": [
            (IH, 'dW_ih = dW_ih + np.einsum("bg,bi->gi", da, caches[t]["x"])'),
            (HH, 'dW_hh = dW_hh + np.einsum("bg,bh->gh", da, caches[t]["h_prev"])'),
        ],
    },
)
