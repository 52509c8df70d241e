"""An assert that a student's code can fail says what its failure means."""

import ast

import pytest

from autograde.lessons import build
from lstm_utils.checks import get, names

LESSONS = build.lessons()


def used(node):
    """Return the names that a piece of code mentions."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def bound(node):
    """Return the names that a statement binds, or whose object it may change."""
    found = {n.name for n in [node] if isinstance(n, ast.FunctionDef)}
    for n in ast.walk(node):
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
            found.add(n.id)
        if isinstance(n, ast.Assign | ast.AugAssign):
            targets = n.targets if isinstance(n, ast.Assign) else [n.target]
            found |= set().union(*map(used, targets))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute):
            found |= (
                used(n.func) - {"nets", "np", "plots"} if n.func.attr == "append" else set()
            )
    return found


def unexplained(notebook, functions):
    """Return the asserts without a message that depend on some functions.

    They may be called in the same cell, or by a function that an earlier cell defines.
    """
    callers, found = set(functions), []
    for cell in notebook.cells:
        if cell.cell_type != "code" or cell.id in functions.values():
            continue
        touched = set(callers)
        for statement in ast.parse(cell.source).body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            if used(statement) & touched:
                touched |= bound(statement)
                callers |= {n.name for n in [statement] if isinstance(n, ast.FunctionDef)}
            else:
                touched -= bound(statement)
            asserts = [n for n in ast.walk(statement) if isinstance(n, ast.Assert)]
            found += [
                f"{cell.id}: {ast.unparse(a)}"
                for a in asserts
                if a.msg is None and used(a.test) & touched
            ]
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.name)
def test_asserts_on_answers_have_a_message(lesson):
    """Does every assert that depends on an answer say what its failure means?"""
    functions = {get(name).reference.__name__: name for name in names(lesson.name)}
    assert unexplained(build.source_notebook(lesson), functions) == []
