"""The commands and files of the guides, for tests that run and write them."""

import re
import shlex
from typing import NamedTuple

from autograde.core.paths import ROOT

GUIDE = ROOT / "docs" / "instructor.md"
HUB = ROOT / "docs" / "jupyterhub.md"


class Block(NamedTuple):
    """A fenced block: its language, its text, and the last path in the paragraph above it."""

    language: str
    text: str
    path: str


def blocks(section: str, guide=GUIDE) -> list[Block]:
    """Return the fenced blocks in a section of a guide."""
    text = guide.read_text(encoding="utf-8")
    (found,) = re.findall(rf"(?ms)^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text)
    fenced = re.findall(
        r"(?ms)((?:^[^\n`#][^\n]*\n|^`[^`\n][^\n]*\n)*)\n?^```(\w*)\n(.*?)^```$", found
    )
    return [
        Block(language, text, ["", *re.findall(r"`([~/][^`\s]*)`", above)][-1])
        for above, language, text in fenced
    ]


def commands(section: str) -> list[list[str]]:
    """Return the commands in a section of the guide, without `lstm-course`, as words."""
    lines = "".join(text for language, text, _ in blocks(section) if not language).splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    assert words
    assert all(each[0] == "lstm-course" for each in words)
    return [each[1:] for each in words]
