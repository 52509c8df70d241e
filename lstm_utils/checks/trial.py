"""Run the cases of one check for a student who waits for it.

What the student's code prints is kept with its case, a long call is timed, a check that takes
long shows which case runs, and an interrupt names the line.
"""

import contextlib
import contextvars
import io
import threading
import time
from collections.abc import Callable
from typing import Any

from lstm_utils.checks.declare import Case, Exercise
from lstm_utils.checks.executions import shell
from lstm_utils.checks.run import Outcome, place, run

CALL_SECONDS = 10.0  # what grading gives one call
SILENT_SECONDS = 5.0  # then the case that runs is shown
_PRINTED, _LINES = 4000, 12  # characters kept of a case's prints, lines shown of them


class Stopped(Exception):  # noqa: N818 (the student's wish, not an error)
    """The student interrupted a case, counted from 0; `lines` explain where."""

    def __init__(self, case: int, lines: list[str]) -> None:
        super().__init__(*lines)
        self.case, self.lines = case, tuple(lines)


class _Printed(io.StringIO):
    """Keeps the beginning of what is printed."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, _PRINTED - self.tell())])
        return len(text)


class Trial:
    """Runs cases as `run` does. Used in a `with` block, which ends the progress line.

    Args:
        name: what is checked.
        total: how many cases there are.
    """

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total = name, total
        self.printed: list[str] = []
        self.slowest, self.slow_case = 0.0, ""
        self._label, self._ended = "", threading.Event()

    def __call__(self, exercise: Exercise, function: Callable, case: Case) -> Outcome:
        """Run a function on one case.

        Raises:
            Stopped: if the student interrupts it.
        """
        self._label = case.label
        printed, start = _Printed(), time.monotonic()
        try:
            with contextlib.redirect_stdout(printed):
                return run(exercise, function, case)
        except KeyboardInterrupt as error:
            lines = self._stopped(place(function, error), start)
            raise Stopped(len(self.printed), lines) from None
        finally:
            self.printed.append(printed.getvalue())
            seconds = time.monotonic() - start
            if seconds > self.slowest:
                self.slowest, self.slow_case = seconds, case.label

    def _stopped(self, line: str, start: float) -> list[str]:
        where = f"case {len(self.printed) + 1} of {self.total}, {self._label}"
        took = f"You stopped it after {time.monotonic() - start:.0f} s in {where}"
        limit = f"Grading stops a call after {CALL_SECONDS:g} s"
        return [took, *([f"In {line}"] if line else []), limit]

    def remark(self) -> str:
        """Return what to say of a right answer that is slow, or ''."""
        if self.slowest < CALL_SECONDS / 2:
            return ""
        return (
            f"Note: right, but the case {self.slow_case} took {self.slowest:.1f} s: "
            f"grading stops a call after {CALL_SECONDS:g} s"
        )

    def prints(self, number: int) -> list[str]:
        """Return the lines that show what was printed in a case."""
        printed = self.printed[number].splitlines() if number < len(self.printed) else []
        if not printed:
            return []
        shown = [f"  {line[:200]}" for line in printed[:_LINES]]
        rest = (
            ["  ..."] if len(printed) > _LINES or len(self.printed[number]) == _PRINTED else []
        )
        return ["Your function printed in this case:", *shown, *rest]

    def __enter__(self) -> "Trial":
        running = shell()
        if running is not None and hasattr(running, "kernel"):
            copied = contextvars.copy_context()  # so that it is displayed under this cell
            threading.Thread(target=copied.run, args=(self._watch,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()

    def _watch(self) -> None:
        """Show which case runs, from a thread of its own, until the check ends."""
        start, line = time.monotonic(), None
        pause = SILENT_SECONDS
        while not self._ended.wait(pause):
            done = f"case {len(self.printed) + 1} of {self.total}"
            words = f"Checking {self.name}: {done}, {self._label}"
            line = _show(f"{words} ({time.monotonic() - start:.0f} s)", line)
            pause = 1.0
        if line is not None:
            line.update({}, raw=True)


def _show(words: str, line: Any) -> Any:
    """Show a line of text in place of the one before."""
    from IPython.display import display

    bundle = {"text/plain": words}
    if line is None:
        return display(bundle, raw=True, display_id=True)
    line.update(bundle, raw=True)
    return line
