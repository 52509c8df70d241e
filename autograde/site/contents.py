"""What the start page lists: the map of the course, its parts, and its lessons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from autograde.core.paths import ROOT, SOLUTIONS

MAP = SOLUTIONS / "00_welcome" / "figures" / "course_map.svg"
SVG = "http://www.w3.org/2000/svg"
NUMBER_WIDTH = 22  # of a lesson's number on the map
_TEXT = f"{{{SVG}}}text"
_ROW = re.compile(
    r"^\| \[(\d\d) [^|]+\]\([^)]+\) \| (.+?) \| *(\d+) \| *(\d+) \| *(\d+) \|$", re.MULTILINE
)
_HEADING = re.compile(r"(\d) · .+")
_RANGE = re.compile(r"lessons (\d\d) to (\d\d)")


@dataclass(frozen=True)
class Lesson:
    """A lesson in the lists of the site."""

    name: str  # NN_name
    title: str  # its first heading
    builds: str
    exercises: int
    points: int
    minutes: int

    @property
    def page(self) -> str:
        """The place of the lesson's page, without a suffix."""
        return f"course/{self.name}/{self.name}"

    @property
    def effort(self) -> str:
        """The size of the lesson in words."""
        s = "" if self.exercises == 1 else "s"
        return f"{self.exercises} exercise{s} · {self.points} points · {self.minutes} minutes"


@dataclass(frozen=True)
class Part:
    """A part of the course: its heading on the map, and its lessons."""

    heading: str
    lessons: list[Lesson]


def lesson(name: str, title: str, readme: Path = ROOT / "README.md") -> Lesson:
    """Return a lesson with what the README's table says about it."""
    rows = {row[0]: row[1:] for row in _ROW.findall(readme.read_text(encoding="utf-8"))}
    builds, *numbers = rows[name[:2]]
    return Lesson(name, title, builds, *map(int, numbers))


def parts(lessons: Sequence[Lesson], course_map: Path = MAP) -> list[Part]:
    """Return the parts that the map shows, with the lessons that are on the site."""
    texts = [node.text or "" for node in ElementTree.parse(course_map).iter(_TEXT)]
    headings = [text for text in texts if _HEADING.fullmatch(text)]
    ranges = [found.groups() for text in texts if (found := _RANGE.fullmatch(text))]
    return [
        Part(heading, [each for each in lessons if first <= each.name[:2] <= last])
        for heading, (first, last) in zip(headings, ranges, strict=True)
    ]


def clickable(found: Sequence[Part], course_map: Path = MAP) -> str:
    """Return the map as SVG, with a link for each part and each lesson."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.parse(course_map).getroot()
    title = next(node for node in root if node.tag == f"{{{SVG}}}title")
    root.remove(title)
    root.attrib |= {"role": "group", "aria-label": title.text or ""}
    in_order = iter(found)
    parents = {child: parent for parent in root.iter() for child in parent}
    for node in list(root.iter(_TEXT)):
        text = node.text or ""
        if heading := _HEADING.fullmatch(text):
            _wrap(parents[node], node, f"#part-{heading[1]}")
        elif _RANGE.fullmatch(text):
            _replace(parents[node], node, next(in_order).lessons)
    return ElementTree.tostring(root, encoding="unicode")


def _wrap(parent: Element, node: Element, href: str) -> None:
    """Put a link around a text."""
    place = list(parent).index(node)
    parent.remove(node)
    link = Element(f"{{{SVG}}}a", {"href": href})
    link.append(node)
    parent.insert(place, link)


def _replace(parent: Element, node: Element, lessons: Sequence[Lesson]) -> None:
    """Put the linked numbers of lessons in the place of the text that has their range."""
    parent.remove(node)
    left = float(node.attrib["x"]) - NUMBER_WIDTH * (len(lessons) - 1) / 2
    for k, each in enumerate(lessons):
        link = SubElement(parent, f"{{{SVG}}}a", {"href": f"{each.page}.html"})
        link.set("aria-label", each.title)
        SubElement(link, f"{{{SVG}}}title").text = each.title
        place = {"x": f"{left + NUMBER_WIDTH * k:g}", "y": node.attrib["y"]}
        SubElement(link, _TEXT, place).text = each.name[:2]


def lists(found: Sequence[Part]) -> str:
    """Return the parts with their lessons as Markdown."""
    return "\n".join(_list(number, part) for number, part in enumerate(found, 1))


def _list(number: int, part: Part) -> str:
    items = [
        f"- [{each.title}]({each.page}.ipynb)\n\n  {each.builds}\n\n  {each.effort}\n"
        for each in part.lessons
    ]
    return "\n".join([f"(part-{number})=", f"## {part.heading}", "", "{.lessons}", *items])


def trees(found: Sequence[Part], others: dict[str, list[str]]) -> str:
    """Return the table of contents of the site, which the page itself does not show.

    Args:
        found: the parts with their lessons.
        others: the documents of each further heading.
    """
    documents = {part.heading: [each.page for each in part.lessons] for part in found} | others
    return "\n".join(
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""])
        for caption, names in documents.items()
        if names
    )
