"""Interactive figures without a kernel, in a real browser: a page from a folder, no server."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from lstm_utils import plots
from lstm_utils.plots.frames import frames_html

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.xdist_group("browser"),
]
SECONDS = 30
PHONE = {"width": 390, "height": 800, "deviceScaleFactor": 2, "mobile": True}
PIXELS = """
const image = arguments[0], done = arguments[1]
image.decode().then(() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 300, height: 150})
  canvas.getContext("2d").drawImage(image, 0, 0, 300, 150)
  done(canvas.toDataURL())
})
"""
REQUESTS = "return performance.getEntriesByType('resource').map(entry => entry.name)"
WIDTHS = "return [document.documentElement.scrollWidth, innerWidth]"
SIZES = """
return [...document.querySelectorAll("input, button")].filter(e => e.offsetParent)
  .map(e => e.getBoundingClientRect().height)
"""


def draw(step):
    """Draw a line up to a step."""
    figure, ax = plots.new_figure(height=1.5)
    ax.plot([0, step], lw=step + 1)
    return figure


def draw_sum(a, b, c):
    return draw(a + b + c)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with one figure twice, and another one with three sliders."""
    page = tmp_path_factory.mktemp("page") / "page.html"
    film = frames_html(
        plots.with_frames(draw, lambda step: f"step {step}", 100, step=(range(5), 1))
    )
    head = '<!doctype html><meta name="viewport" content="width=device-width">'
    ranges = {name: (0, 9, 1, 2) for name in "abc"}
    three = frames_html(
        plots.with_sliders(draw_sum, "a = {a}, b = {b}, c = {c}".format, **ranges)
    )
    page.write_text(f"{head}<main>{film}{film}{three}</main>", encoding="utf-8")
    return page.as_uri()


class Shown:
    """One figure of the page."""

    def __init__(self, browser, number):
        self.browser = browser
        self.figure = browser.find_elements(By.CLASS_NAME, "lstm-figure")[number]
        self.sliders = self.figure.find_elements(By.TAG_NAME, "input")

    def caption(self):
        """Return the caption."""
        return self.figure.find_element(By.CSS_SELECTOR, "[role=status]").text

    def picture(self):
        """Return what the picture looks like."""
        image = self.figure.find_element(By.TAG_NAME, "img")
        assert image.get_attribute("alt") == self.caption()
        return self.browser.execute_async_script(PIXELS, image)

    def values(self):
        """Return what is written beside the sliders."""
        return [one.text for one in self.figure.find_elements(By.TAG_NAME, "output")]

    def wait_for(self, caption):
        """Wait for a caption."""
        wait = WebDriverWait(self.browser, SECONDS)
        wait.until(lambda _: caption in self.caption(), f"never saw {caption!r}")


def test_a_key_moves_the_picture(browser, address):
    """Does an arrow key show the next picture and caption, in this figure only?"""
    browser.get(address)
    one, other = Shown(browser, 0), Shown(browser, 1)
    before = one.picture()
    assert (one.caption(), one.values()) == ("step 1", ["1"])
    one.sliders[0].send_keys(Keys.ARROW_RIGHT)
    one.wait_for("step 2")
    assert one.values() == ["2"]
    assert one.picture() != before
    assert (other.caption(), other.picture()) == ("step 1", before)
    requests = browser.execute_script(REQUESTS)
    assert {request.partition(":")[0] for request in requests} <= {"blob", "data"}


def test_play_runs_to_the_end(browser, address):
    """Does nothing move by itself, and does the button play to the end, and again?"""
    browser.get(address)
    film = Shown(browser, 0)
    button = film.figure.find_element(By.TAG_NAME, "button")
    for _ in range(2):
        button.click()
        assert "Pause" in button.text
        film.wait_for("step 4")
        WebDriverWait(browser, SECONDS).until(lambda _: "Play" in button.text)
    assert Shown(browser, 1).caption() == "step 1"


def test_one_slider_returns_the_others(browser, address):
    """Are the other sliders at their start when one of three moves?"""
    browser.get(address)
    three = Shown(browser, 2)
    assert three.values() == ["2", "2", "2"]
    three.sliders[1].send_keys(Keys.END)
    three.wait_for("a = 2, b = 9, c = 2")
    three.sliders[0].send_keys(Keys.HOME)
    three.wait_for("a = 0, b = 2, c = 2")
    assert three.values() == ["0", "2", "2"]


def test_a_phone_shows_it_all(browser, address):
    """Does the page fit on a phone, with controls that a finger can hit?"""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        browser.get(address)
        width, screen = browser.execute_script(WIDTHS)
        assert width <= screen == PHONE["width"]
        sizes = browser.execute_script(SIZES)
        assert len(sizes) == 7
        assert min(sizes) >= 44
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_without_scripts_the_first_picture_stays(browser, address):
    """Are picture and caption there without scripts, and no dead controls?"""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(address)
        film = Shown(browser, 0)
        assert film.caption() == "step 1"
        assert film.figure.find_element(By.TAG_NAME, "img").size["height"] > 50
        assert not any(slider.is_displayed() for slider in film.sliders)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
