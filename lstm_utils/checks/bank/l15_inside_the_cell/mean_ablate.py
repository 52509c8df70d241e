"""Lesson 15: replace a unit's output by a constant, judged by what the net then does."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import clamped, logits_and_run, net, wrong_form

ex = exercise(
    "mean-ablate",
    lesson="15_inside_the_cell",
    reference=nets.mean_ablate,
    outputs="params",
    fresh=True,
    hints=[
        "h of the unit enters a sum twice: W_hh @ h + b in the gates, W_out @ h + b_out in the output layer.",
        "A constant h adds mean * W[:, unit] to such a sum. Add that to the bias, then set the column to 0.",
        "For (W_hh, b) and (W_out, b_out): new[bias] += mean * new[weights][:, unit], then new[weights][:, unit] = 0. "
        "Copy all arrays first.",
    ],
)


@ex.cases
def _(rng):
    def case(I, H, K, unit, mean):
        return dict(params=net(rng, I, H, K), unit=unit, mean=mean)

    yield "H=3, unit 1, mean 0.5", case(2, 3, 4, 1, 0.5)
    yield "the first unit, a negative mean", case(3, 4, 2, 0, -0.8)
    yield "the last unit", case(2, 5, 3, 4, 0.9)
    yield "a mean of 0", case(3, 3, 2, 1, 0.0)
    yield "one unit", case(3, 1, 2, 0, 0.7)
    yield "I = H = K = 4", case(4, 4, 4, 2, 0.25)
    yield "a constant above 1", case(2, 3, 2, 1, 1.75)


@ex.property
def _(inputs, value):
    """Are the logits those of a net in which the unit's h is clamped at the mean?"""
    params = inputs["params"]
    if words := wrong_form(params, value):
        return words
    z, _ = logits_and_run(value)
    expected = clamped(params, inputs["unit"], inputs["mean"])
    rough = params["b"].dtype == np.float32
    close = np.isclose(z, expected, rtol=1e-4 if rough else 1e-9, atol=1e-4 if rough else 1e-9)
    if close.all():
        return None
    t, n, k = np.argwhere(~close)[0]
    shown = f"logits of step {t}, read from x = cos(0), cos(1), ..."
    return f"{shown}: expected {expected[t, n, k]:.5g}, as if h were the mean; got {z[t, n, k]:.5g}"


PAIRS = '(("W_hh", "b"), ("W_out", "b_out"))'
ADD, CLEAR = "        new[bias] += mean * new[weights][:, unit]\n", "        new[weights][:, unit] = 0\n"
COPY = "{name: q.copy() for name, q in params.items()}"
mistakes(
    ex,
    {
        "the gates are forgotten: the other units read the unit through W_hh, too.": (PAIRS, '(("W_out", "b_out"),)'),
        "the output layer is forgotten: it reads the unit through W_out.": (PAIRS, '(("W_hh", "b"),)'),
        "the unit is set to 0: add mean times the column to the bias, before the column becomes 0.": (ADD, ""),
        "the unit still speaks: set its outgoing weights, the columns, to 0 after moving the mean.": (CLEAR, ""),
        "the biases are replaced: add what the mean contributes to them.": ("new[bias] +=", "new[bias] ="),
        "the mean is subtracted: add mean times the column to the bias.": ("new[bias] +=", "new[bias] -="),
        "the column is added without the mean: multiply it by mean.": ("mean * new", "new"),
        "the mean is added to the biases without the weights: it is mean times the column.": (
            "mean * new[weights][:, unit]",
            "mean",
        ),
        "the unit's own rows are changed, not the columns where it is read.": (
            ADD + CLEAR,
            '        rows = np.s_[unit :: params["W_hh"].shape[1]]\n        new["W_hh"][rows] = 0\n        new["b"][rows] = mean\n',
        ),
        "the columns are set to the mean: they become 0, the mean moves into the biases.": ("[:, unit] = 0", "[:, unit] = mean"),
        "the columns are multiplied by the mean: the unit would still speak, more quietly.": (
            ADD + CLEAR,
            "        new[weights][:, unit] *= mean\n",
        ),
        "the next unit is replaced: units are counted from 0.": (
            ADD + CLEAR,
            (ADD + CLEAR).replace("unit]", '(unit + 1) % params["W_hh"].shape[1]]'),
        ),
        "all units are replaced: only the column of this one.": (
            ADD + CLEAR,
            "        new[bias] += mean * new[weights].sum(axis=1)\n        new[weights][:] = 0\n",
        ),
        "the mean is added once for each block: b has a number for each row, add mean times the column.": (
            ADD,
            "        new[bias] += mean * new[weights][:, unit].sum()\n",
        ),
        "params is changed: copy each array, q.copy(); dict(params) has the same arrays.": (COPY, "dict(params)"),
        "only the changed arrays are returned: W_ih belongs to the net, too.": (
            COPY,
            '{name: q.copy() for name, q in params.items() if name != "W_ih"}',
        ),
        "the unit is silenced at 0: its output is the mean, so move mean times the column to the biases.": (
            ADD + CLEAR,
            '        new["W_hh"][unit :: params["W_hh"].shape[1]] = 0\n        new["b"][unit :: params["W_hh"].shape[1]] = 0\n'
            '        new["W_ih"][unit :: params["W_hh"].shape[1]] = 0\n',
        ),
    },
)


equivalents(
    ex,
    {
        "written out": """
        W_hh, W_out = params["W_hh"].copy(), params["W_out"].copy()
        b = params["b"] + W_hh[:, unit] * mean
        b_out = params["b_out"] + W_out[:, unit] * mean
        W_hh[:, unit] = 0
        W_out[:, unit] = 0
        return {"W_ih": params["W_ih"].copy(), "W_hh": W_hh, "b": b, "W_out": W_out, "b_out": b_out}
    """,
        "a constant state as a vector": """
        h = np.zeros(params["W_hh"].shape[1])
        h[unit] = mean
        keep = np.arange(len(h)) != unit
        new = {k: np.array(v) for k, v in params.items()}
        for W, bias in zip(("W_hh", "W_out"), ("b", "b_out")):
            new[bias] = (params[bias] + params[W] @ h).astype(params[bias].dtype)
            new[W] = params[W] * keep
        return new
    """,
        "the unit is silenced as well": """
        H = params["W_hh"].shape[1]
        new = {k: v.copy() for k, v in params.items()}
        new["b"] = new["b"] + mean * new["W_hh"][:, unit]
        new["b_out"] = new["b_out"] + mean * new["W_out"][:, unit]
        for k in ("W_hh", "W_out"):
            new[k][:, unit] = 0.0
        for k in ("W_ih", "W_hh", "b"):
            new[k][unit::H] = 0.0
        return new
    """,
    },
)
