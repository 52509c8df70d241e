"""The process of one submission: it executes cells and answers calls.

Whatever it says is only data for the grader. A student's code may change anything in here;
the worst that it can do is to send wrong answers.
"""

import dataclasses
import io
import os
import re
import socket
import sys
import time
import traceback
import types
from collections.abc import Callable

import numpy as np
from autograde_guest import cells, lend, lock, wire

from lstm_utils.checks.declare import Case
from lstm_utils.checks.plain import Foreign, Layout
from lstm_utils.checks.run import Outcome, Raised, kind_of, run

_MESSAGE = 500  # characters kept of an exception's text
TOGETHER = 0.05  # seconds of quick answers that are sent at once: each sending has its price


class _Printed(io.TextIOBase):
    """Keeps the beginning of what is printed and forgets the rest."""

    encoding, errors, name = "utf-8", "replace", "<stdout>"

    def __init__(self, most: int) -> None:
        self.most, self.kept, self.dropped = most, "", 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        left = max(0, self.most - len(self.kept))
        self.kept += text[:left]
        self.dropped += max(0, len(text) - left)
        return len(text)


def serve(channel: int, output: int) -> None:
    """Obey the orders `cell`, `lend`, `call` and `unlock` until the socket is closed."""
    stream = socket.socket(fileno=channel).makefile("rwb", buffering=1 << 16)
    lent = lend.Lent(cells.namespace())
    stream.write(wire.encode("ready"))
    stream.flush()
    while prefix := stream.read(wire.PREFIX):
        size, header = wire.sizes(prefix)
        order = wire.decode(stream.read(size), header)
        sent = time.monotonic()
        for answer in _obey(order, lent, output):
            stream.write(answer)
            if time.monotonic() - sent > TOGETHER:
                stream.flush()
                sent = time.monotonic()
        stream.flush()


def _obey(order: dict, lent: lend.Lent, output: int) -> object:
    if order["do"] != "call":
        lent.give_back()
    if order["do"] == "cell":
        yield wire.encode(_cell(order["name"], order["source"], output))
    elif order["do"] == "lend":
        yield wire.encode(_lend(order, lent))
    elif order["do"] == "unlock":
        try:
            for module, name, code in order["codes"]:
                lock.unlock(module, name, code.tobytes())
        except BaseException as error:  # the student's code may have changed anything
            yield wire.encode(f"{type(error).__name__}: {_words(error)}")
        else:
            yield wire.encode("unlocked")
    else:
        sys.stdout = sys.stderr = _Printed(0)
        function, problem = _find(order["function"], cells.namespace())
        exercise = types.SimpleNamespace(**order["exercise"])
        for label, inputs, layout, times, fresh in order["cases"]:
            case = Case(label, inputs, layout, times=times, fresh=fresh)
            answer = problem or _call(function, case, exercise)
            yield _frame(answer)


def rehearse() -> None:
    """Do what every submission does, before it comes: Python is faster the tenth time.

    What it learns about its own code lies in memory that each forked process has to copy.
    """
    array = np.ones((2, 3))
    values = [array, [array, 1.0], {"a": array.astype(int)}, 1, 1.5, "text", True, None]
    inputs = {f"{kind}": value for kind, value in enumerate(values)}
    exercise = types.SimpleNamespace(framework="numpy", mutates=(), numbers=(), outputs=())
    for layout in [*Layout] * 5:
        order = wire.encode([[layout.name, inputs, layout, 1, True]])
        size, header = wire.sizes(order[: wire.PREFIX])
        for label, given, how, times, fresh in wire.decode(order[-size:], header):
            case = Case(label, given, how, times=times, fresh=fresh)
            _frame(_call(lambda *given: [*given, array * 2], case, exercise))
        _cell("rehearsal", "x = 1\n\n\ndef f(y):\n    return x + y\n\n\nf(2)", 100)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


def _cell(name: str, source: str, output: int) -> dict:
    """Execute a cell and say what it printed and what it raised."""
    printed = sys.stdout = sys.stderr = _Printed(output)
    raised = None
    try:
        cells.execute(name, source)
    except BaseException as error:  # SystemExit and KeyboardInterrupt too
        raised = [*dataclasses.astuple(_raised(error, _line(error, name)))]
    return {"printed": printed.kept, "dropped": printed.dropped, "raised": raised}


def _lend(order: dict, lent: lend.Lent) -> list[str]:
    """Lend model answers to a function, and return the names of those that it calls."""
    function, _ = _find(order["function"], cells.namespace())
    try:
        return lent.lend(function, order["imports"], order["answers"])
    except BaseException:  # the student's code may have changed anything
        return []


def _find(expression: str, namespace: dict) -> tuple[Callable | None, Outcome | None]:
    """Return the function that an expression names, or an outcome that says why not."""
    try:
        return eval(expression, namespace), None
    except BaseException as error:
        return None, Outcome(raised=_raised(error))


def _call(function: Callable, case: Case, exercise: types.SimpleNamespace) -> Outcome:
    try:
        return run(exercise, function, case)
    except BaseException as error:
        return Outcome(raised=_raised(error))


def _frame(outcome: Outcome) -> bytes:
    try:
        raised = outcome.raised and [*dataclasses.astuple(outcome.raised)]
        if raised:
            raised[1] = raised[1][:_MESSAGE]
        fields = [outcome.value, outcome.after, list(outcome.changed), raised]
        return wire.encode([*fields, [text[:_MESSAGE] for text in outcome.warned[:5]]])
    except wire.WireError as error:
        return wire.encode([Foreign(f"value too large to judge ({error})"), None, [], None, []])


def _raised(error: BaseException, line: str = "") -> Raised:
    return Raised(type(error).__name__, _words(error), line, *kind_of(error))


def _words(error: BaseException) -> str:
    try:
        return re.sub(r" \(<[^>]*>, line \d+\)$", "", str(error))[:_MESSAGE]
    except BaseException:
        return ""


def _line(error: BaseException, name: str) -> str:
    """Return the last line of the cell that an exception passed through."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {(error.text or '').strip()}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == cells.filename(name)]
    return f"line {own[-1].lineno}: {own[-1].line}" if own else ""


def silence() -> None:
    """Send what C code prints nowhere."""
    null = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
