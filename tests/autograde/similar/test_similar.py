"""Pairs that agree more than chance explains: how often by chance, and how often copies."""

import random
import re
import shutil
import stat

import nbformat
import pytest
from scipy.stats import binom

from autograde.classroom import folder
from autograde.core import notebooks
from autograde.core.paths import COURSE
from autograde.demo import show, synthetic
from autograde.similar import chance, evidence, report
from lstm_utils.checks import Result
from tests.autograde.guide import commands
from tests.autograde.similar import classes
from tests.autograde.test_cli import lstm_course

STUDENTS = 30


@pytest.fixture(scope="module")
def given():
    released = notebooks.read(COURSE / show.LESSON / f"{show.LESSON}.ipynb")
    code = [cell.source for cell in released.cells if cell.cell_type == "code"]
    return frozenset().union(*map(evidence.of_code, code))


def read(given, answers, mistakes):
    """Return the evidence of a synthetic student, by exercise."""
    names = list(classes.sources()[0])
    every = [
        (evidence.of_code(answers.get(name, "")) - given)
        | frozenset((evidence.MISTAKE, text) for text in [mistakes.get(name)] if text)
        for name in names
    ]
    first = zip(names, evidence.first_uses(every), strict=True)
    return [mine if name in answers else None for name, mine in first]


def reported(given, students, seed):
    found = chance.pairs([read(given, *student) for student in students], seed)
    return {(pair.first, pair.second) for pair in found}


def test_false_alarms(given, long):
    """Is any pair reported in at most one class of twenty that works alone?

    At that rate, chance exceeds the bound in one run of a thousand. With `--long`, it is 21 of
    200 classes.
    """
    number = 200 if long else 20
    honest = [classes.honest(seed, STUDENTS) for seed in range(number)]
    alarms = sum(bool(reported(given, students, seed)) for seed, students in enumerate(honest))
    print(f"{alarms} of {number} classes that worked alone have a reported pair")
    assert alarms <= binom.ppf(0.999, number, chance.LEVEL)


def planted(given, seed, changed):
    """Return whether a copy is reported: of a student who comments, with a share changed."""
    rng, students = random.Random(1000 + seed), classes.honest(seed, STUDENTS)
    exercises = len(classes.sources()[0])
    complete = [n for n, (answers, _) in enumerate(students) if len(answers) == exercises]
    count = {n: "".join(students[n][0].values()).count("  # ") for n in complete}
    first = rng.choice([n for n in complete if count[n] > 3])
    second = rng.choice([n for n in complete if n != first])
    answers, mistakes = students[first]
    students[second] = (classes.copied(rng, answers, changed), mistakes)
    return tuple(sorted((first, second))) in reported(given, students, seed)


@pytest.mark.parametrize(("changed", "least"), [(0.0, 0.8), (0.3, 0.5)])
def test_copies_are_found(given, changed, least, long):
    """Is a copy found, also with three of ten names and comments changed?"""
    number = 100 if long else 10
    found = sum(planted(given, seed, changed) for seed in range(number))
    print(f"{changed:.0%} changed: {found} of {number} copies found")
    assert found >= least * number


@pytest.mark.sandbox
def test_the_guide_finds_a_copy(demo_class, tmp_path, monkeypatch):
    """Does the guide's command report no pair of the demo's class, and then the copy in it?"""
    room = folder.load(shutil.copytree(demo_class.root, tmp_path / "class"))
    monkeypatch.chdir(room.root)
    ((*command,),) = commands("Similar answers")
    assert "pairs to look at: 0" in lstm_course(*command)

    style = classes.Style(random.Random(3))
    style.habit = 0.5
    right = classes.sources()[0]
    answers = {name: style.commented(style.renamed(text)) for name, text in right.items()}
    answers["sgd"] += "\n# <script>alert(1)</script> done"
    for student in ("ada", "finn"):
        path = room.notebook("submitted", show.LESSON, student)
        nbformat.write(synthetic.answered(notebooks.read(path), answers), path)
    said = lstm_course(*command)
    assert re.search(r"finn and ada: chance [\d.]+ % or less", said)
    assert "pairs to look at: 1" in said
    page = room.root / report.FOLDER / f"{show.LESSON}.html"
    text = page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "Finn O&#39;Brien (finn) and Ada Okafor (ada)" in text
    assert "comment: <code>script alert 1 script done</code>" in text
    assert "<script" not in text
    assert "://" not in text


def test_evidence_is_what_a_student_chose():
    """Are names, comments and mistakes read, and keywords, attributes and broken code not?"""
    code = "def f(x):\n    total = x.sum()  # All of it!\n    return total\n"
    expected = {("name", name) for name in ("f", "x", "total")} | {("comment", "all of it")}
    assert evidence.of_code(code) == expected
    assert ("name", "total") in evidence.of_code(code + "    '''never closed")
    wrong = Result("sgd", "wrong", details=("expected 1", "got 2"))
    assert evidence.of_result(wrong) == {("mistake", "sgd: expected 1; got 2")}
    assert not evidence.of_result(Result("sgd", "passed"))
    assert evidence.of_prose("It forgets the old state.") == {
        ("phrase", "it forgets the old state")
    }


@pytest.mark.parametrize(
    "text", ["\x00", "'" * 3, "(" * 5000, "  x\n y", "\\", "x = $?", "é = 1 # ²"]
)
def test_broken_code_is_read_as_far_as_it_goes(text):
    """Is text that is not Python no error, and is what comes before it read?"""
    assert ("name", "before") in evidence.of_code(f"before = 1\n{text}")


def test_too_little_to_compare(new_class, monkeypatch):
    """Is a lesson with one exercise refused, and is agreement in a single one never enough?"""
    monkeypatch.chdir(new_class.root)
    said = lstm_course("similar", "00", code=1)
    assert "00_welcome has fewer than two answers: nothing can be compared" in said
    same, other = [frozenset([("comment", "rare")])], [frozenset()]
    assert chance.pairs([same, same, other, other]) == []
