"""Lesson 21: one block of a Grid LSTM with two dimensions."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "grid-step",
    lesson="21_attention",
    reference=nets.grid_step,
    outputs=("h1", "c1", "h2", "c2"),
    hints=[
        "Two calls of nets.lstm_step. Each has its own h and c, and reads the h of the other one.",
        "Both read what comes into the block: keep the old h1 for the second call.",
        "new_h1, new_c1, _ = nets.lstm_step(h2, h1, c1, *first), then nets.lstm_step(h1, h2, c2, *second).",
    ],
)


@ex.cases
def _(rng):
    def case(B, H1, H2):
        def weights(H, I):
            return tuple(0.8 * rng.normal(size=s) for s in ((4 * H, I), (4 * H, H), (4 * H,)))

        h1, h2 = (np.tanh(rng.normal(size=(B, H))) for H in (H1, H2))
        c1, c2 = (rng.normal(size=(B, H)) for H in (H1, H2))
        return dict(h1=h1, c1=c1, h2=h2, c2=c2, first=weights(H1, H2), second=weights(H2, H1))

    yield "B=3, H1=2, H2=4", case(3, 2, 4)
    yield "one unit each, one example", case(1, 1, 1)
    yield "B = H1 = H2 = 3", case(3, 3, 3)
    yield "B=2, H1=5, H2=3", case(2, 5, 3)
    yield "from states of 0", (d := case(2, 3, 3)) | {name: 0 * d[name] for name in ("h1", "c1", "h2", "c2")}
    large = case(4, 2, 2)
    large["c1"] *= 20
    large["c2"] *= 20
    yield "cell states of 20", large
    yield "seven examples", case(7, 3, 2)
    yield "B=40, H1=12, H2=16", case(40, 12, 16)
    same = case(2, 2, 2)
    yield "the same weights both ways", same | dict(second=same["first"])
    large = case(3, 2, 3)
    yield "states of thousands", large | dict(c1=1e4 * large["c1"], c2=1e4 * large["c2"])


ONE, TWO = "nets.lstm_step(h2, h1, c1, *first)", "nets.lstm_step(h1, h2, c2, *second)"
RETURN = "return new_h1, new_c1, new_h2, new_c2"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return new_h1, new_c1, new_h2, new_c2",
            "return new_h1, np.clip(new_c1, -100, 100), new_h2, np.clip(new_c2, -100, 100)",
        ),
        "the second LSTM reads the new h1: both read what comes into the block.": (TWO, TWO.replace("(h1,", "(new_h1,")),
        "the first LSTM reads the new h2: both read what comes into the block.": [
            (f"new_h1, new_c1, _ = {ONE}", "pass"),
            (
                f"new_h2, new_c2, _ = {TWO}",
                f"new_h2, new_c2, _ = {TWO}\n    new_h1, new_c1, _ = {ONE.replace('(h2,', '(new_h2,')}",
            ),
        ],
        "the second memory is not passed on: each LSTM has its own c, c2 for the second.": (TWO, TWO.replace("c2", "0 * c2")),
        "the first memory is not passed on: each LSTM has its own c.": (ONE, ONE.replace("c1", "0 * c1")),
        "both LSTMs use one memory: c2 belongs to the second.": (TWO, TWO.replace("c2", "np.resize(new_c1, c2.shape)")),
        "both LSTMs use the first weights: the second has its own.": (
            TWO,
            TWO.replace("*second", "*(np.resize(w, s.shape) for w, s in zip(first, second, strict=True))"),
        ),
        "x and h are exchanged in both: lstm_step takes what is read first, then its own h.": [
            (ONE, "nets.lstm_step(np.resize(h1, h2.shape), np.resize(h2, h1.shape), c1, *first)"),
            (TWO, "nets.lstm_step(np.resize(h2, h1.shape), np.resize(h1, h2.shape), c2, *second)"),
        ],
        "the first LSTM reads its own h only: it reads the h of the other one, too.": (ONE, ONE.replace("(h2,", "(0 * h2,")),
        "the second LSTM reads its own h only: it reads the h of the other one, too.": (TWO, TWO.replace("(h1,", "(0 * h1,")),
        "the second state comes back unchanged: both dimensions make a step.": (RETURN, "return new_h1, new_c1, h2, c2"),
        "the first state comes back unchanged: both dimensions make a step.": (RETURN, "return h1, c1, new_h2, new_c2"),
        "the old cell states are returned: return the new ones.": (RETURN, "return new_h1, c1, new_h2, c2"),
        "h and c are exchanged: return h1, c1, h2, c2.": (RETURN, "return new_c1, new_h1, new_c2, new_h2"),
        "the dimensions are exchanged: return h1, c1, h2, c2.": (RETURN, "return new_h2, new_c2, new_h1, new_c1"),
        "both h come first: return h1, c1, h2, c2.": (RETURN, "return new_h1, new_h2, new_c1, new_c2"),
        "h1 is added to its new value: the gates decide what is kept.": (
            RETURN,
            "return h1 + new_h1, new_c1, h2 + new_h2, new_c2",
        ),
    },
)


equivalents(
    ex,
    {
        "both from the weights": """
        def step(x, h, c, W_ih, W_hh, b):
            i, f, g, o = np.split(x @ W_ih.T + h @ W_hh.T + b, 4, axis=1)
            c = nets.sigmoid(f) * c + nets.sigmoid(i) * np.tanh(g)
            return nets.sigmoid(o) * np.tanh(c), c

        return (*step(h2, h1, c1, *first), *step(h1, h2, c2, *second))
    """,
        "one input for both": """
        H = np.concatenate([h1, h2], axis=1)
        W1 = np.concatenate([first[1], first[0]], axis=1)
        W2 = np.concatenate([second[0], second[1]], axis=1)
        new = []
        for W, b, c in ((W1, first[2], c1), (W2, second[2], c2)):
            a_i, a_f, a_g, a_o = np.hsplit(H @ W.T + b, 4)
            c = nets.sigmoid(a_f) * c + nets.sigmoid(a_i) * np.tanh(a_g)
            new += [nets.sigmoid(a_o) * np.tanh(c), c]
        return new
    """,
        "a sequence of one step": """
        hs1, new_c1, _ = nets.lstm_forward(h2[None], h1, c1, *first)
        hs2, new_c2, _ = nets.lstm_forward(h1[None], h2, c2, *second)
        return hs1[0], new_c1, hs2[-1], new_c2
    """,
    },
)
