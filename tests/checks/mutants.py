"""One-place changes of a model answer: which of them does the check of its exercise accept?

    python -m tests.checks.mutants softmax              print what is accepted
    python -m tests.checks.mutants --accept softmax     and keep it in survivors.txt

An accepted change is a right answer written differently, or a wrong answer that no case
observes. Read each; add a case for each wrong one; keep the others with `--accept`.
"""

import argparse
import ast
import contextlib
import copy
import io
import os
import random
import resource
import signal
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lstm_utils.checks import AnswerKey, get, judge
from lstm_utils.checks.declare import Exercise
from lstm_utils.checks.run import run

KEPT = Path(__file__).with_name("survivors.txt")
ARROW = "  ->  "
NAMES, STATISTICAL = 60, 60  # changed names of an answer; changes where chance is judged
SECONDS, GIB = 4.0, 6  # of one change

OTHER = {  # an operator, and what is confused with it
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.FloorDiv: [ast.Mod],
    ast.Mod: [ast.FloorDiv],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
}
PAIRS = """max min, argmax argmin, maximum minimum, mean sum, std var, all any, zeros ones,
    zeros_like ones_like, tanh sigmoid, floor ceil, hstack vstack, triu tril, normal uniform,
    cumsum cumprod, exp expm1, log log1p, append extend"""
