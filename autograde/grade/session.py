"""Take one submission through the sandbox: cells and checks in the notebook's order.

It is played twice, in separate processes. The first one runs the visible checks; its prints,
exceptions and details are shown. The second one runs the hidden checks. Whatever it says was
said by a process that has seen hidden inputs, so that nothing of it is shown: only data to
compare come back, and a failure is reported in fixed texts of ours.

Where a process dies or is stopped, the step that did it is noted and left out, and a new
process takes the rest from there: one mistake costs once.
"""

import marshal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from autograde.core.verdicts import OVER_LIMIT
from autograde.grade import endings, evaluate, lend
from autograde.grade.steps import Step
from autograde.sandbox import Died, Guest, Sandbox, TooSlow, WireError, wire
from autograde.sandbox.strip import Locked, locked_by
from autograde.sandbox.wire import MAX_TEXT
from lstm_utils import checks
from lstm_utils.checks import Result
from lstm_utils.checks.lend import remark
from lstm_utils.checks.run import MEMORY, NAME, Raised


@dataclass(frozen=True)
class CellRun:
    """What one cell did."""

    printed: str = ""
    dropped: int = 0
    raised: Raised | None = None
    stopped: Result | None = None


@dataclass
class Run:
    """What the cells of a submission did and what came of its checks, by place of the cell.

    `used` has its processor seconds, peak memory in bytes, and number of processes.
    """

    cells: dict[int, CellRun] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    used: dict[str, float] = field(default_factory=dict)


class _Stopped(Exception):  # noqa: N818
    """A step ended its process; `end` is the message for the student."""

    def __init__(self, step: Step, end: Result) -> None:
        super().__init__(end.text())
        self.step, self.end = step, end


def grade(sandbox: Sandbox, steps: Sequence[Step], seed: int) -> Run:
    """Run one submission and evaluate its checks.

    Args:
        sandbox: the lesson's.
        steps: what `plan.read` found in the rebuilt notebook.
        seed: the secret from which hidden inputs are drawn.
    """
    shown = _Pass(sandbox, [_only(step, hidden=False) for step in steps], seed)
    shown.run()
    ran = Run(shown.cells, dict(shown.results), shown.used)
    asked = [_asked_in_secret(step, ran.results) for step in steps]
    last = max((i for i, step in enumerate(asked) if step.checks), default=-1)
    if last >= 0:
        secret = _Pass(sandbox, asked[: last + 1], seed, seen=shown.results)
        secret.run()
        for index in (step.index for step in asked if step.checks):
            ran.results[index] = evaluate.both(ran.results[index], secret.results[index])
        _add(ran.used, secret.used)
    for index, names in shown.lent.items():
        ran.results[index] = ran.results[index].adding(*map(remark, names))
    return ran


def _only(step: Step, hidden: bool) -> Step:
    return replace(step, checks=tuple(c for c in step.checks if c.hidden == hidden))


def _asked_in_secret(step: Step, seen: dict[int, Result]) -> Step:
    """Return a step with its hidden checks, without any where nothing was right before."""
    hopeful = step.index in seen and seen[step.index].share > 0
    return _only(step, hidden=True) if hopeful else replace(step, checks=())


def _add(used: dict[str, float], more: dict[str, float]) -> None:
    used["cpu_seconds"] += more["cpu_seconds"]
    used["memory"] = max(used["memory"], more["memory"])
    used["processes"] += more["processes"]


