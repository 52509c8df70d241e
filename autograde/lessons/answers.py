"""The model answers of a lesson as Python, for the mistakes that are edits of them."""

import ast
import re
from pathlib import Path

from autograde.core.atomic import write_atomically
from autograde.lessons.source import Lesson
from lstm_utils.checks.edits import ANSWERS

_MARKER = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION[ \t]*(\n|\Z)", re.MULTILINE)


def write_answers(lesson: Lesson, folder: Path = ANSWERS) -> bool:
    """Write the model answers of a lesson into the package; return whether they changed."""
    path, text = folder / f"{lesson.name}.py", answers(lesson)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    folder.mkdir(exist_ok=True)
    write_atomically(path, text)
    return True


def answers(lesson: Lesson) -> str:
    """Return the text of the model answers of a lesson, with the imports that they need."""
    found = {cell.name: _answer(cell.source) for cell in lesson.named("exercise")}
    used = {"np"}
    for source in found.values():
        used |= {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    head = (
        f"# Made by `make course` from solutions/{lesson.name}/{lesson.name}.py: do not edit."
    )
    parts = ["\n".join([head, *_imports(lesson, used)]) + "\n"]
    parts += [f"# %% {name}\n{source.strip()}\n" for name, source in found.items()]
    return "\n".join(parts)


def _answer(source: str) -> str:
    """Return an exercise cell without markers and docstrings."""
    lines = _MARKER.sub("", source).split("\n")
    documented = (ast.FunctionDef, ast.ClassDef)
    documents: set[int] = set()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            text = node.body[0]
            documents |= set(range(text.lineno - 1, text.end_lineno or text.lineno))
    return "\n".join(line for n, line in enumerate(lines) if n not in documents)


def _imports(lesson: Lesson, used: set[str]) -> list[str]:
    """Return the lesson's imports that bind one of the names."""
    found = []
    for cell in lesson.cells:
        if cell.kind != "code" or cell.role == "exercise":
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                node.names = [
                    a for a in node.names if (a.asname or a.name.split(".")[0]) in used
                ]
                found += [ast.unparse(node)] * bool(node.names)
    return list(dict.fromkeys(found))
