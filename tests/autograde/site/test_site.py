"""Is the website complete, does it stand alone, and does it keep what must be kept?"""

from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograde.core.paths import COURSE
from autograde.lessons import build, regions
from autograde.lessons.source import read
from autograde.site import api
from autograde.site.sources import Folder, assemble
from tests.autograde.site.conftest import NAMES

LOADED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}


@pytest.fixture(scope="module")
def parsed(site):
    """All pages of the website by their paths."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    return {path: BeautifulSoup(text, "html.parser") for path, text in texts.items()}


@pytest.fixture(scope="module", params=[True, False], ids=["solutions", "no-solutions"])
def source(request, lessons, tmp_path_factory):
    """Whether solutions are shown, and all text of which the website is made."""
    folder = tmp_path_factory.mktemp("source")
    assemble(Folder(folder), lessons, request.param, packages=())
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.md")]
    for path in folder.rglob("*.ipynb"):
        texts += [cell.source for cell in nbformat.read(path, as_version=4).cells]
    return request.param, " ".join(" ".join(texts).split())


def lesson(site, name):
    """Return the path of a lesson's page."""
    return site / "course" / name / f"{name}.html"


def lines(kind):
    """Return the longer lines of a kind of region, without those that students are given."""
    released = [nbformat.read(COURSE / n / f"{n}.ipynb", as_version=4) for n in NAMES]
    given = " ".join(cell.source for each in released for cell in each.cells)
    cells = [cell for name in NAMES for cell in read(build.find(name)).cells]
    found = [regions.inside(cell.source, kind).split("\n") for cell in cells]
    cut = {" ".join(line.split()) for part in found for line in part}
    return {line for line in cut if len(line) > 24 and line not in " ".join(given.split())}


def test_nothing_is_loaded_from_elsewhere(site, parsed):
    """Does every script, style and picture of every page come with the website?"""
    found = [
        f"{path.name}: {tag[LOADED[tag.name]]}"
        for path, page in parsed.items()
        for tag in page.find_all(list(LOADED))
        if "//" in tag.get(LOADED[tag.name], "").partition("data:")[0]
    ]
    styles = [style for style in site.rglob("*.css") if "url(http" in style.read_text("utf-8")]
    assert found == []
    assert styles == []
    assert len(list(site.rglob("*.css"))) > 3


def test_links_lead_somewhere(site, parsed):
    """Does every link to a page, a place on a page, or a file have its target?"""
    places = {
        path: {tag["id"] for tag in page.find_all(id=True)} for path, page in parsed.items()
    }
    broken = []
    for path, page in parsed.items():
        for tag in page.find_all("a", href=True):
            url = urlsplit(tag["href"])
            if url.scheme or tag["href"] == "#":
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            place = unquote(url.fragment)
            if not target.is_file() or (place and place not in places.get(target, {place})):
                broken.append(f"{path.relative_to(site)}: {tag['href']}")
    assert broken == []


def test_every_picture_has_words(parsed):
    """Has each picture an alternative text of five words or more?"""
    pictures = [(path, image) for path, page in parsed.items() for image in page("img")]
    few = [
        f"{path.name}: {image.get('alt')!r}"
        for path, image in pictures
        if len((image.get("alt") or "").split()) < 5
    ]
    assert pictures
    assert few == []


def test_the_way_through_the_course(site, parsed):
    """Do the map, next and previous page, and a mention of a lesson lead to the lessons?"""
    first, second = (lesson(site, name) for name in NAMES)

    def target(path, selector):
        return (path.parent / parsed[path].select_one(selector)["href"]).resolve()

    assert target(site / "index.html", '.course-map a[aria-label^="01 ·"]') == second
    assert target(first, "a.right-next") == second
    assert target(second, "a.left-prev") == first
    assert target(first, "article p a[href$='01_neuron.html']") == second


def test_what_a_lesson_offers(site, parsed):
    """Does a page show the size of the lesson, its notebook, and formulas that need nothing?"""
    page = parsed[lesson(site, NAMES[0])]
    assert "1 exercise · 2 points · 10 minutes" in page.get_text()
    zipped = lesson(site, NAMES[0]).parent / page.find("a", class_="download")["href"]
    assert zipped.resolve().read_bytes().startswith(b"PK")
    formulas = parsed[lesson(site, NAMES[1])]("math")
    assert len(formulas) > 20
    assert all(formula.get_text().strip() for formula in formulas)
    assert [p for p in page.select("article p") if "$" in p.get_text()] == []


def test_solutions_are_folded(site, parsed):
    """Is the solution there, below the stub, inside an element that opens with a click?"""
    page = parsed[lesson(site, NAMES[0])]
    (solution,) = page.select("article details")
    assert "return np.dot(x, w) + b" in solution.get_text()
    assert "Show the solution" in solution.summary.get_text()
    assert not solution.has_attr("open")
    assert "raise NotImplementedError" in solution.find_previous("pre").get_text()


@pytest.mark.parametrize("kind", ["HIDDEN TESTS", "MARK SCHEME"])
def test_no_hidden_parts(source, kind):
    """Is no line of a hidden test or a mark scheme on either website?"""
    _, text = source
    assert lines(kind)
    assert [line for line in lines(kind) if line in text] == []


def test_solutions_only_where_they_are_wanted(source):
    """Has one website all lines of all solutions, and the other none of them?"""
    solutions, text = source
    shown = {line for line in lines("SOLUTION") if line in text}
    assert shown == (lines("SOLUTION") if solutions else set())
    assert len(lines("SOLUTION")) > 10


def test_the_reference():
    """Does a page of the reference have signature, arguments, results, errors and equations?"""
    page = api.documents(("numpy_nets",))["api/numpy_nets/lstm"]
    assert "{py:function} lstm_backward(dhs, cache, dc=None)" in page
    assert ":param dhs: gradient with respect to hs" in page
    assert "- `dW_ih`: gradient with respect to W_ih" in page
    assert ":raises ValueError: if" in page
    assert "**Source:** Graves and Schmidhuber (2005)" in page
    assert "\n    c = f c_prev + i g " in page


def test_nothing_is_written_beside_it(site):
    """Are notebooks with solutions, which Sphinx needs, kept in the cache only?"""
    assert {path.name for path in site.parent.iterdir()} == {site.name, "cache"}
