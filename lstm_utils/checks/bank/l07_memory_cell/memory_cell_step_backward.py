"""Lesson 07: one step of the memory cell, backward."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import backward_inputs

ex = exercise(
    "memory-cell-step-backward",
    lesson="07_memory_cell",
    reference=nets.memory_cell_step_backward,
    outputs=("dx", "dh_prev", "dc_prev", "da"),
    blocks={"da": (1, "igo")},
    follows={"dx": "da", "dh_prev": "da"},
    hints=[
        "Read the figure from right to left. c feeds two nodes: h, and the next step. Their gradients are added in dc.",
        "dc + dh * o * (derivative of tanh(c / 2)) is the total dc. From it: di = dc * g and "
        "dg = dc * i. The gate o affects only h: do = dh * tanh_c. What is dc_prev?",
        "Derivatives from outputs: a gate s has s (1 - s); tanh(c / 2) has (1 - tanh_c**2) / 2; "
        "2 tanh(a / 2) has 1 - (g / 2)**2. da is i, g, o side by side, np.concatenate with "
        "axis=1; then dx = da @ W_ih, dh_prev = da @ W_hh.",
    ],
)


@ex.cases
def _(rng):
    yield "B=4, I=2, H=3", backward_inputs(rng, 4, 2, 3)
    yield "one cell, one input, one example", backward_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=4", backward_inputs(rng, 2, 5, 4)
    yield "B=3H=6, I=3", backward_inputs(rng, 6, 3, 2)
    large = backward_inputs(rng, 3, 2, 4)
    yield "gradients in the thousands", large | dict(dh=1000 * large["dh"], dc=1000 * large["dc"])
    zero = np.zeros((2, 2))
    yield "no gradient from later: dc = 0", backward_inputs(rng, 2, 3, 2) | dict(dc=zero)
    yield "no gradient at this step: dh = 0", backward_inputs(rng, 2, 3, 2) | dict(dh=zero)
    yield "inputs of +-1000", backward_inputs(rng, 2, 1, 3, x=np.array([[1e3], [-1e3]]))


TOTAL = "dc + dh * o * (1 - tanh_c**2) / 2"
BLOCKS = "np.concatenate([da_i, da_g, da_o], axis=1)"
DA_I, DA_G, DA_O = ("dc * g * i * (1 - i)", "dc * i * (1 - (g / 2) ** 2)", "dh * tanh_c * o * (1 - o)")
RETURNED = "dc, da"

mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            BLOCKS,
            f"np.clip({BLOCKS}, -5, 5)",
        ),
        "dc lacks the path through h: add dh * o * (1 - tanh_c**2) / 2.": (TOTAL, "dc"),
        "dc lacks the gradient from the next step: add the argument dc.": (TOTAL, "dh * o * (1 - tanh_c**2) / 2"),
        "the 1/2 is missing: the derivative of tanh(c / 2) is (1 - tanh_c**2) / 2.": ("tanh_c**2) / 2", "tanh_c**2)"),
        "the derivative of tanh(c / 2) is missing: from h to c it is o * (1 - tanh_c**2) / 2.": (
            "dh * o * (1 - tanh_c**2) / 2",
            "dh * o",
        ),
        "the output gate is missing between h and c: dh * o * (1 - tanh_c**2) / 2.": (
            "dh * o * (1 - tanh_c**2)",
            "dh * (1 - tanh_c**2)",
        ),
        "tanh_c is not squared: the derivative is (1 - tanh_c**2) / 2.": ("tanh_c**2", "tanh_c"),
        "tanh_c is treated as c: it is tanh(c / 2) already, use (1 - tanh_c**2) / 2.": ("tanh_c**2", "np.tanh(tanh_c / 2) ** 2"),
        "tanh is applied to tanh_c again: the derivative is (1 - tanh_c**2) / 2.": ("tanh_c**2", "np.tanh(tanh_c) ** 2"),
        "tanh_c is halved: it is tanh(c / 2) already, use (1 - tanh_c**2) / 2.": (
            "(1 - tanh_c**2) / 2",
            "(1 - (tanh_c / 2) ** 2)",
        ),
        "tanh_c is halved before it is squared: it is tanh(c / 2) already, use (1 - tanh_c**2) / 2.": (
            "tanh_c**2",
            "(tanh_c / 2) ** 2",
        ),
        "dc is multiplied by the factors of h as well: only dh comes through h, dc is added unchanged.": (
            TOTAL,
            "(dc + dh) * o * (1 - tanh_c**2) / 2",
        ),
        "the 1/2 halves all of dc: it belongs only to the path through h.": (TOTAL, "(dc + dh * o * (1 - tanh_c**2)) / 2"),
        "dc_prev is multiplied by the input gate: no gate acts on c, return dc unchanged.": (RETURNED, "i * dc, da"),
        "dc_prev is multiplied by 1 - i: the weight of the carousel is 1, return dc.": (RETURNED, "(1 - i) * dc, da"),
        "dc_prev lacks the path through h: return the total dc.": [
            ("dc = dc + dh", "dc_next = dc\n    dc = dc + dh"),
            (RETURNED, "dc_next, da"),
        ],
        "dc_prev is 0: the carousel passes dc to the previous step, unchanged.": (RETURNED, "0 * dc, da"),
        "di uses i instead of g: c = c_prev + i * g, so di = dc * g.": (DA_I, "dc * i * i * (1 - i)"),
        "the derivative of the input gate is missing: da_i = di * i * (1 - i).": (DA_I, "dc * g"),
        "the factor g of the input gate is missing: di = dc * g, da_i = di * i * (1 - i).": (DA_I, "dc * i * (1 - i)"),
        "sigmoid(i) is not the derivative of the input gate: da_i = di * i * (1 - i).": (DA_I, "dc * g * nets.sigmoid(i)"),
        "the derivative of g is missing: that of 2 tanh(a / 2) is 1 - (g / 2)**2.": (DA_G, "dc * i"),
        "the derivative of g is that of tanh: g is 2 tanh(a / 2), so 1 - (g / 2)**2.": ("(g / 2) ** 2", "g**2"),
        "tanh is applied to g again: g is 2 tanh(a / 2) already, use 1 - (g / 2)**2.": ("(g / 2) ** 2", "np.tanh(g / 2) ** 2"),
        "the derivative of g has g**2 / 2: the square of g / 2 is g**2 / 4.": ("(g / 2) ** 2", "g**2 / 2"),
        "the derivative of g is (1 - g / 2)**2: square first, then subtract, 1 - (g / 2)**2.": (
            "(1 - (g / 2) ** 2)",
            "(1 - g / 2) ** 2",
        ),
        "the derivative of g is halved: that of 2 tanh(a / 2) is 2 * 1/2 * (1 - (g / 2)**2).": (DA_G, f"{DA_G} / 2"),
        "the derivative of g is doubled: that of 2 tanh(a / 2) is 2 * 1/2 * (1 - (g / 2)**2).": (DA_G, f"2 * {DA_G}"),
        "dg uses g instead of i: c = c_prev + i * g, so dg = dc * i.": ("dc * i * (1 - (g", "dc * g * (1 - (g"),
        "the derivative of g is that of a sigmoid: for 2 tanh(a / 2) it is 1 - (g / 2)**2.": (DA_G, "dc * i * g * (1 - g)"),
        "dg lacks the input gate: c = c_prev + i * g, so dg = dc * i.": ("dc * i * (1 - (g", "dc * (1 - (g"),
        "do uses dc: the output gate affects only h, so do = dh * tanh_c.": ("dh * tanh_c", "dc * tanh_c"),
        "the derivative of the output gate is missing: da_o = do * o * (1 - o).": (DA_O, "dh * tanh_c"),
        "the factor tanh_c is missing: do = dh * tanh_c.": ("dh * tanh_c", "dh"),
        "do uses tanh of tanh_c: it is tanh(c / 2) already, so do = dh * tanh_c.": ("dh * tanh_c", "dh * np.tanh(tanh_c)"),
        "do uses tanh of half of tanh_c: it is tanh(c / 2) already, so do = dh * tanh_c.": (
            "dh * tanh_c",
            "dh * np.tanh(tanh_c / 2)",
        ),
        "dc and do use tanh of tanh_c: it is tanh(c / 2) already, use it as it is.": [
            ("tanh_c**2", "np.tanh(tanh_c) ** 2"),
            ("dh * tanh_c", "dh * np.tanh(tanh_c)"),
        ],
        "tanh_c is treated as c in dc and do: it is tanh(c / 2) already, use it as it is.": [
            ("tanh_c**2", "np.tanh(tanh_c / 2) ** 2"),
            ("dh * tanh_c", "dh * np.tanh(tanh_c / 2)"),
        ],
        "all derivatives are missing: use i * (1 - i), 1 - (g / 2)**2 and o * (1 - o).": [
            (DA_I, "dc * g"),
            (DA_G, "dc * i"),
            (DA_O, "dh * tanh_c"),
        ],
        "di and dg use dc without the path through h: compute the total dc first.": [
            ("dc = dc + dh", "total = dc + dh"),
            (RETURNED, "total, da"),
        ],
        "the gates use the derivative of tanh: that of a sigmoid s is s * (1 - s).": [
            ("i * (1 - i)", "(1 - i**2)"),
            ("o * (1 - o)", "(1 - o**2)"),
        ],
        "sigmoid is applied to i and o again: they are outputs, use s * (1 - s).": [
            ("i * (1 - i)", "nets.sigmoid(i) * (1 - nets.sigmoid(i))"),
            ("o * (1 - o)", "nets.sigmoid(o) * (1 - nets.sigmoid(o))"),
        ],
        "i * 1 - i lacks parentheses: write i * (1 - i).": (DA_I, "dc * g * i * 1 - i"),
        "o * 1 - o lacks parentheses: write o * (1 - o).": (DA_O, "dh * tanh_c * o * 1 - o"),
        "dh is added to dh_prev: the previous h reaches the loss only through a, da @ W_hh.": (
            'da @ cache["W_hh"]',
            'dh + da @ cache["W_hh"]',
        ),
        "the gradient is cut at h_prev, as in 1997: here return dh_prev = da @ W_hh.": ('da @ cache["W_hh"]', "0 * dh"),
        "reshape mixes the examples of da: use np.concatenate(..., axis=1).": (
            BLOCKS,
            "np.stack([da_i, da_g, da_o]).reshape(len(dh), -1)",
        ),
        "the weights are transposed: the forward pass uses W.T, the backward pass W.": [
            ('cache["W_ih"]', 'cache["W_ih"].T'),
            ('cache["W_hh"]', 'cache["W_hh"].T'),
        ],
        "the factor of W_ih and W_hh is not (B, 3H): da has its blocks side by side, use axis=1.": ("axis=1", "axis=0"),
        "dc is changed in place: write dc = dc + ..., which makes a new array.": ("dc = dc + dh", "dc += dh"),
    }
    | {
        f"the blocks of da are in the order {', '.join(order)}: use i, g, o, as in W_ih.": (
            "da_i, da_g, da_o",
            ", ".join(f"da_{k}" for k in order),
        )
        for order in [*permutations("igo")][1:]
    },
)

equivalents(
    ex,
    {
        "every line written out": """
        i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
        dc = dc + dh * o * (1 - t**2) / 2
        di, dg, do = dc * g, dc * i, dh * t
        da = np.hstack([di * i * (1 - i), dg * (1 - (g / 2) ** 2), do * o * (1 - o)])
        return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
    """,
        "the derivatives of the paper's logistic functions": """
        i, g, o, t = (cache[k] for k in ("i", "g", "o", "tanh_c"))
        s_g, s_c = (g + 2) / 4, (t + 1) / 2  # the logistic functions inside
        total = dc + dh * o * 2 * s_c * (1 - s_c)
        da = np.concatenate(
            [total * g * i * (1 - i), total * i * 4 * s_g * (1 - s_g), dh * t * o * (1 - o)], 1
        )
        return [np.dot(da, cache["W_ih"]), np.dot(da, cache["W_hh"]), total, da]
    """,
        "one cell after the other, einsum": """
        i, g, o, t = (cache[k] for k in ("i", "g", "o", "tanh_c"))
        B, H = dh.shape
        da, dc_prev = np.zeros((B, 3 * H)), np.zeros((B, H))
        for k in range(H):
            dc_prev[:, k] = dc[:, k] + dh[:, k] * o[:, k] * (1 - t[:, k] ** 2) / 2
            da[:, k] = dc_prev[:, k] * g[:, k] * (i[:, k] - i[:, k] ** 2)
            da[:, H + k] = dc_prev[:, k] * i[:, k] * (1 - g[:, k] ** 2 / 4)
            da[:, 2 * H + k] = dh[:, k] * t[:, k] * (o[:, k] - o[:, k] ** 2)
        dx, dh_prev = (np.einsum("bk,kn->bn", da, cache[w]) for w in ("W_ih", "W_hh"))
        return dx, dh_prev, dc_prev, da
    """,
    },
)
