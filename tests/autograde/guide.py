"""The commands of the instructor's guide, for tests that run them."""

import re
import shlex

from autograde.core.paths import ROOT

GUIDE = ROOT / "docs" / "instructor.md"


def commands(section: str) -> list[list[str]]:
    """Return the commands in a section of the guide, without `lstm-course`, as words."""
    text = GUIDE.read_text(encoding="utf-8")
    (found,) = re.findall(rf"(?ms)^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text)
    blocks = re.findall(r"(?ms)^```(\w*)\n(.*?)^```$", found)
    lines = "".join(text for language, text in blocks if not language).splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    assert words
    assert all(each[0] == "lstm-course" for each in words)
    return [each[1:] for each in words]
