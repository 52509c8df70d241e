"""Documents of different lengths, laid out one after another as streams.

N = steps of a stream, B = streams side by side.
A document is an array of symbols (n,), n >= 1; `reset` is True where one begins.
"""

import ast
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lstm_utils.arrays import BoolArray, IntArray


def join_documents(documents: Sequence[IntArray], B: int) -> tuple[IntArray, BoolArray]:
    """Lay documents out, one after another, as B streams of the same length.

    The first N symbols are stream 0, the next N stream 1, and so on, with the largest N that
    the symbols fill. Documents may continue in the next stream.

    Args:
        documents: list of integer arrays (n,), of any lengths n >= 1.
        B: number of streams.

    Returns:
        ids: the symbols, (N, B) integer array; what does not fill B streams is left out.
        reset: True where a symbol is the first of a document, (N, B) bool array.

    Raises:
        ValueError: if there are fewer than B symbols, or a document is empty.
    """
    lengths = [len(document) for document in documents]
    if min(lengths, default=0) < 1 or sum(lengths) < B:
        raise ValueError(
            f"join_documents expects documents of 1 symbol or more, {B} in all at least; got "
            f"{len(lengths)} documents with {sum(lengths)} symbols, the shortest with "
            f"{min(lengths, default=0)}"
        )
    ids = np.concatenate(documents)
    first = np.zeros(len(ids), dtype=bool)
    first[np.cumsum([0, *lengths[:-1]])] = True
    N = len(ids) // B
    return ids[: N * B].reshape(B, N).T, first[: N * B].reshape(B, N).T


def summary_lines(limit: int = 100_000) -> list[str]:
    """Collect the first lines of docstrings in Python's standard library, as documents.

    Args:
        limit: number of characters after which to stop, at the end of a file.

    Returns:
        list of different strings of 15 to 80 ASCII characters, in the alphabetical order of
        their files. They differ a little between versions of Python.

    Raises:
        FileNotFoundError: if the library's source files are not installed.
    """
    library = Path(sysconfig.get_paths()["stdlib"])
    lines: dict[str, None] = {}
    for path in sorted(library.glob("*.py")):
        lines |= dict.fromkeys(_first_lines(path))
        if sum(map(len, lines)) >= limit:
            break
    if not lines:
        raise FileNotFoundError(f"expected Python source files in {library}, found none")
    return list(lines)


def _first_lines(path: Path) -> Iterator[str]:
    """Yield the first lines of the docstrings of a file's classes and functions."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            line, *_ = (ast.get_docstring(node) or "").split("\n")
            if 15 <= len(line) <= 80 and line.isascii():
                yield line
