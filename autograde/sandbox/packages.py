"""Where the packages lie that a lesson may import.

They are those that `lstm_utils.checks.offered` names for it, and those that its cells import.
"""

import ast
import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2] / "lstm_utils"


def imported(source: str) -> set[str]:
    """Return the dotted names of the modules that a text imports at its top level."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    found = set()
    for node in body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module.startswith("lstm_utils"):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def with_course(modules: Iterable[str]) -> set[str]:
    """Add what the course's own modules among these import, and so on."""
    found, waiting = set(), set(modules)
    while waiting:
        module = waiting.pop()
        found.add(module)
        if module.split(".")[0] == "lstm_utils" and not module.startswith("lstm_utils.checks"):
            for path in _files(module):
                waiting |= imported(path.read_text(encoding="utf-8")) - found
    return found


def _files(module: str) -> list[Path]:
    path = COURSE.parent / Path(*module.split("."))
    if path.is_dir():
        return [path / "__init__.py"] if module == "lstm_utils" else sorted(path.glob("*.py"))
    return [path.with_suffix(".py")] if path.with_suffix(".py").is_file() else []


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
