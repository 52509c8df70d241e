"""Decide what came of each exercise, here, where no student's code ever runs.

The judge draws fresh inputs from a seed that only it knows, sends them to the sandbox, and
takes back plain data, one answer for each case. What these say is compared with what the
reference gives on the same inputs. A pass needs every case of every check answered right.

A class has one seed for each lesson: everybody is asked the same, and the answers of the
reference and of the known mistakes are worked out once and not for every submission.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from autograde.core.verdicts import FAULT, OVER_LIMIT
from autograde.grade.steps import Check
from autograde.sandbox import Submission, WireError, wire
from lstm_utils import checks
from lstm_utils.checks import AnswerKey, Case, Exercise, Verdict
from lstm_utils.checks.plain import Foreign, Layout, one_line
from lstm_utils.checks.run import Outcome, Raised

MAX_ANSWERS = 32 * 2**20  # bytes to one check; the right ones take 1.3 MB at most
_TOO_LARGE = [Foreign("values too large to judge"), None, [], None, []]
_MESSAGE = 2000
_KEPT = 64  # questions: those of two lessons


@dataclass(frozen=True)
class Judged:
    """What came of one exercise: a status of `checks.Verdict`, or of `verdicts`."""

    name: str
    status: str
    diagnosis: str = ""
    message: str = ""
    cases: int = 0
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every case of every check was answered right."""
        return self.status == "passed"


def ask(
    submission: Submission, name: str, asked: tuple[Check, ...], seed: int, seconds: float,
    deadline: float,
) -> Judged:  # fmt: skip
    """Judge the answer to one exercise.

    Args:
        submission: its process, in which the cells so far have run.
        name: the exercise's.
        asked: the checks of its test cell.
        seed: the secret from which hidden inputs are drawn.
        seconds: how long one call may take.
        deadline: when the submission's time is over, on the monotonic clock.

    Returns:
        What came of it; the first check that fails decides. Of hidden inputs it has fixed
        texts of ours only.

    Raises:
        Died, TooSlow, WireError: if the process did not answer, or not as it must.
    """
    right, notes = 0, ()
    for check in asked:
        question = _question(check, seed if check.hidden else 0)
        outcomes = list(_outcomes(submission, question, seconds, deadline))
        key = question.key
        verdict = decide(key, outcomes)
        if isinstance(verdict, Judged):
            return verdict
        if check.hidden:
            verdict = _reduced(verdict, key.exercise)
        if not verdict.passed:
            return Judged(name, verdict.status, verdict.diagnosis, _message(verdict, check))
        right, notes = right + verdict.total, verdict.details or notes
    return _passed(name, right, notes)


def both(seen: Judged, secret: Judged) -> Judged:
    """Return what came of an exercise whose visible checks passed."""
    if not secret.passed:
        return secret
    return _passed(seen.name, seen.cases + secret.cases, seen.notes)


def with_remarks(judged: Judged, remarks: Iterable[str]) -> Judged:
    """Return what came of an exercise, with remarks below its message."""
    return replace(judged, message="\n  ".join([judged.message, *remarks]))


def _passed(name: str, cases: int, notes: tuple[str, ...]) -> Judged:
    message = Verdict(name, "passed", cases, cases, details=notes).text()
    return Judged(name, "passed", message=message, cases=cases, notes=notes)


def _reduced(verdict: Verdict, exercise: Exercise) -> Verdict:
    """Return what may be shown of hidden inputs: status, count, a mistake of the bank."""
    known = {mistake.diagnosis for mistake in exercise.mistakes}
    diagnosis = verdict.diagnosis if verdict.diagnosis in known else ""
    return replace(verdict, diagnosis=diagnosis, details=())


@dataclass(frozen=True)
class _Question:
    """A check's cases with their answers, the order that sends them in, the right replies.

    A reply that is right to the last bit, as many are, need not be read and compared.
    """

    key: AnswerKey
    order: bytes
    right: tuple[tuple[bytes, int] | None, ...]


@lru_cache(maxsize=_KEPT)
def _question(check: Check, seed: int) -> _Question:
    exercise = checks.get(check.exercise)
    key = AnswerKey(exercise, seed, check.rounds)
    order = {
        "do": "call",
        "function": check.function,
        "framework": exercise.framework,
        "mutates": list(exercise.mutates),
        "cases": [[c.label, c.inputs, c.layout, c.times, c.fresh] for c in key.cases],
    }
    right = (_reply(case, outcome) for case, outcome in zip(key.cases, key.right, strict=True))
    return _Question(key, wire.encode(order), tuple(right))


def _reply(case: Case, right: Outcome) -> tuple[bytes, int] | None:
    """Return the reply that gives the right outcome; None where float64 is not what is due."""
    if case.layout is Layout.FLOAT32:
        return None
    frame = wire.encode(
        [right.value, right.after, list(right.changed), None, list(right.warned)]
    )
    return frame[wire.PREFIX :], wire.sizes(frame[: wire.PREFIX])[1]


def _outcomes(
    submission: Submission, question: _Question, seconds: float, deadline: float
) -> Iterator[Outcome]:
    submission.send(question.order)
    most = submission.received + MAX_ANSWERS
    key = question.key
    for case, right, known in zip(key.cases, key.right, question.right, strict=True):
        left = deadline - time.monotonic()
        limit = "call_seconds" if seconds <= left else "total_seconds"
        reply = submission.reply(min(seconds, left), limit)
        if reply == known:
            yield right
        elif submission.received > most:  # all answers to a check are in memory at once
            yield outcome(_TOO_LARGE, key.exercise, case)
        else:
            yield outcome(wire.decode(*reply), key.exercise, case)


def outcome(fields: Any, exercise: Exercise, case: Case) -> Outcome:
    """Read what one call did from an answer of the sandbox.

    Raises:
        WireError: if the answer is not of the form that was asked for.
    """
    if type(fields) is not list or len(fields) != 5:
        raise WireError("expected an answer of five fields")
    value, after, changed, raised, warned = fields
    if set(after or {}) - set(exercise.mutates) or type(after) not in (dict, type(None)):
        raise WireError("expected the inputs that the function may change")
    if (
        not wire.texts(changed)
        or not set(changed) <= set(case.inputs)
        or not wire.texts(warned)
    ):
        raise WireError("expected the names of inputs, and warnings")
    if raised is not None:
        if type(raised) is not list or [*map(type, raised)] != [str, str, str, bool]:
            raise WireError("expected an exception's type, text and line")
        kind, words, line = (one_line(text) for text in raised[:3])
        raised = Raised(kind, words, line, by_stub=raised[3])
    said = tuple(one_line(text) for text in warned)
    return Outcome(value, after, tuple(changed), raised, said)


def decide(key: AnswerKey, outcomes: list[Outcome]) -> Verdict | Judged:
    """Return the verdict on one check, or what stood in the way of one."""
    name = key.exercise.name
    raised = [result.raised for result in outcomes if result.raised]
    if any(error.by_stub for error in raised):
        return Verdict(name, "not written", 0, len(key.cases))
    if any(error.type_name == "MemoryError" for error in raised):
        return Judged(name, OVER_LIMIT, message="memory")
    try:
        return checks.judge(key, outcomes)
    except Exception as error:
        return Judged(name, FAULT, message=f"{type(error).__name__}: {error}")


def _message(verdict: Verdict, check: Check) -> str:
    """Return what the student reads."""
    hidden = "\n  The cases that `check` shows pass; these are fresh inputs of the same kinds."
    fresh = check.hidden and verdict.status != "not written"
    return f"{verdict.text()}{hidden if fresh else ''}"[:_MESSAGE]
