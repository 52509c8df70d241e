"""Declare an exercise once; checks, diagnoses, hints and their own tests follow from it."""

import difflib
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from lstm_utils.checks.edits import Edit, compiled, edited, in_order, model_answer
from lstm_utils.checks.plain import Function, Layout, Probe, Seed, has_floats, probe

__all__ = [
    "Case",
    "Exercise",
    "Layout",
    "Mistake",
    "Probe",
    "Seed",
    "equivalents",
    "exercise",
    "get",
    "mistakes",
    "names",
    "probe",
]

BANK = Path(__file__).parent / "bank"
LAYOUTS = (Layout.READ_ONLY, Layout.STRIDED, Layout.FLOAT32)

_registry: dict[str, "Exercise"] = {}


@dataclass(frozen=True)
class Case:
    """One call of the function: inputs as plain data, and how their arrays lie in memory.

    `again` marks a call that repeats an earlier one, seed included. With `times` the function
    is called so often on the same inputs, one generator for all calls, and the values are
    judged as a list. With `fresh` no array that it returns may share memory with an input.
    Inputs at the end may be missing where the function has defaults for them.
    """

    label: str
    inputs: dict[str, Any]
    layout: Layout = Layout.AS_IS
    again: bool = False
    times: int = 1
    fresh: bool = False


@dataclass(frozen=True)
class Mistake:
    """A wrong function that people write, and the one line that helps them.

    `source` is its text where it is an edit of the model answer, else "".
    """

    diagnosis: str
    make: Callable[[], Callable]
    source: str = ""

    @cached_property
    def function(self) -> Callable:
        """The wrong function itself; an edited source is compiled when it is first needed."""
        return self.make()


@dataclass
class Exercise:
    """What is right for one exercise, and which mistake gives which wrong answer."""

    name: str
    lesson: str
    reference: Function
    outputs: tuple[str, ...]
    hints: tuple[str, ...]
    mutates: tuple[str, ...] = ()
    and_returns: bool = False
    varies: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    tolerance: float = 1e-9
    blocks: dict[str, tuple[int, str]] = field(default_factory=dict)
    follows: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    framework: str = "numpy"
    fresh: bool = False
    layouts: tuple[Layout, ...] = LAYOUTS
    mistakes: list[Mistake] = field(default_factory=list)
    same_answers: dict[str, Callable] = field(default_factory=dict)
    properties: list[Callable] = field(default_factory=list)
    together: list[Callable] = field(default_factory=list)
    _generate: Callable | None = None

    @cached_property
    def model_answer(self) -> str:
        """The source of the model answer in the lesson, without its docstring."""
        return model_answer(self.lesson, self.name)

    def compiled(self, source: str) -> Callable:
        """Return the function that a variant of the model answer defines."""
        return compiled(self.lesson, source, self.reference.__name__)

    def cases(self, generate: Callable[[np.random.Generator], Iterator]) -> Callable:
        """Register the generator of `(label, inputs)` or `(label, inputs, times)`."""
        self._generate = generate
        return generate

    def mistake(self, diagnosis: str) -> Callable:
        """Register a wrong function under its diagnosis."""

        def register(function: Callable) -> Callable:
            self.mistakes.append(Mistake(diagnosis, lambda: function))
            return function

        return register

    def same(self, description: str) -> Callable:
        """Register a right answer that is written differently; the tests say that it passes."""

        def register(function: Callable) -> Callable:
            self.same_answers[description] = function
            return function

        return register

    def property(self, function: Callable) -> Callable:
        """Judge by `function(inputs, value) -> str | None` (what is wrong), not by equality.

        For answers that are right in many ways, such as random samples. When the text that
        is returned equals the diagnosis of a mistake, that mistake has been named.
        """
        self.properties.append(function)
        return function

    def property_of_all(self, function: Callable) -> Callable:
        """Judge all cases at once by `function([(inputs, value), ...]) -> str | None`.

        For what one sample cannot show, such as how often something is drawn. It is asked
        only where every case returned a value of the right type, and may name a mistake as
        in `property`, which the exercise needs as well.
        """
        self.together.append(function)
        return function

    def draw(self, seed: int = 0, rounds: int = 1) -> list[Case]:
        """Return the cases for a seed; the first is repeated with arrays in other layouts."""
        if self._generate is None:
            raise ValueError(f"exercise {self.name!r} has no cases: add @{self.name}.cases")
        cases = [
            Case(label, inputs, times=times[0] if times else 1, fresh=self.fresh)
            for r in range(rounds)
            for label, inputs, *times in self._generate(np.random.default_rng([seed, r]))
        ]
        first = cases[0]
        if has_floats(first.inputs):
            for layout in self.layouts:
                label = f"{first.label}, {layout.value}"
                cases.append(replace(first, label=label, layout=layout))
        seeded = [
            case for case in cases if any(isinstance(v, Seed) for v in case.inputs.values())
        ]
        if seeded:
            label = f"{seeded[-1].label}, the same seed again"
            cases.append(replace(seeded[-1], label=label, again=True))
        return cases


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

    Returns:
        The exercise; fill it with `cases`, `property`, `mistakes` and `equivalents`.

    Raises:
        ValueError: if the name is taken.
    """
    if name in _registry:
        raise ValueError(f"exercise {name!r} is declared twice: names are unique in the course")
    outputs = (outputs,) if isinstance(outputs, str) else tuple(outputs)
    declared = Exercise(
        name, lesson, reference, outputs, tuple(hints), mutates, and_returns, varies, also,
        tolerance, dict(blocks or {}), dict(follows or {}), dict(keys or {}), framework, fresh,
        layouts,
    )  # fmt: skip
    _registry[name] = declared
    return declared


def mistakes(ex: Exercise, edits: Mapping[str, Edit]) -> None:
    """Register wrong answers of an exercise as edits of its model answer.

    Args:
        ex: the exercise.
        edits: diagnosis -> edit, see `edits.edited`.

    Raises:
        EditError: if an edit does not apply exactly once.
    """
    for diagnosis, edit in edits.items():
        source = edited(ex.model_answer, edit)
        ex.mistakes.append(Mistake(diagnosis, partial(ex.compiled, source), source))


def equivalents(ex: Exercise, edits: Mapping[str, Edit]) -> None:
    """Register right answers that are written differently, as edits of the model answer.

    Args:
        ex: the exercise.
        edits: description -> edit, see `edits.edited`.

    Raises:
        EditError: if an edit does not apply exactly once.
    """
    for description, edit in edits.items():
        ex.same_answers[description] = ex.compiled(edited(ex.model_answer, edit))


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


def names(lesson: str | None = None) -> list[str]:
    """Return the names of all exercises, or of those of one lesson, in the lesson's order."""
    return [name for name, (where, _) in _modules().items() if lesson in (None, where)]


def get(name: str) -> Exercise:
    """Return an exercise by name; only its own module of the bank is loaded.

    Raises:
        ValueError: if there is none; the message suggests the nearest name.
    """
    if name not in _registry and name in _modules():
        importlib.import_module(_modules()[name][1])
    if name in _registry:
        return _registry[name]
    near = difflib.get_close_matches(str(name), [*_modules(), *_registry], n=1, cutoff=0.4)
    suggestion = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"There is no exercise called {name!r}.{suggestion}")
