"""Lesson 17: the final states of PyTorch's bidirectional layers, layer by layer."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "final-states",
    lesson="17_both_ways",
    reference=nets.final_states,
    outputs="the states",
    fresh=True,
    hints=[
        "The first axis of h_n is layer 0 forward, layer 0 backward, layer 1 forward, and so on. Split that axis, and no other.",
        "h_n.reshape(layers, 2, B, H) keeps the order of the numbers: [k, 0] is layer k forward, [k, 1] is layer k backward.",
        "np.concatenate([pairs[:, 0], pairs[:, 1]], axis=2), with pairs = h_n.reshape(layers, 2, B, H), is (layers, B, 2H).",
    ],
)


@ex.cases
def _(rng):
    def case(layers, B, H):
        return dict(h_n=rng.normal(size=(2 * layers, B, H)), layers=layers)

    yield "two layers, B=3, H=4", case(2, 3, 4)
    yield "one layer", case(1, 4, 3)
    yield "three layers", case(3, 2, 5)
    yield "one sequence", case(2, 1, 3)
    yield "one unit", case(3, 4, 1)
    yield "one layer, one sequence, one unit", case(1, 1, 1)
    yield "layers = B = H = 2", case(2, 2, 2)
    yield "five layers, seven sequences", case(5, 7, 2)
    yield "twelve layers", case(12, 3, 2)


PAIRS, JOINED = "h_n.reshape(layers, 2, B, H)", "np.concatenate([pairs[:, 0], pairs[:, 1]], axis=2)"
mistakes(
    ex,
    {
        "reshape (`view`) mixes sequences: the numbers keep their order in memory, so exchange axes 1 and 2 of (L, 2, B, H) first.": (
            f"return {JOINED}",
            "return h_n.reshape(layers, B, 2 * H).copy()",
        ),
        "all forward states are taken to come first: the order is layer 0 forward, layer 0 backward, layer 1 forward, ...": (
            f"return {JOINED}",
            "return np.concatenate([h_n[:layers], h_n[layers:]], axis=2)",
        ),
        "the directions are exchanged: the forward net's state comes first.": (
            JOINED,
            "np.concatenate([pairs[:, 1], pairs[:, 0]], axis=2)",
        ),
        "only the last layer is returned: return all layers, (L, B, 2H).": (
            JOINED,
            "np.concatenate([pairs[-1, 0], pairs[-1, 1]], axis=1)",
        ),
        "only the first layer is returned: return all layers, (L, B, 2H).": (
            f"return {JOINED}",
            "return np.concatenate([h_n[0], h_n[1]], axis=1)",
        ),
        "only the last layer is returned, (1, B, 2H): return all layers.": (JOINED, f"{JOINED}[-1:]"),
        "the directions are joined along the batch, (L, 2B, H): join the units, axis=2.": (", axis=2", ", axis=1"),
        "the directions are joined along the layers, (2L, B, H): join the units, axis=2.": (", axis=2", ", axis=0"),
        "the directions are added: put them side by side, (L, B, 2H).": (JOINED, "pairs[:, 0] + pairs[:, 1]"),
        "the directions are averaged: put them side by side, (L, B, 2H).": (JOINED, "pairs.mean(axis=1)"),
        "the units of the directions alternate: first all H of the forward net, then all of the backward net.": (
            JOINED,
            "np.stack([pairs[:, 0], pairs[:, 1]], axis=3).reshape(layers, B, 2 * H)",
        ),
        "only the forward net is returned: append the backward net's state, (L, B, 2H).": (JOINED, "pairs[:, 0].copy()"),
        "only the backward net is returned: put the forward net's state in front, (L, B, 2H).": (JOINED, "pairs[:, 1].copy()"),
        "the last two states are repeated for each layer: take row 2 k and row 2 k + 1 for layer k.": (
            f"return {JOINED}",
            "return np.stack([np.concatenate([h_n[-2], h_n[-1]], axis=1)] * layers)",
        ),
        "neighbours are paired, not layers: rows 2 k and 2 k + 1 belong to layer k, step by 2.": (
            f"return {JOINED}",
            "return np.concatenate([h_n[:layers], h_n[1 : layers + 1]], axis=2)",
        ),
        "the layers are in reverse order: layer 0 comes first.": (JOINED, f"{JOINED}[::-1].copy()"),
        "the batch comes first, (B, L, 2H): keep (L, B, 2H).": (JOINED, f"{JOINED}.swapaxes(0, 1).copy()"),
        "the backward net's units are reversed: its state is as the net left it.": ("pairs[:, 1]]", "pairs[:, 1, :, ::-1]]"),
        "the backward net's sequences are reversed: sequence n of both nets is row n.": ("pairs[:, 1]]", "pairs[:, 1, ::-1]]"),
        "a list of layers is returned: np.stack makes one array, (L, B, 2H).": (JOINED, f"list({JOINED})"),
        "only ten layers are taken: loop over all of them, range(layers).": (JOINED, f"{JOINED}[:10].copy()"),
    },
)


equivalents(
    ex,
    {
        "every second row": """
        return np.concatenate([h_n[0::2], h_n[1::2]], axis=-1)
    """,
        "transpose, then reshape": """
        L, B, H = layers, h_n.shape[1], h_n.shape[2]
        return h_n.reshape(L, 2, B, H).transpose(0, 2, 1, 3).reshape(L, B, 2 * H).copy()
    """,
        "layer by layer": """
        return np.stack([np.hstack([h_n[2 * k], h_n[2 * k + 1]]) for k in range(layers)])
    """,
        "an array that is filled": """
        _, B, H = h_n.shape
        joined = np.zeros((layers, B, 2 * H))
        for k in range(layers):
            joined[k, :, :H], joined[k, :, H:] = h_n[2 * k], h_n[2 * k + 1]
        return joined
    """,
    },
)
