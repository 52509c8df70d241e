"""Rules about the prose: its quotes, figures, and the points a question announces."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt

from autograde.lessons.rules.structure import at
from autograde.lessons.source import Cell, Lesson, Problem

ALT_WORDS = 5


def quotes(lesson: Lesson) -> Iterator[Problem]:
    """Is each markdown cell one triple-quoted string, or comment lines?"""
    for cell in lesson.cells:
        if cell.kind != "markdown":
            continue
        trap = _stray_quote(lesson, cell)
        if trap is not None:
            text = (
                'a triple quote inside the prose ends its string early: open with r""", close'
                ' with """, and write neither in between'
            )
            yield at(lesson, cell, text, trap)


def figures(lesson: Lesson) -> Iterator[Problem]:
    """Has each image alt text of five words, and a file that is released with the lesson?"""
    for cell in lesson.cells:
        if cell.kind != "markdown":
            continue
        for offset, source, alt in _images(cell):
            line = cell.first + offset
            words = len(alt.split())
            if not words:
                yield at(lesson, cell, f"missing alt text of the image {source}", line)
            elif words < ALT_WORDS:
                text = (
                    f"alt text of {source} has {words} words, at least {ALT_WORDS} are needed"
                )
                yield at(lesson, cell, f"{text}: say what it shows", line)
            if problem := _wrong_file(lesson.path.parent, source):
                yield at(lesson, cell, problem, line)


def folder(lesson: Lesson) -> Iterator[Problem]:
    """Is everything in the lesson's folder released and used?"""
    text = "\n".join(lesson.lines)
    for path in sorted(lesson.path.parent.rglob("*")):
        name = path.relative_to(lesson.path.parent)
        if path == lesson.path or path.is_dir() or "__pycache__" in name.parts:
            continue
        if name.parts[0] != "figures":
            note = f"{name} is not released: only the source and figures/ are"
        elif path.name not in text:
            note = f"the lesson does not use {name}"
        else:
            continue
        yield Problem(lesson.path, 1, "folder", note, warning=True)


def announced_points(lesson: Lesson) -> Iterator[Problem]:
    """Does a question announce the points that its header gives?"""
    for cell in lesson.named("question"):
        prompt = cell.without("MARK SCHEME", "SOLUTION")
        said = re.search(r"\((\d+(?:\.\d+)?) points?\)", prompt)
        points = cell.options.get("points")
        if said and isinstance(points, int | float) and float(said[1]) != points:
            yield at(lesson, cell, f"the prompt says {said[0]}, the header points={points}")
        if not prompt.strip():
            yield at(lesson, cell, "the question asks nothing: its prompt is empty")


def _stray_quote(lesson: Lesson, cell: Cell) -> int | None:
    """Return the file's line of the quote that ends the prose early, None if all is well."""
    lines = cell.source.split("\n")
    if cell.quote:
        stray = [index for index, line in enumerate(lines) if cell.quote in line]
    else:  # comment lines, or a string that jupytext could not unwrap
        raw = lesson.lines[cell.first - 1 : cell.first - 1 + len(lines)]
        text = [index for index, line in enumerate(raw) if line.strip() and line[0] != "#"]
        quoted = [index for index in text[1:] if re.search("\"{3}|'{3}", raw[index])]
        stray = quoted or text
    return cell.first + stray[0] if stray else None


def _images(cell: Cell) -> Iterator[tuple[int, str, str]]:
    """Yield line index, file and alt text of each image of a markdown cell."""
    for block in MarkdownIt("commonmark").parse(cell.source):
        line = block.map[0] if block.map else 0
        if block.type == "html_block":
            yield from _html_images(block.content, line)
        for part in block.children or []:
            if part.type in ("softbreak", "hardbreak"):
                line += 1
            elif part.type == "image":
                yield line, str(part.attrs["src"]), part.content
            elif part.type == "html_inline":
                yield from _html_images(part.content, line)


def _html_images(html: str, line: int) -> Iterator[tuple[int, str, str]]:
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "img":
                values = dict(attrs)
                image = values.get("src") or "", values.get("alt") or ""
                found.append((line + self.getpos()[0] - 1, *image))

    Reader().feed(html)
    yield from found


def _wrong_file(lesson: Path, source: str) -> str:
    """Return what is wrong with an image's file, "" if it is released with the lesson."""
    path = (lesson / unquote(source)).resolve()
    if re.match(r"[a-z]+:", source) or not path.is_relative_to(lesson.resolve() / "figures"):
        return f"the image {source} must be a file in the lesson's figures/ folder"
    if not path.is_file():
        return f"missing figure file {source}"
    return ""


RULES = (quotes, figures, folder, announced_points)
