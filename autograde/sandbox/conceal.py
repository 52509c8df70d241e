"""PyTorch's own Python versions of what a lesson withholds: put out of sight, too.

The operators are switched off in PyTorch's table (`guest/torch_guard`), but a few modules
compute the same in Python, for compilers and quantisation. Over these files the sandbox lays
copies in which such functions only raise, and over their compiled forms empty files.
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

MODULES = (
    "torch/_decomp/decompositions.py",
    "torch/ao/nn/quantizable/modules/rnn.py",
    "torch/export/_patches.py",
)
REFUSAL = "raise RuntimeError('PyTorch\\'s own cannot be used while this lesson is graded')"


def covers(folder: Path, views: dict[str, Path], withheld: Iterable[str]) -> dict[str, Path]:
    """Write the copies into a folder; return them by the place that they are to cover.

    Args:
        folder: an empty one, which stays as long as the sandbox.
        views: entries of site-packages that the lesson may import.
        withheld: regular expressions for names, such as "lstm".
    """
    wanted = "|".join(withheld)
    if not wanted or "torch" not in views:
        return {}
    folder.mkdir()
    nothing = folder / "nothing"
    nothing.touch()
    found = {}
    for number, module in enumerate(MODULES):
        path = views["torch"].parent / module
        if not path.is_file():
            continue
        found[module] = folder / f"{number}.py"
        text = _without(path.read_text(encoding="utf-8"), re.compile(wanted, re.I))
        found[module].write_text(text, encoding="utf-8")
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
            found[f"{Path(module).parent}/__pycache__/{compiled.name}"] = nothing
    return found


def _without(text: str, wanted: re.Pattern) -> str:
    """Return a module's text in which functions and classes of these names only raise."""
    lines = text.split("\n")
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and wanted.search(node.name):
            inside = [node] if isinstance(node, ast.FunctionDef) else reversed(node.body)
            for function in inside:
                if isinstance(function, ast.FunctionDef):
                    first, last = function.body[0], function.body[-1]
                    refusal = " " * first.col_offset + REFUSAL
                    lines[first.lineno - 1 : last.end_lineno] = [refusal]
    return "\n".join(lines)
