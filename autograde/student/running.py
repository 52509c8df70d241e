"""Run a notebook in a kernel of its own.

The kernel is a separate process but not a sandbox: it runs with the rights of the user.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from autograde.core.cells import is_graded, name_of
from autograde.student.kernels import quiet_config
from lstm_utils.checks import Result, executions
from lstm_utils.checks.result import MIME
from lstm_utils.checks.run import Raised

SKIPPED = "explore"
CELL_SECONDS = 60
OUTPUT_CHARACTERS = 10_000
_TIMED_OUT = "timed_out"  # in a reply that nbclient makes up for a cell over its time
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *(\d+) +(.*)$", re.M)  # IPython's mark of a line in a traceback
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass
class KernelRun:
    """What the cells of a notebook did, by the place of the cell.

    Args:
        checked: the results that `check` reported, in order.
        raised: the exception that ended a cell.
        stopped: lines on a cell that was over its time.
        died: where and why the kernel ended before the notebook did, or "".
    """

    checked: dict[int, list[Result]] = field(default_factory=dict)
    raised: dict[int, Raised] = field(default_factory=dict)
    stopped: dict[int, list[str]] = field(default_factory=dict)
    died: str = ""

    def read(self, index: int, payload: list[dict[str, Any]]) -> None:
        """Note what a cell sent as data (`lstm_utils.checks.executions.publish`)."""
        for item in payload:
            if item["source"] == MIME:
                self.checked.setdefault(index, []).append(Result.from_json(item["data"]))
            elif item["source"] == executions.RAISED:
                self.raised[index] = Raised(**item["data"])


def runs(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that `run` runs: all code but what is tagged `explore`."""
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.source.strip()
        and SKIPPED not in cell.metadata.get("tags", [])
    ]


def run(
    notebook: NotebookNode,
    cell_seconds: float = CELL_SECONDS,
    on_cell: Callable[[int], None] = lambda index: None,
) -> KernelRun:
    """Run all code cells but those tagged `explore`, and leave the outputs in the notebook.

    The notebook runs in an empty temporary folder. A cell that raises does not stop the
    rest; a cell over its time is interrupted.

    Args:
        notebook: changed in place.
        cell_seconds: the time limit of one cell, in seconds.
        on_cell: called with the index of each cell before it runs.
    """
    at, ran = {"cell": "the start"}, KernelRun()

    def before(cell: NotebookNode, cell_index: int) -> None:
        at["cell"] = name_of(cell, cell_index)
        on_cell(cell_index)

    client = NotebookClient(
        notebook,
        config=quiet_config(),
        timeout_func=lambda cell: cell_seconds,  # `timeout` takes integers only
        interrupt_on_timeout=True,
        error_on_timeout={_TIMED_OUT: True, "ename": "", "evalue": "", "traceback": []},
        allow_errors=True,
        skip_cells_with_tag=SKIPPED,
        on_cell_execute=before,
        on_cell_executed=_observer(ran, cell_seconds),
    )
    with tempfile.TemporaryDirectory(prefix="lstm-course-") as folder:
        try:
            client.execute(
                cwd=folder, env={**os.environ, **_ONE_THREAD}, stderr=subprocess.DEVNULL
            )
        except DeadKernelError:
            ran.died = f"{at['cell']}: the Python process ended (exit, or too much memory?)"
        except _StuckError as stuck:
            ran.died = f"{at['cell']}: {stuck}"
    _tidy(notebook)
    return ran


class _StuckError(Exception):
    """A cell ignored the interrupt: the rest of the notebook would wait for it for ever."""


def _observer(ran: KernelRun, seconds: float) -> Callable[[NotebookNode, int, dict], None]:
    """Return a hook that notes what a cell reported, or that it was over its time.

    Two timeouts in a row mean that the first did not stop: between two test cells there is
    always an answer cell, which only defines a function.
    """
    over = {"before": False}

    def hook(cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
        content = execute_reply["content"]
        timed_out = _TIMED_OUT in content
        if timed_out and over["before"]:
            raise _StuckError(f"a cell ran for over {seconds:g} s and could not be interrupted")
        over["before"] = timed_out
        ran.read(cell_index, content.get("payload", []))
        if timed_out:
            ran.stopped[cell_index] = [
                f"stopped after {seconds:g} s",
                *_stopped_in(cell.outputs),
            ]

    return hook


def _stopped_in(outputs: list[NotebookNode]) -> list[str]:
    """Return the lines that name what ran when a cell was interrupted.

    `check` names the line of the function; otherwise it is the last line of a notebook cell
    in the traceback.
    """
    errors = [out for out in outputs if out.output_type == "error"]
    text = _ANSI.sub("", "\n".join(line for error in errors for line in error.traceback))
    named = [line.strip() for line in text.splitlines() if line.strip().startswith("In line ")]
    arrows = [_ARROW.search(part) for part in text.split("\nCell In")[1:]]
    return named[:1] or [f"In line {found[1]}: {found[2]}" for found in arrows if found][-1:]


def _tidy(notebook: NotebookNode) -> None:
    """Cut long outputs, and drop warnings from test cells: nbgrader gives 0 for any stderr."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if is_graded(cell):
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
        for output in cell.outputs:
            if len(output.get("text", "")) > OUTPUT_CHARACTERS:
                output["text"] = output["text"][:OUTPUT_CHARACTERS] + "\n... (cut here)\n"
