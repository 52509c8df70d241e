"""Is what the README says true?"""

import ast
import json
import re

import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.core.paths import ROOT
from autograde.lessons import build
from lstm_utils.checks import CheckFailed, check, get, names

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("SECURITY.md")]
PAGES += ROOT.glob("docs/*.md")


def test_counts_are_real():
    """Are the numbers of lessons, exercises and mistakes those of the sources?"""
    mistakes = sum(len(get(name).mistakes) for name in names())
    counts = f"{len(build.lessons())} lessons, {len(names())} exercises"
    assert counts in README
    assert f"over {mistakes // 100 * 100:,} known mistakes" in README.replace("\n", " ")


def test_table_of_lessons_is_real():
    """Has the table each lesson with its real numbers of exercises and points?"""
    rows = dict(re.findall(r"^\| \[(\d\d) [^|]+\|[^|]+\|\s*(\d+ \|\s*\d+) \|", README, re.M))
    for lesson in build.lessons():
        cells = build.source_notebook(lesson).cells
        points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in cells)
        expected = f"{len(names(lesson.name))} | {points}"
        assert rows[lesson.name[:2]].replace("  ", " ") == expected, lesson.name
    assert len(rows) == len(build.lessons())


def test_example_is_what_a_check_says():
    """Does the example's message come out word for word?"""
    import numpy as np

    with pytest.raises(CheckFailed) as failed:
        check("weighted-sum", lambda x, w, b: np.dot(x, w))
    assert str(failed.value) in README


def test_speed_is_what_was_measured():
    """Are the seconds and the ratio of the README those of the page about speed?"""
    speed = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    pattern = r"(\d+) submissions of lesson 08 in (\d+) s on two cores; .* (\d+) times as fast"
    count, seconds, ratio = re.search(pattern, README.replace("\n  ", " ")).groups()
    assert re.search(rf"two cores \| {count} \| {seconds}\.\d \|", speed)
    assert f"grading is {ratio} times as fast" in speed


def test_film_is_small_and_still_on_request():
    """Is the first picture animated, below 500 KB, and still where readers ask for that?"""
    alt, path = re.search(r"!\[([^]]+)\]\(([^)]+)\)", README).groups()
    picture = (ROOT / path).read_bytes()
    assert len(alt.split()) >= 5
    assert b"@keyframes" in picture
    assert len(picture) < 500_000
    assert b"(prefers-reduced-motion: reduce) { g { animation: none !important } }" in picture
    assert not re.findall(rb"(?:href|src)=\"(?!#)", picture)


def test_glossary_names_the_lessons():
    """Does each term of the glossary occur in the lesson that is said to introduce it?"""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `?([^|,`]+)[^|]*\|.*\]\(\.\./(course/\S+)\) \|$", glossary, re.M)
    assert len(rows) == glossary.count("](../course/") > 30
    for term, notebook in rows:
        cells = json.loads((ROOT / notebook).read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells).lower()
        assert term.strip().lower() in text, f"{term}, {notebook}"


def test_commands_exist():
    """Does every command that the README and the guides show exist?"""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    shown = set(re.findall(r"lstm-course ([a-z]+)", text))
    assert len(shown) > 12
    for command in shown:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command
    targets = set(re.findall(r"^make ([a-z]+)|`make ([a-z]+)", text, re.M))
    targets = {one or other for one, other in targets}
    assert len(targets) > 4
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in targets:
        assert f"\n{target}:" in makefile, target


STAGES = sorted(p.parent.name for p in ROOT.glob("autograde/*/__init__.py"))


@pytest.mark.parametrize("folder", ["autograde", *(f"autograde/{s}" for s in STAGES)])
def test_reading_orders_are_complete(folder):
    """Does the first page of a package name each of its modules and folders, and no other?"""
    document = ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text("utf-8")))
    modules = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__", "__main__"}
    packages = {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}
    ordered = set(re.findall(r"^(\w+)/?  ", document, re.M))
    named = set(re.findall(r"\w+", document))
    assert modules | packages <= named
    assert ordered <= modules | packages | {"guest"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """Does every relative link and picture exist?"""
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
