"""Declare an exercise once; checks, diagnoses, hints and their own tests follow from it."""

import difflib
import importlib
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from lstm_utils.checks import edits, own
from lstm_utils.checks.edits import Edit, edited, in_order
from lstm_utils.checks.exercises import LAYOUTS, Case, Exercise, Mistake
from lstm_utils.checks.plain import Function, Layout, Probe, Seed, probe

__all__ = [
    "Case",
    "Exercise",
    "Layout",
    "Mistake",
    "Probe",
    "Seed",
    "class_checks",
    "equivalents",
    "exercise",
    "get",
    "mistakes",
    "names",
    "probe",
    "use",
]

BANK = Path(__file__).parent / "bank"

_registry: dict[str, Exercise] = {}  # the course's, from the bank
_of_class: dict[str, Exercise] = {}  # those that a class declares
_declared = _registry  # where `exercise` registers
_used: own.Files = {}
_package: own.Package | None = None


def exercise(
    name: str,
    *,
    lesson: str,
    reference: Function,
    outputs: str | tuple[str, ...] = "the result",
    hints: list[str] | tuple[str, ...] = (),
    mutates: tuple[str, ...] = (),
    and_returns: bool = False,
    varies: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    tolerance: float = 1e-9,
    blocks: Mapping[str, tuple[int, str]] | None = None,
    follows: Mapping[str, str] | None = None,
    keys: Mapping[str, str] | None = None,
    framework: str = "numpy",
    fresh: bool = False,
    layouts: tuple[Layout, ...] = LAYOUTS,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    parts_are_cases: bool = False,
    numbers: tuple[str, ...] = (),
    zeros: tuple[str, ...] = (),
) -> Exercise:
    """Declare an exercise and register it under its name.

    Args:
        name: kebab-case, unique in the course; also the grade_id of its cell.
        lesson: the folder in `solutions/`, such as "01_neuron".
        reference: the right function; called with a case's inputs in their order.
        outputs: the names of its results, as messages call them.
        hints: from a nudge to nearly everything; `hint(name)` shows the next one each time.
        mutates: inputs that the function changes by design; their state after the call is
            compared.
        and_returns: whether the return value is compared as well, if there is `mutates`.
        varies: outputs of random size: only the number of axes must match, or a dict may be
            None; properties decide the rest.
        also: names of other functions that would answer the exercise; like the reference, they
            are not available during grading.
        tolerance: relative, for float64.
        blocks: outputs that stack four gates, compared gate by gate, such as
            `{"db": (0, "ifgo")}` for gates along axis 0.
        follows: outputs computed from another one, such as `{"dx": "da"}`: if da is wrong, dx
            says nothing about the mistake.
        keys: keys that a dict must contain, such as `{"cache": "x h_prev"}`; more are allowed.
        framework: "numpy", "torch" or "autograd".
        fresh: whether returned arrays must not share memory with an input.
        layouts: memory layouts in which the first case is repeated.
        parts: name -> outputs, such as `{"the input gate": ("da, gate i",)}`: the points are
            split equally over these parts, and each counts that is right in every case. Without
            parts, an exercise is all or nothing.
        parts_are_cases: whether the parts name cases, by what is before ": " in their labels,
            in place of outputs. A case outside of all parts that is wrong leaves no part.
        numbers: outputs that the task calls a float, an int or True or False: an array without
            axes is refused there; NumPy's own numbers, such as np.float64, pass.
        zeros: outputs in which what is 0 must be exactly 0: there, no tolerance applies.

    Returns:
        The exercise; fill it with `cases`, `property`, `mistakes` and `equivalents`.

    Raises:
        ValueError: if the name is taken.
    """
    if name in _declared:
        raise ValueError(f"exercise {name!r} is declared twice: names are unique in the course")
    outputs = (outputs,) if isinstance(outputs, str) else tuple(outputs)
    declared = Exercise(
        name, lesson, reference, outputs, tuple(hints), mutates, and_returns, varies, also,
        tolerance, dict(blocks or {}), dict(follows or {}), dict(keys or {}), framework, fresh,
        layouts, dict(parts or {}), parts_are_cases, numbers, zeros,
    )  # fmt: skip
    _declared[name] = declared
    return declared


