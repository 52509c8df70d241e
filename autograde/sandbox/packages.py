"""Where the packages lie that a lesson may import.

They are those that `lstm_utils.checks.offered` names for it, and those that its cells import.
"""

import ast
import importlib.metadata
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2] / "lstm_utils"


@lru_cache(maxsize=1024)
def imported(source: str, package: str = "") -> frozenset[str]:
    """Return the dotted names of the modules that a text imports at its top level.

    Args:
        source: the text of a cell or a module.
        package: the package that a module is in, where `from .other import name` looks.
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return frozenset()
    found = set()
    for node in body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            found.add(module)
            if module.startswith("lstm_utils"):
                found |= {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(found - {""})


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the full name of the module of `from module import name`."""
    parts = package.split(".") if node.level else []
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *filter(None, [node.module])])


def with_course(modules: Iterable[str]) -> set[str]:
    """Add what the course's own modules among these import, and so on."""
    found, waiting = set(), set(modules)
    while waiting:
        module = waiting.pop()
        found.add(module)
        above = module.rpartition(".")[0]
        if module.split(".")[0] == "lstm_utils" and not module.startswith("lstm_utils.checks"):
            path = COURSE.parent / Path(*module.split("."))
            is_package = path.is_dir()
            path = path / "__init__.py" if is_package else path.with_suffix(".py")
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            more = imported(text, module if is_package else above) | ({above} - {""})
            waiting |= more - found
    return found


def folders(names: Iterable[str]) -> dict[str, Path]:
    """Return what distributions have put into site-packages: entry name to path."""
    found = {}
    for name in sorted(names):
        distribution = importlib.metadata.distribution(name)
        root = Path(str(distribution.locate_file("")))
        for top in _tops(distribution):
            if top not in ("..", "__pycache__") and not top.endswith(".pth"):
                found[top] = root / top
    return {top: path for top, path in found.items() if path.exists()}


def _tops(distribution: importlib.metadata.Distribution) -> set[str]:
    """Return the first parts of the paths of a distribution's files.

    Its record is read as text: to parse the paths of 16,000 files takes half a second.
    """
    record = distribution.read_text("RECORD")
    if record is None:
        return {file.parts[0] for file in distribution.files or []}
    return {re.split("[/,]", line, maxsplit=1)[0].strip('"') for line in record.splitlines()}
