"""What an exercise is: its cases, what is right, and which mistake gives which wrong answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from lstm_utils.checks.edits import Edit, compiled, model_answer
from lstm_utils.checks.plain import Function, Layout, Seed, has_floats, probe_source

LAYOUTS = (Layout.READ_ONLY, Layout.STRIDED, Layout.FLOAT32)


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

    `source` is its text where it is an edit of the model answer, else ""; `edit` is that edit.
    """

    diagnosis: str
    make: Callable[[], Callable]
    source: str = ""
    edit: Edit = ""

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
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts_are_cases: bool = False
    numbers: tuple[str, ...] = ()
    zeros: tuple[str, ...] = ()
    mistakes: list[Mistake] = field(default_factory=list)
    properties: list[Callable] = field(default_factory=list)
    together: list[Callable] = field(default_factory=list)
    namers: list[Callable] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)  # of right answers that are edits
    probes: dict[str, tuple[str, str]] = field(default_factory=dict)  # text, function in it
    _generate: Callable | None = None
    _same: dict[str, Callable[[], Callable]] = field(default_factory=dict)

    @property
    def declared_in(self) -> str:
        """The name of the module that declares it, "" before it has cases."""
        return getattr(self._generate, "__module__", "")

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
            self.equivalent(description, lambda: function)
            return function

        return register

    def equivalent(self, description: str, make: Callable[[], Callable]) -> None:
        """Register what makes a right answer that is written differently, when it is needed."""
        self._same[description] = make

    @cached_property
    def same_answers(self) -> dict[str, Callable]:
        """The right answers that are written differently, by description."""
        return {description: make() for description, make in self._same.items()}

    def probe(self, name: str, source: str, function: str) -> None:
        """Register a function that cases may hand to answers, by the text of its module.

        The text is run again for each call of an answer, so that the function remembers nothing
        of an earlier one. In the sandbox it is there for this lesson and those after it.
        """
        self.probes[name] = source, function
        probe_source(name, source, function)

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

    def namer(self, function: Callable) -> Callable:
        """Name the mistake in refused values: `function([(inputs, value), ...])`.

        It is asked after all properties, with the cases that returned a value of the right
        form, and returns the diagnosis of a mistake that explains each of them, or "".
        """
        self.namers.append(function)
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
