"""Outputs of executed cells, as the pages show them."""

import re
from pathlib import Path

from nbconvert.filters.ansi import ansi2html
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograde.core.paths import ROOT

IMAGE = "image/png"


def tidy(cell: NotebookNode) -> None:
    """Change the outputs of a cell, in place: no paths of this machine, colours as HTML.

    What a program writes to stderr, such as the progress of a training, is dropped. A picture
    gets the alternative text that the kernel wrote beside it, and its size on the page.
    """
    kept = [out for out in cell.outputs if out.get("name") != "stderr"]
    cell.outputs = [_shown(output) for output in _joined(kept)]
    pictures = [out for out in cell.outputs if IMAGE in out.get("data", {})]
    if pictures:
        first = pictures[0]
        width = first.metadata.get(IMAGE, {}).get("width")
        image = {"alt": " ".join(first.data.get("text/plain", "").split())}
        cell.metadata["mystnb"] = {"image": image | ({"width": f"{width}px"} if width else {})}


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs with texts that follow each other as one."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _shown(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        text = _without_paths(_overwritten(output.text))
        if "\x1b[" in text:
            html = f'<pre class="coloured">{ansi2html(text.rstrip())}</pre>'
            return new_output("display_data", {"text/html": html})
        return new_output("stream", name="stdout", text=text)
    data = output.get("data", {})
    for kind in ("text/plain", "text/html"):
        if kind in data:
            data[kind] = _without_paths(data[kind])
    return output


def _overwritten(text: str) -> str:
    """Return what a terminal shows: a carriage return goes back to the start of the line."""
    return re.sub(r"[^\n]*\r(?!\n)", "", text.replace("\r\n", "\n"))


def _without_paths(text: str) -> str:
    for path, name in ((ROOT, "lstm-course"), (Path.home(), "~")):
        text = text.replace(str(path), name)
    return text
