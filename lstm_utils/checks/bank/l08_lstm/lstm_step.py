"""Lesson 08: one step of the LSTM."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import step_inputs

ex = exercise(
    "lstm-step",
    lesson="08_lstm",
    reference=nets.lstm_step,
    outputs=("h", "c", "cache"),
    keys={"cache": "x h_prev c_prev i f g o tanh_c W_ih W_hh"},
    hints=[
        "One product computes all four pre-activations: x @ W_ih.T + h @ W_hh.T + b is (B, 4H). "
        "Then cut it into four (B, H): np.split(a, 4, axis=1).",
        "The blocks are in the order i, f, g, o. Three of them are gates, the third is the candidate: which function for which?",
        "Give the new states names of their own (h_next, c_next): the cache needs the old ones "
        'under "h_prev" and "c_prev". Its keys are those in the docstring.',
    ],
)


@ex.cases
def _(rng):
    yield "B=3, I=2, H=4", step_inputs(rng, 3, 2, 4)
    yield "one unit, one input, one example", step_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=3", step_inputs(rng, 2, 5, 3)
    yield "B=4H=8, I=3", step_inputs(rng, 8, 3, 2)
    yield "B=I=H=4", step_inputs(rng, 4, 4, 4)
    zero = dict(h=np.zeros((2, 3)), c=np.zeros((2, 3)))
    yield "from a state of 0", step_inputs(rng, 2, 2, 3, **zero)
    yield "inputs of +-1000", step_inputs(rng, 2, 1, 3, x=np.array([[1000.0], [-1000.0]]))
    yield "a state of 50", step_inputs(rng, 2, 2, 3, c=np.full((2, 3), 50.0))
    yield "states of thousands", step_inputs(rng, 3, 2, 3, c=1e4 * rng.normal(size=(3, 3)))


SIGMOIDS = "nets.sigmoid(a_i), nets.sigmoid(a_f), np.tanh(a_g), nets.sigmoid(a_o)"

mistakes(
    ex,
    {
        f"the blocks are read as {', '.join(order)}: the order is i, f, g, o.": (
            "a_i, a_f, a_g, a_o =",
            ", ".join(f"a_{gate}" for gate in order) + " =",
        )
        for order in [*permutations("ifgo")][1:]
    },
)
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return h_next, c_next,",
            "return h_next, np.clip(c_next, -100, 100),",
        ),
        "g goes through the sigmoid: it is the candidate, not a gate: tanh.": ("np.tanh(a_g)", "nets.sigmoid(a_g)"),
        "g is 2 sigmoid(a_g) - 1: this is tanh of half of a_g, the candidate is tanh(a_g).": (
            "np.tanh(a_g)",
            "2 * nets.sigmoid(a_g) - 1",
        ),
        "o goes through tanh: it is a gate, so the sigmoid.": ("nets.sigmoid(a_o)", "np.tanh(a_o)"),
        "i goes through tanh: it is a gate, so the sigmoid.": ("nets.sigmoid(a_i)", "np.tanh(a_i)"),
        "f goes through tanh: it is a gate, so the sigmoid.": ("nets.sigmoid(a_f)", "np.tanh(a_f)"),
        "i has no activation: a gate is the sigmoid of its block.": ("nets.sigmoid(a_i)", "a_i"),
        "f has no activation: a gate is the sigmoid of its block.": ("nets.sigmoid(a_f)", "a_f"),
        "o has no activation: a gate is the sigmoid of its block.": ("nets.sigmoid(a_o)", "a_o"),
        "g has no activation: the candidate is the tanh of its block.": ("np.tanh(a_g)", "a_g"),
        "1 is added to the forget gate's pre-activation: such a start belongs in b, not here.": (
            "nets.sigmoid(a_f)",
            "nets.sigmoid(a_f + 1)",
        ),
        "the activations are missing: sigmoid for i, f and o, tanh for g.": (SIGMOIDS, "a_i, a_f, a_g, a_o"),
        "all four blocks go through tanh: the gates i, f and o need the sigmoid.": (SIGMOIDS, "np.split(np.tanh(a), 4, axis=1)"),
        "h = o * c: c goes through tanh first, h = o * tanh(c).": ("o * tanh_c", "o * c_next"),
        "h is computed from the old state: use tanh of the new c.": ("o * tanh_c", "o * np.tanh(c)"),
        "i and f are swapped in the cell state: c = f * c_prev + i * g.": ("f * c + i * g", "i * c + f * g"),
        "the input gate is missing: c = f * c_prev + i * g, not + g.": ("i * g", "g"),
        "i and g are added: c = f * c_prev + i * g, the candidate times its gate.": ("i * g", "(i + g)"),
        "the forget gate is not used: c = f * c_prev + i * g.": ("f * c +", "c +"),
        "tanh is applied to c itself: only h uses tanh(c).": ("f * c + i * g", "np.tanh(f * c + i * g)"),
        'cache["c_prev"] is the new c: backward needs the state that came in.': ('"c_prev": c,', '"c_prev": c_next,'),
        'cache["h_prev"] is the new h: backward needs the one that came in.': ('"h_prev": h,', '"h_prev": h_next,'),
        "the cache has the new h and c as h_prev and c_prev: keep those that came in.": (
            '"h_prev": h, "c_prev": c,',
            '"h_prev": h_next, "c_prev": c_next,',
        ),
        'cache["tanh_c"] is tanh of the old state: it is tanh of the new c, as h uses it.': (
            '"tanh_c": tanh_c',
            '"tanh_c": np.tanh(c)',
        ),
        'cache["tanh_c"] is c itself: store tanh of it.': ('"tanh_c": tanh_c', '"tanh_c": c_next'),
        "the cache calls the old states h and c: their keys are h_prev and c_prev.": (
            '"h_prev": h, "c_prev": c,',
            '"h": h, "c": c,',
        ),
        "the cache has the pre-activations of the gates: store i, f, g, o themselves.": (
            '"i": i, "f": f, "g": g, "o": o',
            '"i": a_i, "f": a_f, "g": a_g, "o": a_o',
        ),
        "the cache is a tuple: return a dict with the keys of the docstring.": (
            '{**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}',
            "(*cache.values(), tanh_c, W_ih, W_hh)",
        ),
        "the gates are computed from c: a is made of x and h, h @ W_hh.T.": ("h @ W_hh.T", "c @ W_hh.T"),
        "the cache is missing: return h, c and the dict that the docstring describes.": (
            'c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}',
            "c_next",
        ),
        "the biases are missing: + b, once.": ("+ b", ""),
        "the bias is added twice: this layout has one b for x and h together.": ("+ b", "+ b + b"),
        "the hidden state is missing: the gates see x and h, + h @ W_hh.T.": ("+ h @ W_hh.T", ""),
        "the input is missing: the gates see x and h, x @ W_ih.T + ...": ("x @ W_ih.T +", ""),
        "the same part of b is added to all gates: b has 4H entries, a part for each block.": (
            "+ b",
            "+ np.tile(b[: h.shape[1]], 4)",
        ),
        "c is changed in place: write c_next = f * c + i * g, a new array.": (
            "c_next = f * c + i * g",
            "c *= f\n    c += i * g\n    c_next = c",
        ),
        "W_hh is not transposed: (B, H) @ (4H, H) does not fit, h @ W_hh.T does.": ("W_hh.T", "W_hh"),
        "W_ih is not transposed: (B, I) @ (4H, I) does not fit, x @ W_ih.T does.": ("W_ih.T", "W_ih"),
        "W_ih @ x is the product for one column vector: a batch (B, I) needs x @ W_ih.T.": ("x @ W_ih.T", "W_ih @ x"),
        "a is cut along the batch: its blocks lie side by side, np.split(a, 4, axis=1).": (", axis=1", ""),
        "every fourth column is taken: a block is H columns side by side.": (
            "np.split(a, 4, axis=1)",
            "(a[:, k::4] for k in range(4))",
        ),
    },
)


equivalents(
    ex,
    {
        "a cache with more keys than the docstring lists": ("{**cache,", '{**cache, "c": c_next, "b": b,'),
        "four products, one for each gate": """
        H = h.shape[1]
        i, f, g, o = (
            act(x @ W_ih[k * H : k * H + H].T + h @ W_hh[k * H : k * H + H].T + b[k * H :][:H])
            for k, act in enumerate((nets.sigmoid, nets.sigmoid, np.tanh, nets.sigmoid))
        )
        c_next = f * c + i * g
        t = np.tanh(c_next)
        cache = dict(x=x, h_prev=h, c_prev=c, i=i, f=f, g=g, o=o, tanh_c=t, W_ih=W_ih, W_hh=W_hh)
        return o * t, c_next, cache
    """,
        "einsum and slices, keys in another order": """
        H = c.shape[-1]
        a = np.einsum("bi,ki->bk", x, W_ih) + np.einsum("bj,kj->bk", h, W_hh) + b
        i, f, o = nets.sigmoid(a[:, :H]), nets.sigmoid(a[:, H : 2 * H]), nets.sigmoid(a[:, 3 * H :])
        g = np.tanh(a[:, 2 * H : 3 * H])
        c_new = i * g + f * c
        cache = {"W_hh": W_hh, "W_ih": W_ih, "o": o, "g": g, "f": f, "i": i, "x": x}
        cache |= {"tanh_c": np.tanh(c_new), "c_prev": c, "h_prev": h}
        return [o * cache["tanh_c"], c_new, cache]
    """,
        "one tanh for all four blocks": """
        scale = np.repeat([0.5, 0.5, 1.0, 0.5], h.shape[1])
        a = np.concatenate([x, h], axis=1) @ np.concatenate([W_ih, W_hh], axis=1).T + b
        i, f, g, o = np.split(1 - scale + scale * np.tanh(scale * a), 4, axis=1)
        c_next = f * c + i * g
        cache = dict(x=x, h_prev=h, c_prev=c.copy(), i=i, f=f, g=g, o=o, W_ih=W_ih, W_hh=W_hh)
        return o * np.tanh(c_next), c_next, cache | {"tanh_c": np.tanh(c_next)}
    """,
    },
)
