"""Lesson 08: from PyTorch's names and two biases."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise

from .to_torch import NAMES

from_torch = exercise(
    "from-torch",
    lesson="08_lstm",
    reference=nets.from_torch,
    outputs=("W_ih", "W_hh", "b"),
    blocks={"W_ih": (0, "ifgo"), "W_hh": (0, "ifgo"), "b": (0, "ifgo")},
    hints=[
        "The weights can be taken as they are. Which arrays make our one b?",
        "PyTorch adds bias_ih_l0 and bias_hh_l0 to the pre-activations.",
        "Return state['weight_ih_l0'], state['weight_hh_l0'] and the sum of the two biases.",
    ],
)


@from_torch.cases
def _(rng):
    def case(I, H):
        sizes = zip(NAMES, ((4 * H, I), (4 * H, H), (4 * H,), (4 * H,)), strict=True)
        return dict(state={name: rng.normal(size=size) for name, size in sizes})

    yield "I=2, H=3", case(2, 3)
    yield "I=1, H=1", case(1, 1)
    yield "I=5, H=2", case(5, 2)
    yield "I=H=3", case(3, 3)


def _from(words, make):
    """Register a mistake that makes something else of the four arrays."""

    @from_torch.mistake(words)
    def _(state):
        return make(*(state[name] for name in NAMES))


_from(
    "the two biases are not summed: b = bias_ih_l0 + bias_hh_l0.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, b_ih),
)
_from(
    "only bias_hh_l0 is used: b = bias_ih_l0 + bias_hh_l0.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, b_hh),
)
_from(
    "the biases are averaged: PyTorch adds them, so do not halve the sum.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, (b_ih + b_hh) / 2),
)
_from(
    "the biases are multiplied: PyTorch adds them.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, b_ih * b_hh),
)
_from(
    "the biases stand one after the other, (8H,): add them, +.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, np.concatenate([b_ih, b_hh])),
)
_from(
    "both biases come back: our layout has one, their sum.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, b_ih, b_hh),
)
_from(
    "the biases come back as a pair: our layout has one, their sum.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, (b_ih, b_hh)),
)
_from(
    "the biases are subtracted: PyTorch adds them.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih, W_hh, b_ih - b_hh),
)
_from(
    "weight_ih is transposed: it is (4H, I) in both layouts.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih.T, W_hh, b_ih + b_hh),
)
_from(
    "the weights are transposed: they are (4H, I) and (4H, H) in both layouts.",
    lambda W_ih, W_hh, b_ih, b_hh: (W_ih.T, W_hh.T, b_ih + b_hh),
)
_from(
    "the blocks were reordered: PyTorch has i, f, g, o, as we do.",
    lambda W_ih, W_hh, b_ih, b_hh: nets.from_layout(W_ih, W_hh, b_ih + b_hh, order="iofg"),
)
_from(
    "a dict comes back: return W_ih, W_hh, b.",
    lambda W_ih, W_hh, b_ih, b_hh: {"W_ih": W_ih, "W_hh": W_hh, "b": b_ih + b_hh},
)


@from_torch.mistake("bias_ih_l0 is changed in place: += writes into state, use +.")
def _(state):
    W_ih, W_hh, b_ih, b_hh = (state[name] for name in NAMES)
    b_ih += b_hh
    return W_ih, W_hh, b_ih


@from_torch.same("a list")
def _(state):
    W_ih, W_hh, *both = (state[name] for name in NAMES)
    return [W_ih, W_hh, sum(both)]


@from_torch.same("copies and a stack")
def _(state):
    W_ih, W_hh, *both = (np.array(state[name]) for name in NAMES)
    return W_ih, W_hh, np.stack(both).sum(axis=0)


@from_torch.same("the reference's layout function")
def _(state):
    return nets.from_layout(*(state[name] for name in NAMES))
