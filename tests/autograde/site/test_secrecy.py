"""Is there no answer in anything of which the website without solutions is made?"""

import json
import zipfile

import nbformat
import pytest
from bs4 import BeautifulSoup
from sphinx.search.en import SearchEnglish

from autograde.core.atomic import write_atomically
from autograde.core.cells import exercise_of, is_answer
from autograde.core.paths import COURSE
from autograde.lessons import build, regions
from autograde.lessons.source import read
from autograde.site.__main__ import write
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


def given():
    """Return the text of all notebooks that students are given."""
    paths = [COURSE / each.name / f"{each.name}.ipynb" for each in build.lessons()]
    return "".join(notebook(path.read_bytes()) for path in paths)


def answers():
    """Return the lines of each answer that students are not given: exercise -> lines."""
    known, found = packed(given()), {}
    for folder in build.lessons():
        for cell in filter(is_answer, build.source_notebook(folder).cells):
            lines = map(packed, regions.inside(cell.source, "SOLUTION").split("\n"))
            new = {line for line in lines if len(line) >= SHORTEST and line not in known}
            found[f"{folder.name}: {exercise_of(cell)}"] = new
    return found


def secrets():
    """Return all text that no website without solutions may have, as authors write it."""
    return "\n".join(
        regions.inside(cell.source, kind)
        for folder in build.lessons()
        for cell in read(folder).cells
        for kind in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
    )


def visible(page):
    """Return all text of a page."""
    return BeautifulSoup(page.read_bytes(), "html.parser").get_text(" ")


def indexed(site):
    """Return the words that the search of a website knows."""
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    return {*found["terms"], *found["titleterms"]}


def words(text):
    """Return the words of a text, as the search shortens them."""
    language = SearchEnglish({})
    return {language.stem(word.lower()) for word in language.split(text)}


@pytest.fixture
def lessons(tmp_path):
    """All lessons, as if they had run without any output."""
    found = Lessons(build.lessons(), tmp_path / "lessons")
    found.cache.mkdir()
    for name, solved in found.sources.items():
        write_atomically(found.paths[name], nbformat.writes(solved))
    return found


@pytest.mark.parametrize("solutions", [True, False])
def test_answers_of_all_lessons(lessons, tmp_path, solutions):
    """Has no file an answer to any exercise, and the website with solutions all of them?"""
    assemble(Folder(tmp_path / "source"), lessons, solutions)
    shown, secret = text(tmp_path / "source"), answers()
    assert len(secret) > 150
    assert [exercise for exercise, lines in secret.items() if not lines] == []
    found = {
        exercise for exercise, lines in secret.items() if any(line in shown for line in lines)
    }
    assert sorted(found ^ set(secret if solutions else ())) == []


def test_pages_and_search_of_all_lessons(lessons, tmp_path):
    """Has no page a secret line, and the search index no word that only secrets have?"""
    site = tmp_path / "html"
    write(lessons, site, False, tmp_path / "cache")
    shown = "\n".join(visible(page) for page in site.rglob("*.html"))
    text, known = packed(shown), packed(given())
    lines = {packed(line) for line in secrets().split("\n")}
    secret = {line for line in lines if len(line) > 24 and line not in known}
    assert len(secret) > 1000
    assert sorted(line for line in secret if line in text) == []
    only = words(secrets()) - words(shown) - words(given())  # formulas are indexed as LaTeX
    assert len(only) > 50
    assert sorted(only & indexed(site)) == []
