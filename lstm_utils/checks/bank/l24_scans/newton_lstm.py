"""Lesson 24: all states at once."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import weights

ex = exercise(
    "newton-lstm",
    lesson="24_scans",
    reference=nets.newton_lstm,
    outputs="states",
    hints=[
        "s = np.zeros((T, 2H)), then iters times: before, after, J, b, recurrence. before is s0 and s without its last row: "
        "np.concatenate([s0[None], s[:-1]]).",
        "h, c = np.split(before, 2, axis=1); nets.lstm_step(x, h, c, *params) takes T steps at once. after is its h and c side by side, (T, 2H).",
        "J = nets.lstm_jacobian(before, x, params); s = nets.recurrence(J, after - nets.matvec(J, before), s0).",
    ],
)


@ex.cases
def _(rng):
    def case(T, I, H, iters, scale=1.0, **changed):
        given = dict(x=rng.normal(size=(T, I)), s0=rng.normal(size=2 * H), params=weights(rng, I, H, scale), iters=iters)
        return given | changed

    yield "T=5, I=2, H=3, one iteration", case(5, 2, 3, 1, scale=0.7)
    yield "no iteration: the first guess", case(4, 2, 3, 0)
    yield "two iterations", case(6, 3, 2, 2, scale=0.7)
    yield "four iterations", case(9, 2, 2, 4, scale=0.7)
    yield "one step, one iteration", case(1, 2, 3, 1)
    yield "one step, three iterations", case(1, 2, 2, 3)
    yield "one unit", case(7, 1, 1, 2)
    yield "T=2H=6", case(6, 2, 3, 2, scale=0.5)
    yield "T=4H=4", case(4, 1, 1, 1)
    yield "from a state of 0", case(5, 2, 2, 2, s0=np.zeros(4))
    yield "more iterations than steps", case(3, 2, 2, 6)
    yield "40 steps, small weights", case(40, 3, 4, 6, scale=0.4)
    yield "100 steps, one iteration", case(100, 2, 2, 1, scale=0.4)
    yield "large weights, one iteration: far off", case(16, 2, 4, 1, scale=2.5)
    grows = tuple(size * W for size, W in zip((0.1, 20.0, 0.1), weights(rng, 2, 3), strict=True))
    yield "errors that grow from step to step", case(16, 2, 3, 1) | dict(params=grows)
    tiny = tuple(size * W for size, W in zip((1e-6, 0.7, 1e-6), weights(rng, 2, 3), strict=True))
    yield "states near 0, two iterations", case(6, 2, 3, 2) | dict(s0=1e-6 * rng.normal(size=6), params=tiny)
    bits = dict(x=np.ones((14, 1)), s0=0.1 * rng.normal(size=4))
    switch = tuple(W + 0.1 * rng.normal(size=W.shape) for W in nets.parity_lstm_weights(5.0))
    yield "a net that keeps a bit, eight iterations", case(14, 1, 2, 8) | bits | dict(params=switch)
    bits = dict(x=np.ones((40, 1)), s0=0.1 * rng.normal(size=4))
    yield "a net that keeps a bit, 30 iterations", case(40, 1, 2, 30) | bits | dict(params=switch)
    W_ih, W_hh, b = weights(rng, 2, 2, 0.4)
    count = dict(params=(W_ih, W_hh, b + np.repeat([3.0, 6.0, 1.5, 0.0], 2)))
    yield "cell states that grow", case(30, 2, 2, 3) | count


START, LOOP = "s = np.zeros((len(x), len(s0)))", "range(iters)"
BEFORE, SPLIT = "before = np.concatenate([s0[None], s[:-1]])", "h, c = np.split(before, 2, axis=1)"
JAC = "J = nets.lstm_jacobian(before, x, params)"
B = "b = np.concatenate([h, c], axis=1) - nets.matvec(J, before)"
SOLVE = "s = nets.recurrence(J, b, s0)"
RUN = """
        s, out = s0[None], []
        for t in range(len(x)):
            h, c = np.split(s, 2, axis=1)
            h, c, _ = nets.lstm_step(x[t : t + 1], h, c, *params)
            s = np.concatenate([h, c], axis=1)
            out.append(s[0])
        return np.array(out)
    """
mistakes(
    ex,
    {
        "the exact states are returned, those of the loop or of T iterations: return the guess after `iters` of them.": RUN,
        "each step starts from the guess of its own state: it starts from the one before, s0 in front.": (BEFORE, "before = s"),
        "the first step starts from 0: it starts from s0, which is known.": (
            BEFORE,
            "before = np.concatenate([np.zeros_like(s0)[None], s[:-1]])",
        ),
        "s0 is in front, but the last state is not left out: before is s0 and s[:-1].": (
            BEFORE,
            "before = np.concatenate([s0[None], s])",
        ),
        "before comes round: np.roll puts the last state in front, it is s0 there.": (BEFORE, "before = np.roll(s, 1, axis=0)"),
        "the recurrence starts from 0: it starts from s0.": (SOLVE, "s = nets.recurrence(J, b, np.zeros_like(s0))"),
        "J is taken at the new state: the tangent touches at the guess before the step.": (
            JAC,
            "J = nets.lstm_jacobian(np.concatenate([h, c], axis=1), x, params)",
        ),
        "J is taken at the guess after the step: the tangent touches at the guess before it.": (
            JAC,
            "J = nets.lstm_jacobian(s, x, params)",
        ),
        "J is transposed: row r belongs to the new state.": (JAC, f"{JAC}.swapaxes(1, 2)"),
        "b is the new state alone: subtract J times before, else the tangent does not touch.": (
            B,
            "b = np.concatenate([h, c], axis=1)",
        ),
        "J before is added: the tangent is after + J (s - before), so subtract it.": (B, B.replace(" - nets", " + nets")),
        "b subtracts before without J: the tangent is after + J (s - before).": (
            B,
            "b = np.concatenate([h, c], axis=1) - before",
        ),
        "b subtracts J times the guess after the step: it is J times before.": (B, B.replace("J, before", "J, s")),
        "without J: the guess after one step is the next guess, which moves the truth on by one step only.": (
            SOLVE,
            "s = np.concatenate([h, c], axis=1)",
        ),
        "only the diagonal of J is used: that is quasi-Newton, which needs more iterations.": (JAC, f"{JAC} * np.eye(len(s0))"),
        "only the blocks dh/dh and dc/dc are used: h and c depend on each other.": (
            JAC,
            f"{JAC} * np.kron(np.eye(2), np.ones((len(s0) // 2, len(s0) // 2)))",
        ),
        "the first guess is s0 for all steps: it is 0.": (START, "s = np.tile(s0, (len(x), 1))"),
        "the first guess is 1: it is 0.": (START, "s = np.ones((len(x), len(s0)))"),
        "one iteration too many: range(iters).": (LOOP, "range(iters + 1)"),
        "one iteration too few: range(iters).": (LOOP, "range(max(iters - 1, 0))"),
        "at least one iteration is made: with 0 the first guess is returned.": (LOOP, "range(max(iters, 1))"),
        "at most three iterations: iters says how many.": (LOOP, "range(min(iters, 3))"),
        "at most seven iterations: iters says how many.": (LOOP, "range(min(iters, 7))"),
        "it stops when the guess hardly changes: make `iters` iterations in any case.": (
            SOLVE,
            "last, s = s, nets.recurrence(J, b, s0)\n        if abs(s - last).max() < 1e-4:\n            break",
        ),
        "h is clipped to -1 and 1: a guess may be anywhere, leave it as the recurrence gives it.": (
            SOLVE,
            f"{SOLVE}\n        s[:, : len(s0) // 2] = s[:, : len(s0) // 2].clip(-1, 1)",
        ),
        "the guess is clipped: it may be anywhere, leave it as the recurrence gives it.": (SOLVE, f"{SOLVE}.clip(-5, 5)"),
        "the guess is clipped to -1000 and 1000: it may be anywhere, leave it as the recurrence gives it.": (
            SOLVE,
            f"{SOLVE}.clip(-1000, 1000)",
        ),
        "h and c are swapped in the new state: h comes first.": (B, B.replace("[h, c]", "[c, h]")),
        "h and c are swapped in before: h is in the first H columns.": (SPLIT, "c, h = np.split(before, 2, axis=1)"),
        "only h is returned: the state is h and c, (T, 2H).": ("return s", "return s[:, : len(s0) // 2]"),
        "the states begin with s0: return s_1 to s_T.": ("return s", "return np.concatenate([s0[None], s[:-1]])"),
        "only the last state is returned: return all of them.": ("return s", "return s[-1]"),
        "half a step of Newton's method: take all of it.": (SOLVE, "s = 0.5 * s + 0.5 * nets.recurrence(J, b, s0)"),
    },
)


equivalents(
    ex,
    {
        "the change is solved for": """
        s = np.zeros((len(x), len(s0)))
        for _ in range(iters):
            before = np.vstack([s0, s[:-1]])
            h, c, _ = nets.lstm_step(x, *np.split(before, 2, axis=1), *params)
            J = nets.lstm_jacobian(before, x, params)
            s = s + nets.recurrence(J, np.hstack([h, c]) - s, np.zeros(len(s0)))
        return s
    """,
        "a loop solves the tangents": (
            SOLVE,
            "s, last = [], s0\n        for t in range(len(x)):\n            last = J[t] @ last + b[t]\n            s.append(last)\n"
            "        s = np.array(s)",
        ),
        "einsum, slices, a guess in place": """
        T, H = len(x), len(s0) // 2
        states = np.zeros((T + 1, 2 * H))
        states[0] = s0
        for _ in range(iters):
            before = states[:-1].copy()
            h, c, _ = nets.lstm_step(x, before[:, :H], before[:, H:], *params)
            J = nets.lstm_jacobian(before, x, params)
            b = np.concatenate([h, c], axis=1) - np.einsum("tij,tj->ti", J, before)
            states[1:] = nets.recurrence(J, b, s0)
        return states[1:]
    """,
    },
)
