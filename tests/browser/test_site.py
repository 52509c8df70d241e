"""The website in a real browser, opened from a folder, without a server."""

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from autograde.lessons import build
from autograde.site.__main__ import write
from autograde.site.execute import Lessons

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]
SECONDS = 60
LESSONS = ("00_welcome", "01_neuron")
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
PAGES = (
    "index.html",
    "course/00_welcome/00_welcome.html",
    "course/01_neuron/01_neuron.html",
    "docs/glossary.html",
    "docs/student.html",
    "api/index.html",
    "api/numpy_nets/lstm.html",
    "api/numpy_nets/gradcheck.html",
    "SECURITY.html",
    "search.html?q=saturate",
)
LOADED = """
return performance.getEntriesByType("resource").map(entry => entry.name)
  .filter(name => !/^(file|data|blob):/.test(name))
"""
# all that lies to the right of a narrow page, except in boxes that scroll
TOO_WIDE = """
const width = arguments[0]
const scrolls = each => each && each !== document.body &&
  (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement))
return [...document.querySelectorAll(".bd-main *")]
  .filter(each => each.getBoundingClientRect().right > width + 1 && !scrolls(each))
  .map(each => each.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a website of two lessons that have run."""
    folder = tmp_path_factory.mktemp("site")
    lessons = Lessons([build.find(name) for name in LESSONS], folder / "lessons")
    ran = [name for name, _ in lessons.run()]
    assert sorted(ran) == list(LESSONS)
    write(lessons, folder / "html", True, folder / "cache", packages=("numpy_nets",))
    return (folder / "html").as_uri()


@pytest.fixture
def phone(browser):
    """A tab as narrow as a phone; no window can be that narrow."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def wait(browser, condition):
    """Wait until something is true, and return it."""
    waiting = WebDriverWait(browser, SECONDS, ignored_exceptions=[Exception])
    return waiting.until(lambda _: condition())


def find(browser, selector):
    """Return the first element that matches a selector."""
    return browser.find_element(By.CSS_SELECTOR, selector)


def choose(browser, theme):
    """Choose a theme in the menu, and load the page again: it remembers the theme."""

    def chosen():  # a click while the menu moves to its place may miss it
        entry = find(browser, f'.theme-change-button[data-mode="{theme}"]')
        button = entry if entry.is_displayed() else find(browser, ".theme-switch-button")
        button.click()
        return find(browser, "html").get_attribute("data-theme") == theme and button == entry

    wait(browser, chosen)
    browser.refresh()
    assert find(browser, "html").get_attribute("data-theme") == theme


def test_from_the_map_to_the_next_lesson(browser, site):
    """Do a number on the map and the link to the next page open lessons?"""
    browser.get(f"{site}/index.html")
    find(browser, '.course-map a[aria-label^="00"]').click()
    wait(browser, lambda: browser.title.startswith("00"))
    find(browser, "a.right-next").click()
    wait(browser, lambda: browser.title.startswith("01"))


def test_folded_solutions(browser, site):
    """Does a click show a solution, and another one hide it?"""
    browser.get(f"{site}/course/00_welcome/00_welcome.html")
    solution = find(browser, "article details")
    summary, code = (find(solution, each) for each in ("summary", ".cell_input pre"))
    assert (summary.text, code.is_displayed()) == ("Show the solution", False)
    summary.click()
    wait(browser, lambda: "np.dot(x, w) + b" in code.text)
    assert summary.text == "Hide the solution"
    summary.click()
    wait(browser, lambda: not code.is_displayed())


@pytest.mark.parametrize(
    ("words", "page"),
    [("saturate", "01_neuron"), ("lstm_step_backward", "api/numpy_nets/lstm")],
)
def test_search(browser, site, words, page):
    """Do words that are typed into the field find a lesson and a function of the reference?"""
    browser.get(f"{site}/docs/student.html")
    find(browser, ".search-button-field").click()
    field = find(browser, "#pst-search-dialog input")
    wait(browser, field.is_displayed)
    field.send_keys(words, Keys.ENTER)
    wait(browser, lambda: find(browser, f"#search-results a[href*='{page}']").is_displayed())


def test_figures_move(browser, site):
    """Does a slider of an interactive figure show another picture, without a kernel?"""
    browser.get(f"{site}/course/01_neuron/01_neuron.html")
    figure = find(browser, ".lstm-figure")
    picture = find(figure, "img")
    before = wait(browser, lambda: picture.get_attribute("src"))
    find(figure, "input[type=range]").send_keys(Keys.ARROW_RIGHT)
    wait(browser, lambda: picture.get_attribute("src") != before)


@pytest.mark.parametrize("page", PAGES)
def test_on_a_phone(phone, site, page):
    """Does each page fit a phone, so that only boxes on it scroll to the side?"""
    phone.get(f"{site}/{page}")
    assert phone.execute_script(TOO_WIDE, PHONE["width"]) == []
    assert phone.execute_script("return document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_use_it(browser, site, page, theme):
    """Does axe find nothing serious in either theme, and does nothing come from elsewhere?"""
    browser.get(f"{site}/{page}")
    choose(browser, theme)
    browser.set_script_timeout(5 * SECONDS)  # a page with long code has thousands of elements
    violations = Axe().run(browser)["violations"]
    assert browser.execute_script(LOADED) == []
    serious = [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes']][:5]}"
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
