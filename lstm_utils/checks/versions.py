"""Versions of checks: a hash that changes when a check may judge differently.

It covers what decides: the declaration of the exercise, its reference, and the functions of the
same packages that these use. In an exercise, comments and layout do not count.
"""

import ast
import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from types import ModuleType

from lstm_utils.checks.declare import get
from lstm_utils.checks.edits import model_answer

ENGINE = "lstm_utils.checks"
_BANK = f"{ENGINE}.bank"


def version(name: str) -> str:
    """Return the version of an exercise's check.

    Raises:
        ValueError: if there is no such exercise.
    """
    exercise = get(name)
    declared, reference = exercise.declared_in, exercise.reference.__module__
    outside = [module for module in (declared, reference) if module]
    texts = [_text(module) for module in _reachable(outside) if not _of_engine(module)]
    if any(mistake.edit for mistake in exercise.mistakes):
        texts.append(model_answer(exercise.lesson, name))
    return _hash(texts)


@cache
def engine_version() -> str:
    """Return the version of what runs and compares the answers to all exercises."""
    return _hash(map(_source, filter(_of_engine, _reachable([f"{ENGINE}.judge"]))))


def _of_engine(module: str) -> bool:
    inside = module == ENGINE or module.startswith(f"{ENGINE}.")
    return inside and not module.startswith(_BANK)


def _reachable(modules: Iterable[str]) -> list[str]:
    """Return these modules and those of the same packages that they use, by name."""
    found: set[str] = set()
    waiting = list(modules)
    roots = {module.partition(".")[0] for module in waiting} | {"lstm_utils"}
    while waiting:
        module = waiting.pop()
        if module not in found and module.partition(".")[0] in roots and module in sys.modules:
            found.add(module)
            waiting += _used(module)
    return sorted(found)


@cache
def _used(name: str) -> frozenset[str]:
    """Return where the modules, functions and classes among a module's globals come from.

    A package, such as `numpy_nets`, does not count itself; the parts that are used count.
    """
    module = sys.modules[name]
    values = list(vars(module).values())
    packages = {name for name, v in vars(module).items() if hasattr(v, "__path__")}
    for node in ast.walk(_tree(name)) if packages else ():
        match node:
            case ast.Attribute(value=ast.Name(id=package)) if package in packages:
                values.append(getattr(vars(module)[package], node.attr, None))
    modules = {v.__name__ for v in values if isinstance(v, ModuleType)}
    homes = {home for v in values if isinstance(home := getattr(v, "__module__", None), str)}
    return frozenset(
        homes | {m for m in modules if not hasattr(sys.modules.get(m), "__path__")}
    )


@cache
def _source(module: str) -> str:
    """Return the text of a module as it was when first asked: the one that is loaded."""
    loader = getattr(sys.modules[module], "__loader__", None)
    return (loader.get_source(module) if loader else None) or ""


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_source(module))


@cache
def _text(module: str) -> str:
    """Return the code of a module without comments and layout."""
    return ast.dump(_tree(module))


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
