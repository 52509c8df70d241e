"""The numbers in one LSTM cell, forward and backward, and a sentence that goes through it."""

from typing import NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Cache

MINUS = "−"
WEIGHTS = {"i": (1.5, 0.5), "f": (-1.0, 1.0), "g": (2.0, -0.5), "o": (0.5, 1.0)}
EXAMPLE = {"x": 0.5, "h": 0.5, "c": 0.9, "b_i": -0.5, "b_f": 1.5, "b_g": 0.25, "b_o": -1.0}
UPSTREAM = {"h": 1.0, "c": 0.5}  # what the backward example is handed: dh and dc

SENTENCE = ["Clara", "packed", "the", "boat", "and", "she", "rowed", "while", "Emil"]
SENTENCE += ["slept", "so", "he", "snored"]
ROLES = {"Clara": 0, "Emil": 1, "and": 3, "so": 3}  # all other words: 2


class Edge(NamedTuple):
    """One edge of the backward pass: its ends, its factor, and the arithmetic in words."""

    start: str
    end: str
    symbol: str
    factor: float
    words: str


def cell_numbers(
    x: float, h: float, c: float, b_i: float, b_f: float, b_g: float, b_o: float
) -> dict[str, float]:
    """Compute every number in a cell with one input and one unit, with WEIGHTS.

    Args:
        x, h, c: input, hidden state and cell state that come in.
        b_i, b_f, b_g, b_o: biases of the four blocks.

    Returns:
        dict of floats: x, h_prev, c_prev; a_i, i, a_f, f, a_g, g, a_o, o; c, tanh_c, h.
    """
    biases = {"i": b_i, "f": b_f, "g": b_g, "o": b_o}
    W_ih, W_hh = (np.array([[WEIGHTS[k][n]] for k in "ifgo"]) for n in (0, 1))
    b = np.array([biases[k] for k in "ifgo"])
    row = [np.array([[float(v)]]) for v in (x, h, c)]
    return _numbers(*nets.lstm_step(*row, W_ih, W_hh, b), *row, W_ih, W_hh, b)


