"""How many parameters a recurrent layer has.

I = inputs, H = hidden units.
"""

BLOCKS = {"rnn": 1, "lstm": 4, "peephole": 4, "coupled": 3, "gru": 3}
VECTORS = {"peephole": 3, "gru": 1}  # weights (H,) besides those of the blocks


def count_parameters(kind: str, I: int, H: int) -> int:
    """Count the weights and biases of a recurrent layer, one bias for each unit and block.

    PyTorch has a second bias for each, which is added to the first.

    Args:
        kind: "rnn", "lstm", "peephole", "coupled" or "gru"; the GRU in PyTorch's convention.
        I: number of inputs.
        H: number of hidden units.

    Returns:
        Number of parameters.

    Raises:
        ValueError: if the kind is not known.
    """
    if kind not in BLOCKS:
        raise ValueError(f"count_parameters expects one of {', '.join(BLOCKS)}; got {kind!r}")
    return BLOCKS[kind] * H * (I + H + 1) + VECTORS.get(kind, 0) * H
