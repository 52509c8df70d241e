"""Lesson 08: from PyTorch's names and two biases."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from .to_torch import NAMES

from_torch = exercise(
    "from-torch",
    lesson="08_lstm",
    reference=nets.from_torch,
    outputs=("W_ih", "W_hh", "b"),
    blocks={"W_ih": (0, "ifgo"), "W_hh": (0, "ifgo"), "b": (0, "ifgo")},
    hints=[
        "Return the weights as they are. Which arrays make our one b?",
        "PyTorch adds bias_ih_l0 and bias_hh_l0 to the pre-activations.",
        "Return state['weight_ih_l0'], state['weight_hh_l0'] and the sum of the two biases.",
    ],
)


@from_torch.cases
def _(rng):
    def case(I, H):
        sizes = zip(NAMES, ((4 * H, I), (4 * H, H), (4 * H,), (4 * H,)), strict=True)
        return {name: rng.normal(size=size) for name, size in sizes}

    yield "I=2, H=3", dict(state=case(2, 3))
    yield "I=1, H=1", dict(state=case(1, 1))
    yield "I=5, H=2", dict(state=case(5, 2))
    yield "I=H=3", dict(state=case(3, 3))
    yield "the names in reverse order", dict(state=dict(reversed(case(3, 3).items())))
    yield "weights of thousands", dict(state={name: 1e4 * w for name, w in case(3, 2).items()})


mistakes(
    from_torch,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            'state["weight_ih_l0"], state["weight_hh_l0"], b',
            'tuple(np.clip(q, -100, 100) for q in (state["weight_ih_l0"], state["weight_hh_l0"], b))',
        ),
        "the two biases are not summed: b = bias_ih_l0 + bias_hh_l0.": (' + state["bias_hh_l0"]', ""),
        "only bias_hh_l0 is used: b = bias_ih_l0 + bias_hh_l0.": ('state["bias_ih_l0"] + ', ""),
        "the biases are averaged: PyTorch adds them, so do not halve the sum.": (
            'state["bias_ih_l0"] + state["bias_hh_l0"]',
            '(state["bias_ih_l0"] + state["bias_hh_l0"]) / 2',
        ),
        "the biases are multiplied: PyTorch adds them.": ("+", "*"),
        "the biases are concatenated, (8H,): add them, +.": (
            'state["bias_ih_l0"] + state["bias_hh_l0"]',
            'np.concatenate([state["bias_ih_l0"], state["bias_hh_l0"]])',
        ),
        "both biases are returned: our layout has one, their sum.": ('"], b\n', '"], state["bias_ih_l0"], state["bias_hh_l0"]\n'),
        "the biases are returned as a pair: our layout has one, their sum.": (
            'state["bias_ih_l0"] + state["bias_hh_l0"]',
            'state["bias_ih_l0"], state["bias_hh_l0"]',
        ),
        "the biases are subtracted: PyTorch adds them.": ("+", "-"),
        "weight_ih is transposed: it is (4H, I) in both layouts.": ('state["weight_ih_l0"]', 'state["weight_ih_l0"].T'),
        "the weights are transposed: they are (4H, I) and (4H, H) in both layouts.": [
            ('state["weight_ih_l0"]', 'state["weight_ih_l0"].T'),
            ('state["weight_hh_l0"]', 'state["weight_hh_l0"].T'),
        ],
        "the weights are swapped: return W_ih, W_hh, b.": (
            'return state["weight_ih_l0"], state["weight_hh_l0"]',
            'return state["weight_hh_l0"], state["weight_ih_l0"]',
        ),
        "the blocks were reordered: PyTorch has i, f, g, o, as we do.": (
            'return state["weight_ih_l0"], state["weight_hh_l0"], b',
            'return nets.from_layout(state["weight_ih_l0"], state["weight_hh_l0"], b, order="iofg")',
        ),
        "the order of the dict is used: it may differ, so take each array by its name.": """
        W_ih, W_hh, b, more = state.values()
        return W_ih, W_hh, b + more
    """,
        "a dict is returned: return W_ih, W_hh, b.": (
            'return state["weight_ih_l0"], state["weight_hh_l0"], b',
            'return {"W_ih": state["weight_ih_l0"], "W_hh": state["weight_hh_l0"], "b": b}',
        ),
        "bias_ih_l0 is changed in place: += writes into state, use +.": (
            'b = state["bias_ih_l0"] + state["bias_hh_l0"]',
            'b = state["bias_ih_l0"]\n    b += state["bias_hh_l0"]',
        ),
    },
)
equivalents(
    from_torch,
    {
        "a list": """
            W_ih, W_hh, *both = (state[name] for name in (
                "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
            ))
            return [W_ih, W_hh, sum(both)]
        """,
        "copies and a stack": """
            both = np.stack([state["bias_ih_l0"], state["bias_hh_l0"]])
            return state["weight_ih_l0"].copy(), state["weight_hh_l0"].copy(), both.sum(axis=0)
        """,
        "the reference's layout function": """
            names = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
            return nets.from_layout(*(state[name] for name in names))
        """,
    },
)
