"""Lesson 12: the size of a recurrent layer."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "count-parameters",
    lesson="12_variants",
    reference=nets.count_parameters,
    outputs="the number",
    numbers=("the number",),
    hints=[
        "One block has the weights W_ih (H, I), W_hh (H, H) and b (H,). How many numbers is that?",
        "A block has H * (I + H + 1) numbers. An RNN has one block, LSTM and peephole LSTM four, the others three.",
        "Peepholes add 3 * H (vectors p_i, p_f, p_o), the GRU adds H (b_hn).",
    ],
)


@ex.cases
def _(rng):
    for kind in ("rnn", "lstm", "peephole", "coupled", "gru"):
        yield f"{kind}, I=2, H=3", dict(kind=kind, I=2, H=3)
    for kind in ("rnn", "lstm", "peephole", "coupled", "gru"):
        yield f"{kind}, one input, one unit", dict(kind=kind, I=1, H=1)
        I, H = (int(n) for n in rng.integers(4, 60, size=2))
        yield f"{kind}, I={I}, H={H + 60}", dict(kind=kind, I=I, H=H + 60)
    yield "rnn, more than 2**24 numbers", dict(kind="rnn", I=101, H=4099)


BLOCK = "blocks[kind] * H * (I + H + 1)"
VECTORS = 'vectors = {"peephole": 3, "gru": 1}'
mistakes(
    ex,
    {
        "there are two biases for each unit and block: PyTorch has them, the cells here have one.": (
            "(I + H + 1)",
            "(I + H + 2)",
        ),
        "the biases are missing: a block has H * (I + H + 1) parameters.": ("(I + H + 1)", "(I + H)"),
        "there is one bias for each block: each unit has one in each block.": (BLOCK, "blocks[kind] * (H * (I + H) + 1)"),
        "the biases of one block only are counted: each block has H.": (BLOCK, "blocks[kind] * H * (I + H) + H"),
        "the weights from the hidden state are missing: W_hh is (H, H) in each block.": ("(I + H + 1)", "(I + 1)"),
        "the weights from the inputs are missing: W_ih is (H, I) in each block.": ("(I + H + 1)", "(H + 1)"),
        "the weights from the inputs are (I, I): they are (H, I).": (BLOCK, "blocks[kind] * (I * I + H * H + H)"),
        "I and H are swapped: a block has H rows and I + H columns.": (BLOCK, "blocks[kind] * I * (I + H + 1)"),
        "the peepholes are not counted: + 3 * H.": (VECTORS, 'vectors = {"gru": 1}'),
        "the peepholes are full matrices: each is a vector (H,), together 3 * H.": (
            "+ vectors.get(kind, 0) * H",
            '+ (3 * H * H if kind == "peephole" else vectors.get(kind, 0) * H)',
        ),
        "there are four peepholes: the candidate has none, 3 * H.": ('"peephole": 3', '"peephole": 4'),
        "only one peephole is counted: i, f and o have one each, 3 * H.": ('"peephole": 3', '"peephole": 1'),
        "the peepholes are three numbers: each is a vector (H,), together 3 * H.": (
            "+ vectors.get(kind, 0) * H",
            '+ (3 if kind == "peephole" else vectors.get(kind, 0) * H)',
        ),
        "b_hn is missing for the GRU: + H.": (', "gru": 1}', "}"),
        "the GRU has a second bias for each block: only n has one, b_hn, + H.": ('"gru": 1', '"gru": 3'),
        "the GRU has two blocks: the candidate is one as well, so three.": ('"gru": 3}', '"gru": 2}'),
        "the GRU has four blocks: they are r, z and n, three.": ('"gru": 3}', '"gru": 4}'),
        "the coupled cell has four blocks: i is 1 - f and needs none, so three.": ('"coupled": 3', '"coupled": 4'),
        "the coupled cell has two blocks: they are f, g and o, three.": ('"coupled": 3', '"coupled": 2'),
        "the LSTM has three blocks: the candidate is one as well, so four.": (
            '"lstm": 4, "peephole": 4',
            '"lstm": 3, "peephole": 3',
        ),
        "peepholes count as a block: they are 3 * H numbers besides the four blocks.": ('"peephole": 4, "c', '"peephole": 5, "c'),
        "kind is not used: the number of blocks depends on it.": ("blocks[kind]", '(4 if kind else blocks["lstm"])'),
    },
)


equivalents(
    ex,
    {
        "the sizes of all arrays": """
        block = [(H, I), (H, H), (H, 1)]
        n = 1 if kind == "rnn" else 3 if kind in ("coupled", "gru") else 4
        shapes = n * block + (3 * [(H, 1)] if kind == "peephole" else [(1, H)] if kind == "gru" else [])
        return sum(rows * columns for rows, columns in shapes)
    """,
        "match": """
        one = H * I + H * H + H
        match kind:
            case "rnn":
                return one
            case "lstm":
                return 4 * one
            case "peephole":
                return 4 * one + 3 * H
            case "coupled":
                return 3 * one
        return 3 * one + H
    """,
        "a table of numbers, NumPy integer": """
        table = {"rnn": (1, 0), "lstm": (4, 0), "peephole": (4, 3), "coupled": (3, 0), "gru": (3, 1)}
        return np.int64(H) * np.dot(table[kind], (I + H + 1, 1))
    """,
    },
)
