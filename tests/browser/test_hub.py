"""The guide "On a JupyterHub", followed to the letter on a real hub with a real browser."""

import csv
import socket
import time
import urllib.request

import nbformat
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from autograde.core.paths import ROOT
from autograde.demo import show
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON
from tests.autograde.guide import HUB, blocks
from tests.browser.test_student import Notebook
from tests.machine import machine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.sandbox,
    pytest.mark.xdist_group("browser"),
]
COURSE = "/opt/lstm-course"  # where the guide installs
STUDENTS, TEACHER = ("ada", "ben"), "prof"
PASSWORD = "loopback only"
SECONDS = 300  # starts of servers on a busy machine
DONE_BY_CI = ("apt install ", "git clone ", "python3 bootstrap.py")  # see .ci/run
FORMGRADER = "/hub/user-redirect/formgrader"


def shell(section):
    """Return the commands of a section of the guide, one string for each block."""
    return [block.text for block in blocks(section, HUB) if not block.language]


class Hub:
    """A hub that was set up with the guide, its class, and who uses it."""

    def __init__(self, own):
        self.own = own
        self.ports = [free_port() for _ in range(3)]
        self.address = f"http://127.0.0.1:{self.ports[0]}"
        (block,) = shell("What students do")
        self.for_students = block.splitlines()

    def install(self):
        """Follow the sections for root; accounts are what the machine had before."""
        for user in (*STUDENTS, TEACHER):
            self.own.run(f"useradd --create-home --shell /bin/bash {user}")
            self.own.run(f"echo '{user}:{PASSWORD}' | chpasswd")
        (install,) = shell("Install")
        lines = [line for line in install.splitlines() if not line.startswith(DONE_BY_CI)]
        assert len(lines) == len(install.splitlines()) - len(DONE_BY_CI)
        self.own.run("\n".join(["set -e", *lines]), folder=COURSE)
        for section in ("The hub", "Course id and exchange", "Who sees which menu"):
            for block in blocks(section, HUB):
                if block.language:
                    self.own.write(block.path, block.text)
        for block in [*shell("Course id and exchange"), *shell("Who sees which menu")]:
            self.own.run(f"set -e\n{block}")
        (start,) = shell("The hub")
        *before, last = start.splitlines()
        proxy, hub = (f"http://127.0.0.1:{port}" for port in self.ports[1:])
        ports = f"--JupyterHub.bind_url={self.address} --JupyterHub.hub_bind_url={hub}"
        self.own.start(
            "\n".join(
                ["set -e", *before, f"{last} {ports} --ConfigurableHTTPProxy.api_url={proxy}"]
            )
        )
        deadline = time.monotonic() + SECONDS
        while not self.answers():
            assert time.monotonic() < deadline, self.own.log.read_text()
            time.sleep(0.2)

    def answers(self):
        """Return whether the hub's page can be loaded."""
        try:
            return urllib.request.urlopen(f"{self.address}/hub/health").status == 200
        except OSError:
            return False

    def teach(self):
        """Follow the section about the class: roster, folder, release, formgrader."""
        for block in blocks("The class", HUB):
            if block.path:
                self.own.write(block.path.replace("~", f"/home/{TEACHER}"), block.text, TEACHER)
            else:
                self.own.run(f"set -e\n{block.text}", TEACHER)


def free_port():
    """Return a port that no program uses at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def hub():
    """The hub of the guide on a machine of its own, with a lesson released."""
    with machine({ROOT: COURSE}) as own:
        made = Hub(own)
        made.install()
        made.teach()
        yield made


class Lab:
    """JupyterLab of a user who has logged in to the hub."""

    def __init__(self, browser, hub, user):
        self.browser, self.hub, self.user = browser, hub, user
        browser.execute_cdp_cmd("Network.clearBrowserCookies", {})  # of all paths
        browser.get(f"{hub.address}/hub/login")
        browser.find_element(By.ID, "username_input").send_keys(user)
        browser.find_element(By.ID, "password_input").send_keys(PASSWORD, Keys.ENTER)
        self.wait(lambda: self.find("#jp-MainMenu"), "JupyterLab")

    def wait(self, condition, what):
        """Wait until something is true; what a page that still moves answers is asked again."""
        waiting = WebDriverWait(self.browser, SECONDS, ignored_exceptions=[Exception])
        return waiting.until(lambda _: condition(), f"{self.user} waited in vain for {what}")

    def find(self, selector):
        """Return the elements that match a CSS selector."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def menu(self, name):
        """Open a menu; return its entries by their text, without those that are hidden."""

        def entries():
            (bar,) = (e for e in self.find("#jp-MainMenu .lm-MenuBar-item") if e.text == name)
            if not self.find(".lm-Menu"):
                bar.click()
            items = self.find(".lm-Menu .lm-Menu-item[data-type='command']")
            return {item.text.splitlines()[0]: item for item in items if item.is_displayed()}

        return self.wait(entries, f"the menu {name}")

    def press(self, text):
        """Press the button of the list of assignments with this text."""

        def pressed():
            found = self.find("#nbgrader-assignment-list button")
            (button,) = (b for b in found if b.text == text and b.is_enabled())
            button.click()
            return True

        self.wait(pressed, f"the button {text}")

    def click(self, selector):
        """Click the first element that matches a CSS selector."""
        self.wait(lambda: self.find(selector)[0].click() or True, selector)

    def shown(self, text, selector="body"):
        """Wait until an element shows a text."""
        self.wait(lambda: any(text in e.text for e in self.find(selector)), repr(text))


