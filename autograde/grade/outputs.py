"""Write into a notebook what its cells printed and the results of its checks.

The outputs are those that nbgrader expects: a test cell without an error has full points, one
with an error has none. They come from the grader alone; nothing that a submission prints ends
up in a test cell. Nothing is read back from them: the results are in the submission's report.
"""

import re

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograde.grade.session import CellRun, Run
from lstm_utils.checks import CheckFailed, Result

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write(notebook: NotebookNode, ran: Run) -> None:
    """Replace all outputs of a notebook by those of a submission that ran."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        if index in ran.results:
            cell.outputs = [_shown(ran.results[index])]
        else:
            cell.outputs = _printed(ran.cells.get(index, CellRun()))


def _shown(result: Result) -> NotebookNode:
    text = result.text()
    if result.passed:
        return new_output("stream", name="stdout", text=text + "\n")
    return _error(CheckFailed.__name__, text, text.splitlines())


def _error(name: str, text: str, lines: list[str]) -> NotebookNode:
    return new_output("error", ename=name, evalue=text, traceback=lines)


def _printed(ran: CellRun) -> list[NotebookNode]:
    outputs = []
    if ran.printed:
        text = _CONTROL.sub("", ran.printed)
        if ran.dropped:
            text += f"\n... and {ran.dropped} more characters\n"
        outputs.append(new_output("stream", name="stdout", text=text))
    if ran.stopped:
        outputs.append(_shown(ran.stopped))
    elif ran.raised:
        lines = "\n  ".join(ran.raised.lines()).splitlines()
        outputs.append(_error(ran.raised.type_name, ran.raised.message, lines))
    return outputs
