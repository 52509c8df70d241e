"""A copy of `lstm_utils` without the answers, for the inside of the sandbox.

Whatever this lesson or a later one asks students to write has no body there: it raises, and so
does everything that calls it. The bank of exercises, with its references, right answers and
mistakes, is not there at all. After an exercise has been judged, its function's source is sent
in (see `guest/lock.py`), so that the lesson's next cells can use it, as they do in class.
"""

import ast
import importlib
import inspect
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from lstm_utils.checks import Exercise, class_checks, get, names

COURSE = Path(__file__).resolve().parents[2] / "lstm_utils"
GUEST = Path(__file__).parent / "guest"
TWINS = {"numpy_nets": "torch_nets", "torch_nets": "numpy_nets"}
ENGINE = (
    "declare.py",
    "edits.py",
    "equality.py",
    "exercises.py",
    "lend.py",
    "own.py",
    "plain.py",
    "run.py",
)
MESSAGE = (
    "{name} is what the exercise asks you to write:"
    " the course's own cannot be used while your answer is graded"
)
CHECKS = '''\
"""Stand-ins for what a notebook imports: while a lesson is graded, nothing is checked here."""

from lstm_utils.checks.declare import Case, Exercise, exercise
from lstm_utils.checks.plain import Layout, Probe, Seed, probe


class CheckFailed(AssertionError):
    """Never raised while a lesson is graded."""


def check(name, function=None, **options):
    """Do nothing: the answer is judged elsewhere."""


diagnose = find_the_bug = hint = check


def case_inputs(name, number=0):
    """Raise: there are no cases here."""
    raise LookupError("case_inputs shows nothing while a lesson is graded")
'''


_module = attrgetter("module")


@dataclass(frozen=True)
class Locked:
    """One definition that the copy does not have: its module, its name, its source."""

    module: str
    name: str
    source: str


def is_lock(message: str) -> bool:
    """Return whether an error of the lesson's own cell is that of a locked function.

    A student can raise the same words: ask only before the first answer has run.
    """
    return MESSAGE.partition("{name}")[2] in message


def locked_by(exercise: Exercise) -> list[Locked]:
    """Return what answers to an exercise may not use: the reference, `also` and the twins."""
    reference = inspect.unwrap(exercise.reference)
    package = (reference.__module__ or "").split(".")
    if package[0] != "lstm_utils" or package[1:2] == ["checks"]:
        return []  # the bank defines it, which the copy does not have
    modules = [package]
    if package[1] in TWINS:
        modules.append([package[0], TWINS[package[1]], *package[2:]])
    wanted = (reference.__name__, *exercise.also)
    found = [_definition(".".join(module), name) for module in modules for name in wanted]
    return [definition for definition in found if definition]


def _definition(module: str, name: str) -> Locked | None:
    path = COURSE.parent.joinpath(*module.split(".")).with_suffix(".py")
    if not path.is_file():
        return None
    source = _definitions(path.read_text(encoding="utf-8")).get(name)
    return Locked(module, name, source) if source else None


@lru_cache(maxsize=256)
def _definitions(text: str) -> dict[str, str]:
    """Return the source of each function and class that a module defines, by name."""
    lines, found = text.splitlines(), {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found.setdefault(node.name, "\n".join(lines[first - 1 : node.end_lineno]) + "\n")
    return found


def withheld(lesson: str) -> list[Locked]:
    """Return all that this lesson and the later ones ask for, each once."""
    exercises = (get(name) for name in names())
    found = [lock for ex in exercises if ex.lesson >= lesson for lock in locked_by(ex)]
    return list(dict.fromkeys(found))


def unlocked(lesson: str) -> set[str]:
    """Return the modules of which a lesson gets definitions back as it goes on."""
    return {lock.module for name in names(lesson) for lock in locked_by(get(name))}


def stage(folder: Path, lesson: str) -> None:
    """Write the copy for a lesson, and the program that runs inside, into an empty folder."""
    shutil.copytree(
        COURSE,
        folder / "lstm_utils",
        ignore=lambda path, found: (
            [name for name in found if name not in ENGINE]
            if Path(path) == COURSE / "checks"
            else [name for name in found if name == "__pycache__"]
        ),
    )
    checks = folder / "lstm_utils" / "checks"
    (checks / "__init__.py").write_text(CHECKS, encoding="utf-8")
    (checks / "probes.py").write_text("\n".join(_probes(lesson)), encoding="utf-8")
    for module, locks in groupby(sorted(withheld(lesson), key=_module), _module):
        path = folder.joinpath(*module.split(".")).with_suffix(".py")
        text = reduce(_without, locks, path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    guest = folder / "autograde_guest"
    shutil.copytree(GUEST, guest, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("wire.py"), guest / "wire.py")


def _without(text: str, locked: Locked) -> str:
    """Return a module's text in which the bodies of one definition only raise."""
    return text.replace(locked.source.rstrip("\n"), _raising(locked), 1)


@lru_cache(maxsize=512)
def _raising(locked: Locked) -> str:
    tree = ast.parse(locked.source)
    for node in [*ast.walk(tree)]:
        if isinstance(node, ast.FunctionDef):
            message = repr(MESSAGE.format(name=f"`{locked.name}`"))
            document = node.body[:1] if ast.get_docstring(node) is not None else []
            node.body = [*document, *ast.parse(f"raise RuntimeError({message})").body]
    return ast.unparse(tree)


def _probes(lesson: str) -> Iterable[str]:
    """Yield the source of the functions that cases hand to answers by name.

    Those that are given as text (`Exercise.probe`) may be made of a lesson's answers, so that
    an earlier lesson does not get them.
    """
    yield '"""The functions that cases hand to answers by name."""'
    yield "from lstm_utils.checks.plain import probe_source"
    for ex in (get(name) for name in names()):
        if ex.lesson <= lesson:
            yield from (f"probe_source{(name, *text)!r}" for name, text in ex.probes.items())
    bank = importlib.import_module("lstm_utils.checks.bank")
    paths = sorted(Path(bank.__path__[0]).rglob("*.py"))
    for text in [
        *(path.read_text(encoding="utf-8") for path in paths),
        *class_checks().values(),
    ]:
        if "probe(" in text:  # to parse the whole bank takes a quarter of a second
            yield from _probes_of(text)


@lru_cache(maxsize=256)
def _probes_of(text: str) -> list[str]:
    body = ast.parse(text).body
    wanted = _needed(body)
    return [ast.unparse(node) for node in body if node in wanted]


def _needed(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the probes of a bank module and the definitions that they use."""
    probes = [node for node in body if _is_probe(node)]
    used = {n.id for node in probes for n in ast.walk(node) if isinstance(n, ast.Name)}
    needed = list(probes)
    for node in reversed(body if probes else []):
        if node not in needed and used & _binds(node):
            needed.append(node)
            used |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return needed


def _is_probe(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(d, ast.Call) and ast.unparse(d.func).split(".")[-1] == "probe"
        for d in node.decorator_list
    )


def _binds(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return set() if getattr(node, "decorator_list", None) else {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
