"""Lesson 07: one step of the memory cell of 1997."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import step_inputs

ex = exercise(
    "memory-cell-step",
    lesson="07_memory_cell",
    reference=nets.memory_cell_step,
    outputs=("h", "c", "cache"),
    keys={"cache": "x h_prev i g o tanh_c W_ih W_hh"},
    hints=[
        "One expression gives all three pre-activations: x @ W_ih.T + h @ W_hh.T + b is "
        "(B, 3H). np.split(a, 3, axis=1) splits it into three (B, H), in the order i, g, o.",
        "Two of the three are gates, from 0 to 1: use sigmoid. The third is the candidate, from "
        "-2 to 2. The carousel adds; h is tanh(c / 2) times the output gate.",
        "i, g, o = sigmoid(a_i), 2 tanh(a_g / 2), sigmoid(a_o); c_next = c + i g; "
        "tanh_c = tanh(c_next / 2); h_next = o tanh_c. The cache has the eight keys of the "
        "docstring.",
    ],
)


@ex.cases
def _(rng):
    yield "B=4, I=2, H=3", step_inputs(rng, 4, 2, 3)
    yield "one cell, one input, one example", step_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=4", step_inputs(rng, 2, 5, 4)
    yield "B=3H=6, I=3", step_inputs(rng, 6, 3, 2)
    yield "B=I=H=3", step_inputs(rng, 3, 3, 3)
    zero = dict(h=np.zeros((2, 3)), c=np.zeros((2, 3)))
    yield "from a state of 0", step_inputs(rng, 2, 2, 3, **zero)
    yield "inputs of +-1000", step_inputs(rng, 2, 1, 3, x=np.array([[1000.0], [-1000.0]]))
    yield "a state of 50", step_inputs(rng, 2, 2, 3, c=np.full((2, 3), 50.0))
    yield "states of thousands", step_inputs(rng, 3, 2, 3, c=1e4 * rng.normal(size=(3, 3)))


UPDATE = "c_next = c + i * g"
SQUASH = "np.tanh(c_next / 2)"
CANDIDATE = "2 * np.tanh(a_g / 2)"
INPUT, OUTPUT = "nets.sigmoid(a_i)", "nets.sigmoid(a_o)"
SPLIT = "np.split(a, 3, axis=1)"


def _late_output_gate(state):
    """Return an edit that computes the output gate again, from another state."""
    gate = f"nets.sigmoid(np.split(x @ W_ih.T + {state} @ W_hh.T + b, 3, axis=1)[2])"
    return UPDATE, f"{UPDATE}\n    o = {gate}"


mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return h_next, c_next,",
            "return h_next, np.clip(c_next, -100, 100),",
        ),
        "c is overwritten: add to the previous state, c + i * g.": ("c + i * g", "i * g"),
        "the input gate multiplies c as well: it multiplies only g, c + i * g.": ("c + i * g", "i * (c + g)"),
        "the input gate multiplies c instead of g: c + i * g, not i * c + g.": ("c + i * g", "i * c + g"),
        "the input gate is missing: c + i * g, not c + g.": ("i * g", "g"),
        "the input gate is added: it multiplies the candidate, c + i * g.": ("i * g", "i + g"),
        "c decays by 1 - i: the weight of the carousel is 1, c + i * g.": ("c + i * g", "(1 - i) * c + i * g"),
        "the output gate multiplies c itself: only h is gated, h = o * tanh(c / 2).": ("c + i * g", "o * (c + i * g)"),
        "the output gate multiplies the previous c: o acts only between c and h.": ("c + i * g", "o * c + i * g"),
        "tanh is applied to c in the carousel: the carousel is linear, only h uses tanh.": ("c + i * g", "np.tanh(c + i * g)"),
        "tanh is missing in the output: h = o * tanh(c / 2), not o * c.": ("h_next = o * tanh_c", "h_next = o * c_next"),
        "h uses the previous c: apply tanh to half the new c.": ("h_next = o * tanh_c", "h_next = o * np.tanh(c / 2)"),
        "the output gate is missing: h = o * tanh(c / 2).": ("h_next = o * tanh_c", "h_next = tanh_c"),
        "g is tanh(a), from -1 to 1: in the cell of 1997 it is 2 tanh(a / 2), from -2 to 2.": (CANDIDATE, "np.tanh(a_g)"),
        "g uses the sigmoid: it is the candidate, from -2 to 2, so 2 tanh(a / 2).": (CANDIDATE, "nets.sigmoid(a_g)"),
        "g lacks its factor 2: 2 tanh(a / 2) ranges from -2 to 2.": ("2 * np.tanh", "np.tanh"),
        "g lacks the 1/2 inside tanh: 2 tanh(a / 2), not 2 tanh(a).": ("a_g / 2", "a_g"),
        "g has no activation: 2 tanh(a / 2) keeps it between -2 and 2.": (CANDIDATE, "a_g"),
        "the gates use tanh: i and o range from 0 to 1, so use the sigmoid.": [(INPUT, "np.tanh(a_i)"), (OUTPUT, "np.tanh(a_o)")],
        "o uses tanh: it is a gate, so use the sigmoid.": (OUTPUT, "np.tanh(a_o)"),
        "i uses tanh: it is a gate, so use the sigmoid.": (INPUT, "np.tanh(a_i)"),
        "i has no activation: a gate is the sigmoid of its block.": (INPUT, "a_i"),
        "o has no activation: a gate is the sigmoid of its block.": (OUTPUT, "a_o"),
        "the gates have no activation: i and o are sigmoids of their blocks.": [(INPUT, "a_i"), (OUTPUT, "a_o")],
        "the sign of the input gate's pre-activation is wrong: use sigmoid(a_i).": ("sigmoid(a_i)", "sigmoid(-a_i)"),
        'cache["h_prev"] is the new h: store the h that is an argument.': ('"h_prev": h', '"h_prev": o * tanh_c'),
        'cache["tanh_c"] is c itself: store tanh(c / 2).': ('": tanh_c', '": c_next'),
        'cache["tanh_c"] is h: store tanh(c / 2), without the output gate.': ('": tanh_c', '": o * tanh_c'),
        "the cache contains the pre-activations: store i, g and o after their activations.": (
            '"i": i, "g": g, "o": o',
            '"i": a_i, "g": a_g, "o": a_o',
        ),
        "c is replaced by the gated output: return the cell state c + i * g.": ("h_next, c_next, {", "h_next, h_next, {"),
        "the output uses tanh(c): in the cell of 1997 it is 2 sigmoid(c) - 1 = tanh(c / 2).": (SQUASH, "np.tanh(c_next)"),
        "both activations are today's: use g = 2 tanh(a / 2) and h = o * tanh(c / 2).": [
            (CANDIDATE, "np.tanh(a_g)"),
            (SQUASH, "np.tanh(c_next)"),
        ],
        "the - 1 is missing in the output: 2 sigmoid(c) - 1 ranges from -1 to 1.": (SQUASH, "2 * nets.sigmoid(c_next)"),
        "the 1/2 is outside tanh: in the output it is tanh(c / 2), not tanh(c) / 2.": (SQUASH, "np.tanh(c_next) / 2"),
        "the - 2 is missing in g: 4 sigmoid(a) - 2 ranges from -2 to 2.": (CANDIDATE, "4 * nets.sigmoid(a_g)"),
        "all activations are missing: i and o are sigmoids, g is 2 tanh(a / 2).": [
            (INPUT, "a_i"),
            (OUTPUT, "a_o"),
            (CANDIDATE, "a_g"),
        ],
        "the gates and g use c in the place of h: a is x @ W_ih.T + h @ W_hh.T + b.": ("h @ W_hh.T", "c @ W_hh.T"),
        "the previous c is returned: return c_next, the state after this step.": ("h_next, c_next, {", "h_next, c, {"),
        'cache["tanh_c"] is computed from the previous c: store tanh of half the new c.': ('": tanh_c', '": np.tanh(c / 2)'),
        "a is split into four: the blocks are i, g and o, np.split(a, 3, axis=1).": (SPLIT, "np.split(a, 4, axis=1)[:3]"),
        "one gate serves as input and output gate: o has a block of its own.": (OUTPUT, INPUT),
        "one gate serves all cells: each cell has its own, keep all H columns.": (
            UPDATE,
            f"i, o = (np.repeat(q[:, :1], q.shape[1], axis=1) for q in (i, o))\n    {UPDATE}",
        ),
        "the output gate uses the new h: all gates use the previous h.": (_late_output_gate("np.tanh(c_next / 2)")),
        "the output gate uses c: in this cell the gates use x and h only.": (_late_output_gate("c")),
        "every third column is taken: each block is H adjacent columns.": (SPLIT, "(a[:, k::3] for k in range(3))"),
        "the cache is missing: return h, c and the dict that the docstring describes.": (
            ', {**cache, "W_ih": W_ih, "W_hh": W_hh}',
            "",
        ),
        "the bias is missing: add b once.": (" + b", ""),
        "the bias is added twice: x and h share one b in this layout.": ("+ b", "+ 2 * b"),
        "the previous h is not used: add h @ W_hh.T.": ("+ h @ W_hh.T ", ""),
        "c is changed in place: write c_next = c + i * g, a new array.": [
            (UPDATE, "c += i * g"),
            ("c_next / 2", "c / 2"),
            ("c_next", "c"),
        ],
        "W_hh is not transposed: (B, H) @ (3H, H) does not fit, use h @ W_hh.T.": ("W_hh.T", "W_hh"),
        "W_ih is not transposed: (B, I) @ (3H, I) does not fit, use x @ W_ih.T.": ("W_ih.T", "W_ih"),
        "a is split along the batch: its blocks are side by side, np.split(a, 3, axis=1).": ("axis=1", "axis=0"),
    }
    | {
        f"the blocks are read as {', '.join(order)}: the order is i, g, o.": ("a_i, a_g, a_o", ", ".join(f"a_{k}" for k in order))
        for order in [*permutations("igo")][1:]
    }
    | {
        f"all blocks use the bias of {gate}: b has H numbers for each block.": ("+ b", f"+ np.tile(np.split(b, 3)[{k}], 3)")
        for k, gate in enumerate("igo")
    },
)


equivalents(
    ex,
    {
        "a cache with additional keys": ("{**cache,", '{**cache, "c": c, "b": b,'),
        "the logistic functions of the paper, one product for each block": """
        H = h.shape[1]
        rows = [slice(k * H, (k + 1) * H) for k in range(3)]
        i, g, o = (nets.sigmoid(x @ W_ih[r].T + h @ W_hh[r].T + b[r]) for r in rows)
        g = 4 * g - 2
        s = c + i * g
        t = 2 * nets.sigmoid(s) - 1
        return o * t, s, dict(x=x, h_prev=h, i=i, g=g, o=o, tanh_c=t, W_ih=W_ih, W_hh=W_hh)
    """,
        "einsum and slices, a list, keys in another order": """
        H = c.shape[-1]
        a = np.einsum("bi,ki->bk", x, W_ih) + np.einsum("bj,kj->bk", h, W_hh) + b
        cache = {"W_hh": W_hh, "W_ih": W_ih, "o": nets.sigmoid(a[:, 2 * H :])}
        cache |= {"g": 2 * np.tanh(0.5 * a[:, H : 2 * H]), "i": nets.sigmoid(a[:, :H])}
        c_new = c + cache["g"] * cache["i"]
        cache |= {"tanh_c": np.tanh(c_new / 2), "h_prev": h, "x": x}
        return [cache["o"] * cache["tanh_c"], c_new, cache]
    """,
        "x and h side by side, one tanh for everything": """
        a = np.hstack([x, h]) @ np.hstack([W_ih, W_hh]).T + b
        i, g, o = np.split(np.tanh(a / 2), 3, axis=1)
        i, g, o = (1 + i) / 2, 2 * g, (1 + o) / 2
        c_next = np.add(c, i * g)
        t = np.tanh(0.5 * c_next)
        cache = dict(zip(("x", "h_prev", "i", "g", "o"), (x, h.copy(), i, g, o), strict=True))
        return o * t, c_next, cache | {"tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
    """,
    },
)
