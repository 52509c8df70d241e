"""Lesson 08: to PyTorch's names and two biases."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import weights

NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
TWICE = "the bias is counted twice: PyTorch adds its two biases, so their sum must be b."
NO_BIAS = "both biases are 0: PyTorch adds its two biases, so their sum must be b."
NO_SUM = "the two biases do not add up to b: PyTorch adds them, so one is b and the other one zeros."
BLOCKS = "the blocks are in another order: PyTorch has i, f, g, o, as we do."
ROUNDED = "the arrays are float32 where float64 went in: keep the dtype."
ZEROS = "an array is float64 where float32 went in: np.zeros_like(b) has the dtype of b, np.zeros has not."

to_torch = exercise(
    "to-torch",
    lesson="08_lstm",
    reference=nets.to_torch,
    outputs="state",
    hints=[
        "The layout of the weights is PyTorch's already: transpose nothing, reorder nothing.",
        "PyTorch has two biases, of x's part and of h's, and adds them. We have one, b.",
        "A dict with four arrays: W_ih, W_hh, b, and zeros like b, under the four names.",
    ],
)


@to_torch.property
def _(inputs, state):
    """Is every weight in its place, is b the sum of the two biases, and is the dtype kept?"""
    given = {"weight_ih_l0": "W_ih", "weight_hh_l0": "W_hh", "bias_ih_l0": "b", "bias_hh_l0": "b"}
    rounding = 16 * float(np.finfo(inputs["b"].dtype).eps)
    for name, mine in given.items():
        if state[name].dtype != inputs[mine].dtype:
            return ZEROS if state[name].dtype == np.float64 else ROUNDED
        if name.startswith("weight") and not np.allclose(state[name], inputs[mine], rtol=rounding, atol=0):
            reordered = np.array_equal(np.sort(state[name], axis=None), np.sort(inputs[mine], axis=None))
            return BLOCKS if reordered else f"{name} differs from {mine}"
    total = state["bias_ih_l0"] + state["bias_hh_l0"]
    if np.allclose(total, inputs["b"], rtol=rounding, atol=rounding):
        return None
    if np.allclose(total, 2 * inputs["b"], rtol=rounding, atol=rounding):
        return TWICE
    return NO_SUM if total.any() else NO_BIAS


@to_torch.cases
def _(rng):
    yield "I=2, H=3", weights(rng, 2, 3)
    yield "I=1, H=1", weights(rng, 1, 1)
    yield "I=5, H=2", weights(rng, 5, 2)
    yield "I=H=3", weights(rng, 3, 3)
    yield "weights of thousands", {name: 1e4 * w for name, w in weights(rng, 3, 2).items()}


mistakes(
    to_torch,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            '{"weight_ih_l0": W_ih, "weight_hh_l0": W_hh}',
            '{"weight_ih_l0": np.clip(W_ih, -100, 100), "weight_hh_l0": W_hh}',
        ),
        TWICE: ("np.zeros_like(b)", "b"),
        ROUNDED: [
            ('{"weight_ih_l0": W_ih', '{"weight_ih_l0": np.float32(W_ih)'),
            ('"bias_ih_l0": b', '"bias_ih_l0": np.float32(b)'),
        ],
        ZEROS: ("np.zeros_like(b)", "np.zeros(len(b))"),
        NO_SUM: ("zeros_like", "ones_like"),
        NO_BIAS: ('"bias_ih_l0": b', '"bias_ih_l0": 0 * b'),
        "the weights are transposed: PyTorch stores (4H, I) and (4H, H), as we do.": (
            'W_ih, "weight_hh_l0": W_hh',
            'W_ih.T, "weight_hh_l0": W_hh.T',
        ),
        "weight_ih is transposed: PyTorch stores (4H, I), as we do.": ('"weight_ih_l0": W_ih', '"weight_ih_l0": W_ih.T'),
        "W_ih and W_hh are swapped: ih is input to hidden, hh hidden to hidden.": (
            'W_ih, "weight_hh_l0": W_hh',
            'W_hh, "weight_hh_l0": W_ih',
        ),
        BLOCKS: ("state =", 'W_ih, W_hh, b = nets.to_layout(W_ih, W_hh, b, order="ifog")\n    state ='),
        "b is cut into two halves: each of PyTorch's two biases has 4H numbers.": (
            'b, "bias_hh_l0": np.zeros_like(b)',
            'b[: len(b) // 2], "bias_hh_l0": b[len(b) // 2 :]',
        ),
        "_l0 is missing: the names end in the number of the layer, weight_ih_l0.": """
            return {"weight_ih": W_ih, "weight_hh": W_hh, "bias_ih": b, "bias_hh": 0 * b}
        """,
        "the names are ours: PyTorch looks for weight_ih_l0, weight_hh_l0, ...": 'return {"W_ih": W_ih, "W_hh": W_hh, "b": b}',
        "the second bias is missing: PyTorch has bias_ih_l0 and bias_hh_l0.": (', "bias_hh_l0": np.zeros_like(b)', ""),
        "the second bias is the number 0: it is an array of 4H zeros.": ("np.zeros_like(b)", "0"),
        "a tuple is returned: return a dict with PyTorch's names.": "return W_ih, W_hh, b, 0 * b",
    },
)
equivalents(
    to_torch,
    {
        "one line": "return dict(weight_ih_l0=W_ih, weight_hh_l0=W_hh, bias_ih_l0=b, bias_hh_l0=0 * b)",
        "half of the bias in each": ('b, "bias_hh_l0": np.zeros_like(b)', 'b / 2, "bias_hh_l0": b / 2'),
        "the bias with h": ('b, "bias_hh_l0": np.zeros_like(b)', 'np.zeros(len(b), dtype=b.dtype), "bias_hh_l0": b'),
        "copies": ('W_ih, "weight_hh_l0": W_hh', 'W_ih.copy(), "weight_hh_l0": W_hh.copy()'),
    },
)
