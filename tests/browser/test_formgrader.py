"""An instructor's class in formgrader, in a real JupyterLab and a real browser."""

import re
import socket
import subprocess
import sys
import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from autograde import build, classroom, collect, release

pytestmark = pytest.mark.browser
LESSON = "00_welcome"
SECONDS = 120


@pytest.fixture
def formgrader(tmp_path):
    """Formgrader's address, and its class, in which two students handed in lesson 00."""
    room = classroom.make(tmp_path / "class")
    release.release(room, build.find(LESSON))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for student in ("ada", "ben"):
        handed = inbox / f"{LESSON}_{student}.ipynb"
        handed.write_bytes(room.notebook("release", LESSON).read_bytes())
    with room.gradebook() as book:
        book.add_student("ada")
        book.add_student("ben")
    collect.from_folder(room, LESSON, inbox)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command, f"--port={port}", "--ServerApp.token=t"],
            cwd=room.root,
            stdout=out,
            stderr=out,
        )
    try:
        deadline = time.monotonic() + SECONDS
        while "is running at" not in log.read_text():
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield f"http://localhost:{port}/formgrader", room
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_buttons(browser, formgrader):
    """Does formgrader list the class, give a score, and write the course's feedback page?"""
    address, room = formgrader

    def wait(condition):
        waiting = WebDriverWait(browser, SECONDS, ignored_exceptions=[Exception])
        return waiting.until(lambda _: condition())

    def find(selector):
        return browser.find_elements(By.CSS_SELECTOR, selector)

    browser.get(f"{address}?token=t")
    wait(lambda: LESSON in find("body")[0].text)
    browser.get(f"{address}/manage_submissions/{LESSON}")
    wait(lambda: "ada" in find("table")[0].text and "ben" in find("table")[0].text)
    row = next(row for row in find("tbody tr") if "ada" in row.text)
    row.find_element(By.CSS_SELECTOR, ".autograde a").click()
    score = re.compile(r"\d+(\.\d+)? / \d+")
    wait(lambda: any(score.search(row.text) for row in find("tbody tr") if "ada" in row.text))

    browser.refresh()
    wait(lambda: "ada" in find("table")[0].text)
    row = next(row for row in find("tbody tr") if "ada" in row.text)
    row.find_element(By.CSS_SELECTOR, ".generate-feedback a").click()
    page = room.notebook("feedback", LESSON, "ada").with_suffix(".html")
    wait(lambda: "exercises hold" in page.read_text(encoding="utf-8"))
