"""The mark scheme of a question as items that a grader can award one by one.

An item is a list entry that begins with its points: `- 1 point: the step is 40 times too long`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAME = re.compile(r".{0,9}.*?(?=[:;.] |$)")  # "two of: ..." is too short
_ITEM = re.compile(r"^- (\d+(?:\.\d+)?) points?: ?", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """One thing that an answer should say, and what it is worth."""

    points: float
    text: str

    @property
    def name(self) -> str:
        """The first words, up to a colon, a semicolon or the end of a sentence."""
        return _NAME.match(self.text)[0].rstrip(".")  # ty: ignore[not-subscriptable]


def items(scheme: str) -> tuple[Item, ...]:
    """Return the items of a mark scheme; none if it has no entry that begins with points."""
    parts = _ITEM.split(scheme)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return tuple(Item(float(points), _entry(text)) for points, text in pairs)


def _entry(text: str) -> str:
    """Return a list entry as one line, without what follows the list."""
    lines = text.splitlines()
    rest = (index for index, line in enumerate(lines[1:], 1) if not line.startswith("  "))
    return " ".join(" ".join(lines[: next(rest, len(lines))]).split())


def comment(scheme: Sequence[Item], given: Sequence[float], text: str) -> str:
    """Return the comment for the student: what is missing, then the grader's own words."""
    missing = [
        f"{points:g} of {item.points:g}: {item.name}."
        for item, points in zip(scheme, given, strict=True)
        if points < item.points
    ]
    return "\n".join([*missing, text.strip()]).strip()
