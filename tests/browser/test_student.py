"""A student's first minutes, in a real JupyterLab and a real browser."""

import re

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser
SECONDS = 60


class Notebook:
    """A notebook that is open in JupyterLab, used with mouse and keyboard."""

    def __init__(self, browser, address):
        self.browser = browser
        browser.get(address)
        self.wait(lambda: self.cells() and self.ready(), "the notebook")
        self.close_others()

    def wait(self, condition, what):
        """Wait until something is true."""
        waiting = WebDriverWait(self.browser, SECONDS, ignored_exceptions=[Exception])
        return waiting.until(lambda _: condition(), f"waited in vain for {what}")

    def find(self, selector):
        """Return the elements that match a CSS selector."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def cells(self):
        """Return the code cells that are in the page."""
        return self.find(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")

    def ready(self):
        """Tell whether the kernel is idle."""
        return self.find('.jp-NotebookPanel:not(.lm-mod-hidden) [data-status="idle"]')

    def close_others(self):
        """Take the focus out of anything that lies above the notebook."""
        ActionChains(self.browser).send_keys(Keys.ESCAPE).perform()

    def cell(self, text):
        """Return the code cell whose source contains a text, scrolled into view."""

        def look():
            return next((c for c in self.cells() if text in self.source(c)), None)

        cell = self.wait(look, f"a cell with {text!r}")
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
        return cell

    @staticmethod
    def source(cell):
        """Return a cell's source."""
        lines = cell.find_elements(By.CSS_SELECTOR, ".jp-InputArea .cm-line")
        return "\n".join(line.get_property("textContent") for line in lines)

    def run(self, text):
        """Run the cell that contains a text, and return what it shows when it is done."""
        cell = self.cell(text)
        cell.find_element(By.CSS_SELECTOR, ".jp-InputArea .cm-content").click()
        before = self.prompt(cell)
        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(
            Keys.CONTROL
        ).perform()
        done = re.compile(r"\[\d+\]")
        self.wait(
            lambda: done.search(self.prompt(cell)) and self.prompt(cell) != before,
            f"the cell with {text!r} to run",
        )
        return cell

    @staticmethod
    def prompt(cell):
        """Return what stands left of a cell, such as `[3]:`."""
        return cell.find_element(By.CSS_SELECTOR, ".jp-InputPrompt").text

    def write(self, text, source):
        """Replace the source of the cell that contains a text."""
        cell = self.cell(text)
        cell.find_element(By.CSS_SELECTOR, ".cm-content").click()
        keys = ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("a")
        keys.key_up(Keys.CONTROL).send_keys(Keys.DELETE)
        keys.send_keys(source).perform()
        self.wait(lambda: source in self.source(cell), "the text to arrive")

    def output(self, cell):
        """Return the text below a cell."""
        return cell.find_element(By.CSS_SELECTOR, ".jp-OutputArea").text


def test_first_exercise(browser, lab):
    """Does lesson 00 open, name the mistake in a wrong answer, and pass the right one?"""
    notebook = Notebook(browser, lab)
    answer = "def weighted_sum"
    notebook.run("import numpy as np")
    notebook.run(answer)
    assert "not written yet" in notebook.output(notebook.run('check("weighted-sum"'))

    notebook.write(answer, "def weighted_sum(x, w, b): return np.dot(x, w)")
    notebook.run(answer)
    shown = notebook.output(notebook.run('check("weighted-sum"'))
    assert "Looks like: the bias is not added" in shown
    assert "Traceback" not in shown

    notebook.write(answer, "def weighted_sum(x, w, b): return np.dot(x, w) + b")
    notebook.run(answer)
    shown = notebook.output(notebook.run('check("weighted-sum"'))
    assert "✓ weighted-sum" in shown


def test_slider_moves_the_picture(browser, lab):
    """Does lesson 01's interactive figure change when its slider is moved?"""
    address = lab.replace("00_welcome/00_welcome", "01_neuron/01_neuron")
    notebook = Notebook(browser, address)
    notebook.run("import numpy as np")
    cell = notebook.run("interactive_gain")

    def picture():
        return cell.find_element(By.CSS_SELECTOR, "img.jupyter-widgets").get_attribute("src")

    def caption():
        return cell.find_element(By.CSS_SELECTOR, '[role="status"]').text

    before, said = notebook.wait(lambda: (picture(), caption()), "the picture")
    handle = cell.find_element(By.CSS_SELECTOR, ".noUi-handle")
    ActionChains(browser).click(handle).send_keys(Keys.ARROW_RIGHT * 5).perform()
    notebook.wait(lambda: picture() != before, "the picture to change")
    assert caption() != said
