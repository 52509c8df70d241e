"""Lesson 15: activation patching."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import net, run

ex = exercise(
    "patch",
    lesson="15_inside_the_cell",
    reference=nets.patch,
    outputs="hs",
    hints=[
        "Start from run b: h and c are copies of run_b['hs'][t] and run_b['cs'][t], because row t is the state after t steps.",
        "Replace the columns units of both by those of run a: h[:, units] = run_a['hs'][t][:, units], and the same for c.",
        "Go on with nets.lstm_forward(run_b['x'][t:], h, c, W_ih, W_hh, b), and put the first t rows of run b, "
        "run_b['hs'][1 : t + 1], in front.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, I, H, units, t, T_a=None, start=False):
        params = net(rng, I, H, 2)
        a, b = (run(rng, params, n, B, start) for n in (T_a or T, T))
        return dict(params=params, run_a=a, run_b=b, units=np.array(units, dtype=int), t=t)

    yield "T=6, one unit after 3 steps", case(6, 2, 3, 4, [2], 3)
    yield "two units", case(5, 3, 2, 5, [4, 1], 2)
    yield "run a is longer", case(4, 2, 3, 4, [0, 3], 2, T_a=7)
    yield "runs that do not begin at 0", case(5, 2, 3, 4, [1, 2], 2, start=True)
    yield "run a is shorter", case(6, 2, 3, 4, [1], 3, T_a=3)
    yield "no units: run b", case(5, 2, 3, 4, [], 2)
    yield "all units: run a's state, run b's words", case(5, 2, 3, 4, [0, 1, 2, 3], 3)
    yield "before the last step", case(4, 2, 3, 5, [1, 2], 3)
    yield "before the first step", case(4, 2, 3, 5, [3], 0, start=True)
    yield "one step", case(1, 2, 3, 4, [1], 0, start=True)
    yield "one sequence, one unit of one", case(5, 1, 2, 1, [0], 2)
    yield "B = H = T: where no shape error can occur", case(4, 4, 4, 4, [1, 3], 2)


H_LINE, C_LINE = 'h[:, units] = run_a["hs"][t][:, units]', 'c[:, units] = run_a["cs"][t][:, units]'
START = 'h, c = run_b["hs"][t].copy(), run_b["cs"][t].copy()'
RUN, JOIN = 'nets.lstm_forward(run_b["x"][t:], h, c, *weights)', 'np.concatenate([run_b["hs"][1 : t + 1], later])'
WEIGHTS = 'params["W_ih"], params["W_hh"], params["b"]'
mistakes(
    ex,
    {
        "only h is patched: c is the memory, which writes h again at the next step.": (f"    {C_LINE}\n", ""),
        "only c is patched: h is part of the state, and the next step reads it.": (f"    {H_LINE}\n", ""),
        "nothing is patched: copy h and c of the units from run a.": [(f"    {H_LINE}\n", ""), (f"    {C_LINE}\n", "")],
        "the runs are exchanged: run b goes on, with states from run a.": [
            (START, START.replace("run_b", "run_a")),
            (H_LINE, H_LINE.replace("run_a", "run_b")),
            (C_LINE, C_LINE.replace("run_a", "run_b")),
            (RUN, RUN.replace("run_b", "run_a")),
            (JOIN, JOIN.replace("run_b", "run_a")),
        ],
        "run a's words are read: run b's words follow.": (RUN, RUN.replace("run_b", "run_a")),
        "all units are patched: only the columns units.": [(H_LINE, 'h[:] = run_a["hs"][t]'), (C_LINE, 'c[:] = run_a["cs"][t]')],
        "all units but these are patched: the columns units come from run a.": [
            (H_LINE, 'rest = np.setdiff1d(np.arange(h.shape[1]), units)\n    h[:, rest] = run_a["hs"][t][:, rest]'),
            (C_LINE, 'c[:, rest] = run_a["cs"][t][:, rest]'),
        ],
        "rows are patched, not columns: units are axis 1 of (B, H).": [
            (H_LINE, 'h[units % len(h)] = run_a["hs"][t][units % len(h)]'),
            (C_LINE, 'c[units % len(h)] = run_a["cs"][t][units % len(h)]'),
        ],
        "the state of run a is one step too late: after t steps it is row t.": [
            (H_LINE, H_LINE.replace("[t]", "[min(t + 1, len(run_a['hs']) - 1)]")),
            (C_LINE, C_LINE.replace("[t]", "[min(t + 1, len(run_a['cs']) - 1)]")),
        ],
        "the state of run a is one step too early: after t steps it is row t.": [
            (H_LINE, H_LINE.replace("[t]", "[max(t - 1, 0)]")),
            (C_LINE, C_LINE.replace("[t]", "[max(t - 1, 0)]")),
        ],
        "the last state of run a is taken: it is the one after t steps, row t.": [
            (H_LINE, H_LINE.replace("[t]", "[-1]")),
            (C_LINE, C_LINE.replace("[t]", "[-1]")),
        ],
        "the first t rows are run a's: until the patch it is run b.": (
            JOIN,
            "np.concatenate([np.resize(run_a['hs'][1 : t + 1], run_b['hs'][1 : t + 1].shape), later])",
        ),
        "the first t rows are missing: put run b's own in front, (T, B, H) in all.": (JOIN, "later"),
        "the state before the first step is included: row 0 of hs is before the first step, take 1 to t.": (
            JOIN,
            JOIN.replace("[1 : t + 1]", "[: t + 1]"),
        ),
        "the first rows are one step too early: row t of hs is after t steps, take 1 to t.": (
            JOIN,
            JOIN.replace("[1 : t + 1]", "[:t]"),
        ),
        "h after step t is not patched in the start, but in the result: the exchange is before the next step.": [
            (f"    {H_LINE}\n    {C_LINE}\n", ""),
            (f"return {JOIN}", f'hs = {JOIN}\n    hs[t:, :, units] = run_a["hs"][t][:, units]\n    return hs'),
        ],
        "one word is skipped: go on with x[t:], row t of the state is before x[t].": (
            RUN,
            RUN.replace("[t:]", "[min(t + 1, len(run_b['x']) - 1) :]"),
        ),
        "row t of the result is patched, too: the first t rows are run b's own, the patch shows from the next step on.": (
            JOIN,
            'np.concatenate([run_b["hs"][1:t], h[None][:t], later])',
        ),
        "the states of the first sequence are copied into all: sequence n takes its own from run a, [:, units].": [
            (H_LINE, H_LINE.replace("[:, units]", "[0, units]").replace("h[0, units]", "h[:, units]")),
            (C_LINE, C_LINE.replace("[:, units]", "[0, units]").replace("c[0, units]", "c[:, units]")),
        ],
        "the exchange is repeated at each step: exchange once, after t steps, and let run b read on.": (
            f"return {JOIN}",
            """hs = [*run_b["hs"][1 : t + 1]]
    for s in range(t, len(run_b["x"])):
        if s < len(run_a["hs"]):
            h[:, units], c[:, units] = run_a["hs"][s][:, units], run_a["cs"][s][:, units]
        h, c = (state.copy() for state in nets.lstm_step(run_b["x"][s], h, c, *weights)[:2])
        hs.append(h.copy())
    return np.stack(hs)""",
        ),
        "h and c are exchanged: lstm_forward takes x, h, c.": (RUN, RUN.replace("h, c", "c, h")),
        "run b is changed: work on copies of its h and c.": (START, 'h, c = run_b["hs"][t], run_b["cs"][t]'),
        "the states are added: replace run b's by run a's.": [
            (H_LINE, H_LINE.replace("] = ", "] += ")),
            (C_LINE, C_LINE.replace("] = ", "] += ")),
        ],
        "c comes from hs: c of run a is run_a['cs'][t].": (C_LINE, C_LINE.replace('"cs"', '"hs"')),
        "the others start at 0: start from run b's state, and replace only units.": (
            START,
            'h, c = np.zeros((2, *run_b["hs"][t].shape))',
        ),
        "the triple of lstm_forward is taken as hs: it returns hs, c, cache.": [
            ("later, _, _ =", "later ="),
            ("1], later]", "1], later[1][None]]"),
        ],
        "run b is read from the start: only the words from x[t] on follow.": [
            (RUN, RUN.replace('["x"][t:]', '["x"]')),
            (f"return {JOIN}", "return later"),
        ],
        "only the output is patched: run b must read on from the exchanged state.": (
            f"return {JOIN}",
            'hs = run_b["hs"].copy()\n    hs[t:, :, units] = run_a["hs"][t][:, units]\n    return hs[1:]',
        ),
    },
)


equivalents(
    ex,
    {
        "step by step": """
        hs = [h for h in run_b["hs"][1 : t + 1]]
        h, c = run_b["hs"][t].copy(), run_b["cs"][t].copy()
        for u in units:
            h[:, u], c[:, u] = run_a["hs"][t, :, u], run_a["cs"][t, :, u]
        for x in run_b["x"][t:]:
            h, c, _ = nets.lstm_step(x, h, c, params["W_ih"], params["W_hh"], params["b"])
            hs.append(h)
        return np.stack(hs)
    """,
        "np.where on a mask": """
        lent = np.isin(np.arange(run_b["hs"].shape[2]), units)
        h, c = (np.where(lent, run_a[k][t], run_b[k][t]) for k in ("hs", "cs"))
        W_ih, W_hh, b = (params[k] for k in ("W_ih", "W_hh", "b"))
        hs = run_b["hs"][1:].copy()
        hs[t:] = nets.lstm_forward(run_b["x"][t:], h, c, W_ih, W_hh, b)[0]
        return hs
    """,
        "both states in one array": """
        state = np.stack([run_b["hs"][t], run_b["cs"][t]])
        state[:, :, units] = np.stack([run_a["hs"][t], run_a["cs"][t]])[:, :, units]
        _, _, kept = nets.lstm_forward(run_b["x"][t:], *state, params["W_ih"], params["W_hh"], params["b"])
        return np.vstack([run_b["hs"][1 : t + 1], kept["hs"][1:]])
    """,
    },
)
