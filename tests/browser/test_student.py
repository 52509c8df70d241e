"""A student's first minutes, in a real JupyterLab and a real browser."""

import re

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SECONDS = 120
READOUT = ".widget-readout"
SOURCES = """
const lines = cell => [...cell.querySelectorAll(".jp-InputArea .cm-line")]
return arguments[0].map(cell => lines(cell).map(line => line.textContent).join("\\n"))
"""


class Notebook:
    """A notebook that is open in JupyterLab, used with mouse and keyboard."""

    def __init__(self, browser, address):
        self.browser = browser
        browser.get(f"{address}&reset")  # without the notebooks of earlier tests
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
        """Return whether the kernel is idle."""
        return self.find('.jp-NotebookPanel:not(.lm-mod-hidden) [data-status="idle"]')

    def close_others(self):
        """Take the focus out of anything that lies above the notebook."""
        ActionChains(self.browser).send_keys(Keys.ESCAPE).perform()

    def cell(self, text):
        """Put the cursor into the code cell that contains a text, and return the cell.

        The page moves while JupyterLab draws what is above, and a click may miss: look again
        and click again, until the cursor is there.
        """

        def click():
            cell = next(cell for cell, source in self.sources() if text in source)
            self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
            cell.find_element(By.CSS_SELECTOR, ".jp-InputArea .cm-content").click()
            inside = "return arguments[0].contains(document.activeElement)"
            return self.browser.execute_script(inside, cell) and cell

        return self.wait(click, f"the cursor in a cell with {text!r}")

    def sources(self):
        """Return the code cells with their sources, asked for all at once."""
        cells = self.cells()
        return zip(cells, self.browser.execute_script(SOURCES, cells), strict=True)

    def run(self, text):
        """Run the cell that contains a text, and return what it shows when it is done."""
        cell = self.cell(text)
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
        """Return the prompt of a cell, such as `[3]:`."""
        return cell.find_element(By.CSS_SELECTOR, ".jp-InputPrompt").text

    def write(self, text, source):
        """Replace the source of the cell that contains a text."""
        self.cell(text)
        keys = ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("a")
        keys.key_up(Keys.CONTROL).send_keys(Keys.DELETE)
        keys.send_keys(source).perform()
        self.wait(
            lambda: any(source in written for _, written in self.sources()),
            "the text to arrive",
        )

    def keep_busy(self, text):
        """Make the kernel sleep in the cell that contains a text."""
        self.write(text, "import time; time.sleep(999)")
        keys = ActionChains(self.browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER)
        keys.key_up(Keys.CONTROL).perform()
        self.wait(lambda: not self.ready(), "the kernel to be busy")

    def output(self, cell):
        """Return the text below a cell."""
        return cell.find_element(By.CSS_SELECTOR, ".jp-OutputArea").text


class Figure:
    """An interactive figure below a cell, moved with the keyboard.

    A key goes to what has the focus, wherever it is on a page that still moves.
    """

    def __init__(self, notebook, cell):
        self.notebook, self.cell = notebook, cell
        self.before = notebook.wait(self.shown, "the picture and its caption")

    def shown(self):
        """Return the picture's SVG as the browser has it, and the caption; None before that."""
        image = self.cell.find_element(By.CSS_SELECTOR, "img.jupyter-widgets")
        drawn = "const i = arguments[0]; return i.complete && i.naturalWidth > 0"
        fetch = "return fetch(arguments[0].src).then(answer => answer.text())"
        if not self.notebook.browser.execute_script(drawn, image):
            return None
        svg = self.notebook.browser.execute_script(fetch, image)
        return svg, self.cell.find_element(By.CSS_SELECTOR, '[role="status"]').text

    def values(self):
        """Return the numbers beside the sliders."""
        return [number.text for number in self.cell.find_elements(By.CSS_SELECTOR, READOUT)]

    def press(self, selector, number, key):
        """Press a key on one of the figure's controls; return whether it had the focus."""
        control = self.cell.find_elements(By.CSS_SELECTOR, selector)[number]
        focus = "arguments[0].focus(); return document.activeElement === arguments[0]"
        had_it = self.notebook.browser.execute_script(focus, control)
        if had_it:
            ActionChains(self.notebook.browser).send_keys(key).perform()
        return had_it

    def move(self, number):
        """Move a slider to the right until the number beside it has changed."""
        start = self.values()[number]

        def moved():
            if self.values()[number] == start:
                self.press(".noUi-handle", number, Keys.ARROW_RIGHT)
            return self.values()[number] != start

        self.notebook.wait(moved, f"slider {number} to move from {start}")

    def wait_for_another(self):
        """Wait until both the picture and the caption are other than before."""

        def changed():
            now = self.shown()
            return now and all(a != b for a, b in zip(now, self.before, strict=True)) and now

        self.before = self.notebook.wait(changed, "another picture and another caption")


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


def opened(browser, lab, lesson, call):
    """Open a lesson, run its first cell and the one with an interactive figure."""
    notebook = Notebook(browser, lab.replace("00_welcome/00_welcome", f"{lesson}/{lesson}"))
    notebook.run("import numpy as np")
    return Figure(notebook, notebook.run(f"plots.{call}("))


@pytest.mark.parametrize(
    ("lesson", "call", "slider"),
    [
        ("01_neuron", "interactive_gain", 0),
        pytest.param(  # the automaton's states, symbol by symbol
            "03_letters", "interactive_twins", 1, marks=pytest.mark.long
        ),
        pytest.param("05_bptt", "interactive_cut", 0, marks=pytest.mark.thorough),
        pytest.param(
            "06_vanishing_gradients", "interactive_lag", 0, marks=pytest.mark.thorough
        ),
    ],
)
def test_slider_moves_the_picture(browser, lab, lesson, call, slider):
    """Do an interactive figure's picture and caption change when its slider is moved?"""
    figure = opened(browser, lab, lesson, call)
    figure.move(slider)
    figure.wait_for_another()


@pytest.mark.thorough
def test_a_click_lights_the_row_of_a_loss(browser, lab):
    """Does a click on a loss of lesson 05's triangle show its reach, and pale the others?"""
    notebook = Notebook(browser, lab.replace("00_welcome/00_welcome", "05_bptt/05_bptt"))
    notebook.run("import numpy as np")
    cell = notebook.run("plots.interactive_terms(")
    look = "const [row] = arguments; return [row, row.querySelector('.note')].map(e => "
    look += "getComputedStyle(e).opacity)"

    def looks():
        rows = cell.find_elements(By.CSS_SELECTOR, "g.loss")
        return rows, [browser.execute_script(look, row) for row in rows]

    rows, before = notebook.wait(lambda: looks() if len(looks()[0]) == 10 else None, "rows")
    assert before == [["1", "0"]] * 10
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", rows[4])
    rows[4].click()
    assert looks()[1] == [["1", "1"] if row == 4 else ["0.25", "0"] for row in range(10)]


@pytest.mark.long
def test_unfolding_plays(browser, lab):
    """Does lesson 04's unfolding play and follow its slider, even while the kernel is busy?"""
    figure = opened(browser, lab, "04_rnn", "interactive_unfolding")
    assert figure.values() == ["0"]
    figure.notebook.keep_busy("import numpy as np")
    figure.move(0)
    figure.wait_for_another()
    figure.notebook.wait(lambda: figure.press(".widget-play button", 0, Keys.ENTER), "play")
    figure.notebook.wait(lambda: int(figure.values()[0]) >= 3, "the third step to be played")
    figure.wait_for_another()
