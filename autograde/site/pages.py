"""From a lesson with outputs to the notebook of its page.

An exercise shows what a student starts with, and its solution below, folded. A page without
solutions ends there. No page has hidden tests or mark schemes.
"""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde.core.cells import is_answer
from autograde.lessons import regions
from autograde.site.outputs import tidy

SHOW, HIDE = "Show the solution", "Hide the solution"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}


def page(
    executed: NotebookNode, released: NotebookNode, solutions: bool, links: str
) -> NotebookNode:
    """Return the notebook of a lesson's page.

    Args:
        executed: the solved lesson with its outputs (`execute.run`).
        released: the lesson as students get it.
        solutions: whether the page shows solutions.
        links: a line of Markdown below the title.
    """
    stubs = {cell.id: cell for cell in released.cells}
    cells = [new for cell in executed.cells for new in _cells(cell, stubs, solutions)]
    first = cells[0]
    title, _, rest = first.source.partition("\n")
    first.source = f"{title}\n\n{{.lesson-links}}\n{links}\n{rest}"
    return new_notebook(cells=cells, metadata=METADATA)


def _cells(
    cell: NotebookNode, stubs: dict[str, NotebookNode], solutions: bool
) -> list[NotebookNode]:
    """Return the cells of a page that a cell of the lesson becomes."""
    if cell.cell_type == "markdown":
        return _prose(cell, solutions)
    tidy(cell)
    cell.metadata.pop("nbgrader", None)
    if not is_answer(stubs[cell.id]):
        return [cell]
    stub = new_code_cell(stubs[cell.id].source)
    return [stub, _folded(cell)] if solutions else [stub]


def _folded(cell: NotebookNode) -> NotebookNode:
    cell.metadata["tags"] = ["hide-input"]
    look = {"code_prompt_show": SHOW, "code_prompt_hide": HIDE}
    cell.metadata["mystnb"] = cell.metadata.get("mystnb", {}) | look
    return cell


def _prose(cell: NotebookNode, solutions: bool) -> list[NotebookNode]:
    if not is_answer(cell):
        return [new_markdown_cell(regions.without(cell.source, "MARK SCHEME").strip())]
    answer = regions.inside(cell.source, "SOLUTION").strip()
    text = f"<details>\n<summary>A good answer</summary>\n\n{answer}\n\n</details>"
    return [new_markdown_cell(text)] if solutions else []