class Lesson(Notebook):
    """The notebook that is open in a user's JupyterLab."""

    def __init__(self, lab):
        self.browser = lab.browser
        self.wait(lambda: self.cells() and self.ready(), "the notebook")


def test_a_student_in_the_browser(browser, hub):
    """Does a student see only a student's menu, fetch, answer, check, validate and submit?"""
    lab = Lab(browser, hub, "ada")
    entries = lab.menu("Nbgrader")
    assert list(entries) == ["Assignment List"]
    entries["Assignment List"].click()
    lab.press("Fetch")
    lab.click(".assignment-notebooks-link")
    lab.click("#fetched_assignments_list .collapse.in a")  # the notebook

    lesson = Lesson(lab)
    lesson.run("import numpy as np")
    lesson.write("def weighted_sum", "def weighted_sum(x, w, b): return np.dot(x, w) + b")
    lesson.run("def weighted_sum")
    assert "✓ weighted-sum" in lesson.output(lesson.run('check("weighted-sum"'))
    assert lab.find(".Toastify__toast") == []
    assert lab.find(".lm-TabBar-tab[title*='Create Assignment']") == []
    lab.click(".validate-button")
    lab.shown("Your notebook passes all the tests", ".jp-Dialog")
    lab.click(".jp-Dialog-button.jp-mod-accept")
    lab.menu("Nbgrader")["Assignment List"].click()
    lab.press("Submit")
    lab.shown(LESSON, "#submitted_assignments_list")


def test_a_student_in_a_terminal(hub):
    """Do the commands of the guide fetch, check and submit, for another student?"""
    fetch, check, submit, _ = hub.for_students
    hub.own.run(fetch, "ben")
    path = f"/home/ben/{LESSON}/{LESSON}.ipynb"
    released = nbformat.reads(hub.own.read(path), 4)
    answered = show.answered(released, {EXERCISE: ANSWERS["biasless"]})
    hub.own.write(path, nbformat.writes(answered), "ben")
    assert "the bias is not added" in hub.own.run(check, "ben", status=1)
    assert "Submitted to the exchange of course lstm" in hub.own.run(submit, "ben")
    said = hub.own.run("lstm-course doctor", "ben")
    assert "course lstm in /srv/nbgrader/exchange, open for submissions" in said


def test_collect_and_grade(browser, hub):
    """Does the instructor collect and grade both, and see them in formgrader?"""
    (block,) = shell("Collect and grade")
    collect, grade, feedback, export = block.splitlines()
    assert "New: 2 (ada, ben)" in hub.own.run(collect, TEACHER, "class")
    hub.own.run(grade, TEACHER, "class")
    assert "Published on the exchange: 2" in hub.own.run(feedback, TEACHER, "class")
    hub.own.run(export, TEACHER, "class")
    grades = hub.own.read(f"/home/{TEACHER}/class/grades.csv").splitlines()
    assert {row["email"]: row["score"] for row in csv.DictReader(grades)} == {
        "ada@example.edu": "2.0",
        "ben@example.edu": "0.0",
    }

    lab = Lab(browser, hub, TEACHER)
    assert FORMGRADER in HUB.read_text(encoding="utf-8")
    browser.get(hub.address + FORMGRADER)
    lab.click(f"a[href$='/manage_submissions/{LESSON}']")
    for student, score in (("Okafor, Ada", "2 / 2"), ("Larsson, Ben", "0 / 2")):
        lab.shown(student, "tbody tr")
        (row,) = (row.text for row in lab.find("tbody tr") if student in row.text)
        assert score in row


def test_feedback_in_the_browser(browser, hub):
    """Do students open their pages, and nothing of the instructor's?"""
    lab = Lab(browser, hub, "ada")
    lab.menu("Nbgrader")["Assignment List"].click()
    lab.press("Fetch Feedback")
    lab.click("#submitted_assignments_list .assignment-notebooks a")  # (view feedback)
    page = lab.wait(lambda: lab.find(f".jp-DirListing-item[title*='{LESSON}.html']")[0], "it")
    ActionChains(browser).double_click(page).perform()
    browser.switch_to.frame(lab.wait(lambda: lab.find(".jp-HTMLViewer iframe")[0], "the page"))
    lab.shown("All exercises passed")
    browser.switch_to.default_content()

    browser.get(f"{hub.address}/user/ada/formgrader")
    lab.shown("404 : Not Found")
    browser.get(f"{hub.address}/user/{TEACHER}/lab")
    lab.shown("You do not have permission")

    fetch_feedback = hub.for_students[-1]
    hub.own.run(fetch_feedback, "ben")
    page = hub.own.run(f"cat {LESSON}/feedback/*/{LESSON}.html", "ben")
    assert "the bias is not added" in page
