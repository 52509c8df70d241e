"""Pairs of students that agree more than chance explains.

A pair has the weight of what both wrote, added over all exercises. What few others wrote has
more weight, so that the model answer, or a mistake that many make, is worth little.

Chance is measured on the class itself: its answers are shuffled among the students, each
exercise separately, which ends every connection between exercises. Students who write about as
much are shuffled among each other. A pair is reported if at most one shuffled class in twenty
has any pair that agrees as much. Two students who work alone may agree in one exercise, as many
do; in several, rarely.

Source: Westfall and Young 1993, maxT: the level is that of the whole class, not of each pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograde.similar.evidence import Evidence

LEVEL = 0.05  # share of honest classes in which some pair is reported
SHUFFLES = 399
ALIKE = 10  # students who are shuffled among each other, at least
FEWEST = 2  # exercises; agreement in a single one is never reported

Answers = Sequence[Sequence[frozenset[Evidence] | None]]  # of each student, each exercise


@dataclass(frozen=True)
class Pair:
    """Two students who agree.

    Args:
        first, second: their places in the class.
        chance: the share of shuffled classes with a pair that agrees as much.
        shared: what both wrote in each exercise.
    """

    first: int
    second: int
    chance: float
    shared: tuple[frozenset[Evidence], ...]


def pairs(answers: Answers, seed: int = 0) -> list[Pair]:
    """Return the pairs of a class that chance does not explain, the least likely first.

    Args:
        answers: of each student the evidence of each exercise; None where there is no answer.
        seed: of the shuffles.
    """
    exercises = list(zip(*answers, strict=True))
    if len(answers) < 3 or len(exercises) < FEWEST:
        return []
    weights = [_agreement(evidence) for evidence in exercises]
    observed = _totals(weights)
    highest = _shuffled(weights, answers, np.random.default_rng(seed))
    as_high = SHUFFLES - np.searchsorted(highest, observed - 1e-9, side="left")
    chance = (1 + as_high) / (1 + SHUFFLES)
    found = [
        Pair(first, second, float(chance[first, second]), _shared(exercises, first, second))
        for first, second in np.argwhere(np.triu(chance <= LEVEL, 1)).tolist()
    ]
    return sorted(found, key=lambda pair: -observed[pair.first, pair.second])


def _shared(
    exercises: Sequence[Sequence[frozenset[Evidence] | None]], first: int, second: int
) -> tuple[frozenset[Evidence], ...]:
    nothing: frozenset[Evidence] = frozenset()
    return tuple((each[first] or nothing) & (each[second] or nothing) for each in exercises)


def _agreement(evidence: Sequence[frozenset[Evidence] | None]) -> np.ndarray:
    """Return for each pair the weight of what both wrote: minus the logarithm of its chance."""
    holders: dict[Evidence, list[int]] = {}
    for student, found in enumerate(evidence):
        for each in found or ():
            holders.setdefault(each, []).append(student)
    there = sum(found is not None for found in evidence)
    shared = [which for which in holders.values() if len(which) > 1]
    has = np.zeros((len(evidence), len(shared)))
    for column, which in enumerate(shared):
        has[which, column] = 1.0
    chance = np.array([(len(which) - 1) / (there - 1) for which in shared])
    return np.round((has * -np.log(chance)) @ has.T, 9) + 0.0


def _totals(weights: Sequence[np.ndarray]) -> np.ndarray:
    """Return the sum over exercises for each pair; nobody is a pair with themselves."""
    total = np.sum(weights, axis=0)
    np.fill_diagonal(total, -np.inf)
    return total


def _shuffled(
    weights: Sequence[np.ndarray], answers: Answers, rng: np.random.Generator
) -> np.ndarray:
    """Return the largest sum of any pair in each shuffled class, in ascending order."""
    groups = _groups(answers)
    highest = []
    for _ in range(SHUFFLES):
        moved = [weights[0]]
        for exercise, weight in enumerate(weights[1:], start=1):
            order = np.arange(len(answers))
            for group in groups:
                there = [s for s in group if answers[s][exercise] is not None]
                order[there] = rng.permutation(there)
            moved.append(weight[np.ix_(order, order)])
        highest.append(_totals(moved).max())
    return np.sort(highest)


def _groups(answers: Answers) -> list[np.ndarray]:
    """Return groups of students who write about as much; each of `ALIKE` or more."""
    amounts = [sum(len(found or ()) for found in student) for student in answers]
    order = np.argsort(amounts, kind="stable")
    return np.array_split(order, max(1, len(order) // ALIKE))
