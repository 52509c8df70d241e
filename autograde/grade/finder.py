"""Find the parts of each answer in a submission.

JupyterLab's Split Cell and copy-and-paste copy the name of an answer cell; VS Code and Colab
drop it. In class all parts ran, one after the other, so all of them run here.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import takewhile

from nbformat import NotebookNode

from autograde.core.cells import grade_id, is_answer
from autograde.core.notebooks import MAX_ANSWERS
from autograde.grade.names import binds, defines, skeleton
from autograde.grade.parts import Found, Part, halves, join
from lstm_utils.checks.plain import one_line

_BELOW = 10  # how many nameless cells below a part are searched for the rest of it


class Finder:
    """A submission's cells, indexed once by name, id, text and the names that they bind."""

    def __init__(self, submitted: NotebookNode, released: NotebookNode) -> None:
        self._cells = submitted.cells
        self._given = {cell.source.strip() for cell in released.cells}
        self.claimed: set[int] = set()
        self._by_name, self._by_id, self._by_text = (defaultdict(list) for _ in range(3))
        self._own: dict[str, list[int]] = defaultdict(list)
        self._answers: dict[str, list[int]] = defaultdict(list)
        for index, cell in enumerate(self._cells):
            self._by_name[grade_id(cell)].append(index)
            self._by_text[cell.source.strip()].append(index)
            if isinstance(cell.get("id"), str):
                self._by_id[cell.id].append(index)
        self._index_names(released)

    def _index_names(self, released: NotebookNode) -> None:
        """Index the names that new cells bind, up to a bound on their text."""
        budget = MAX_ANSWERS
        stubs = {skeleton(cell.source) for cell in released.cells if is_answer(cell)}
        for index, cell in enumerate(self._cells):
            named = grade_id(cell) is not None
            if not self._is_new(cell) or (named and not is_answer(cell)):
                continue
            budget -= len(cell.source)
            if budget < 0:
                return
            if skeleton(cell.source) in stubs:
                continue
            for name in defines(cell.source):
                (self._answers if named else self._own)[name].append(index)

    def _is_new(self, cell: NotebookNode) -> bool:
        return cell.cell_type != "markdown" and cell.source.strip() not in self._given | {""}

    def code(self, cell: NotebookNode) -> Found:
        """Return the answer to an exercise, and claim its cells.

        Args:
            cell: the answer cell as released.
        """
        name, wanted = grade_id(cell) or "", defines(cell.source)
        copies = self._copies(cell)
        places = self._written(copies, cell)
        places += self._below(places, wanted)
        written = bool(places)
        missing = wanted - self._bound(places)
        own = self._latest(self._own, missing)
        if own is not None:
            places = sorted([*places, own])
        elif not copies:
            copies = self._nameless(cell.source)
        self.claimed |= {*copies, *places}
        parts = [Part(self._cells[i].source, self._cells[i].cell_type) for i in places]
        repairs = self._lost(cell, copies, places)
        if copies and own is not None:
            repairs += [_added(name, missing) if written else _taken(name)]
        other = self._latest(self._answers, missing) if own is None else None
        if other is not None:
            parts += [Part(self._cells[other].source, self._cells[other].cell_type)]
            place = grade_id(self._cells[other]) or "a cell without a name"
            repairs += [_elsewhere(name, missing, place)]
        return join(name, parts, wanted, repairs)

    def prose(self, cell: NotebookNode, question: str) -> Found:
        """Return the answer to a question, and claim its cells: its parts are one text.

        Args:
            cell: the answer cell as released.
            question: the text of the cell above it.
        """
        copies = self._copies(cell) or self._after(question)
        places = self._written(copies, cell)
        self.claimed |= set(copies)
        repairs = self._lost(cell, copies, places)
        if not places:
            return Found((), 0, tuple(repairs))
        text = "\n\n".join(self._cells[i].source for i in places)
        if len(places) > 1:
            repairs += [f"The answer '{grade_id(cell)}' was in {len(places)} cells: all count."]
        return Found((Part(text, self._cells[places[-1]].cell_type),), 0, tuple(repairs))

    def named(self, name: str) -> list[NotebookNode]:
        """Return the cells of a name."""
        return [self._cells[i] for i in self._by_name[name]]

    def nameless(self, cell_id: str) -> list[NotebookNode]:
        """Return the cells of an id that have no name."""
        found = [self._cells[i] for i in self._by_id[cell_id]]
        return [cell for cell in found if grade_id(cell) is None]

    def has_text(self, text: str) -> bool:
        """Whether a cell has this text."""
        return text.strip() in self._by_text

    def _copies(self, cell: NotebookNode) -> list[int]:
        """Return the cells that have an answer's name, else those that have its id."""
        for found in (self._by_name[grade_id(cell)], self._by_id[cell.id]):
            free = [i for i in found if i not in self.claimed]
            if free:
                return free
        return []

    def _written(self, copies: list[int], cell: NotebookNode) -> list[int]:
        """Return of each text that a student wrote the last copy, in order."""
        look = skeleton if cell.cell_type == "code" else str.strip
        last = {self._cells[i].source.strip(): i for i in copies}
        return sorted(
            i for text, i in last.items() if look(text) not in ("", look(cell.source))
        )

    def _below(self, places: list[int], wanted: frozenset[str]) -> list[int]:
        """Return the nameless cells directly below an answer's last part that complete it."""
        if not places:
            return []
        start = places[-1] + 1
        cells = range(start, min(start + _BELOW, len(self._cells)))
        run = list(takewhile(self._is_own, cells))
        if run and halves(*(self._cells[i].source for i in (start - 1, start))):
            return run[:1]
        for length in range(len(run) + 1):
            if wanted <= self._bound([*places, *run[:length]]):
                return run[:length]
        return []

    def _is_own(self, index: int) -> bool:
        cell = self._cells[index]
        free = index not in self.claimed and grade_id(cell) is None
        return free and self._is_new(cell)

    def _bound(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset().union(*(binds(self._cells[i].source) for i in places))

    def _latest(self, index: dict[str, list[int]], names: Iterable[str]) -> int | None:
        """Return the last free cell that binds one of some names."""
        found = (i for name in names for i in index.get(name, ()))
        own = index is self._own
        return max((i for i in found if not (own and i in self.claimed)), default=None)

    def _nameless(self, text: str) -> list[int]:
        """Return the free cells without a name that have a text."""
        found = self._by_text.get(text.strip(), [])
        return [i for i in found if i not in self.claimed and grade_id(self._cells[i]) is None]

    def _after(self, question: str) -> list[int]:
        """Return the nameless new texts that follow a question."""
        after = [i + 1 for i in self._by_text.get(question.strip(), []) if question.strip()]
        return [
            i
            for i in after
            if i < len(self._cells)
            and self._cells[i].cell_type == "markdown"
            and grade_id(self._cells[i]) is None
            and self._cells[i].source.strip() not in self._given
        ]

    def _lost(self, cell: NotebookNode, copies: list[int], places: list[int]) -> list[str]:
        """Return what to report of an answer cell that lost its name or type, or is missing."""
        name, cells = grade_id(cell), [self._cells[i] for i in copies or places]
        if not cells:
            return [f"The answer cell '{name}' was missing: it counts as not written."]
        repairs = []
        if not any(grade_id(other) == name for other in cells):
            repairs.append(f"The answer cell '{name}' had lost its name: it was recognised.")
        kinds = {other.cell_type for other in cells}
        if cell.cell_type not in kinds:
            repairs.append(
                f"The answer cell '{name}' had become a {min(kinds)} cell:"
                f" it was turned back into a {cell.cell_type} cell."
            )
        return repairs


def _taken(name: str) -> str:
    return f"The answer cell '{name}' was not written: your own cell was taken."


def _added(name: str, missing: Iterable[str]) -> str:
    return (
        f"The answer cell '{name}' does not define {_listed(missing)}:"
        " your own cell that does was added."
    )


def _elsewhere(name: str, missing: Iterable[str], other: str) -> str:
    return (
        f"The answer cell '{name}' does not define {_listed(missing)}:"
        f" it was taken from the answer cell '{one_line(other)}'."
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
