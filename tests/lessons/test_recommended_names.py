"""Every name that a message recommends exists in the lesson where it is read."""

import ast
import builtins
import contextlib
import inspect
import io
import re
from functools import cache

import numpy as np
import pytest

from autograde.lessons import build
from lstm_utils.checks import (
    CheckFailed,
    check,
    clues,
    compare,
    get,
    judge,
    names,
    naming,
    notebook,
    result,
    run,
)

LESSONS = build.lessons()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.name)
ENGINE = (clues, compare, judge, naming, notebook, result, run)
OURS = {"nets", "numpy_nets", "torch_nets", "plots", "task", "markov"}
OTHERS = {"np", "math", "torch", "nn", "statistics", "time"}
DOTTED = re.compile(r"(?<![\w.])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)")
QUOTED_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\(\"")
BACKTICKS = re.compile(r"`([^`\n]+)`")


@cache
def namespace(lesson):
    """Return what the lesson's own cells import and define, before any answer."""
    space = {}
    for cell in build.source_notebook(lesson).cells:
        if cell.cell_type == "code" and "import " in cell.source:
            tree = ast.parse(cell.source)
            tree.body = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
            exec(compile(tree, cell.id, "exec"), space)
    return space


@cache
def texts(module):
    """Return the strings of a module, its docstrings left out."""
    tree = ast.parse(inspect.getsource(module))
    documented = ast.Module | ast.FunctionDef | ast.ClassDef
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node) is not None
    }
    strings = (
        n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in documents
    )
    return tuple(s.value for s in strings if isinstance(s.value, str) and " " in s.value)


def resolves(name, space):
    """Whether a dotted name leads to something in a namespace."""
    root, *rest = name.split(".")
    if root not in space:
        return False
    found = space[root]
    return all((found := getattr(found, part, None)) is not None for part in rest)


def snippets(text):
    """Return the functions that code in backticks calls or reads from a module."""
    found = set()
    for code in BACKTICKS.findall(text):
        with contextlib.suppress(SyntaxError):
            calls = [n.func for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Call)]
            found |= {ast.unparse(f) for f in calls if re.fullmatch(r"[\w.]+", ast.unparse(f))}
    return found


def missing(text, space, local=()):
    """Return the names that a text recommends and that a reader of the lesson does not have."""
    dotted = {name for name in DOTTED.findall(text) if name.split(".")[0] in OURS | OTHERS}
    bad = {name for name in dotted if not resolves(name, space)}
    if dotted - bad:  # "math.exp takes one number: np.exp works on whole arrays"
        bad = {name for name in bad if name.split(".")[0] in OURS}
    known = {*space, *vars(builtins), *local}
    called = snippets(text) | set(QUOTED_CALL.findall(text))
    return bad | {name for name in called if name.split(".")[0] not in known}


def local_names(ex):
    """Return the names inside a model answer: arguments, variables, and what it calls."""
    code = inspect.unwrap(ex.reference).__code__
    inner = [c for c in code.co_consts if inspect.iscode(c)]
    return {n for c in [code, *inner] for n in (*c.co_varnames, *c.co_names)} | {"f"}


def test_missing_names_are_seen():
    """Would a function that the lesson does not import, or that does not exist, be seen?"""
    space = namespace(LESSONS[6])
    assert missing("use nets.jacobian_product(hs, W_hh)", space) == set()
    assert missing("use nets.jacobian(hs, W_hh)", space) == {"nets.jacobian"}
    assert missing("call `torch.stack(hs)`", space) == {"torch.stack"}
    assert missing("math.exp takes one number: np.exp takes arrays", space) == set()
    assert missing('See the inputs: show_inputs("a", 0)', space) == {"show_inputs"}


@each_lesson
def test_names_in_hints_and_diagnoses_exist(lesson):
    """Does every name in the hints, diagnoses and properties of a lesson exist in it?"""
    space, wrong = dict(namespace(lesson)), {}
    exercises = [get(name) for name in names(lesson.name)]
    space |= {ex.reference.__name__: ex.reference for ex in exercises}
    for ex in exercises:
        strings = {*texts(inspect.getmodule(ex._generate)), *ex.hints}
        for text in strings | {mistake.diagnosis for mistake in ex.mistakes}:
            if bad := missing(text, space, local_names(ex)):
                wrong[text] = bad
    assert wrong == {}


@each_lesson
def test_names_in_messages_exist(lesson):
    """Does what the checks themselves recommend exist in each lesson, such as `case_inputs`?"""
    space = {"np": np, **namespace(lesson)}  # messages about arrays are those of NumPy lessons
    strings = [text for module in ENGINE for text in texts(module)]
    assert {text: bad for text in strings if (bad := missing(text, space))} == {}


@each_lesson
def test_the_advice_of_a_failed_check_runs(lesson, long):
    """Can the calls that a failed check prints be run in the lesson, as they stand?"""
    space = dict(namespace(lesson))
    for name in names(lesson.name)[: None if long else 1]:
        with pytest.raises(CheckFailed) as failed:
            check(name, lambda *given: object())
        calls = re.findall(r"(?:case_inputs|hint)\([^)]*\)", str(failed.value))
        assert calls
        for call in calls:
            with contextlib.redirect_stdout(io.StringIO()):
                eval(call, space)


@each_lesson
def test_names_in_the_prose_exist(lesson):
    """Does every function of the course that a task text offers exist in the lesson?"""
    space, wrong = namespace(lesson), {}
    for cell in build.source_notebook(lesson).cells:
        if cell.cell_type == "markdown":
            dotted = {
                n for code in BACKTICKS.findall(cell.source) for n in DOTTED.findall(code)
            }
            bad = {n for n in dotted if n.split(".")[0] in OURS and not resolves(n, space)}
            if bad:
                wrong[cell.id] = bad
    assert wrong == {}
