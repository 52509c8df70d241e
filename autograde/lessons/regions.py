"""The marked regions of a cell: answers, hidden tests, mark schemes."""

import difflib
import re
from dataclasses import dataclass

REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
MARKERS = tuple(f"### {verb} {kind}" for verb in ("BEGIN", "END") for kind in REGIONS)


@dataclass(frozen=True)
class Region:
    """The lines between a BEGIN and its END; both are line indexes into the cell's source."""

    kind: str
    begin: int
    end: int


def scan_regions(source: str) -> tuple[list[Region], list[tuple[int, str]]]:
    """Find the marked regions of a cell.

    Args:
        source: text of the cell.

    Returns:
        The complete regions, and for each broken marker its line index and what is wrong.
    """
    regions, broken = [], []
    opened = None
    for index, line in enumerate(source.split("\n")):
        marker = line.strip()
        if marker not in MARKERS:
            if message := _near_marker(marker):
                broken.append((index, message))
            continue
        _, verb, kind = marker.split(" ", 2)
        if verb == "BEGIN":
            if opened:
                broken.append((index, f"`{marker}` inside the {opened[0]} region"))
            opened = (kind, index)
        elif opened and opened[0] == kind:
            regions.append(Region(kind, opened[1], index))
            opened = None
        else:
            broken.append((index, f"`{marker}` without its BEGIN"))
    if opened:
        broken.append((opened[1], f"`### BEGIN {opened[0]}` is never closed"))
    return regions, broken


def inside(source: str, kind: str) -> str:
    """Return the text of all regions of one kind, without the markers."""
    lines = source.split("\n")
    found = [lines[r.begin + 1 : r.end] for r in scan_regions(source)[0] if r.kind == kind]
    return "\n".join("\n".join(part) for part in found)


def without(source: str, *kinds: str) -> str:
    """Return a cell's text without the regions of these kinds, their markers included."""
    cut = {
        index
        for region in scan_regions(source)[0]
        if region.kind in kinds
        for index in range(region.begin, region.end + 1)
    }
    lines = source.split("\n")
    return "\n".join(line for index, line in enumerate(lines) if index not in cut)


def _near_marker(line: str) -> str:
    """Return what is wrong with a line that nbgrader or its author takes for a marker."""
    named = re.search(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)", line)
    if named:
        return f"a marker stands alone on its line as `### {named[0]}`, not `{line}`"
    if re.match(r"#+\s*(begin|end)\b", line, re.IGNORECASE):
        words = "### " + line.lstrip("# ").upper()
        near = difflib.get_close_matches(words, MARKERS, n=1, cutoff=0.8)
        return f"`{line}` is not a marker; did you mean `{near[0]}`?" if near else ""
    return ""
