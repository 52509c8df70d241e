"""Mistakes that follow from the model answer: a part of a formula is missing or exchanged.

A factor, a term, a function or a line that is left out, a term that is added twice or outside,
another operator, axis or bound: each is the model answer with one change, so that no exercise
needs a text for it. An answer with `while` has no variants: they might not end.
The words state only what was observed: the answer gives what the changed formula gives.

Two mistakes of the bank that were made at once are the model answer with two edits.
"""

import ast
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from lstm_utils.checks.changes import CHANGES, in_blocks
from lstm_utils.checks.declare import Exercise, Mistake
from lstm_utils.checks.edits import EditError, edited

MOST = 600  # variants of one model answer
MOST_PAIRS = 300  # of known mistakes; a third of them where gradients take time


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


def pairs(ex: Exercise) -> list[Mistake]:
    """Return two known mistakes at once, of those that are edits of different places."""
    known = [m for m in ex.mistakes if m.edit and not isinstance(m.edit, str)]
    couples = sorted(combinations(range(len(known)), 2), key=sum)  # the most common ones first
    most = MOST_PAIRS if ex.framework == "numpy" else MOST_PAIRS // 3
    found: dict[str, str] = {}
    for first, second in ((known[i], known[j]) for i, j in couples):
        try:
            source = edited(first.source, second.edit)
            _compile(source)
        except (EditError, SyntaxError):  # both change the same place
            continue
        found.setdefault(source, f"{first.diagnosis}\n{second.diagnosis}")
        if len(found) >= most:
            break
    return [Mistake(w, partial(_compiled, ex, source), source) for source, w in found.items()]


def _compile(source: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        compile(source, "<pair>", "exec")


def _compiled(ex: Exercise, source: str) -> Callable:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of `1[:, None]`, left of `1 - h`
        return ex.compiled(source)


def _changed(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the description of each change, and the source with it."""
    function = [node for node in tree.body if isinstance(node, ast.FunctionDef)][-1]
    if any(isinstance(node, ast.While) for node in ast.walk(function)):
        return  # a changed condition may stay true
    places = [*_places(function)]
    for change in CHANGES:
        for node, put in places:
            for words, new in change(node):
                put(new)
                yield words, ast.unparse(tree)
                put(node)
    for words in in_blocks(function):
        yield words, ast.unparse(tree)


def _places(function: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    """Yield each node below a function, and how to put another one in its place."""
    for parent in ast.walk(function):
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield value, partial(setattr, parent, name)
            elif isinstance(value, list):
                for k, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        yield item, partial(value.__setitem__, k)
