"""Which execution of a cell defined a function, and which newer version of it failed.

IPython reports each cell that it ran. Without IPython there is nothing to report.

A program that runs a notebook, such as `lstm-course check`, receives results and exceptions as
data: in the `payload` of the kernel's reply to a cell, which notebook editors ignore.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from lstm_utils.checks.plain import one_line
from lstm_utils.checks.run import Raised, kind_of

RAISED = "application/vnd.lstm-course.exception+json"
_NUMBER = re.compile(r"\d+")
# The contrast of these in JupyterLab goes down to 1.5, and IPython does not know whether a page
# is light or dark. Without them a traceback has the colour of the page's text.
IPYTHONS_COLOURS = "neutral"
_MOST = 1000  # executions remembered


@dataclass(frozen=True)
class _Execution:
    """One execution of a cell: its number and its text, and the error that ended it."""

    number: int
    cell: str | None
    source: str
    error: BaseException | None
    compiled: bool


_executions: list[_Execution] = []


def shell() -> Any:
    """Return IPython's shell, or None where no notebook runs."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def publish(kind: str, data: dict[str, Any]) -> None:
    """Send data to the program that runs the current cell of a notebook.

    Args:
        kind: its MIME type.
        data: what JSON can represent.
    """
    running = shell()
    if hasattr(running, "kernel"):
        running.payload_manager.write_payload({"source": kind, "data": data}, single=False)


def observe() -> None:
    """Have IPython report the cells that run from now on, and print readable tracebacks."""
    running = shell()
    if running is not None:
        running.events.register("post_run_cell", _remember)
    if hasattr(running, "kernel") and running.colors == IPYTHONS_COLOURS:
        running.colors = "nocolor"


def _remember(result: Any) -> None:
    if result.execution_count is None:
        return
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        publish(RAISED, asdict(_raised(error)))
    cell = getattr(result.info, "cell_id", None)
    source, compiled = str(result.info.raw_cell or ""), result.error_before_exec is None
    _executions.append(_Execution(result.execution_count, cell, source, error, compiled))
    del _executions[:-_MOST]


def _raised(error: BaseException) -> Raised:
    """Return the exception that ended a cell as data; its line is that of the cell."""
    if isinstance(error, SyntaxError):
        line = f"line {error.lineno}: {(error.text or '').strip()}"
        return Raised(type(error).__name__, one_line(str(error.msg)), one_line(line))
    return Raised(type(error).__name__, one_line(str(error)), "", *kind_of(error))


def number_of(function: Callable) -> int | None:
    """Return the number of the execution that defined a function, as in `[12]`."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    name = getattr(getattr(shell(), "compile", None), "format_code_name", lambda file: None)
    found = _NUMBER.search(" ".join(name(file) or ()))
    return int(found[0]) if found else None


def newer_failure(function: Callable) -> str:
    """Say why a newer version of a function's cell did not replace it; '' if there is none."""
    judged = number_of(function)
    if judged is None:
        return ""
    cell = next((e.cell for e in _executions if e.number == judged), None)
    name = re.escape(getattr(function, "__name__", ""))
    defines = re.compile(rf"^\s*(?:async\s+)?def\s+{name}\b", re.M)
    newer = [
        e
        for e in _executions
        if e.number > judged and (defines.search(e.source) or (cell and e.cell == cell))
    ]
    last = newer[-1] if newer else None
    if last is None or last.error is None:
        return ""
    what = "stopped" if last.compiled else "did not compile"
    return (
        f"A newer version of its cell, [{last.number}], {what} ({_words(last.error)}): "
        f"this is about the function of [{judged}]"
    )


def _words(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}, line {error.lineno}: {error.msg}"
    return f"{type(error).__name__}: {error}"[:200]
