"""How far the rounding of float32 moves a right answer.

The difference of nearly equal numbers loses digits: of 1 - h**2 with h = 0.9999, float32
keeps three. How many it loses depends on the inputs that were drawn, so the allowance is
measured: the reference runs in float32, and in float64 on inputs that differ by as much as
float32 rounds.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from lstm_utils.checks.equality import is_number
from lstm_utils.checks.exercises import Case, Exercise
from lstm_utils.checks.leaves import leaves
from lstm_utils.checks.plain import Layout, is_float_array
from lstm_utils.checks.run import run

MARGIN = 8  # another order of operations rounds otherwise than the reference
_TRIES = 4
_UNIT = np.finfo(np.float32).eps


def rounding(exercise: Exercise, case: Case, right: dict[str, Any]) -> dict[str, float]:
    """Return how far each leaf of an answer to a case in float32 may be from the right one.

    Args:
        exercise: what is asked.
        case: the case, with float32 arrays.
        right: the leaves of the reference's outcome in float64.

    Returns:
        For each leaf an absolute difference, 0 where it is not an array of floats.
    """
    rng = np.random.default_rng(0)
    nudged = [_nudged(case.inputs, rng) for _ in range(_TRIES)]
    exact = replace(case, layout=Layout.AS_IS)
    trials = [case, *(replace(exact, inputs=inputs) for inputs in nudged)]
    outcomes = [run(exercise, exercise.reference, trial) for trial in trials]
    others = [leaves(exercise, outcome) for outcome in outcomes if not outcome.raised]
    return {
        name: MARGIN * max((_moved(value, other.get(name)) for other in others), default=0.0)
        for name, value in right.items()
    }


def _nudged(value: Any, rng: np.random.Generator) -> Any:
    if isinstance(value, dict):
        return {key: _nudged(item, rng) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_nudged(item, rng) for item in value)
    if not is_float_array(value):
        return value
    return value * (1 + _UNIT * rng.uniform(-1, 1, np.shape(value)))


def _moved(right: Any, other: Any) -> float:
    """Return the largest difference of two arrays of floats, where both are finite."""
    if not (is_number(right) and is_number(other)) or np.shape(right) != np.shape(other):
        return 0.0
    right, other = np.asarray(right), np.asarray(other)
    finite = np.isfinite(right) & np.isfinite(other)
    if right.dtype.kind != "f" or not finite.any():
        return 0.0
    return float(np.abs(right[finite] - other[finite]).max())
