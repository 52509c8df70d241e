"""Rules about the code cells."""

import ast
from collections.abc import Iterator

from autograde.lessons.rules.structure import at
from autograde.lessons.source import Cell, Lesson, Problem

PLAIN = (ast.Constant, ast.Name, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp)
PLAIN += (ast.operator, ast.unaryop, ast.expr_context)


def syntax(lesson: Lesson) -> Iterator[Problem]:
    """Is each code cell valid Python, with its answer and with the stub in place of it?"""
    for cell in lesson.cells:
        if cell.kind != "code":
            continue
        stubbed = "with the stub in place of the answer: "
        for source, what in ((cell.source, ""), (_stubbed(cell)[0], stubbed)):
            try:
                ast.parse(source)
            except SyntaxError as error:
                line = cell.first + (error.lineno or 1) - 1
                yield at(lesson, cell, f"not valid Python: {what}{error.msg}", line)
                break


def outside_markers(lesson: Lesson) -> Iterator[Problem]:
    """Does an exercise give away nothing but what a student needs to begin?

    Outside the markers a function has its signature, decorators, docstring and comments.
    Beside functions and classes there may be imports, and constants written as literals.
    An exercise with `given="body"` shows the rest of its function on purpose.
    """
    for cell in lesson.named("exercise"):
        if cell.options.get("given") == "body":
            continue
        source, stubs = _stubbed(cell)
        tree = _parse(source)
        if tree is None or not stubs:
            continue
        for node in _given_away(tree.body, stubs, constants=True):
            text = (
                f"code outside its markers: `{ast.unparse(node).splitlines()[0]}`;"
                " put it between BEGIN SOLUTION and END SOLUTION"
            )
            yield at(lesson, cell, text, cell.first + node.lineno - 1)


def columns(lesson: Lesson) -> Iterator[Problem]:
    """Is BEGIN SOLUTION in the column of the answer?"""
    for cell in lesson.named("exercise"):
        lines = cell.source.split("\n")
        for region in cell.regions:
            answer = [line for line in lines[region.begin + 1 : region.end] if line.strip()]
            indents = [
                len(line) - len(line.lstrip()) for line in (lines[region.begin], *answer[:1])
            ]
            if indents[0] != indents[-1]:
                text = f"the marker is in column {indents[0]}, the answer in {indents[-1]}"
                yield at(lesson, cell, f"{text}; indent both alike", cell.first + region.begin)


def hidden_tests_are_hidden(lesson: Lesson) -> Iterator[Problem]:
    """Is each check with a seed or more rounds in a hidden region?"""
    for cell in lesson.cells:
        for call in _checks(cell):
            secret = {keyword.arg for keyword in call.keywords} & {"seed", "rounds", None}
            if (secret or len(call.args) > 2) and not _is_hidden(cell, call):
                text = (
                    "a hidden test that is not hidden: put it between `### BEGIN HIDDEN TESTS`"
                )
                text += " and `### END HIDDEN TESTS` of a tests cell"
                yield at(lesson, cell, text, cell.first + call.lineno - 1)


def tests_check_their_exercise(lesson: Lesson) -> Iterator[Problem]:
    """Checks each tests cell its own exercise, in view and, with another seed, hidden?"""
    for cell in lesson.named("tests"):
        if _parse(cell.source) is None:
            continue
        own = []
        for call in _checks(cell):
            line = cell.first + call.lineno - 1
            first = call.args[0] if call.args else None
            name = first.value if isinstance(first, ast.Constant) else ast.unparse(call)
            if name != cell.name:
                yield at(
                    lesson, cell, f'expected check("{cell.name}", ...), came {name!r}', line
                )
            own.append(_is_hidden(cell, call))
            if own[-1] and "seed" not in {keyword.arg for keyword in call.keywords}:
                text = "this hidden test repeats the visible one; give it seed=..."
                yield at(lesson, cell, text, line)
        if False not in own:
            yield at(lesson, cell, f'no check("{cell.name}", ...) that the student can run')
        if True not in own and cell.inside("HIDDEN TESTS").strip():
            yield at(
                lesson, cell, f'no check("{cell.name}", ..., seed=...) among the hidden tests'
            )


def last_value(lesson: Lesson) -> Iterator[Problem]:
    """Ends a tests cell without a value? nbgrader takes a number for partial credit."""
    for cell in lesson.named("tests"):
        tree = _parse(cell.source)
        last = tree.body[-1] if tree and tree.body else None
        if isinstance(last, ast.Expr) and last.value not in _checks(cell, tree):
            text = (
                f"`{ast.unparse(last)}` shows a value, which nbgrader takes for partial credit"
            )
            yield at(lesson, cell, text, cell.first + last.lineno - 1)


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _stubbed(cell: Cell) -> tuple[str, set[int]]:
    """Return the source with a stub for each answer, line by line, and the stubs' lines."""
    lines = cell.source.split("\n")
    stubs = set()
    for region in cell.regions:
        if region.kind == "SOLUTION":
            indent = lines[region.begin].partition("#")[0]
            hidden = [""] * (region.end - region.begin)
            lines[region.begin : region.end + 1] = [
                f"{indent}raise NotImplementedError",
                *hidden,
            ]
            stubs.add(region.begin + 1)
    return "\n".join(lines), stubs


def _given_away(body: list[ast.stmt], stubs: set[int], constants: bool) -> Iterator[ast.stmt]:
    """Yield the statements that may not stand outside the markers."""
    for index, node in enumerate(body):
        if index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # the docstring
        if isinstance(node, ast.Raise) and node.lineno in stubs:
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _given_away(node.body, stubs, constants=False)
        elif isinstance(node, ast.ClassDef):
            yield from _given_away(node.body, stubs, constants=True)
        elif not (constants and _is_plain(node)):
            yield node


def _is_plain(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    return node.value is None or all(isinstance(part, PLAIN) for part in ast.walk(node.value))


def _checks(cell: Cell, tree: ast.Module | None = None) -> list[ast.Call]:
    """Return the calls of `check` in a code cell."""
    if cell.kind != "code":
        return []
    tree = tree or _parse(cell.source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    return [call for call in calls if _called(call.func) == "check"]


def _called(func: ast.expr) -> str:
    return getattr(func, "id", "") or getattr(func, "attr", "")


def _is_hidden(cell: Cell, node: ast.expr) -> bool:
    hidden = [region for region in cell.regions if region.kind == "HIDDEN TESTS"]
    return any(region.begin < node.lineno - 1 < region.end for region in hidden)


RULES = (
    syntax,
    outside_markers,
    columns,
    hidden_tests_are_hidden,
    tests_check_their_exercise,
    last_value,
)
