"""Lesson 08: one step of the LSTM backward, judged gate by gate."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import caches

ex = exercise(
    "lstm-step-backward",
    lesson="08_lstm",
    reference=nets.lstm_step_backward,
    outputs=("dx", "dh_prev", "dc_prev", "da"),
    blocks={"da": (1, "ifgo")},
    follows={"dx": "da", "dh_prev": "da"},
    parts={
        "input gate": ("da, gate i",),
        "forget gate": ("da, gate f",),
        "candidate": ("da, gate g",),
        "output gate": ("da, gate o",),
        "dc_prev": ("dc_prev",),
        "dx and dh_prev": ("dx", "dh_prev"),
    },
    hints=[
        "Begin at c. It feeds the next step (dc), and h through tanh and o. Add the gradients "
        "of both paths: dc = dc + dh * o * (derivative of tanh at c).",
        "The derivative of a product is the other factor. In c = f * c_prev + i * g: what "
        "multiplies i, f and g? Then the activation derivatives: s * (1 - s) for a sigmoid, "
        "1 - g**2 for the tanh. o gets its gradient from dh alone.",
        "da = np.concatenate([da_i, da_f, da_g, da_o], axis=1), (B, 4H). Back through "
        "a = x W_ih^T + h W_hh^T + b: dx = da @ W_ih, dh_prev = da @ W_hh. dc_prev = dc * f.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, **given):
        drawn = dict(dh=rng.normal(size=(B, H)), dc=rng.normal(size=(B, H)))
        return drawn | dict(cache=caches(rng, 1, B, I, H)[0]) | given

    yield "B=3, I=2, H=4", case(3, 2, 4)
    yield "only dh: dc is 0", case(2, 3, 4, dc=np.zeros((2, 4)))
    yield "only dc: dh is 0", case(2, 3, 4, dh=np.zeros((2, 4)))
    yield "one unit, one input, one example", case(1, 1, 1)
    yield "B=4, I=8, H=2, so that I=4H", case(4, 8, 2)
    large = case(2, 3, 3)
    yield "gradients in the thousands", large | dict(dh=1000 * large["dh"], dc=1000 * large["dc"])
    yield "B=I=H=3", case(3, 3, 3)


for gate, name in (("i", "input gate"), ("f", "forget gate"), ("o", "output gate")):
    right = f"{gate} * (1 - {gate})"
    again = f"nets.sigmoid({gate})"
    mistakes(
        ex,
        {
            f"{name}: its activation derivative is missing, times {right}.": (f" * {right}", ""),
            f"{name}: (1 - {gate}) is missing: its activation derivative is {right}.": (right, gate),
            f"{name}: 1 - {gate}**2 is the derivative of tanh; a sigmoid has {right}.": (right, f"(1 - {gate}**2)"),
            f"{name}: {gate} is sigmoid(a) already: its derivative is {right}.": (right, f"{again} * (1 - {again})"),
            f"{name}: {again[5:]} is not the derivative: {right}.": (right, again),
        },
    )
mistakes(
    ex,
    {
        "candidate g: (1 - g**2) is missing, the derivative of its tanh.": (" * (1 - g**2)", ""),
        "candidate g: g * (1 - g) is the derivative of a sigmoid; g comes from tanh, so 1 - g**2.": ("(1 - g**2)", "g * (1 - g)"),
        "candidate g: (1 - g)**2 is not the derivative: square g first, 1 - g**2.": ("(1 - g**2)", "(1 - g) ** 2"),
        "candidate g: 1 - g lacks the square, tanh' = 1 - g**2.": ("1 - g**2", "1 - g"),
        "candidate g: 1 - g * 2 is not a square: g**2.": ("g**2", "g * 2"),
        "candidate g: g itself is the factor, not its activation derivative: times 1 - g**2.": ("(1 - g**2)", "g"),
        "candidate g: g is tanh(a) already: its derivative is 1 - g**2.": ("g**2", "np.tanh(g) ** 2"),
        "candidate g: 1 / (1 - g**2) divides: dg is multiplied by 1 - g**2.": ("* (1 - g**2)", "/ (1 - g**2)"),
        "forget gate: df is made with the new c: use the state that came in, df = dc * c_prev.": (
            'dc * cache["c_prev"]',
            'dc * (f * cache["c_prev"] + i * g)',
        ),
        "forget gate: df is made with tanh(c): the other factor is c_prev, df = dc * c_prev.": (
            'dc * cache["c_prev"]',
            "dc * tanh_c",
        ),
        "forget gate: c_prev is missing, df = dc * c_prev.": ('dc * cache["c_prev"]', "dc"),
        "forget gate: df is made with h_prev: the other factor is c_prev, df = dc * c_prev.": (
            'dc * cache["c_prev"]',
            'dc * cache["h_prev"]',
        ),
        "forget gate: df is made with g, the other factor of i: df = dc * c_prev.": ('dc * cache["c_prev"]', "dc * g"),
        "input gate: di is made with i itself: the other factor is g, di = dc * g.": ("dc * g *", "dc * i *"),
        "input gate: g is missing, di = dc * g.": ("dc * g *", "dc *"),
        "input gate: di is made with c_prev, the other factor of f: di = dc * g.": ("dc * g *", 'dc * cache["c_prev"] *'),
        "candidate g: dg is made with g itself: the other factor is i, dg = dc * i.": ("dc * i *", "dc * g *"),
        "candidate g: i is missing, dg = dc * i.": ("dc * i *", "dc *"),
        "candidate g: dg is made with f: the other factor is i, dg = dc * i.": ("dc * i *", "dc * f *"),
        "output gate: do is made with c: h = o * tanh(c), so do = dh * tanh(c).": (
            "dh * tanh_c",
            'dh * (f * cache["c_prev"] + i * g)',
        ),
        "output gate: tanh(c) is missing, do = dh * tanh(c).": ("dh * tanh_c", "dh"),
        "output gate: do is made with dc: o acts on h alone, do = dh * tanh(c).": ("dh * tanh_c", "dc * tanh_c"),
        "output gate: do is made with the derivative of tanh: h = o * tanh(c), so do = dh * tanh(c).": (
            "dh * tanh_c",
            "dh * (1 - tanh_c**2)",
        ),
        "input gate: its gradient uses the dc of the next step alone; use dc of both paths.": [
            ("dc = dc +", "dc_in, dc = dc, dc +"),
            ("dc * g * i", "dc_in * g * i"),
        ],
        "forget gate: its gradient uses the dc of the next step alone; use dc of both paths.": [
            ("dc = dc +", "dc_in, dc = dc, dc +"),
            ('dc * cache["c_prev"]', 'dc_in * cache["c_prev"]'),
        ],
        "candidate g: its gradient uses the dc of the next step alone; use dc of both paths.": [
            ("dc = dc +", "dc_in, dc = dc, dc +"),
            ("dc * i * (1", "dc_in * i * (1"),
        ],
        "the other factors of i and g are swapped: di = dc * g and dg = dc * i.": [
            ("dc * g *", "dc * i *"),
            ("dc * i * (1 - g", "dc * g * (1 - g"),
        ],
        "the activation derivatives are missing: s * (1 - s) for i, f, o and 1 - g**2 for g.": [
            (" * i * (1 - i)", ""),
            (" * f * (1 - f)", ""),
            (" * o * (1 - o)", ""),
            (" * (1 - g**2)", ""),
        ],
        "the derivatives apply sigmoid or tanh again to i, f, g, o: s * (1 - s), 1 - g**2.": [
            ("i * (1 - i)", "nets.sigmoid(i) * (1 - nets.sigmoid(i))"),
            ("f * (1 - f)", "nets.sigmoid(f) * (1 - nets.sigmoid(f))"),
            ("o * (1 - o)", "nets.sigmoid(o) * (1 - nets.sigmoid(o))"),
            ("g**2", "np.tanh(g) ** 2"),
        ],
        "the sigmoid's derivative is missing at i, f and o: times s * (1 - s) each.": [
            (" * i * (1 - i)", ""),
            (" * f * (1 - f)", ""),
            (" * o * (1 - o)", ""),
        ],
        "the derivatives are swapped: i, f, o are sigmoids, s * (1 - s), and g is a tanh.": [
            ("i * (1 - i)", "(1 - i**2)"),
            ("f * (1 - f)", "(1 - f**2)"),
            ("o * (1 - o)", "(1 - o**2)"),
            ("(1 - g**2)", "g * (1 - g)"),
        ],
        "c: the path through h is missing, add dh * o * (1 - tanh(c)**2) to dc.": (" + dh * o * (1 - tanh_c**2)", ""),
        "c: the gradient of the next step is missing: dc = dc + ..., add the argument dc.": ("dc = dc +", "dc ="),
        "c: the gradients of the two paths are multiplied: they add up, dc + dh * o * (1 - tanh(c)**2).": (
            "dc + dh * o",
            "dc * dh * o",
        ),
        "c: (1 - tanh(c)**2) is missing, on the path through h: dh * o * (1 - tanh(c)**2).": ("o * (1 - tanh_c**2)", "o"),
        "c: 1 - tanh(c) lacks the square, tanh' = 1 - tanh(c)**2.": ("tanh_c**2", "tanh_c"),
        "c: (1 - tanh(c))**2 is not the derivative: square tanh(c) first, 1 - tanh(c)**2.": (
            "(1 - tanh_c**2)",
            "(1 - tanh_c) ** 2",
        ),
        "c: tanh(c) itself is the factor, not its derivative: times 1 - tanh(c)**2.": ("(1 - tanh_c**2)", "tanh_c"),
        "c: o on the path through h is missing, dh * o * (1 - tanh(c)**2).": ("dh * o * (1 - tanh_c", "dh * (1 - tanh_c"),
        "c: tanh is applied to tanh(c) again: the cache has tanh(c) already.": ("tanh_c**2", "np.tanh(tanh_c) ** 2"),
        "c: 1 - c**2 is not the derivative of tanh at c: 1 - tanh(c)**2.": ("tanh_c**2", '(f * cache["c_prev"] + i * g) ** 2'),
        "c: the derivative of tanh is taken at c_prev: h came from the new c, 1 - tanh_c**2.": (
            "tanh_c**2",
            'np.tanh(cache["c_prev"]) ** 2',
        ),
        "c: 1 - h**2 was lesson 05's derivative: here h = o * tanh(c), and tanh(c) is tanh_c.": (
            "tanh_c**2",
            "(o * tanh_c) ** 2",
        ),
        "c: dc itself does not go through o and tanh'; only dh does, dc is added.": ("dc + dh * o", "(dc + dh) * o"),
        "c: do not multiply the argument dc by f: that is for dc_prev, at the end.": [
            ("dc = dc +", "dc = dc * f +"),
            ("dc * f, da", "dc, da"),
        ],
        "dc_prev: the forget gate is missing, dc_prev = dc * f.": ("dc * f, da", "dc, da"),
        "dc_prev: the part that came through h is missing: the sum of both paths, times f.": [
            ("dc = dc +", "dc_in, dc = dc, dc +"),
            ("dc * f, da", "dc_in * f, da"),
        ],
        "dc_prev: c_prev is a factor: that is for the forget gate's gradient, dc_prev = dc * f.": (
            "dc * f, da",
            'dc * f * cache["c_prev"], da',
        ),
        "dc_prev: do not add dh: h_prev has dh_prev, and dh is in dc already.": ("dc * f, da", "dc * f + dh, da"),
        "dc_prev: f is a factor twice: once is enough, dc_prev = dc * f.": ("dc * f, da", "dc * f**2, da"),
        "dc_prev: i is the factor: f kept the old state, dc_prev = dc * f.": ("dc * f, da", "dc * i, da"),
        "dc_prev: f * (1 - f) is the factor: that is only for a_f, dc_prev = dc * f.": ("dc * f, da", "dc * f * (1 - f), da"),
        "dx and dh_prev lack the activation derivatives: use da, not the gradients of i, f, g, o.": (
            'return da @ cache["W_ih"], da @ cache["W_hh"]',
            'gates = np.concatenate([dc * g, dc * cache["c_prev"], dc * i, dh * tanh_c], axis=1)\n    return gates @ cache["W_ih"], gates @ cache["W_hh"]',
        ),
    },
)
mistakes(
    ex,
    {
        f"the blocks of da are in the order {', '.join(order)}: the order is i, f, g, o.": (
            "[da_i, da_f, da_g, da_o]",
            "[" + ", ".join(f"da_{gate}" for gate in order) + "]",
        )
        for order in [*permutations("ifgo")][1:]
    },
)
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "np.concatenate([da_i, da_f, da_g, da_o], axis=1)",
            "np.clip(np.concatenate([da_i, da_f, da_g, da_o], axis=1), -5, 5)",
        ),
        "dc is changed in place: write dc = dc + ..., which makes a new array.": ("dc = dc +", "dc +="),
        "W_hh and W_ih are transposed once too often: backward it is da @ W, without .T.": [
            ('cache["W_ih"]', 'cache["W_ih"].T'),
            ('cache["W_hh"]', 'cache["W_hh"].T'),
        ],
        "dx: W_ih is transposed once too often: forward x @ W_ih.T, backward da @ W_ih.": ('cache["W_ih"]', 'cache["W_ih"].T'),
        "dh_prev is made with W_ih: dx = da @ W_ih, dh_prev = da @ W_hh.": ('cache["W_hh"]', 'cache["W_ih"]'),
        "dh_prev: W_hh is transposed once too often: forward h @ W_hh.T, backward da @ W_hh.": (
            'cache["W_hh"]',
            'cache["W_hh"].T',
        ),
        "da is not (B, 4H): its blocks lie side by side, np.concatenate([da_i, da_f, da_g, da_o], axis=1).": (
            "da_o], axis=1",
            "da_o]",
        ),
        "the examples of da are mixed by reshape: use np.concatenate(..., axis=1).": (
            "np.concatenate([da_i, da_f, da_g, da_o], axis=1)",
            "np.stack([da_i, da_f, da_g, da_o]).reshape(len(dh), -1)",
        ),
        "da has i, f, g, o of one unit side by side: np.concatenate puts all units of i first.": (
            "np.concatenate([da_i, da_f, da_g, da_o], axis=1)",
            "np.stack([da_i, da_f, da_g, da_o], axis=2).reshape(len(dh), -1)",
        ),
        "dx and dh_prev use the input gate only: take all four blocks of da, da @ W.": [
            ('da @ cache["W_ih"]', 'da_i @ cache["W_ih"][: dh.shape[1]]'),
            ('da @ cache["W_hh"]', 'da_i @ cache["W_hh"][: dh.shape[1]]'),
        ],
        "dh_prev: dh is added: h_prev feeds only the gates, dh_prev = da @ W_hh.": (
            'da @ cache["W_hh"]',
            'da @ cache["W_hh"] + dh',
        ),
        "the gradients are divided by B: the loss has its mean already, do not divide again.": (
            'return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da',
            'return [q / len(dh) for q in (da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da)]',
        ),
        "da is a list of four arrays: np.concatenate(..., axis=1) makes one, (B, 4H).": (
            "dc * f, da\n",
            "dc * f, [da_i, da_f, da_g, da_o]\n",
        ),
    },
)


equivalents(
    ex,
    {
        "one gate after the other, into one array": """
        H = dh.shape[1]
        i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
        dc = dc + dh * o - dh * o * t * t
        da = np.empty((len(dh), 4 * H), dh.dtype)
        da[:, :H] = dc * g * i * (1 - i)
        da[:, H : 2 * H] = dc * cache["c_prev"] * f * (1 - f)
        da[:, 2 * H : 3 * H] = dc * i * (1 - g) * (1 + g)
        da[:, 3 * H :] = dh * t * o * (1 - o)
        return da @ cache["W_ih"], da @ cache["W_hh"], f * dc, da
    """,
        "tanh' from cosh, weights cut into blocks": """
        v = cache
        c = v["f"] * v["c_prev"] + v["i"] * v["g"]
        total = dc + dh * v["o"] / np.cosh(c) ** 2
        parts = [
            nets.sigmoid_prime_from_output(v["i"]) * v["g"] * total,
            nets.sigmoid_prime_from_output(v["f"]) * v["c_prev"] * total,
            nets.tanh_prime_from_output(v["g"]) * v["i"] * total,
            nets.sigmoid_prime_from_output(v["o"]) * v["tanh_c"] * dh,
        ]
        dx, dh_prev = (
            sum(p @ W for p, W in zip(parts, np.split(v[k], 4), strict=True))
            for k in ("W_ih", "W_hh")
        )
        return dx, dh_prev, total * v["f"], np.hstack(parts)
    """,
        "einsum, and a list that comes back": """
        i, f, g, o = (cache[k] for k in "ifgo")
        dc_all = dc + dh * o * (1 - np.square(cache["tanh_c"]))
        slope = np.concatenate([i - i**2, f - f**2, 1 - g**2, o - o**2], axis=-1)
        up = [dc_all * g, dc_all * cache["c_prev"], dc_all * i, dh * cache["tanh_c"]]
        da = np.concatenate(up, axis=-1) * slope
        dx = np.einsum("bk,ki->bi", da, cache["W_ih"])
        return [dx, np.einsum("bk,kj->bj", da, cache["W_hh"]), dc_all * f, da]
    """,
        "one example at a time": """
        rows = []
        for n in range(len(dh)):
            one = {k: v if k.startswith("W") else v[n : n + 1] for k, v in cache.items()}
            rows.append(nets.lstm_step_backward(dh[n : n + 1], dc[n : n + 1], one))
        return tuple(np.concatenate(q) for q in zip(*rows, strict=True))
    """,
    },
)
