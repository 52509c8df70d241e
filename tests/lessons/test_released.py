"""The released lessons: fresh, deterministic, and without a trace of an answer."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from markdown_it import MarkdownIt

from autograde.core.paths import COURSE
from autograde.lessons import build
from autograde.lessons.regions import REGIONS
from autograde.lessons.source import read
from lstm_utils import checks

pytestmark = pytest.mark.xdist_group("released")  # so that the course is built once
LESSONS = build.lessons()
SHORTEST_SECRET = 8  # characters: a line such as `else:` says nothing
every_lesson = pytest.mark.parametrize("folder", LESSONS, ids=[path.name for path in LESSONS])


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    """All lessons, released anew."""
    course = tmp_path_factory.mktemp("course")
    build.release(LESSONS, course)
    return course


def tree(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def released(folder):
    path = COURSE / folder.name / f"{folder.name}.ipynb"
    return nbformat.read(path, as_version=4)


def squeezed(text):
    return " ".join(text.split())


def secrets(folder):
    """Return the lines that only a grader may see: what stands in a region and nowhere else."""
    lesson = read(folder)
    hidden = [
        line
        for cell in lesson.cells
        for kind in REGIONS
        for line in cell.inside(kind).split("\n")
    ]
    public = squeezed("\n".join(cell.without(*REGIONS) for cell in lesson.cells))
    lines = {squeezed(line) for line in hidden}
    return sorted(s for s in lines if len(s) >= SHORTEST_SECRET and s not in public)


def texts(value):
    """Yield all strings in a JSON value, keys included; a list of lines also as one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from texts(part)
    elif isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            yield "".join(value)
        for part in value:
            yield from texts(part)


def leaks(folder, course):
    """Return (file, secret) for each secret of a lesson in its released folder."""
    found = []
    for name, content in tree(course / folder.name).items():
        text = content.decode("utf-8", errors="replace")
        parts = texts(json.loads(text)) if name.endswith(".ipynb") else [text]
        everything = "\n".join([name, *map(squeezed, parts)])
        found += [(name, secret) for secret in secrets(folder) if secret in everything]
    return found


@every_lesson
def test_course_is_fresh(folder, rebuilt):
    """Is `course/` what the sources give now, byte for byte? If not, run `make course`."""
    assert (COURSE / folder.name).is_dir(), "run `make course`"
    old, new = tree(COURSE / folder.name), tree(rebuilt / folder.name)
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    assert not changed, "run `make course`"


def test_course_has_no_other_lessons():
    """Has every released lesson a source?"""
    assert {path.name for path in COURSE.glob(build.LESSON)} == {path.name for path in LESSONS}


@every_lesson
def test_nothing_secret_is_released(folder):
    """Is no line of an answer, a hidden test or a mark scheme in any released file?"""
    assert secrets(folder), "a lesson has answers and hidden tests to keep"
    assert leaks(folder, COURSE) == []


HIDING_PLACES = {
    "metadata": lambda nb, secret: nb["metadata"].update(solution=secret),
    "metadata key": lambda nb, secret: nb["cells"][0]["metadata"].update({secret: 1}),
    "attachment": lambda nb, secret: nb["cells"][0].update(attachments={"a": {"t": secret}}),
    "source": lambda nb, secret: nb["cells"][-1]["source"].append(f"    {secret}  # note"),
    "split in two": lambda nb, secret: nb["cells"][-1]["source"].extend(
        [secret[:7], secret[7:]]
    ),
    "output": lambda nb, secret: nb["cells"][0].update(outputs=[{"text": ["x\n", secret]}]),
}


@pytest.mark.parametrize("place", [*HIDING_PLACES, "figure", "file name"])
def test_a_leak_would_be_seen(place, rebuilt, tmp_path):
    """Does the search for leaks find an answer in every place where one could hide?"""
    folder = LESSONS[0]
    copy = shutil.copytree(rebuilt / folder.name, tmp_path / folder.name)
    secret = secrets(folder)[0]
    if place == "figure":
        (copy / "figures" / "answer.svg").write_text(f"<svg><desc>{secret}</desc></svg>")
    elif place == "file name":
        (copy / secret.replace("/", "")).write_text("x")
    else:
        path = copy / f"{folder.name}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        HIDING_PLACES[place](notebook, secret)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    assert secret in [found for _, found in leaks(folder, tmp_path)]


@every_lesson
def test_released_notebooks_are_clean(folder):
    """Are they valid, in nbformat 4.5, without outputs, run counts, attachments or pairing?"""
    notebook = released(folder)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nbgrader", "tags", "editable", "deletable"}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        assert "attachments" not in cell


@every_lesson
def test_answers_are_stubs(folder):
    """Is there nothing in an answer cell but what the student starts from?"""
    for cell in released(folder).cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            wanted = "raise NotImplementedError" if cell.cell_type == "code" else "YOUR ANSWER"
            assert wanted in cell.source


@every_lesson
def test_exercises_are_registered_for_their_lesson(folder):
    """Do the checks of each exercise say that it belongs to this lesson?"""
    names = [cell.name for cell in read(folder).named("exercise")]
    assert {name: checks.get(name).lesson for name in names} == dict.fromkeys(
        names, folder.name
    )


def targets(notebook):
    """Yield the links and images of the markdown cells."""
    for cell in notebook.cells:
        for block in (
            MarkdownIt("commonmark").parse(cell.source) if cell.cell_type == "markdown" else []
        ):
            for part in block.children or []:
                target = part.attrs.get("href") or part.attrs.get("src")
                if target:
                    yield str(target)
            yield from re.findall(r"""(?:src|href)=["']([^"']+)""", block.content)


@every_lesson
def test_relative_links_resolve(folder):
    """Does every relative link and image lead to a released file?"""
    for target in targets(released(folder)):
        url = urlsplit(target)
        if url.scheme or not url.path:
            continue
        path = (COURSE / folder.name / unquote(url.path)).resolve()
        assert path.is_relative_to(COURSE.resolve()), target
        assert Path(path).exists(), target
