"""Mistakes that follow from the model answer: a part of a formula is missing or exchanged.

A factor, a term, a function or a transposition that is left out, a term that is added twice or
outside, another operator or axis: each is the model answer with one change, so that no exercise
needs a text for it. An answer with `while` has no variants: they might not end. The words state
only what was observed: the answer gives what the changed formula gives, in all cases.
"""

import ast
import copy
import warnings
from collections.abc import Callable, Iterator
from functools import partial

from lstm_utils.checks.declare import Exercise, Mistake
from lstm_utils.checks.edits import EditError

LONGEST = 40  # characters of an expression that is quoted
MOST = 400  # variants of one model answer
_OPERATORS: dict[type, tuple[str, str, str]] = {
    ast.Mult: ("the factor {}", "*", "multiplied"),
    ast.MatMult: ("the matrix factor {}", "@", "multiplied as matrices"),
    ast.Add: ("the term {}", "+", "added"),
    ast.Sub: ("the term {}", "-", "subtracted"),
    ast.Div: ("the division by {}", "/", "divided"),
    ast.Pow: ("the power {}", "**", "raised to a power"),
}
_OTHER: dict[type, tuple[type[ast.operator], ...]] = {
    ast.Mult: (ast.Add, ast.Div),
    ast.MatMult: (ast.Mult,),
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Div: (ast.Mult,),
}
_Change = tuple[str, ast.AST]  # its description, and the new node


def variants(ex: Exercise) -> list[Mistake]:
    """Return the mistakes that are one change of an exercise's model answer."""
    try:
        tree = ast.parse(ex.model_answer)
    except EditError:  # an exercise that is made in a test
        return []
    found: dict[str, str] = {}
    for words, source in _changed(tree):
        found.setdefault(source, words)
        if len(found) >= MOST:
            break
    return [Mistake(w, partial(_compiled, ex, source), source) for source, w in found.items()]


def _compiled(ex: Exercise, source: str) -> Callable:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of `1[:, None]`, left of `1 - h`
        return ex.compiled(source)


def _changed(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the description of each change, and the source with it."""
    function = [node for node in tree.body if isinstance(node, ast.FunctionDef)][-1]
    if any(isinstance(node, ast.While) for node in ast.walk(function)):
        return  # a changed condition may stay true
    for change in _CHANGES:
        for number, node in enumerate(ast.walk(function)):
            for words, new in change(node):
                yield words, ast.unparse(_replaced(tree, function, number, new))


def _replaced(
    tree: ast.Module, function: ast.FunctionDef, number: int, new: ast.AST
) -> ast.AST:
    """Return a copy of a tree in which a node of the function is another one."""
    other = copy.deepcopy(tree)
    old = [*ast.walk(other.body[tree.body.index(function)])][number]
    for parent in ast.walk(other):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(item is old for item in value):
                value[:] = [new if item is old else item for item in value]
    return other


def _short(node: ast.AST) -> str:
    """Return the source of a node, '' if it is too long to be quoted."""
    text = ast.unparse(node)
    return text if len(text) <= LONGEST else ""


def _left_out(node: ast.AST) -> Iterator[_Change]:
    missing = "the result matches the formula without {}: is it missing?"
    match node:
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            part = _OPERATORS[type(op)][0]
            kept = [(right, left)]
            if isinstance(op, ast.Mult | ast.Add | ast.MatMult):
                kept.append((left, right))
            for lost, rest in kept:
                if _short(lost):
                    yield missing.format(part.format(_short(lost))), rest
        case ast.Call(ast.Attribute() as called, [only], []):
            yield missing.format(f"{ast.unparse(called)}(...)"), only
        case ast.Attribute(value, "T") if _short(value):
            yield missing.format(f".T at {_short(value)}"), value


def _other_operator(node: ast.AST) -> Iterator[_Change]:
    if not isinstance(node, ast.BinOp):
        return
    left, right = _short(node.left), _short(node.right)
    for other in _OTHER.get(type(node.op), ()):
        if left and right:
            sign, done = _OPERATORS[other][1], _OPERATORS[type(node.op)][2]
            words = f"the result matches {left} {sign} {right}: should these be {done}?"
            yield words, ast.BinOp(node.left, other(), node.right)


def _other_axis(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Call(called, arguments, keywords):
            for k, keyword in enumerate(keywords):
                if keyword.arg in ("axis", "dim") and isinstance(keyword.value, ast.Constant):
                    for axis in {0, 1} - {keyword.value.value}:
                        new = ast.keyword(keyword.arg, ast.Constant(axis))
                        others = [*keywords[:k], new, *keywords[k + 1 :]]
                        what = ast.unparse(called).rpartition(".")[2]
                        words = f"the result matches {what} along axis {axis}."
                        yield words, ast.Call(called, arguments, others)


def _other_function(node: ast.AST) -> Iterator[_Change]:
    """Exchange tanh and sigmoid, take a derivative, or leave a term outside the function."""
    match node:
        case ast.Call(ast.Attribute(module, ("tanh" | "sigmoid") as name), [only], []):
            other = {"tanh": "sigmoid", "sigmoid": "tanh"}[name]
            owner = ast.Name("nets" if getattr(module, "id", "") in ("np", "nets") else "torch")
            if other == "tanh" and owner.id == "nets":
                owner = ast.Name("np")
            words = f"the result matches the formula with {other} in place of {name}."
            yield words, ast.Call(ast.Attribute(owner, other), [only], [])
            slope = "1 - q**2" if name == "tanh" else "q * (1 - q)"
            derivative = ast.parse(f"(lambda q: {slope})(_)", mode="eval").body
            assert isinstance(derivative, ast.Call)
            derivative.args = [node]
            words = f"the result matches the formula with the derivative of {name}."
            yield words, derivative
            if isinstance(only, ast.BinOp) and isinstance(only.op, ast.Add):
                for out, kept in ((only.left, only.right), (only.right, only.left)):
                    inner = ast.Call(node.func, [kept], [])
                    if _short(out):
                        words = f"the term {_short(out)} is added outside {name}, not inside."
                        yield words, ast.BinOp(inner, ast.Add(), out)


def _twice(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            for part in (left, right):
                if _short(part):
                    words = f"the term {_short(part)} is added twice."
                    yield words, ast.BinOp(node, ast.Add(), part)


_CHANGES = (_left_out, _other_operator, _other_axis, _other_function, _twice)
