"""The Reber grammar and the embedded one, in which the end repeats the beginning.

T = time steps, B = batch, V = 7 symbols.
A grammar is a list of states; a state maps each symbol that may come next to the state
that it leads to. State 0 is the start; the last state is the end and has no symbols.
"""

from typing import TypedDict

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray
from lstm_utils.shapes import require_shapes

from .encoding import one_hot, pad

SYMBOLS = "BTSXPVE"

Grammar = list[dict[str, int]]


class Task(TypedDict):
    """A batch of strings and the next symbol to predict at each step."""

    x: Array
    y: IntArray
    mask: BoolArray
    legal: BoolArray


REBER = [
    {"B": 1},
    {"T": 2, "P": 3},
    {"S": 2, "X": 4},
    {"T": 3, "V": 5},
    {"X": 3, "S": 6},
    {"P": 4, "V": 6},
    {"E": 7},
    {},
]


def _embed(inner: Grammar) -> Grammar:
    """Put a grammar between B T ... T E and between B P ... P E."""
    upper = 2
    lower = upper + len(inner)
    outer_e = lower + len(inner)
    states = [{"B": 1}, {"T": upper, "P": lower}]
    for symbol, offset in (("T", upper), ("P", lower)):
        states += [{s: offset + n for s, n in arcs.items()} for arcs in inner[:-1]]
        states.append({symbol: outer_e})
    return [*states, {"E": outer_e + 1}, {}]


EMBEDDED_REBER = _embed(REBER)


def reber(rng: np.random.Generator) -> str:
    """Draw one string of the Reber grammar, both branches equally likely at every fork.

    Args:
        rng: numpy.random.Generator.

    Returns:
        A string such as "BTXSE"; its length is 5 or more, 8 on average.

    Source: Reber (1967), Journal of Verbal Learning and Verbal Behavior 6:855-863;
        Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, figure 3.
    """
    return _walk(REBER, rng)


def embedded_reber(rng: np.random.Generator) -> str:
    """Draw one string of the embedded Reber grammar.

    Args:
        rng: numpy.random.Generator.

    Returns:
        A string such as "BPBTXSEPE": the second symbol, T or P, comes back as the last
        but one, 6 or more symbols later.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, figure 4.
    """
    return _walk(EMBEDDED_REBER, rng)


def _walk(grammar: Grammar, rng: np.random.Generator) -> str:
    state, symbols = 0, []
    while grammar[state]:
        choices = list(grammar[state])
        symbols.append(choices[rng.integers(len(choices))])
        state = grammar[state][symbols[-1]]
    return "".join(symbols)


def legal_next(prefix: str, grammar: Grammar = EMBEDDED_REBER) -> str:
    """Return the symbols that may follow the beginning of a string.

    Args:
        prefix: the symbols so far, a string; may be empty.
        grammar: list of states, as at the top of this file.

    Returns:
        The symbols that may come next, in the order of SYMBOLS: "TP" after "B",
        "" after a complete string.

    Raises:
        ValueError: if no string begins with prefix; names the first wrong symbol.
    """
    state = 0
    for t, symbol in enumerate(prefix):
        if symbol not in grammar[state]:
            raise ValueError(
                f"no string of the grammar begins with {prefix[: t + 1]!r}: after "
                f"{prefix[:t]!r} it expects {' or '.join(grammar[state]) or 'nothing more'}; "
                f"got {symbol!r}"
            )
        state = grammar[state][symbol]
    return "".join(s for s in SYMBOLS if s in grammar[state])


def reber_batch(B: int, rng: np.random.Generator, grammar: Grammar = EMBEDDED_REBER) -> Task:
    """Draw strings of one grammar, in parallel, as a batch of prediction tasks.

    Args:
        B: number of strings.
        rng: numpy.random.Generator.
        grammar: list of states, as at the top of this file.

    Returns:
        dict, as prediction_task returns it.
    """
    symbols, states = two_branches(grammar)
    state, drawn = np.zeros(B, dtype=int), []
    while (state < len(grammar) - 1).any():
        branch = rng.integers(2, size=B)
        drawn.append(np.where(state < len(grammar) - 1, symbols[state, branch], -1))
        state = states[state, branch]
    ids = np.array(drawn)  # (T + 1, B), -1 after the end
    return _prediction_task(np.maximum(ids, 0), ids >= 0, grammar)


