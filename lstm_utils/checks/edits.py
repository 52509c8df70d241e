"""Model answers of the lessons, and wrong or equivalent answers written as edits of them.

The model answer of an exercise exists once, in `solutions/`. `make course` copies the answers
of a lesson into `bank/answers/NN_name.py`, so that an installed course has them as well.
"""

import ast
import linecache
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

Edit = tuple[str, str] | Sequence[tuple[str, str]] | str
"""One replacement (old text, new text), several of them, or a new body of the function."""

ANSWERS = Path(__file__).parent / "bank" / "answers"
_HEADER = "# %% "


class EditError(ValueError):
    """An edit that does not fit the model answer; the text shows both."""


_of_class: dict[str, str] = {}


def use(answers: Mapping[str, str]) -> None:
    """Use the answers of a class, lesson -> text, before those of the course."""
    _of_class.clear()
    _of_class.update(answers)
    _sections.cache_clear()


@cache
def _sections(lesson: str) -> tuple[str, dict[str, str]]:
    """Return the imports of a lesson's answers and the answers by exercise, in lesson order."""
    path = ANSWERS / f"{lesson}.py"
    texts = [path.read_text(encoding="utf-8")] if path.is_file() else []
    texts += [_of_class[lesson]] if lesson in _of_class else []
    imports, found = [], {}
    for text in texts:
        head, *parts = text.split(f"\n{_HEADER}")
        imports.append(head)
        pairs = (part.split("\n", 1) for part in parts)
        found |= {name: source.strip("\n") + "\n" for name, source in pairs}
    return "\n".join(imports), found


def in_order(lesson: str) -> list[str]:
    """Return the exercises of a lesson that have a model answer, in the lesson's order."""
    return [*_sections(lesson)[1]]


def model_answer(lesson: str, name: str) -> str:
    """Return the source of an exercise's model answer, without its docstring.

    Raises:
        EditError: if the lesson has no such answer.
    """
    answers = _sections(lesson)[1]
    if name not in answers:
        raise EditError(f"{name!r} has no model answer in {lesson}.py: run `make course`")
    return answers[name]


def edited(source: str, edit: Edit) -> str:
    """Apply an edit to the source of a function.

    Args:
        source: the definition of the function.
        edit: (old, new), or several such pairs, applied one after the other; or a text that
            replaces the body of the function, indented or not.

    Raises:
        EditError: if an old text does not occur exactly once, or nothing changes.
    """
    if isinstance(edit, str):
        return _with_body(source, edit)
    changed = source
    for old, new in _pairs(edit):
        found = changed.count(old)
        if found != 1:
            raise EditError(f"{old!r} occurs {found} times, expected once, in\n{changed}")
        changed = changed.replace(old, new)
    if changed == source:
        raise EditError(f"{edit!r} changes nothing in\n{source}")
    return changed


def _pairs(edit: tuple[str, str] | Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs (old, new) of an edit that is one of them or several."""
    match edit:
        case (str(old), str(new)):
            return [(old, new)]
        case _:
            return [*edit]


def _with_body(source: str, body: str) -> str:
    """Replace the body of the last function in a source."""
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)
    ]
    last = max(functions, key=lambda node: node.lineno)
    indent = " " * last.body[0].col_offset
    lines = source.splitlines(keepends=True)
    kept = "".join(lines[: last.body[0].lineno - 1])
    rest = "".join(lines[last.end_lineno :])
    return kept + textwrap.indent(textwrap.dedent(body).strip("\n"), indent) + "\n" + rest


def imports(lesson: str) -> str:
    """Return the imports that the model answers of a lesson need."""
    return _sections(lesson)[0]


def compiled(lesson: str, source: str, function: str) -> Callable:
    """Run the source of an answer with the imports of its lesson; return one of its functions.

    Raises:
        SyntaxError: if the source is not Python.
        KeyError: if it does not define the function.
    """
    filename = f"<{function}, variant {hash(source) & 0xFFFFFF:06x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    space: dict = {"__name__": "__main__"}
    exec(imports(lesson), space)
    exec(compile(source, filename, "exec"), space)
    return space[function]