SYMMETRIC = {"max", "min", "maximum", "minimum", "logaddexp"}
CONFUSED = {a: b for pair in PAIRS.split(",") for a, b in (pair.split(), pair.split()[::-1])}


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, Callable]]:
    """Yield each node below a tree, with a function that puts another node in its place."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield value, partial(setattr, parent, field)
            elif isinstance(value, list):
                for i, node in enumerate(value):
                    if isinstance(node, ast.AST):
                        yield node, partial(value.__setitem__, i)


def changed(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the replacements of a node, except those of a name by another name."""
    if type(node) in OTHER:
        yield from (other() for other in OTHER[type(node)])
    match node:
        case ast.BinOp(left, op, right):
            yield from (left, right)
            if isinstance(op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
                yield changed(node, left=right, right=left)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield from map(ast.Constant, (value + 1, value - 1))
        case ast.Constant(float(value)):
            yield from map(ast.Constant, (value * 1.1, value * 2) if value else (1.0, 1e-3))
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.Subscript(value, _, ast.Load()):
            yield value
        case ast.If():
            yield from (changed(node, test=ast.Constant(value)) for value in (True, False))
        case ast.AugAssign(target, _, value):
            yield ast.Assign([target], value)
        case ast.Slice():
            given = [f for f in ("lower", "upper", "step") if getattr(node, f) is not None]
            yield from (changed(node, **{field: None}) for field in given)
        case ast.Attribute(value, word, ast.Load()):
            if word in CONFUSED:
                yield changed(node, attr=CONFUSED[word])
            if word in ("T", "mT"):
                yield value
        case ast.Name(word, ast.Load()) if word in CONFUSED:
            yield ast.Name(CONFUSED[word])
        case ast.Call():
            yield from _calls(node)
        case ast.Tuple(elts, ast.Load()) | ast.BoolOp(_, elts):
            field = "elts" if isinstance(node, ast.Tuple) else "values"
            for i in range(len(elts) - 1):
                yield changed(
                    node, **{field: [*elts[:i], elts[i + 1], elts[i], *elts[i + 2 :]]}
                )
            if isinstance(node, ast.BoolOp):
                yield from elts
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Return | ast.FunctionDef):
        yield ast.Pass()


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Yield a call without one argument, with two exchanged, and what it is made of."""
    for i, given in enumerate(node.keywords):
        if given.arg != "strict":  # only for the reader
            yield changed(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])
    if len(node.args) > 1:
        if ast.unparse(node.func).split(".")[-1] not in SYMMETRIC:
            yield changed(node, args=[node.args[1], node.args[0], *node.args[2:]])
        yield from (changed(node, args=node.args[:i] + node.args[i + 1 :]) for i in (0, 1))
    if isinstance(node.func, ast.Attribute):
        yield node.func.value
    if len(node.args) == 1:
        yield node.args[0]


def mutants(source: str) -> dict[str, str]:
    """Return the changed sources of a function, each with the line that changed."""
    tree = ast.parse(source)
    found = [(put, node, new) for node, put in places(tree) for new in variants(node)]
    bound = {n.arg if isinstance(n, ast.arg) else n.id for n, _ in places(tree) if _binds(n)}
    swaps = [
        (put, node, ast.Name(other))
        for node, put in places(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in bound
        for other in sorted(bound - {node.id})
    ]
    random.Random(0).shuffle(swaps)
    before, made = ast.unparse(tree), {}
    for put, node, new in found + swaps[:NAMES]:
        put(new)
        with contextlib.suppress(AttributeError, ValueError, TypeError):  # not a program
            after = ast.unparse(ast.fix_missing_locations(tree))
            made.setdefault(after, _difference(before, after))
        put(node)
    made.pop(before, None)
    return made


def _binds(node: ast.AST) -> bool:
    stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    return stored or isinstance(node, ast.arg)


def _difference(before: str, after: str) -> str:
    """Return the first line that differs, in both forms."""
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    return next((ARROW.join((a.strip(), b.strip())) for a, b in lines if a != b), "")


def accepted(name: str) -> list[str]:
    """Return the changes of a model answer that pass its check, visible and hidden cases."""
    ex = get(name)
    changes = sorted(mutants(ex.model_answer).items())
    if ex.together:
        changes = random.Random(1).sample(changes, min(STATISTICAL, len(changes)))
    draws = AnswerKey(ex, 0), AnswerKey(ex, 101, 3)
    return sorted(
        line for source, line in changes if all(_passes(ex, source, d) for d in draws)
    )


def _passes(ex: Exercise, source: str, key: AnswerKey) -> bool:
    """Return whether a source passes; a call that does not end is interrupted."""
    limit = SECONDS * max(1, len(key.cases) / 20)
    silent = io.StringIO()
    with contextlib.suppress(Exception):  # it does not compile, defines nothing or does not end
        try:
            signal.setitimer(signal.ITIMER_REAL, limit, 0.3)  # again, where a call goes on
            with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
                function = ex.compiled(source)
                return judge(key, [run(ex, function, case) for case in key.cases]).passed
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return False


def _interrupt(*_: object) -> None:
    raise TimeoutError("a changed answer does not end")


def kept() -> dict[str, list[str]]:
    """Return the accepted changes that were read, by exercise."""
    found: dict[str, list[str]] = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            changes = found.setdefault(line[3:], [])
        elif line.startswith("- "):
            changes.append(line[2:])
    return found


def keep(name: str, changes: list[str]) -> None:
    """Replace the accepted changes of one exercise in the file."""
    head = KEPT.read_text(encoding="utf-8").split("\n## ")[0].rstrip()
    found = kept() | {name: changes}
    parts = ["\n".join([f"## {n}", *(f"- {c}" for c in found[n])]) for n in sorted(found)]
    KEPT.write_text("\n\n".join([head, *parts]) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="+", metavar="exercise")
    parser.add_argument("--accept", action="store_true", help="keep them in survivors.txt")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (GIB << 30, GIB << 30))
    signal.signal(signal.SIGALRM, _interrupt)
    warnings.simplefilter("ignore")
    for name in asked.names:
        changes = accepted(name)
        print(f"{name}: {len(changes)} of {len(mutants(get(name).model_answer))} are accepted")
        print("".join(f"  {line}\n" for line in changes), end="", flush=True)
        if asked.accept:
            keep(name, changes)
    os._exit(0)  # an interrupted call of PyTorch can crash the end of the interpreter


if __name__ == "__main__":
    main()
