"""Which names a cell binds, in every form that Python and Jupyter know."""

import ast
import re
import symtable
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.inputtransformer2 import TransformerManager

MAX_SOURCE = 200_000  # characters; a longer cell is not run (`sandbox.wire.MAX_TEXT`)
_PYTHON_MAGICS = ("%%capture", "%%prun", "%%time")  # their text runs in the notebook
_COMMAND = re.compile(r"^(cd|conda|mamba|pip|uv)(?= ).*$", re.M)  # works without a `%` too
_NAME = re.compile(r"[^\W\d]\w*")


@lru_cache(maxsize=8192)
def binds(source: str) -> frozenset[str]:
    """Return the names that a cell binds at its top level."""
    table = _table(source)
    return frozenset(_bound(table)) if table else frozenset()


@lru_cache(maxsize=8192)
def defines(source: str) -> frozenset[str]:
    """Return the names that a cell binds, without those that it imports."""
    table = _table(source)
    symbols = table.get_symbols() if table else []
    return binds(source) - {s.get_name() for s in symbols if s.is_imported()}


@lru_cache(maxsize=8192)
def skeleton(source: str) -> str:
    """Return a cell without comments and docstrings, in one layout, to compare it with."""
    text = as_python(source)
    if text is None:
        return source.strip()
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(tree)


def mentions(source: str) -> set[str]:
    """Return all words of a cell that could be names, those in texts and comments too."""
    return set(_NAME.findall(source))


@lru_cache(maxsize=8192)
def as_python(source: str) -> str | None:
    """Return a cell as the Python that Jupyter runs; None if that does not compile."""
    if len(source) > MAX_SOURCE:
        return None
    return next((text for text in _readings(source) if _compiles(text)), None)


def _readings(source: str) -> Iterator[str]:
    """Yield what a cell may mean: as it is, with magics, with commands without a `%`."""
    if not source.lstrip().startswith("In ["):  # the prompt would be an annotation
        yield source
    head, _, body = source.strip().partition("\n")
    if head.startswith("%%"):
        if head.split()[0] in _PYTHON_MAGICS:
            yield _transformed(body)
        return
    yield _transformed(source)
    yield _transformed(_COMMAND.sub("pass", source))


def _transformed(source: str) -> str:
    try:
        return _manager().transform_cell(source)
    except Exception:  # a cell may be anything, and IPython is not made for all of it
        return source


@cache
def _manager() -> "TransformerManager":
    from IPython.core.inputtransformer2 import TransformerManager  # most cells need no magics

    return TransformerManager()


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(text, "<cell>", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _table(source: str) -> symtable.SymbolTable | None:
    text = as_python(source)
    with warnings.catch_warnings(action="ignore"):
        return None if text is None else symtable.symtable(text, "<cell>", "exec")


def _bound(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names of a cell's table that get a value, `global` ones of functions too."""
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            yield symbol.get_name()
    below = list(table.get_children())
    while below:
        inner = below.pop()
        below += inner.get_children()
        for symbol in inner.get_symbols():
            if symbol.is_declared_global() and symbol.is_assigned():
                yield symbol.get_name()