def _numbers(
    h_next: Array,
    c_next: Array,
    cache: Cache,
    x: Array,
    h: Array,
    c: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> dict[str, float]:
    """Collect the numbers of one step of a cell with one unit by name."""
    a = (x @ W_ih.T + h @ W_hh.T + b)[0]
    found = {f"a_{k}": a[n] for n, k in enumerate("ifgo")}
    found |= {k: cache[k][0, 0] for k in ("i", "f", "g", "o", "tanh_c")}
    found |= {"h_prev": h[0, 0], "c_prev": c[0, 0], "h": h_next[0, 0], "c": c_next[0, 0]}
    return {"x": x[0, 0]} | {name: float(value) for name, value in found.items()}


def backward_edges(
    v: dict[str, float], upstream: dict[str, float] = UPSTREAM
) -> tuple[list[Edge], dict[str, float]]:
    """List the backward pass through one step, an edge at a time, and the gradients.

    Args:
        v: dict of numbers, as cell_numbers returns it.
        upstream: the gradients from later steps, {"h": dh, "c": dc}.

    Returns:
        edges: list of 13 Edges in the order of the backward pass.
        d: dict of floats, the gradient at every node: h, o, tanh_c, c, f, ..., x.
    """
    d, edges = {"h": upstream["h"]}, []

    def carry(start: str, end: str, symbol: str, factor: float, add: float = 0.0) -> None:
        d[end] = d[start] * factor + add
        first = f"{number(add)} + " if add else ""
        name = {"tanh_c": "d(tanh c)"}.get(end, f"d{end}")
        source = {"tanh_c": "d(tanh c)"}.get(start, f"d{start}")
        said = f"{name} = {'dc from later + ' if add else ''}{source} · {symbol} = "
        said += f"{first}{as_factor(d[start])} · {as_factor(factor)} = {number(d[end])}"
        edges.append(Edge(start, end, symbol, factor, said))

    carry("h", "o", "tanh c", v["tanh_c"])
    carry("h", "tanh_c", "o", v["o"])
    carry("tanh_c", "c", f"(1 {MINUS} tanh² c)", 1 - v["tanh_c"] ** 2, add=upstream["c"])
    carry("c", "i", "g", v["g"])
    carry("c", "f", "c_prev", v["c_prev"])
    carry("c", "g", "i", v["i"])
    carry("c", "c_prev", "f", v["f"])
    for gate in "ifgo":
        symbol = f"(1 {MINUS} g²)" if gate == "g" else f"{gate}(1 {MINUS} {gate})"
        slope = 1 - v["g"] ** 2 if gate == "g" else v[gate] * (1 - v[gate])
        carry(gate, f"a_{gate}", symbol, slope)
    for column, end in enumerate(("x", "h_prev")):
        letter = "wu"[column]
        terms = [(d[f"a_{k}"], WEIGHTS[k][column]) for k in "ifgo"]
        d[end] = sum(da * weight for da, weight in terms)
        symbols = " + ".join(f"da_{k} {letter}_{k}" for k in "ifgo")
        numbers = " + ".join(f"{as_factor(da)} · {as_factor(w)}" for da, w in terms)
        words = f"d{end} = {symbols} = {numbers} = {number(d[end])}"
        edges.append(
            Edge("a", end, f"{letter}_i, {letter}_f, {letter}_g, {letter}_o", 1, words)
        )
    return edges, d


def example_gradients() -> dict[str, float]:
    """Return the gradients of the cell in the picture: dict of node to float."""
    return backward_edges(cell_numbers(**EXAMPLE))[1]


def gender_weights() -> tuple[Array, Array, Array]:
    """Choose the weights of one cell so that it keeps the gender of the last person named.

    Returns:
        W_ih (4, 4), W_hh (4, 1), b (4,): float64 arrays, blocks i, f, g, o. The inputs are
            one-hot: a woman's name, a man's name, any other word, a word after which a
            pronoun has to come. The cell holds about +1 for she and -1 for he.
    """
    W_ih = np.zeros((4, 4))
    W_ih[0, :2] = 12.0  # i opens at a name
    W_ih[1, :2] = -12.0  # f closes at a name
    W_ih[2, :2] = 3.0, -3.0  # g says which
    W_ih[3, 3] = 12.0  # o opens where the pronoun is asked for
    return W_ih, np.zeros((4, 1)), np.array([-6.0, 6.0, 0.0, -6.0])


def sentence_inputs() -> Array:
    """Return the sentence for the cell of gender_weights, one-hot, (13, 1, 4) float64 array."""
    return np.eye(4)[[[ROLES.get(word, 2)] for word in SENTENCE]]


def sentence_numbers() -> list[dict[str, float]]:
    """Run the cell of gender_weights over the sentence; return each step's numbers."""
    weights, state, steps = gender_weights(), [np.zeros((1, 1))] * 2, []
    for x in sentence_inputs():
        out = nets.lstm_step(x, *state, *weights)
        steps.append(_numbers(*out, x, *state, *weights))
        state = out[:2]
    return steps


def gradient_strip(word: str) -> list[float]:
    """Differentiate the output at one word with respect to each cell state before it.

    Args:
        word: a word of SENTENCE.

    Returns:
        |dh(word) / dc_t| for each word up to this one, along the cell state.
    """
    weights, state, caches = gender_weights(), [np.zeros((1, 1))] * 2, []
    for x in sentence_inputs()[: SENTENCE.index(word) + 1]:
        *state, cache = nets.lstm_step(x, *state, *weights)
        caches.append(cache)
    dh, dc, found = np.ones((1, 1)), np.zeros((1, 1)), []
    for cache in caches[::-1]:
        found.append(dc + dh * cache["o"] * (1 - cache["tanh_c"] ** 2))
        _, dh, dc, _ = nets.lstm_step_backward(dh, dc, cache)
    return [abs(dc.item()) for dc in found[::-1]]


def number(value: float) -> str:
    """Write a number with two digits after the point, and a true minus sign."""
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", MINUS)


def as_factor(value: float) -> str:
    """Write a number as a factor: in brackets where it is negative."""
    return f"({number(value)})" if number(value).startswith(MINUS) else number(value)
