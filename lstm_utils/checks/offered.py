"""Which packages an answer may import: the sandbox offers them, and `check` refuses others.

Every lesson offers what the course installs, except where a package has what an exercise asks
for: there an answer that imports it could pass at home only.
"""

import ast
import dis
import importlib.metadata
import inspect
import linecache
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import CodeType, ModuleType
from typing import Any

from packaging.requirements import Requirement

from lstm_utils.checks.declare import Exercise, get, names

COURSE = ("numpy", "matplotlib", "scipy", "sklearn", "tqdm", "IPython")
GIVES_AWAY = {
    "01_neuron": {"scipy": "`sigmoid` and `softmax`", "sklearn": "`softmax`"},
    "02_feedforward": {"scipy": "the logarithm of softmax", "sklearn": "the cross-entropy"},
}
TORCH = "gradients and recurrent networks"


def offered(lesson: str) -> set[str]:
    """Return the packages that answers of a lesson may import, by import name."""
    torch = (
        {"torch"} if any(get(name).framework != "numpy" for name in names(lesson)) else set()
    )
    return set(COURSE) - set(GIVES_AWAY.get(lesson, ())) | torch


def distributions(modules: Iterable[str]) -> set[str]:
    """Return the names of the distributions that modules come from, with all they need."""
    waiting = {name for module in modules for name in _providers().get(module, [])}
    found: set[str] = set()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found or name == "lstm-course":
            continue
        try:
            needs = importlib.metadata.distribution(name).requires or []
        except importlib.metadata.PackageNotFoundError:
            continue  # an optional need that is not installed
        found.add(name)
        for requirement in map(Requirement, needs):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.add(requirement.name)
    return found


@cache
def _providers() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


def why_not(exercise: Exercise, function: Callable) -> str:
    """Return why an answer cannot be graded for what it imports; "" where it can."""
    used = sorted(_used(function))
    return next(filter(None, (refusal(module, exercise.lesson) for module in used)), "")


def refusal(module: str, lesson: str) -> str:
    """Return why answers of a lesson may not import a package; "" if they may."""
    if _is_offered(module, lesson):
        return ""
    reason = TORCH if module == "torch" else GIVES_AWAY.get(lesson, {}).get(module, "")
    has = f": it has {reason} ready-made" if reason else ""
    may = ", ".join(sorted(offered(lesson) - {"IPython"}, key=str.lower))
    return (
        f"it uses {module}, which is not available while your answer is graded{has}."
        f" This lesson's answers may import {may} and Python's standard library"
    )


@cache
def _is_offered(module: str, lesson: str) -> bool:
    own = ("__main__", "builtins", "lstm_utils", *offered(lesson))
    if module in own or module in sys.stdlib_module_names:
        return True
    there = {name.lower().replace("_", "-") for name in _providers().get(module, [])}
    return bool(there & distributions(offered(lesson)))


def _used(function: Callable) -> set[str]:
    """Return the packages that a function, its helpers and its cell import or use."""
    found: set[str] = set()
    waiting, seen = [inspect.unwrap(function)], set()
    while waiting:
        one = waiting.pop()
        code = getattr(one, "__code__", None)
        if code is None or id(one) in seen:
            continue
        seen.add(id(one))
        found |= set(_imports_of_cell(code.co_filename))
        scope = one.__globals__
        for part in _codes(code):
            found |= {
                step.argval.split(".")[0]
                for step in dis.get_instructions(part)
                if step.opname == "IMPORT_NAME" and step.argval
            }
            values = [scope[name] for name in part.co_names if name in scope]
            waiting += [value for value in values if _root(value) == "__main__"]
            found |= {root for value in values if (root := _root(value))}
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _root(value: Any) -> str:
    """Return the package that a value of a notebook comes from, or ""."""
    if isinstance(value, ModuleType):
        return value.__name__.split(".")[0]
    if not callable(value):
        return ""
    module = getattr(value, "__module__", None)
    if isinstance(module, str):
        return module.split(".")[0]
    name = getattr(value, "__name__", "")  # a ufunc does not name its module
    held = (
        module.split(".")[0]
        for module, loaded in list(sys.modules.items())
        if isinstance(loaded, ModuleType) and vars(loaded).get(name) is value
    )
    return next((root for root in held if root != "__main__"), "")


def _imports_of_cell(filename: str) -> Iterator[str]:
    """Yield what the cell imports in which a function was written."""
    lines = linecache.getlines(filename)
    if filename.endswith(".py") and "ipykernel" not in filename:
        return  # a module, which is not part of an answer
    text = "".join(line for line in lines if not line.lstrip().startswith(("%", "!")))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
