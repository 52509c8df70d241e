"""Several figures as one animated SVG, which moves wherever a browser shows a picture.

What the pictures have in common is stored once; style rules make the rest appear and disappear.
"""

import difflib
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from matplotlib.figure import Figure

from .style import svg_bytes

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
STYLE = "* { stroke-linejoin: round; stroke-linecap: butt }"
Part = tuple[str, set[int]]  # an element as text, and the numbers of the frames that show it


def film_bytes(figures: Sequence[Figure], seconds: float = 1.2, hold: float = 3.0) -> bytes:
    """Render figures of one size as an animated SVG that repeats.

    Args:
        figures: the frames, in their order.
        seconds: how long each is shown.
        hold: how much longer the last one is shown. It is also the still picture, for readers
            who prefer reduced motion and for programs that do not animate.

    Returns:
        bytes: SVG with a white ground; they depend on nothing but the figures.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    shared: dict[str, str] = {}
    parts: list[Part] = []
    roots = [ET.fromstring(svg_bytes(figure)) for figure in figures]
    for number, root in enumerate(roots):
        parts = _merged(parts, _parts(root, shared), number)
    count = len(figures)
    groups = sorted({tuple(sorted(shown)) for _, shown in parts if len(shown) < count})
    names = {group: f"f{at}" for at, group in enumerate(groups)}
    rules = [_rule(names[group], group, count, seconds, hold) for group in groups]
    body = [
        text if len(shown) == count else f'<g class="{names[tuple(sorted(shown))]}">{text}</g>'
        for text, shown in parts
    ]
    box = roots[0].get("viewBox")
    size = f'width="{roots[0].get("width")}" height="{roots[0].get("height")}" viewBox="{box}"'
    lines = [
        f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" {size}>',
        f"<style>{STYLE}",
        *rules,
        "@media (prefers-reduced-motion: reduce) { g { animation: none !important } }</style>",
        f"<defs>{''.join(shared.values())}</defs>",
        *_joined(body),
        "</svg>\n",
    ]
    return "\n".join(lines).encode()


def _parts(root: ET.Element, shared: dict[str, str]) -> list[str]:
    """Return what a figure draws, bottom to top; what is only referred to goes to `shared`."""
    for parent in [*root.iter()]:
        for defs in parent.findall(f"{{{SVG}}}defs"):
            for child in defs:
                name = child.get("id")
                if name is not None:
                    shared.setdefault(name, _text(child))
            parent.remove(defs)
    return [_text(part) for part in _leaves(root)]


def _leaves(group: ET.Element) -> list[ET.Element]:
    """Return the groups of single artists inside of figure and axes."""
    found = []
    for part in group.findall(f"{{{SVG}}}g"):
        name = part.attrib.pop("id", "")
        outer = name.startswith(("figure_", "axes_"))
        found += _leaves(part) if outer else [part]
    return found


def _text(element: ET.Element) -> str:
    """Write an element without white space and with five digits, enough for any screen."""
    for part in element.iter():
        part.tail = part.text = None
    text = ET.tostring(element, encoding="unicode").replace(f' xmlns="{SVG}"', "")
    text = text.replace(f' xmlns:xlink="{XLINK}"', "")
    return re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.5g}", text)


def _merged(parts: list[Part], frame: list[str], number: int) -> list[Part]:
    """Add a frame to the parts of those before it, and keep the order of both."""
    before = [text for text, _ in parts]
    merged: list[Part] = []
    match = difflib.SequenceMatcher(None, before, frame, autojunk=False)
    for kind, i, j, m, n in match.get_opcodes():
        if kind == "equal":
            merged += [(text, shown | {number}) for text, shown in parts[i:j]]
        else:
            merged += parts[i:j] + [(text, {number}) for text in frame[m:n]]
    return merged


def _rule(name: str, group: tuple[int, ...], count: int, seconds: float, hold: float) -> str:
    """Write the style of what only some frames show: its state at each change, and at rest."""
    total = count * seconds + hold
    steps, last = [], None
    for at in range(count):
        if (at in group) != last:
            last = at in group
            steps.append(f"{100 * at * seconds / total:.2f}% {{ opacity: {int(last)} }}")
    rest = int(count - 1 in group)
    return (
        f".{name} {{ opacity: {rest}; animation: {name} {total:g}s step-end infinite }} "
        f"@keyframes {name} {{ {' '.join(steps)} }}"
    )


def _joined(body: list[str]) -> list[str]:
    """Put neighbours that appear and disappear together into one group."""
    joined: list[str] = []
    for text in body:
        head = re.match(r'<g class="f\d+">', text)
        if head and joined and joined[-1].startswith(head[0]):
            joined[-1] = joined[-1].removesuffix("</g>") + text.removeprefix(head[0])
        else:
            joined.append(text)
    return joined
