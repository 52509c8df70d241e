"""Lesson 24: gates that see the input alone."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "min-lstm",
    lesson="24_scans",
    reference=nets.min_lstm,
    outputs="hs",
    hints=[
        "x @ W_ih.T + b is (T, B, 3H): all pre-activations of all steps. Cut its last axis into i, f, g: np.split(..., 3, axis=2).",
        "i and f go through the sigmoid, g stays as it is. What multiplies h is f / (f + i); what is added is i / (f + i) * g.",
        "return nets.recurrence(f / (f + i), i / (f + i) * g, h0).",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, I, H, scale=1.0, **changed):
        given = dict(
            x=rng.normal(size=(T, B, I)),
            h0=rng.normal(size=(B, H)),
            W_ih=scale * rng.normal(size=(3 * H, I)),
            b=rng.normal(size=3 * H),
        )
        return given | changed

    yield "T=5, B=3, I=2, H=4", case(5, 3, 2, 4)
    one = dict(x=np.zeros((1, 1, 1)), h0=np.ones((1, 1)), b=np.array([0.0, 0.0, 3.0]))
    yield "the task's example", case(1, 1, 1, 1, **one)
    yield "one step", case(1, 2, 3, 2)
    yield "one sequence, one unit", case(7, 1, 2, 1)
    yield "B=3H=9", case(4, 9, 2, 3)
    yield "T=B=I=H=3", case(3, 3, 3, 3)
    yield "T=3H=6, B=2", case(6, 2, 5, 2)
    yield "from a state of 0", case(6, 2, 3, 2, h0=np.zeros((2, 2)))
    yield "no bias", case(6, 2, 3, 2, b=np.zeros(6))
    yield "gates that are nearly shut", case(8, 2, 2, 3, b=np.array([-9.0] * 3 + [-7.0] * 3 + [0.5] * 3))
    yield "candidates above 1", case(8, 2, 2, 3, scale=3.0)
    yield "candidates of 50,000", case(5, 2, 2, 3, b=np.concatenate([rng.normal(size=6), rng.choice([-5e4, 5e4], size=3)]))
    yield "forget gates that are shut", case(20, 1, 2, 3, b=np.array([0.0] * 3 + [-95.0] * 3 + [0.5] * 3))
    yield "both gates shut to 1e-30", case(8, 2, 2, 3, b=np.array([-70.0] * 3 + [-69.0] * 3 + [0.5] * 3))
    yield "1,500 steps", case(1500, 1, 1, 2, b=np.array([0.0] * 4 + [0.5] * 2))


SPLIT = "a_i, a_f, g = np.split(x @ W_ih.T + b, 3, axis=2)"
GATES, RETURN = "i, f = nets.sigmoid(a_i), nets.sigmoid(a_f)", "return nets.recurrence(f / (f + i), i / (f + i) * g, h0)"
mistakes(
    ex,
    {
        **{
            f"the blocks are read as {', '.join(order)}: the order is i, f, g.": (
                "a_i, a_f, g =",
                ", ".join({"i": "a_i", "f": "a_f", "g": "g"}[gate] for gate in order) + " =",
            )
            for order in ("gfi", "igf", "fgi", "gif")
        },
        "the gates are not normalised: divide both by f + i.": (RETURN, "return nets.recurrence(f, i * g, h0)"),
        "only the forget gate is normalised: i is divided by f + i as well.": (
            RETURN,
            "return nets.recurrence(f / (f + i), i * g, h0)",
        ),
        "only the input gate is normalised: f is divided by f + i as well.": (
            RETURN,
            "return nets.recurrence(f, i / (f + i) * g, h0)",
        ),
        "the two gates are swapped: f / (f + i) keeps h, i / (f + i) lets g in.": (
            RETURN,
            "return nets.recurrence(i / (f + i), f / (f + i) * g, h0)",
        ),
        "i is 1 - f: it is a gate of its own, divided by f + i.": (RETURN, "return nets.recurrence(f, (1 - f) * g, h0)"),
        "the gates are normalised before the sigmoid, by a softmax: sigmoid first, then divide.": (
            GATES,
            "i, f = np.exp(a_i - np.maximum(a_i, a_f)), np.exp(a_f - np.maximum(a_i, a_f))",
        ),
        "g goes through tanh: the candidate of the minLSTM has no activation.": (RETURN, RETURN.replace("* g", "* np.tanh(g)")),
        "g goes through the sigmoid: the candidate of the minLSTM has no activation.": (
            RETURN,
            RETURN.replace("* g", "* nets.sigmoid(g)"),
        ),
        "the gates have no sigmoid: i and f go through it.": (GATES, "i, f = a_i, a_f"),
        "the gates go through tanh: they need the sigmoid.": (GATES, "i, f = np.tanh(a_i), np.tanh(a_f)"),
        "h is squashed by tanh: h is the state itself.": (RETURN, RETURN.replace("return ", "return np.tanh(") + ")"),
        "h0 is not used: the recurrence starts from it.": (RETURN, RETURN.replace("h0", "np.zeros_like(h0)")),
        "the state is in the gates: they see the input alone.": """
        h, hs = h0, []
        for t in range(len(x)):
            a_i, a_f, g = np.split(x[t] @ W_ih.T + b, 3, axis=1)
            i, f = nets.sigmoid(a_i + h), nets.sigmoid(a_f + h)
            h = f / (f + i) * h + i / (f + i) * g
            hs.append(h)
        return np.array(hs)
    """,
        "the candidate is missing: what is added is i / (f + i) * g.": (
            RETURN,
            "return nets.recurrence(f / (f + i), i / (f + i), h0)",
        ),
        "the input gate is missing: what is added is i / (f + i) * g.": (RETURN, "return nets.recurrence(f / (f + i), g, h0)"),
        "the bias is missing: + b.": (" + b", ""),
        "the bias is added twice: + b, once.": (" + b", " + b + b"),
        "cumprod and a division: after enough steps the product of the factors is 0, and 0 / 0 is nan. Use nets.recurrence.": (
            RETURN,
            "A = np.cumprod(f / (f + i), axis=0)\n    return A * (h0 + np.cumsum(i / (f + i) * g / A, axis=0))",
        ),
        "cumprod and a division, a few steps at a time: the factors of shut gates have a product of 0 soon. Use nets.recurrence.": (
            RETURN,
            "a, c, hs = f / (f + i), i / (f + i) * g, [h0]\n"
            "    for t in range(0, len(a), 8):\n"
            "        A = np.cumprod(a[t : t + 8], axis=0)\n"
            "        hs.extend(A * (hs[-1] + np.cumsum(c[t : t + 8] / A, axis=0)))\n"
            "    return np.array(hs[1:])",
        ),
        "the numbers in the sigmoid are clipped: take them as they are, divide f and i by f + i.": (
            GATES,
            "i, f = nets.sigmoid(a_i.clip(-50, 50)), nets.sigmoid(a_f.clip(-50, 50))",
        ),
        "g is clipped: the candidate of the minLSTM has no activation.": (RETURN, RETURN.replace("* g", "* g.clip(-100, 100)")),
        "only the last state is returned: return all of them, (T, B, H).": (RETURN, f"{RETURN}[-1]"),
        "the states begin with h0: return h_1 to h_T.": (
            RETURN,
            "hs = nets.recurrence(f / (f + i), i / (f + i) * g, h0)\n    return np.concatenate([h0[None], hs[:-1]])",
        ),
        "a is cut along the batch: its blocks lie along the last axis, axis=2.": (
            SPLIT,
            "a_i, a_f, g = np.split(x @ W_ih.T + b, 3, axis=1)",
        ),
        "every third column is taken: a block is H columns side by side.": (
            "np.split(x @ W_ih.T + b, 3, axis=2)",
            "(np.asarray(x @ W_ih.T + b)[:, :, k::3] for k in range(3))",
        ),
        "time runs backward: step 0 comes first.": (RETURN, RETURN.replace("h0)", "h0)[::-1]")),
        "a small number is added to f + i: it changes gates that are nearly shut, divide by f + i itself.": (
            GATES,
            f"{GATES}\n    f = f + 1e-4",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop": """
        h, hs = h0, []
        for t in range(len(x)):
            a_i, a_f, g = np.split(x[t] @ W_ih.T + b, 3, axis=1)
            i, f = nets.sigmoid(a_i), nets.sigmoid(a_f)
            h = (f * h + i * g) / (f + i)
            hs.append(h)
        return np.stack(hs)
    """,
        "three products": """
        H = h0.shape[1]
        i = nets.sigmoid(x @ W_ih[:H].T + b[:H])
        f = nets.sigmoid(x @ W_ih[H : 2 * H].T + b[H : 2 * H])
        g = x @ W_ih[2 * H :].T + b[2 * H :]
        keep = f / (i + f)
        return nets.recurrence(keep, (1 - keep) * g, h0)
    """,
        "one sigmoid of a difference": (GATES, "i, f = 1 + np.exp(-a_f), 1 + np.exp(-a_i)"),
        "weights first": """
        a = np.einsum("tbi,ki->tbk", x, W_ih) + b
        H = W_ih.shape[0] // 3
        i, f, g = nets.sigmoid(a[..., :H]), nets.sigmoid(a[..., H : 2 * H]), a[..., 2 * H :]
        total = i + f
        return nets.recurrence(f / total, i * g / total, h0)
    """,
    },
)
