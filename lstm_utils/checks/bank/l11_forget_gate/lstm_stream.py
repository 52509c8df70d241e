"""Lesson 11: the LSTM on a stream, reset where a document begins."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._draw import stream


@functools.wraps(nets.lstm_stream)
def lstm_stream(x, reset, state, params, step=nets.lstm_step):
    """Run the reference; the checks hand over the state as a list."""
    return nets.lstm_stream(x, reset, tuple(state), params, step)


ex = exercise(
    "lstm-stream",
    lesson="11_forget_gate",
    reference=lstm_stream,
    outputs=("hs", "state", "caches"),
    hints=[
        "As lstm_forward of lesson 08, a loop over x, with one more thing before the step: where reset[t] is True, h and c become 0.",
        "keep = ~reset[t][:, None] is (B, 1): keep * h is 0 in the streams that are reset, and h in the others. The same for c.",
        'h, c, cache = step(x[t], keep * h, keep * c, params["W_ih"], params["W_hh"], params["b"]); collect h and cache; return np.stack(hs), (h, c), caches.',
    ],
)


@probe("a step on a stream without gates")
def _(x, h, c, W_ih, W_hh, b):
    H = h.shape[1]
    c_next = c / 2 + x @ W_ih[:H].T
    h_next = np.tanh(c_next + h @ W_hh[:H].T + b[:H])
    return h_next, c_next, {"x": x, "h_prev": h, "c_prev": c}


@ex.cases
def _(rng):
    yield "T=6, B=3, I=2, H=5, three resets", stream(rng, 6, 3, 2, 5, [(2, 0), (4, 0), (3, 2)])
    yield "no reset", stream(rng, 4, 2, 3, 4)
    yield "a reset at the first step", stream(rng, 3, 2, 1, 4, [(0, 1)])
    yield "a reset at the last step", stream(rng, 4, 3, 2, 2, [(3, 1)])
    yield "all streams are reset together", stream(rng, 5, 2, 3, 3, [(2, 0), (2, 1)])
    yield "a reset at every step", stream(rng, 4, 2, 2, 3, np.ones((4, 2), dtype=bool))
    yield "T=1, no reset", stream(rng, 1, 4, 2, 3)
    yield "T=1, one reset", stream(rng, 1, 2, 3, 2, [(0, 0)])
    yield "B=1", stream(rng, 7, 1, 2, 3, [(3, 0)])
    yield "T=B=I=H=3", stream(rng, 3, 3, 3, 3, [(1, 0), (2, 1)])
    more = stream(rng, 3, 2, 2, 4, [(1, 1)])
    more["params"] |= {"W_out": rng.normal(size=(7, 4))}
    yield "a net with a dense layer", more
    other = dict(step=Probe("a step on a stream without gates"))
    yield "another step", stream(rng, 5, 2, 3, 4, [(2, 1), (3, 0)]) | other
    yield "another step, no reset, T=1", stream(rng, 1, 2, 3, 4) | other
    large = stream(rng, 3, 3, 2, 3)
    yield "states of thousands", large | dict(state=[large["state"][0], 1e4 * large["state"][1]])


KEEP = "keep = ~reset_t[:, None]"
STEP = 'h, c, cache = step(x_t, keep * h, keep * c, params["W_ih"], params["W_hh"], params["b"])'
PLAIN = STEP.replace("keep * h, keep * c", "h, c")
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "(h, c), caches",
            "(h, np.clip(c, -100, 100)), caches",
        ),
        "the reset comes after the step: h and c become 0 before the first step of a document.": (
            STEP,
            f"{PLAIN}\n        h, c = keep * h, keep * c",
        ),
        "the reset comes after the step, in the state alone: set h and c to 0 before the first step of a document.": [
            (STEP, PLAIN),
            ("caches.append(cache)", "caches.append(cache)\n        h, c = keep * h, keep * c"),
        ],
        "the reset comes one step late: reset[t] concerns the state before step t.": (
            KEEP,
            "keep = ~(reset[len(hs) - 1] if hs else 0 * reset_t > 0)[:, None]",
        ),
        "the reset comes one step early: reset[t] concerns the state before step t.": (
            KEEP,
            "keep = ~(reset[len(hs) + 1] if len(hs) + 1 < len(x) else 0 * reset_t > 0)[:, None]",
        ),
        "a reset at the first step is ignored: reset[0] counts, too, and the given state becomes 0.": (
            KEEP,
            "keep = ~(reset_t & bool(hs))[:, None]",
        ),
        "only h is reset: c keeps the memory, set both to 0.": ("keep * c", "c"),
        "only c is reset: h still shows the document before, set both to 0.": ("keep * h", "h"),
        "the keep mask is inverted: reset is True where the state becomes 0, keep is ~reset.": (KEEP, "keep = reset_t[:, None]"),
        "the mask of c is inverted: c becomes 0 where reset is True, multiply by ~reset.": ("keep * c", "~keep * c"),
        "nothing is reset: where reset[t] is True, h and c become 0.": ("keep * h, keep * c", "h, c"),
        "all streams are reset as soon as one is: reset[t] has a flag for each stream.": (KEEP, "keep = not reset_t.any()"),
        "only reset[t, 0] is used: reset[t] has a flag for each stream.": (KEEP, "keep = not reset_t[0]"),
        "streams are reset only when all are: reset[t] has a flag for each stream.": (KEEP, "keep = not reset_t.all()"),
        "a stream stays reset: only the first step of a document starts from 0.": (
            KEEP,
            "keep = ~reset[: len(hs) + 1].any(axis=0)[:, None]",
        ),
        "the first step always starts from 0: it starts from state, unless reset[0] is True.": (
            "h, c = state",
            "h, c = (0 * q for q in state)",
        ),
        "h and c of state are swapped: state is (h, c).": ("h, c = state", "c, h = state"),
        "h and c go back to the given state: a reset sets them to 0.": (
            STEP,
            STEP.replace("keep * h, keep * c", "np.where(keep, h, state[0]), np.where(keep, c, state[1])"),
        ),
        "the inputs are set to 0 as well: only h and c are reset.": ("step(x_t,", "step(keep * x_t,"),
        "the inputs are set to 0 in place of the state: a reset clears h and c.": (
            "step(x_t, keep * h, keep * c,",
            "step(keep * x_t, h, c,",
        ),
        "state is changed in place: h[reset[t]] = 0 writes into it; use keep * h, or copy first.": (
            STEP,
            f"h[reset_t], c[reset_t] = 0, 0\n        {PLAIN}",
        ),
        "the h of the step before is changed in place: it is in hs, so use keep * h, or copy first.": [
            ("h, c = state", "h, c = (q.copy() for q in state)"),
            (STEP, f"h[reset_t], c[reset_t] = 0, 0\n        {PLAIN}"),
        ],
        "the argument `step` is not called: call step(...), not a fixed step.": ("= step(", "= nets.lstm_step("),
        "the state before the first step is returned: return the last h and c.": ("(h, c), caches", "state, caches"),
        "h and c are swapped in the result: return (h, c).": ("(h, c), caches", "(c, h), caches"),
        "only c is returned: return (h, c), both.": ("(h, c), caches", "c, caches"),
        "h and c are returned apart: return hs, (h, c), caches.": ("(h, c), caches", "h, c, caches"),
        "only the last h is returned: hs has the states of all steps.": ("np.stack(hs)", "h"),
        "hs has the cell states: collect h.": ("hs.append(h)", "hs.append(c)"),
        "hs has the batch first: stack along axis 0, (T, B, H).": ("np.stack(hs)", "np.stack(hs, axis=1)"),
        "hs is a list: np.stack(hs) makes one (T, B, H) array of it.": ("np.stack(hs)", "hs"),
        "hs is 0 where a document begins: only the state before the step is reset.": ("hs.append(h)", "hs.append(keep * h)"),
        "only the last step's cache is returned: append each step's cache to a list.": ("(h, c), caches", "(h, c), cache"),
        "the caches are missing: return hs, (h, c), caches.": ("(h, c), caches", "(h, c)"),
        "c is not carried: every step starts from the c of state. Pass on the c of the step before.": (
            STEP,
            STEP.replace("keep * c", "keep * state[1]"),
        ),
        "h is not carried: every step starts from the h of state. Pass on the h of the step before.": (
            STEP,
            STEP.replace("keep * h", "keep * state[0]"),
        ),
    },
)


equivalents(
    ex,
    {
        "the values in the order of the docstring": (
            STEP,
            "h, c, cache = step(x_t, keep * h, keep * c, *list(params.values())[:3])",
        ),
        "np.where": (STEP, STEP.replace("keep * h, keep * c", "np.where(keep, h, 0.0), np.where(keep, c, 0.0)")),
        "copies, and a boolean index": """
        h, c = (np.array(q) for q in state)
        hs, caches = [], []
        for t in range(len(x)):
            h, c = h.copy(), c.copy()
            h[reset[t]] = 0.0
            c[reset[t], :] = 0.0
            h, c, cache = step(x[t], h, c, params["W_ih"], params["W_hh"], params["b"])
            hs += [h]
            caches += [cache]
        return np.array(hs), [h, c], caches
    """,
        "a float mask, arrays that are filled": """
        T, B, _ = x.shape
        h, c = state
        mask = 1.0 - reset.reshape(T, B, 1)
        hs, caches = np.empty((T, B, h.shape[1])), []
        for t in range(T):
            weights = [params[name] for name in ("W_ih", "W_hh", "b")]
            hs[t], c, cache = step(x[t], h * mask[t], c * mask[t], *weights)
            h = hs[t]
            caches.append(cache)
        return hs, (hs[-1].copy(), c), tuple(caches)
    """,
        "stream by stream in Python": """
        h, c = [q.copy() for q in state]
        hs, caches = [], []
        for t, x_t in enumerate(x):
            before_h, before_c = np.array(h), np.array(c)
            for n, flag in enumerate(reset[t]):
                if flag:
                    before_h[n], before_c[n] = 0, 0
            out = step(x_t, before_h, before_c, params["W_ih"], params["W_hh"], params["b"])
            h, c = out[0], out[1]
            hs.append(h)
            caches.append(out[2])
        return np.stack(hs, axis=0), (h, c), caches
    """,
    },
)
