"""Write into a notebook what its cells printed and what the judge decided.

The outputs are those that nbgrader expects: a test cell without an error has full points, one
with an error has none. They come from the judge alone; nothing that a submission prints ends up
in a test cell. What the judge decided is stored beside them as data, in the cell's metadata:
it is never read back from a text in which a student's words appear.
"""

import re

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograde.core.results import DECIDED, STATUSES
from autograde.grade.evaluate import Judged
from autograde.grade.session import Graded, Ran

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ERRORS = {status: name for name, status in STATUSES.items()}
_ERRORS["not written"] = "NotImplementedError"


def write(notebook: NotebookNode, graded: Graded) -> None:
    """Replace all outputs of a notebook by those of a graded submission."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        if index in graded.tests:
            judged = graded.tests[index]
            cell.outputs = [_verdict(judged)]
            cell.metadata[DECIDED] = {
                "status": judged.status,
                "diagnosis": judged.diagnosis,
                "message": judged.message,
            }
        else:
            cell.outputs = _printed(graded.cells.get(index, Ran()))


def _verdict(judged: Judged) -> NotebookNode:
    if judged.passed:
        return new_output("stream", name="stdout", text=judged.message + "\n")
    error = _ERRORS.get(judged.status, "CheckFailed")
    lines = judged.message.splitlines()
    return new_output("error", ename=error, evalue=judged.message, traceback=lines)


def _printed(ran: Ran) -> list[NotebookNode]:
    outputs = []
    if ran.printed:
        text = _CONTROL.sub("", ran.printed)
        if ran.dropped:
            text += f"\n... and {ran.dropped} more characters\n"
        outputs.append(new_output("stream", name="stdout", text=text))
    if ran.stopped:
        lines = ran.stopped.message.splitlines()
        ename = _ERRORS[ran.stopped.status]
        outputs.append(
            new_output("error", ename=ename, evalue=ran.stopped.message, traceback=lines)
        )
    elif ran.raised:
        kind, text, line = ran.raised
        lines = [f"{kind}: {text}", *([f"  In {line}"] if line else [])]
        outputs.append(new_output("error", ename=kind, evalue=text, traceback=lines))
    return outputs
