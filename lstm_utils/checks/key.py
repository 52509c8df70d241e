"""What is right for each case, and what each known mistake makes of it."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from lstm_utils.checks.declare import Case, Exercise, Mistake
from lstm_utils.checks.derived import derived_mistakes
from lstm_utils.checks.leaves import first_call, leaves
from lstm_utils.checks.plain import Layout
from lstm_utils.checks.rounding import rounding
from lstm_utils.checks.run import Outcome, run
from lstm_utils.checks.variants import pairs, variants


def _call(case: Case) -> tuple[int, int]:
    return id(case.inputs), case.times


class AnswerKey:
    """The cases of one draw, and what the reference and the known mistakes make of them.

    Each answer is computed on first use and kept: keep the key to evaluate a class.

    Args:
        exercise: what is asked.
        seed: where the inputs come from.
        rounds: how many times they are drawn.
    """

    def __init__(self, exercise: Exercise, seed: int = 0, rounds: int = 1) -> None:
        self.exercise, self.cases = exercise, exercise.draw(seed, rounds)
        self._mistaken: dict[tuple[int, int], Outcome] = {}

    @cached_property
    def right(self) -> list[Outcome]:
        """What the reference does with each case, in float64 whatever the layout.

        Raises:
            RuntimeError: if the reference itself fails.
        """
        ex = self.exercise
        distinct = {_call(case): case for case in self.cases}  # a layout repeats inputs
        outcomes = {
            call: run(ex, ex.reference, replace(case, layout=Layout.AS_IS))
            for call, case in distinct.items()
        }
        for outcome in outcomes.values():
            if outcome.raised:
                raise RuntimeError(f"the reference of {ex.name!r} failed: {outcome.raised}")
        return [outcomes[_call(case)] for case in self.cases]

    @cached_property
    def right_leaves(self) -> list[dict[str, Any]]:
        """The arrays, numbers and strings of each right outcome, by name."""
        together = zip(self.cases, self.right, strict=True)
        return [leaves(self.exercise, first_call(self.exercise, *pair)) for pair in together]

    @cached_property
    def rounding(self) -> list[dict[str, float] | None]:
        """How far the rounding of float32 moves each leaf; None for a case in float64."""
        together = zip(self.cases, self.right_leaves, strict=True)
        return [
            rounding(self.exercise, case, right) if case.layout is Layout.FLOAT32 else None
            for case, right in together
        ]

    @cached_property
    def in_general(self) -> "AnswerKey":
        """A key to the same cases, of which the mistakes are derived from the reference."""
        derived = derived_mistakes(self.exercise, self.cases[0]) + variants(self.exercise)
        return self._with(derived)

    @cached_property
    def in_pairs(self) -> "AnswerKey":
        """A key to the same cases, of which each mistake is two known ones at once."""
        return self._with(pairs(self.exercise))

    def _with(self, mistakes: list[Mistake]) -> "AnswerKey":
        other = copy(self)
        other.exercise, other._mistaken = replace(self.exercise, mistakes=mistakes), {}
        return other

    def mistaken(self, number: int, chosen: Sequence[int], i: int) -> Outcome:
        """Return what the known mistake of this number does with the i-th of chosen cases.

        Only what is asked for is run: most mistakes differ from an answer in the first case.
        """
        case = chosen[i]
        if (number, case) not in self._mistaken:
            wrong = self.exercise.mistakes[number].function
            self._mistaken[number, case] = run(self.exercise, wrong, self.cases[case])
        return self._mistaken[number, case]