class _Pass:
    """One run through a notebook's steps, with their visible or with their hidden checks.

    Args:
        sandbox: the lesson's.
        steps: the steps to take.
        seed: the secret from which hidden inputs are drawn.
        seen: what came of the visible checks, if these are the hidden ones.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        steps: Sequence[Step],
        seed: int,
        seen: dict[int, Result] | None = None,
    ) -> None:
        self._sandbox, self._steps, self._seed = sandbox, steps, seed
        self._hidden, self._seen = seen is not None, seen or {}
        self._deadline = time.monotonic() + sandbox.limits.total_seconds
        self._stops: Counter[int] = Counter()
        self.cells: dict[int, CellRun] = {}
        self.results: dict[int, Result] = {}
        self.lent: dict[int, tuple[str, ...]] = {}
        self.used: dict[str, float] = {"cpu_seconds": 0.0, "memory": 0, "processes": 0}

    def run(self) -> None:
        """Run all cells and evaluate all checks."""
        while True:
            try:
                self._play()
                return
            except _Stopped as stopped:
                self._stops[stopped.step.index] += 1
                self._note(stopped.step, stopped.end)
            if time.monotonic() >= self._deadline:
                self._give_up()
                return

    def _play(self) -> None:
        """Run all cells but those that ended a process, and the checks without a result."""
        guest = self._sandbox.spawn()
        step, trouble = None, None
        try:
            for step in self._steps:
                self._take(guest, step)
        except (Died, TooSlow, WireError) as error:
            trouble = error
        finally:  # a fault of ours must not leave it running beside the next one
            used = guest.end()
        _add(self.used, {**used, "processes": 1})
        if step is not None and trouble is not None:
            end = endings.end(self._sandbox.limits, step.name, trouble, used, self._hidden)
            raise _Stopped(step, end)

    def _take(self, guest: Guest, step: Step) -> None:
        if step.test:
            if step.index not in self.results and (step.checks or not self._hidden):
                self.results[step.index] = self._evaluate(guest, step)
            if self._stops[step.index] < 2:
                self._unlock(guest, step)
        elif not self._stops[step.index]:
            self.cells[step.index] = self._cell(guest, step)

    def _cell(self, guest: Guest, step: Step) -> CellRun:
        limits = self._sandbox.limits
        if len(step.source) > MAX_TEXT:
            words = f"the cell has over {MAX_TEXT} characters"
            return CellRun(stopped=endings.over(step.name, words))
        guest.send_order({"do": "cell", "name": step.name, "source": step.source})
        left = self._deadline - time.monotonic()
        limit = "cell_seconds" if limits.cell_seconds <= left else "total_seconds"
        return _ran(guest.answer(min(limits.cell_seconds, left), limit), limits.output)

    def _evaluate(self, guest: Guest, step: Step) -> Result:
        """Evaluate a test cell; where its answer's cell failed, report that."""
        answer = next((s.index for s in self._steps if s.answer and s.name == step.name), -1)
        cell = self.cells.get(answer, CellRun())
        if cell.stopped:
            return cell.stopped
        self._lend(guest, step)
        limits = self._sandbox.limits
        result = evaluate.ask(
            guest, step.name, step.checks, self._seed, limits.call_seconds, self._deadline
        )
        if result.status == OVER_LIMIT:
            return endings.over(step.name, limits.words("memory"))
        undefined = result.raised and result.raised.kind == NAME
        if undefined and cell.raised:
            if cell.raised.kind == MEMORY:
                return endings.over(step.name, limits.words("memory"))
            result = endings.cell_failed(step.name, cell.raised)
        return result.adding(*endings.not_offered(step, result.raised))

    def _lend(self, guest: Guest, step: Step) -> None:
        """Have earlier answers that do not pass replaced while this one is evaluated."""
        known = self._seen | self.results
        failed = [
            name
            for earlier in self._steps
            if earlier.index < step.index and earlier.index in known
            for name in ([] if known[earlier.index].passed else earlier.exercises)
        ]
        if failed:
            guest.send_order(lend.order(step.checks[0].function, failed))
            reply = guest.answer(self._sandbox.limits.call_seconds, "call_seconds")
            self.lent[step.index] = lend.called(reply, failed)

    def _unlock(self, guest: Guest, step: Step) -> None:
        """Give the lesson's next cells the course's own functions for what was evaluated."""
        absent = self._sandbox.missing
        guest.send(_key_for(step.exercises, absent, checks.class_mark()))
        guest.answer(max(1.0, self._deadline - time.monotonic()), "total_seconds")

    def _note(self, step: Step, end: Result) -> None:
        if not step.test:
            self.cells[step.index] = CellRun(stopped=end)
        elif step.checks:
            self.results.setdefault(step.index, end)

    def _give_up(self) -> None:
        words = self._sandbox.limits.words("total_seconds")
        for step in self._steps:
            if step.checks and step.index not in self.results:
                self.results[step.index] = endings.over(step.name, words)


def _ran(said: Any, most: int) -> CellRun:
    if type(said) is not dict or set(said) != {"printed", "dropped", "raised"}:
        raise WireError("expected what a cell printed and raised")
    printed, dropped, raised = said["printed"], said["dropped"], said["raised"]
    if type(printed) is not str or type(dropped) is not int:
        raise WireError("expected what a cell printed")
    printed = printed[:most]
    if raised is None:
        return CellRun(printed, dropped)
    return CellRun(printed, dropped, evaluate.exception(raised))


@lru_cache
def _key_for(exercises: tuple[str, ...], absent: frozenset[str], of_class: str) -> bytes:
    """Return the order that gives back what was locked for some exercises, if it is there."""
    locked = [one for name in exercises for one in locked_by(checks.get(name))]
    codes = [
        [one.module, one.name, _compiled(one)] for one in locked if one.module not in absent
    ]
    return wire.encode({"do": "unlock", "codes": codes})


def _compiled(locked: Locked) -> np.ndarray:
    """Return the code of a definition as bytes: every submission would compile it again."""
    code = compile(locked.source, f"<{locked.module}>", "exec", dont_inherit=True)
    return np.frombuffer(marshal.dumps(code), np.uint8)
