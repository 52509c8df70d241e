"""Lesson 05: backpropagation through time, cut after k2 steps."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON, cache_of

truncated_bptt = exercise(
    "truncated-bptt",
    lesson=LESSON,
    reference=nets.truncated_bptt,
    outputs=("dx", "dW_ih", "dW_hh", "db", "dh0"),
    hints=[
        "nets.tbptt_windows lists the passes. A pass is nets.rnn_backward on a small cache: x "
        "and hs cut to start:stop, and the state before start as its h0. Which state is that?",
        "cache | {...} makes a new dict with some entries replaced. Copy the window's dhs "
        "before you set those before `due` to 0: a slice is a view of the caller's array.",
        "Add what each pass returns: dx to dx[start:stop], and three sums for the weights. The "
        "last value a pass returns is part of dh0 only if start is 0.",
    ],
)


@truncated_bptt.cases
def _(rng):
    def net(T, B, I, H, k1, k2):
        dhs = rng.normal(size=(T, B, H))
        return dict(dhs=dhs, cache=cache_of(rng, T, B, I, H), k1=k1, k2=k2)

    yield "T=7, k1=2, k2=4", net(7, 2, 3, 4, 2, 4)
    yield "T=9, k1=3, k2=5", net(9, 4, 2, 3, 3, 5)
    yield "k1 = k2: chunks that do not overlap", net(8, 3, 2, 4, 3, 3)
    yield "k1 = 1: a pass for every loss", net(6, 2, 1, 3, 1, 3)
    yield "k2 = T: nothing is cut", net(5, 3, 2, 4, 2, 5)
    yield "k1 = k2 = 1: each loss reaches its own step only", net(4, 3, 1, 2, 1, 1)
    last = net(8, 3, 2, 4, 3, 4)
    last["dhs"][:-1] = 0
    yield "a loss at the last step only", last
    yield "a piece longer than the sequence", net(3, 2, 4, 5, 5, 6)
    yield "one row, one unit", net(7, 1, 2, 1, 2, 3)
    large = net(7, 2, 3, 3, 2, 4)
    yield "gradients in the thousands", large | dict(dhs=1000 * large["dhs"])


WINDOWS = "nets.tbptt_windows(len(hs), k1, k2)"
BEFORE = 'hs[start - 1] if start > 0 else cache["h0"]'
FIRST = "dh0 += first if start == 0 else 0"
mistakes(
    truncated_bptt,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "return dx, *sums, dh0",
            "return dx, *(np.clip(q, -5, 5) for q in sums), dh0",
        ),
        "the gradients are right, but dhs was changed: a slice is a view, so copy dhs[start:stop] first.": (
            "dhs[start:stop].copy()",
            "dhs[start:stop]",
        ),
        "the gradients are right, but the cache was changed: build a new dict per window, cache | {...}.": """
        right = nets.truncated_bptt(dhs, cache, k1, k2)
        cache["x"], cache["h0"] = cache["x"][-1:], cache["hs"][-1]
        return right
    """,
        "the state is set to 0 at the start of each window: cut only the gradient; carry hs[start - 1].": (
            "hs[start - 1] if start",
            "np.zeros_like(hs[0]) if start",
        ),
        "the state before every window is taken as 0: it is hs[start - 1], and cache['h0'] if start is 0.": (
            BEFORE,
            "np.zeros_like(hs[0])",
        ),
        "dhs has the steps of the piece, x and hs those of the window: take all three from start to stop.": [
            ("dhs[start:stop]", "dhs[due:stop]"),
            ("\n        due_now[: due - start] = 0", ""),
        ],
        "each window gets the h0 of the whole sequence: the state before hs[start] is hs[start - 1].": (BEFORE, 'cache["h0"]'),
        "the window's h0 is hs[start], the output of its first step: use the previous state, hs[start - 1].": (
            "hs[start - 1]",
            "hs[start]",
        ),
        "for start = 0, hs[start - 1] is the last state: the state before the first step is h0.": (BEFORE, "hs[start - 1]"),
        "the last, shorter piece is dropped: its losses count too; stop is min(due + k1, T).": (
            WINDOWS,
            "nets.tbptt_windows(len(hs) // k1 * k1, k1, k2) if k1 <= len(hs) else []",
        ),
        "losses are counted again in each window that covers them: set those before `due` to 0.": (
            "\n        due_now[: due - start] = 0",
            "",
        ),
        "k2 is not used, the cut is at the start of each piece: a window starts k2 steps before stop.": (
            f"{WINDOWS}:",
            f"{WINDOWS}:\n        start = due",
        ),
        "nothing is cut: each loss goes back only through the steps of its window.": """
        return nets.rnn_backward(dhs, cache)
    """,
        "k1 is not used, each loss has its own pass: the losses of a piece go back together.": (
            WINDOWS,
            "nets.tbptt_windows(len(hs), 1, k2)",
        ),
        "pieces are k2 long: a pass is due every k1 steps.": (WINDOWS, "nets.tbptt_windows(len(hs), k2, k2)"),
        "windows are one step too long: they start at stop - k2.": (WINDOWS, "nets.tbptt_windows(len(hs), k1, k2 + 1)"),
        "windows start k2 steps before the start of the piece: count k2 from its end, stop.": (
            f"{WINDOWS}:",
            f"{WINDOWS}:\n        start = max(0, due - k2)",
        ),
        "the last window is too short: its stop is T, so it starts at T - k2; limit stop first.": (
            f"{WINDOWS}:",
            f"{WINDOWS}:\n        start = max(0, due + k1 - k2)",
        ),
        "only the last window counts: add up all passes, each with the losses of its piece.": (WINDOWS, f"{WINDOWS}[-1:]"),
        "the weight gradients are overwritten by each window: the passes add up, use +=.": (
            "[total + part for total, part in zip(sums, parts, strict=True)]",
            "parts",
        ),
        "dx is overwritten where windows overlap: add to it, dx[start:stop] += ...": ("+= dx_part", "= dx_part"),
        "the weight gradients are divided by the number of windows: the passes add up.": (
            "return dx, *sums, dh0",
            f"n = len({WINDOWS})\n    return dx, *(dW / n for dW in sums), dh0",
        ),
        "every window adds to dh0: only a window with start 0 reaches h0.": (" if start == 0 else 0", ""),
        "dh0 is the result of the last window: sum the windows that start at 0.": (FIRST, "dh0 = first"),
        "dh0 comes from the first window alone: with k2 > k1, later windows start at 0 too; sum them.": (
            "start == 0",
            "due == 0",
        ),
        "dh0 comes from the last window that starts at 0: sum all windows that start at 0.": (
            FIRST,
            "dh0 = first if start == 0 else dh0",
        ),
        "dh0 is 0: a window with start 0 reaches h0, no cut is before it.": (f"\n        {FIRST}", ""),
        "the dx of the windows are joined: add each at its place, dx[start:stop] += ..., (T, B, I).": [
            ('dx, dh0 = np.zeros_like(cache["x"])', "dx, dh0 = []"),
            ("dx[start:stop] += dx_part", "dx.append(dx_part)"),
            ("return dx,", "return np.concatenate(dx),"),
        ],
        "dx keeps only the steps of the piece: the rest of the window counts too; dx[start:stop] += ...": (
            "dx[start:stop] += dx_part",
            "dx[due:stop] = dx_part[due - start :]",
        ),
        "`due` is used as an index of the window: inside the window it is due - start.": ("[: due - start]", "[:due]"),
        "the window's h0 is the state before the piece, hs[due - 1]: use the state before start.": (
            "hs[start - 1] if start",
            "hs[due - 1] if due",
        ),
    },
)


equivalents(
    truncated_bptt,
    {
        "every loss separately, term by term": """
        x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))
        dx, dW_ih, dW_hh, dh0 = map(np.zeros_like, (x, W_ih, W_hh, h0))
        db, before = np.zeros_like(W_hh[0]), np.concatenate([h0[None], hs])
        for start, due, stop in nets.tbptt_windows(len(x), k1, k2):
            for t in range(due, stop):
                dh = dhs[t]
                for k in range(t, start - 1, -1):
                    da = dh * (1 - hs[k] ** 2)
                    dx[k] += da @ W_ih
                    dW_ih += da.T @ x[k]
                    dW_hh += da.T @ before[k]
                    db += da.sum(axis=0)
                    dh = da @ W_hh
                if start == 0:
                    dh0 += dh
        return dx, dW_ih, dW_hh, db, dh0
    """,
        "windows from the last to the first": [
            (WINDOWS, f"reversed({WINDOWS})"),
            ("return dx, *sums, dh0", "return [dx, *sums, dh0]"),
        ],
        "dhs masked to full length, hs padded with h0": [
            ('window["h0"] =', 'window["h0"] = np.concatenate([cache["h0"][None], hs])[start]  #'),
            ("dhs[start:stop].copy()", "np.where(np.arange(len(hs))[:, None, None] < due, 0, dhs)"),
            ("due_now[: due - start] = 0", "due_now = due_now[start:stop].astype(dhs.dtype)"),
        ],
        "a pass for each loss, cut at the window of its piece": [
            (f"{WINDOWS}:", f"[(s, t, t + 1) for s, d, e in {WINDOWS} for t in range(d, e)]:")
        ],
    },
)
