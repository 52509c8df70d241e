"""Decide what came of each exercise, here, where no student's code ever runs.

The grader draws fresh inputs from a seed that only it knows, sends them to the sandbox, and
takes back plain data, one answer for each case. What these say is compared with what the
reference gives on the same inputs. A pass needs every case of every check answered right.

A class has one seed for each lesson: everybody is asked the same, and the answers of the
reference and of the known mistakes are worked out once and not for every submission.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from autograde.core.verdicts import FAULT, OVER_LIMIT
from autograde.grade.steps import Check
from autograde.sandbox import Guest, WireError, wire
from lstm_utils import checks
from lstm_utils.checks import AnswerKey, Case, Exercise, Result
from lstm_utils.checks.plain import Foreign, Layout, one_line
from lstm_utils.checks.result import NOT_WRITTEN, PASSED
from lstm_utils.checks.run import KINDS, MEMORY, RUN_BY, STUB, Outcome, Raised

MAX_ANSWERS = 32 * 2**20  # bytes to one check; the right ones take 14 MB at most
_TOO_LARGE = [Foreign("values too large to judge"), None, [], None, []]
_FRESH = "The cases that `check` shows pass; these are fresh inputs of the same kinds."
_MOST_SHOWN = 2000  # characters
_KEPT = 64  # questions: those of two lessons
_RESULTS = 256  # of each question

Reply = tuple[bytes, int]  # as it came from the sandbox: its bytes, and those of its header
_NO_REPLY: Reply = b"", 0


def ask(
    guest: Guest, name: str, asked: tuple[Check, ...], seed: int, seconds: float,
    deadline: float,
) -> Result:  # fmt: skip
    """Evaluate the answer to one exercise.

    Args:
        guest: its process, in which the cells so far have run.
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
    found = Result(name, PASSED)
    for check in asked:
        question = _question(check, seed if check.hidden else 0, checks.class_mark())
        replies = _replies(guest, question, seconds, deadline)
        result = replace(question.result(replies), exercise=name)
        if check.hidden and result.status != FAULT:
            result = _reduced(result, question.key.exercise)
        found = both(found, result)
        if not found.share:
            break
    return replace(found, details=_cut(found.details)) if not found.passed else found


def both(first: Result, second: Result) -> Result:
    """Return what came of two groups of cases of one exercise; a part must be right in both."""
    if not (first.passed and second.passed):
        parts = first.parts if second.passed else second.parts
        if not first.passed:
            parts = tuple(part for part in parts if part in first.parts)
        return replace(second if first.passed else first, parts=parts)
    cases = first.total + second.total
    details = first.details or second.details
    return replace(first, details=details, right=cases, total=cases)


def _reduced(result: Result, exercise: Exercise) -> Result:
    """Return what may be shown of hidden inputs: status, count, a mistake of the bank."""
    known = {mistake.diagnosis for mistake in exercise.mistakes}
    diagnosis = result.diagnosis if result.diagnosis in known else ""
    fixed = () if result.status in (PASSED, NOT_WRITTEN) else (_FRESH,)
    return replace(result, diagnosis=diagnosis, details=fixed, shown_case=0, raised=None)


def _cut(details: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines of bounded length together."""
    return tuple("\n".join(details)[:_MOST_SHOWN].splitlines())


@dataclass(frozen=True)
class _Question:
    """A check's cases with their answers, the order that sends them in, the right replies.

    A reply that is right to the last bit, as many are, need not be read and compared. Where
    all replies are those of an earlier submission, so is their result.
    """

    key: AnswerKey
    order: bytes
    right: tuple[Reply | None, ...]
    results: dict[bytes, Result] = field(default_factory=dict)

    def result(self, replies: Sequence[Reply | None]) -> Result:
        """Return the result of the answers to all cases; None is one that is too large."""
        said = hashlib.sha256()
        for body, header in (reply or _NO_REPLY for reply in replies):
            said.update(b"%d %d " % (len(body), header) + body)
        known = said.digest()
        if known not in self.results:
            if len(self.results) >= _RESULTS:
                self.results.clear()
            outcomes = [self._outcome(i, reply) for i, reply in enumerate(replies)]
            self.results[known] = decide(self.key, outcomes)
        return self.results[known]

    def _outcome(self, i: int, reply: Reply | None) -> Outcome:
        if reply and reply == self.right[i]:
            return self.key.right[i]
        fields = wire.decode(*reply) if reply else _TOO_LARGE
        return outcome(fields, self.key.exercise, self.key.cases[i])


@lru_cache(maxsize=_KEPT)
def _question(check: Check, seed: int, of_class: str = "") -> _Question:
    exercise = checks.get(check.exercise)
    key = AnswerKey(exercise, seed, check.rounds)
    order = {
        "do": "call",
        "function": check.function,
        "exercise": {name: getattr(exercise, name) for name in RUN_BY},
        "cases": [[c.label, c.inputs, c.layout, c.times, c.fresh] for c in key.cases],
    }
    right = (_reply(case, outcome) for case, outcome in zip(key.cases, key.right, strict=True))
    return _Question(key, wire.encode(order), tuple(right))


def _reply(case: Case, right: Outcome) -> Reply | None:
    """Return the reply that gives the right outcome; None where float64 is not what is due."""
    if case.layout is Layout.FLOAT32:
        return None
    frame = wire.encode(
        [right.value, right.after, list(right.changed), None, list(right.warned)]
    )
    return frame[wire.PREFIX :], wire.sizes(frame[: wire.PREFIX])[1]


def _replies(
    guest: Guest, question: _Question, seconds: float, deadline: float
) -> list[Reply | None]:
    """Return the answers to all cases as they came; None where there were too many bytes."""
    guest.send(question.order)
    most, replies = guest.received + MAX_ANSWERS, []
    for _ in question.key.cases:
        left = deadline - time.monotonic()
        limit = "call_seconds" if seconds <= left else "total_seconds"
        reply = guest.reply(min(seconds, left), limit)
        # all answers to a check are in memory at once
        replies.append(reply if guest.received <= most else None)
    return replies


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
        raised = exception(raised)
    said = tuple(one_line(text) for text in warned)
    return Outcome(value, after, tuple(changed), raised, said)


def exception(fields: Any) -> Raised:
    """Read an exception from what the sandbox sent.

    Raises:
        WireError: if it is not of the form that was asked for.
    """
    if not wire.texts(fields) or len(fields) != 5 or fields[3] not in ("", *KINDS):
        raise WireError("expected an exception")
    return Raised(*map(one_line, fields))


def decide(key: AnswerKey, outcomes: list[Outcome]) -> Result:
    """Return the result of one check; a resource limit has no details yet."""
    name, cases = key.exercise.name, len(key.cases)
    kinds = {outcome.raised.kind for outcome in outcomes if outcome.raised}
    if STUB in kinds:
        return Result(name, NOT_WRITTEN, total=cases)
    if MEMORY in kinds:
        return Result(name, OVER_LIMIT)
    try:
        return checks.judge(key, outcomes)
    except Exception as error:
        return Result(name, FAULT, details=(f"{type(error).__name__}: {error}",))
