"""The folder that Sphinx reads: lessons, guides and modules, laid out as the repository.

    index.md, SECURITY.md, ...     from the repository's root; index.md is docs/index.md
    docs/                          the guides
    course/NN_name/                each lesson: its page, its figures, its notebook as a zip
    api/                           a page for each module of `lstm_utils`

Links between these files are the same here and in the repository. A file is written only if its
content is new, so that Sphinx reads again only what changed.
"""

import io
import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat

from autograde.core.atomic import write_atomically
from autograde.core.paths import COURSE, ROOT
from autograde.core.repository import address
from autograde.site import api, contents, pages
from autograde.site.execute import Lessons
from autograde.starts import links

DOCS = ROOT / "docs"
PROJECT = ("CONTRIBUTING", "SECURITY", "CHANGELOG")
HAS_SOLUTIONS = {"CONTRIBUTING"}  # an example in it is the answer to an exercise
FIRST_GUIDES = ("student", "start", "glossary", "instructor", "jupyterhub")
START_PAGE = "README.md"  # of the repository; on the site it is index.md
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\(([^)\s#]+)(#[^)\s]*)?\)")
FOLDED = "The solution of each exercise opens with a click."
LEFT_OUT = "This copy of the site has no solutions."
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same zip each time


class Folder:
    """A folder of generated files that remembers which of them are still wanted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.wanted: set[Path] = set()

    def write(self, name: str, content: str | bytes) -> bool:
        """Write a file, unless it has this content already; return whether it had not."""
        path = self.root / name
        data = content.encode() if isinstance(content, str) else content
        self.wanted.add(path)
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
        return True

    def prune(self) -> bool:
        """Delete all other files; return whether there were any."""
        others = [p for p in self.root.rglob("*") if p.is_file() and p not in self.wanted]
        for path in others:
            path.unlink()
        return bool(others)


def assemble(
    folder: Folder, executed: Lessons, solutions: bool, packages: Sequence[str] = api.PACKAGES
) -> bool:
    """Write all that Sphinx reads; return whether the table of contents is a new one.

    Args:
        folder: where it is written.
        executed: the lessons, all of them run.
        solutions: whether the pages show solutions.
        packages: the packages of `lstm_utils` that are described.
    """
    wanted = [name for name in PROJECT if solutions or name not in HAS_SOLUTIONS]
    project = [name for name in wanted if (ROOT / f"{name}.md").is_file()]
    guides = _guides()
    there = {f"{name}.md" for name in project} | {f"docs/{name}.md" for name in guides}
    there |= {f"course/{name}/{name}.ipynb" for name in executed.folders} | {START_PAGE}
    listed = [
        _write_lesson(folder, executed, name, solutions, there) for name in executed.folders
    ]
    for name in [*project, *(f"docs/{guide}" for guide in guides)]:
        text = (ROOT / f"{name}.md").read_text(encoding="utf-8")
        folder.write(f"{name}.md", relinked(text, f"{name}.md", there))
    for name, text in api.documents(packages).items():
        folder.write(f"{name}.md", text)
    others = {
        "Guides": [f"docs/{name}" for name in guides],
        "Reference": ["api/index"],
        "About": project,
    }
    parts = contents.parts(listed)
    return folder.write("index.md", _start_page(parts, others, there, solutions))


def _guides() -> list[str]:
    names = {path.stem for path in DOCS.glob("*.md")} - {"index"}
    first = [name for name in FIRST_GUIDES if name in names]
    return first + sorted(names - set(first))


def _start_page(
    parts: list[contents.Part],
    others: dict[str, list[str]],
    there: Iterable[str],
    solutions: bool,
) -> str:
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    text = relinked(text, "docs/index.md", there, place="index.md")
    svg = f'<div class="course-map">{contents.clickable(parts)}</div>'
    made = {
        "map": f"```{{raw}} html\n{svg}\n```",
        "lessons": contents.lists(parts),
        "solutions": FOLDED if solutions else LEFT_OUT,
        "contents": contents.trees(parts, others),
    }
    return re.sub(r"<!-- (\w+) -->", lambda found: made[found[1]], text)


def _write_lesson(
    folder: Folder, executed: Lessons, name: str, solutions: bool, there: Iterable[str]
) -> contents.Lesson:
    """Write the page of a lesson, its figures and its notebook; return what is listed of it."""
    place = f"course/{name}"
    released = nbformat.read(COURSE / name / f"{name}.ipynb", as_version=4)
    listed = contents.lesson(name, released.cells[0].source.splitlines()[0].lstrip("# "))
    page = pages.page(executed.read(name), released, solutions, _links(listed))
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, f"{place}/{name}.ipynb", there)
    for number, cell in enumerate(page.cells):
        cell.id = f"cell-{number}"  # random otherwise
    folder.write(f"{place}/{name}.ipynb", nbformat.writes(page))
    for figure in sorted((COURSE / name / "figures").glob("*")):
        folder.write(f"{place}/figures/{figure.name}", figure.read_bytes())
    folder.write(f"{place}/{name}.zip", _zipped(COURSE / name))
    return listed


def _links(lesson: contents.Lesson) -> str:
    """Return the line below the title of a lesson."""
    starts = [f"[{word}]({url})" for word, url in links.of(lesson.name).items()]
    opened = f" · Open in: {' · '.join(starts)}" if starts else ""
    return f"{lesson.effort} · {{download}}`Notebook (zip) <{lesson.name}.zip>`{opened}"


def _zipped(lesson: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in lesson.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(lesson.parent).as_posix(), _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return stream.getvalue()


def relinked(text: str, name: str, there: Iterable[str], place: str = "") -> str:
    """Return Markdown in which each relative link leads somewhere on the site.

    A link to another file of the repository leads to its web page, if the repository has an
    address; otherwise only its words remain.

    Args:
        text: the Markdown.
        name: the file that it is from, relative to the repository.
        there: the files of the repository that are on the site.
        place: where the text is on the site, if that is not the same.
    """
    place, web = place or name, address()

    def replace(found: re.Match) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        path = os.path.normpath(os.path.join(os.path.dirname(name), target))
        if path in there:
            goal = "index.md" if path == START_PAGE else path
            return f"[{words}]({os.path.relpath(goal, os.path.dirname(place))}{anchor})"
        return f"[{words}]({web}/blob/main/{path}{anchor})" if web else words

    return _LINK.sub(replace, text.replace("<this repository>", web or "<this repository>"))