def mistakes(ex: Exercise, wrong: Mapping[str, Edit]) -> None:
    """Register wrong answers of an exercise as edits of its model answer.

    Args:
        ex: the exercise.
        wrong: diagnosis -> edit, see `edits.edited`.

    Raises:
        EditError: if an edit does not apply exactly once.
    """
    for diagnosis, edit in wrong.items():
        source = edited(ex.model_answer, edit)
        ex.mistakes.append(Mistake(diagnosis, partial(ex.compiled, source), source, edit))


def equivalents(ex: Exercise, right: Mapping[str, Edit]) -> None:
    """Register right answers that are written differently, as edits of the model answer.

    Args:
        ex: the exercise.
        right: description -> edit, see `edits.edited`.

    Raises:
        EditError: if an edit does not apply exactly once.
    """
    for description, edit in right.items():
        ex.sources[description] = source = edited(ex.model_answer, edit)
        ex.equivalent(description, partial(ex.compiled, source))


@cache
def _modules() -> dict[str, tuple[str, str]]:
    """Return the lesson and the module of every exercise in the bank, in the lessons' order.

    An exercise `lstm-step` of lesson `08_lstm` is declared in `bank/l08_lstm/lstm_step.py`.
    """
    found = {}
    for folder in sorted(BANK.glob("l[0-9][0-9]_*")):
        lesson = folder.name[1:]
        there = {p.stem.replace("_", "-"): p.stem for p in sorted(folder.glob("[a-z]*.py"))}
        order = [name for name in in_order(lesson) if name in there]
        for name in dict.fromkeys([*order, *there]):
            found[name] = (lesson, f"lstm_utils.checks.bank.{folder.name}.{there[name]}")
    return found


def use(files: own.Files) -> None:
    """Add the checks of a class to those of the bank; those of another class are removed.

    A check of the class takes the place of the bank's of the same name.

    Args:
        files: the files of the class's `solutions/checks`, see `own`; none for no class.
    """
    global _used, _package
    if files == _used:
        return
    _of_class.clear()
    edits.use(own.answers(files))
    _used, _package = dict(files), own.Package(files) if files else None


def class_checks() -> own.Files:
    """Return the files of the class that is in use."""
    return _used


def class_mark() -> str:
    """Return a name of the checks of the class in use, "" without any: cache with it."""
    return _package.name if _package else ""


@contextmanager
def _declaring(registry: dict[str, Exercise]) -> Generator[None]:
    global _declared
    before, _declared = _declared, registry
    try:
        yield
    finally:
        _declared = before


def _import_of_class(module: str) -> None:
    """Run a module of the class in use; again if it ran before another class was in use."""
    full = f"{class_mark()}.{module}"
    sys.modules.pop(full, None)
    importlib.import_module(full)


def names(lesson: str | None = None) -> list[str]:
    """Return the names of all exercises, or of those of one lesson, in the lesson's order."""
    known = _modules() | own.exercises(_used)
    return [name for name, (where, _) in known.items() if lesson in (None, where)]


def get(name: str) -> Exercise:
    """Return an exercise by name; only its own module of the bank is loaded.

    Raises:
        ValueError: if there is none; the message suggests the nearest name.
    """
    of_class = own.exercises(_used)
    if name in of_class and name not in _of_class:
        with _declaring(_of_class):
            _import_of_class(of_class[name][1])
    if name in _of_class:
        return _of_class[name]
    if name not in _registry and name in _modules():
        with _declaring(_registry):
            importlib.import_module(_modules()[name][1])
    if name in _registry:
        return _registry[name]
    near = difflib.get_close_matches(str(name), [*names(), *_registry], n=1, cutoff=0.4)
    suggestion = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"There is no exercise called {name!r}.{suggestion}")
