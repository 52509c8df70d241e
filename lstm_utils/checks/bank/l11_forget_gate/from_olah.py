"""Lesson 11: Olah's four matrices in the layout of the course."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

BLOCKS = {name: (0, "ifgo") for name in ("W_ih", "W_hh", "b")}
ex = exercise(
    "from-olah",
    lesson="11_forget_gate",
    reference=nets.from_olah,
    outputs=("W_ih", "W_hh", "b"),
    blocks=BLOCKS,
    hints=[
        "Stack the four matrices with np.concatenate, along axis 0, in the order i, f, C, o: one matrix (4H, H + I).",
        "Each matrix multiplies [h, x]: its first H columns belong to h, the others to x. H is len(W_f).",
        "return W[:, H:], W[:, :H], np.concatenate([b_i, b_f, b_C, b_o]).",
    ],
)


@ex.cases
def _(rng):
    def case(I, H):
        matrices = {f"W_{gate}": rng.normal(size=(H, H + I)) for gate in "fiCo"}
        return matrices | {f"b_{gate}": rng.normal(size=H) for gate in "fiCo"}

    yield "I=2, H=3", case(2, 3)
    yield "I=5, H=2", case(5, 2)
    yield "I=1, H=1", case(1, 1)
    yield "I=H=3", case(3, 3)
    yield "I=1, H=4", case(1, 4)
    yield "weights of thousands", {name: 1e4 * w for name, w in case(3, 2).items()}


W_LINE, B_LINE = "np.concatenate([W_i, W_f, W_C, W_o])", "np.concatenate([b_i, b_f, b_C, b_o])"
RETURN = "W[:, H:], W[:, :H], b"


def order(letters):
    """Stack the blocks in another order."""
    return [
        (W_LINE, f"np.concatenate([{', '.join(f'W_{k}' for k in letters)}])"),
        (B_LINE, f"np.concatenate([{', '.join(f'b_{k}' for k in letters)}])"),
    ]


mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "W[:, H:], W[:, :H], b",
            "tuple(np.clip(q, -100, 100) for q in (W[:, H:], W[:, :H], b))",
        ),
        "x and h are swapped: [h, x] has h first, so the first H columns are W_hh.": (
            RETURN,
            "W[:, : W.shape[1] - H], W[:, -H:], b",
        ),
        "W_ih and W_hh are returned in the wrong order: return W_ih, W_hh, b.": (RETURN, "W[:, :H], W[:, H:], b"),
        "the blocks are in Olah's order f, i, C, o: ours is i, f, g, o.": order("fiCo"),
        "C is in the wrong block: his C is our g, the third block; o is the last.": order("ifoC"),
        "C comes first: the order is i, f, g, o, and C is g.": order("Cifo"),
        "C is in the second block: f is the second, C is g, the third.": order("iCfo"),
        "o is in the third block, C in the first: the order is i, f, C, o.": order("ofiC"),
        "only the weights are reordered: the biases need the order i, f, C, o as well.": (
            B_LINE,
            "np.concatenate([b_f, b_i, b_C, b_o])",
        ),
        "only the biases are reordered: the weights need the order i, f, C, o as well.": (
            W_LINE,
            "np.concatenate([W_f, W_i, W_C, W_o])",
        ),
        "the forget bias is raised by 1: bring the biases over as they are.": (RETURN, "W[:, H:], W[:, :H], b + 1.0"),
        "the weights are transposed: W_ih is (4H, I), W_hh (4H, H).": (RETURN, "W[:, H:].T, W[:, :H].T, b"),
        "the matrices are joined along their columns: stack the rows, axis 0.": [
            (W_LINE, "np.concatenate([W_i, W_f, W_C, W_o], axis=1)")
        ],
        "the gates have an axis of their own: W_ih is (4H, I), use np.concatenate.": [
            (W_LINE, "np.stack([W_i, W_f, W_C, W_o])"),
            (RETURN, "W[:, :, H:], W[:, :, :H], b"),
        ],
        "the biases have an axis of their own: b is (4H,), use np.concatenate.": (B_LINE, "np.stack([b_i, b_f, b_C, b_o])"),
        "the biases are summed: b has 4H numbers, one for each row.": (B_LINE, "b_i + b_f + b_C + b_o"),
        "the columns are cut at I, not at H: the first H columns belong to h.": (
            "    return",
            "    H = W.shape[1] - H\n    return",
        ),
        "the rows of the gates are interleaved: each block has H rows of one gate.": (
            W_LINE,
            "np.stack([W_i, W_f, W_C, W_o], axis=1).reshape(-1, W_f.shape[1])",
        ),
        "W_hh is missing: return W_ih, W_hh, b.": (RETURN, "W[:, H:], b"),
        "the rows are cut at H: [h, x] has its parts side by side, so cut the columns.": (RETURN, "W[H:], W[:H], b"),
        "the matrix is not cut: the columns of h are W_hh, those of x are W_ih.": (RETURN, "W, W, b"),
    },
)


equivalents(
    ex,
    {
        "gate by gate": """
        H = b_f.shape[0]
        gates = [(W_i, b_i), (W_f, b_f), (W_C, b_C), (W_o, b_o)]
        return (
            np.vstack([W[:, H:] for W, _ in gates]),
            np.vstack([W[:, :H] for W, _ in gates]),
            np.hstack([b for _, b in gates]),
        )
    """,
        "np.split along the columns": """
        W_hh, W_ih = np.split(np.r_[W_i, W_f, W_C, W_o], [W_f.shape[0]], axis=1)
        return W_ih.copy(), W_hh.copy(), np.r_[b_i, b_f, b_C, b_o]
    """,
        "arrays that are filled": """
        H, Z = W_f.shape
        W_ih, W_hh, b = np.zeros((4 * H, Z - H)), np.zeros((4 * H, H)), np.zeros(4 * H)
        for n, (W, q) in enumerate([(W_i, b_i), (W_f, b_f), (W_C, b_C), (W_o, b_o)]):
            W_ih[n * H : (n + 1) * H] = W[:, H:]
            W_hh[n * H : (n + 1) * H] = W[:, :H]
            b[n * H : (n + 1) * H] = q
        return W_ih, W_hh, b
    """,
        "from_layout": """
        H = len(W_f)
        W = np.concatenate([W_f, W_i, W_C, W_o])
        b = np.concatenate([b_f, b_i, b_C, b_o])
        return nets.from_layout(W[:, H:], W[:, :H], b, order="figo")
    """,
    },
)