def prediction_task(strings: list[str], grammar: Grammar = EMBEDDED_REBER) -> Task:
    """Encode strings as a batch of next-symbol prediction tasks.

    Args:
        strings: list of B strings of the grammar.
        grammar: list of states, as at the top of this file.

    Returns:
        dict of arrays, T one less than the longest string's length:
        x: all symbols but the last, (T, B, V) float64, one-hot in the order of SYMBOLS.
        y: number of the symbol that comes next, (T, B) int64; 0 after the end.
        mask: True where there is a next symbol, (T, B) bool.
        legal: True for the symbols that may come next, (T, B, V) bool; all False after
            the end.

    Raises:
        ValueError: if a string is not of the grammar, or incomplete.
    """
    for string in strings:
        if legal_next(string, grammar):
            raise ValueError(f"prediction_task expects complete strings; got {string!r}")
    ids, mask = pad([[SYMBOLS.index(symbol) for symbol in string] for string in strings])
    return _prediction_task(ids, mask, grammar)


def _prediction_task(ids: IntArray, mask: BoolArray, grammar: Grammar) -> Task:
    """Split (T + 1, B) symbols into inputs and targets, and look up what is legal."""
    follows = np.array([[s in arcs for s in SYMBOLS] for arcs in grammar])  # (states, V)
    leads_to = np.array([[arcs.get(s, -1) for s in SYMBOLS] for arcs in grammar])
    state, legal = np.zeros(ids.shape[1], dtype=int), []
    for symbols, here in zip(ids[:-1], mask[1:], strict=True):
        state = leads_to[state, symbols]
        legal.append(follows[state] & here[:, None])
    x = one_hot(ids[:-1], len(SYMBOLS)) * mask[:-1, :, None]
    return {"x": x, "y": ids[1:], "mask": mask[1:], "legal": np.array(legal)}


def two_branches(grammar: Grammar) -> tuple[IntArray, IntArray]:
    """Write a grammar as arrays, so that a batch of strings can be drawn at once.

    Args:
        grammar: list of states, as at the top of this file, with at most two symbols each.

    Returns:
        symbols: number of the symbol on each branch of a state, (states, 2) int64 array; a
            state with one symbol has it on both.
        leads_to: the state that each branch leads to, (states, 2) int64 array; the last
            state leads to itself.
    """
    rows = [list(arcs.items()) or [(SYMBOLS[0], n)] for n, arcs in enumerate(grammar)]
    pairs = [(row[0], row[-1]) for row in rows]  # a single arc counts as both branches
    symbols = [[SYMBOLS.index(symbol) for symbol, _ in pair] for pair in pairs]
    return np.array(symbols), np.array([[state for _, state in pair] for pair in pairs])


def all_legal(z: Array, legal: BoolArray, mask: BoolArray) -> BoolArray:
    """Find the strings that a net predicts without any mistake.

    A step is right if each symbol that may come next has a larger output than each that
    may not.

    Args:
        z: logits or probabilities, (T, B, V) float array.
        legal: symbols that may come next, (T, B, V) bool array.
        mask: which steps count, (T, B) bool array.

    Returns:
        (B,) bool array: True where all steps that count are right.

    Raises:
        ValueError: if the shapes do not fit.
    """
    require_shapes("all_legal", "z (T, B, V), legal (T, B, V), mask (T, B)", z, legal, mask)
    least_legal = np.where(legal, z, np.inf).min(axis=2)  # (T, B)
    most_illegal = np.where(legal, -np.inf, z).max(axis=2)
    return ((least_legal > most_illegal) | ~mask).all(axis=0)
