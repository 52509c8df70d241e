"""Animated pictures: at each moment, exactly what one of the figures shows?"""

import re
import xml.etree.ElementTree as ET

import pytest

from lstm_utils import plots
from lstm_utils.plots.animated import film_bytes

SVG = "{http://www.w3.org/2000/svg}"
SECONDS, HOLD = 1.0, 2.0


def draw(step):
    """Draw a bar, a line that comes and goes below it, and a number."""
    figure, ax = plots.new_figure(height=1.0)
    if step != 1:
        ax.plot([0, 1], [0, 1], zorder=0)
    ax.bar(0.5, 1, zorder=2)
    ax.set_title(f"step {step}")
    ax.axis("off")
    return figure


@pytest.fixture(scope="module")
def figures():
    """Three figures."""
    return [draw(step) for step in range(3)]


@pytest.fixture(scope="module")
def moving(figures):
    """Their film."""
    return film_bytes(figures, SECONDS, HOLD).decode()


def visible(svg, at):
    """Return what a browser shows at a moment (or at rest, None), bottom to top, as text."""
    opacity = {}
    for name, rest, steps in re.findall(
        r"\.(f\d+) \{ opacity: (\d);.*@keyframes \1 \{ (.*) \}", svg
    ):
        opacity[name] = rest
        total = len("abc") * SECONDS + HOLD
        for percent, value in re.findall(r"([\d.]+)% \{ opacity: (\d) \}", steps):
            if at is not None and float(percent) <= 100 * at / total:
                opacity[name] = value
    shown = []
    for group in ET.fromstring(svg).findall(f"{SVG}g"):
        hidden = opacity.get(group.get("class")) == "0"
        parts = group if group.get("class") in opacity else [group]
        shown += [] if hidden else [ET.tostring(part).strip() for part in parts]
    return shown


def test_each_moment_shows_one_figure(figures, moving):
    """Is each second one figure, in its order from bottom to top, and the last one at rest?"""
    one_by_one = [visible(film_bytes([figure]).decode(), None) for figure in figures]
    assert [visible(moving, at) for at in (0.5, 1.5, 2.5)] == one_by_one
    assert visible(moving, 4.9) == visible(moving, None) == one_by_one[-1]


def test_what_stays_is_stored_once(figures, moving):
    """Is a film of equal figures hardly larger than one of them, and the bar stored once?"""
    assert len(film_bytes([figures[0]] * 9)) == len(film_bytes([figures[0]]))
    assert len(moving) < 0.6 * sum(len(plots.svg_bytes(figure)) for figure in figures)
    names = re.findall(r'\bid="([^"]+)"', moving)
    assert len(names) == len(set(names)) > 0
    used = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', moving)
    assert {one or other for one, other in used} <= set(names)


def test_still_where_motion_is_not_wanted(moving):
    """Does the film stand still for readers who ask for reduced motion?"""
    rule = r"@media \(prefers-reduced-motion: reduce\) \{ g \{ animation: none !important \} \}"
    assert re.search(rule, moving)
