"""Is there no answer in anything of which the website without solutions is made?"""

import zipfile

import nbformat
import pytest

from autograde.core.atomic import write_atomically
from autograde.core.cells import exercise_of, is_answer
from autograde.core.paths import COURSE
from autograde.lessons import build, regions
from autograde.site.execute import Lessons
from autograde.site.sources import Folder, assemble

pytestmark = pytest.mark.long
SHORTEST = 10  # characters; shorter lines occur everywhere


def packed(text):
    """Return a text without spaces and ends of lines."""
    return "".join(text.split())


def notebook(data):
    """Return the text of the cells of a notebook."""
    cells = nbformat.reads(data.decode(), as_version=4).cells
    return "\n".join(cell.source for cell in cells)


def text(folder):
    """Return the text of all files, those in archives included, without pictures."""
    found = []
    for path in filter(lambda each: each.is_file(), folder.rglob("*")):
        files = {path.name: path.read_bytes()}
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
        found += [
            notebook(data) if name.endswith(".ipynb") else data.decode("utf-8", "replace")
            for name, data in files.items()
            if not name.endswith((".png", ".svg", ".zip"))
        ]
    return packed("\n".join(found))


def answers():
    """Return the lines of each answer that students are not given: exercise -> lines."""
    paths = [COURSE / each.name / f"{each.name}.ipynb" for each in build.lessons()]
    given, found = packed("".join(notebook(path.read_bytes()) for path in paths)), {}
    for folder in build.lessons():
        for cell in filter(is_answer, build.source_notebook(folder).cells):
            lines = map(packed, regions.inside(cell.source, "SOLUTION").split("\n"))
            new = {line for line in lines if len(line) >= SHORTEST and line not in given}
            found[f"{folder.name}: {exercise_of(cell)}"] = new
    return found


@pytest.mark.parametrize("solutions", [True, False])
def test_answers_of_all_lessons(tmp_path, solutions):
    """Has no file an answer to any exercise, and the website with solutions all of them?"""
    lessons = Lessons(build.lessons(), tmp_path / "lessons")
    lessons.cache.mkdir()
    for name, solved in lessons.sources.items():
        write_atomically(lessons.paths[name], nbformat.writes(solved))
    assemble(Folder(tmp_path / "source"), lessons, solutions)
    shown, secret = text(tmp_path / "source"), answers()
    assert len(secret) > 150
    assert [exercise for exercise, lines in secret.items() if not lines] == []
    found = {
        exercise for exercise, lines in secret.items() if any(line in shown for line in lines)
    }
    assert sorted(found ^ set(secret if solutions else ())) == []
