"""An instructor's class in formgrader, in a real JupyterLab and a real browser."""

import http.server
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import nbformat
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from autograde.classroom import folder as classroom
from autograde.classroom import release
from autograde.collect import submissions
from autograde.core import notebooks
from autograde.demo import show
from autograde.grade import batch
from autograde.lessons import build

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LESSON = "00_welcome"
SECONDS = 120
QUESTION = "window-is-no-memory"
# how each formula of a box is displayed; an error where a fraction is not drawn as one
TYPESET = """
for (const fraction of arguments[0].querySelectorAll("mfrac")) {
  const [top, bottom] = [...fraction.children].map(part => part.getBoundingClientRect())
  if (!(top.height && top.bottom <= bottom.top)) throw Error("the fraction is not drawn")
}
return [...arguments[0].querySelectorAll("math")].map(math => getComputedStyle(math).display)
"""
# what the page loaded from other places than the server
FOREIGN = """
return performance.getEntriesByType("resource").map(entry => entry.name)
  .filter(name => !name.startsWith(location.origin) && !name.startsWith("data:"))
"""
HOSTILE = r"""
# A heading

**bold**, `code`, and $\frac{a}{b} < c_1$.

$$\sum_k w_k x_k$$

| a | b |
|---|---|
| 1 | 2 |

<script>document.body.dataset.ran = "script"</script>
<img src="x" onerror="document.body.dataset.ran = 'image'">
<img src="http://127.0.0.1:PORT/image">
![a](http://127.0.0.1:PORT/markdown) ![a](attachment:a.png) ![a](javascript:alert(1))
<svg onload="document.body.dataset.ran = 'svg'"><script>alert(1)</script></svg>
<iframe src="http://127.0.0.1:PORT/frame"></iframe>
<iframe srcdoc="<script>parent.document.body.dataset.ran = 'frame'</script>"></iframe>
<form action="http://127.0.0.1:PORT/form"><input autofocus onfocus="form.submit()"></form>
<style>@import url(http://127.0.0.1:PORT/style); #notebook { display: none }</style>
<link rel="stylesheet" href="http://127.0.0.1:PORT/link">
<div id="submission_id" class="panel" style="position: fixed">over</div>
<object data="http://127.0.0.1:PORT/object"></object><embed src="http://127.0.0.1:PORT/embed">
<video src="http://127.0.0.1:PORT/video"></video><base href="http://127.0.0.1:PORT/">
<meta http-equiv="refresh" content="0; url=http://127.0.0.1:PORT/meta">
[click](javascript:document.body.dataset.ran='link') <a href="javascript:alert(1)">click</a>

```html
<script>document.body.dataset.ran = "fence"</script>
```
"""
PRINTS = """\
print('<script>document.body.dataset.ran = "output"</script>')
print("<img src=x onerror=\\"document.body.dataset.ran = 'output'\\">")
raise ValueError("<script>document.body.dataset.ran = 'error'</script>")
"""


@pytest.fixture(scope="module")
def formgrader(tmp_path_factory):
    """Formgrader's address, and its class: two students on lesson 00, one on lesson 02."""
    folder = tmp_path_factory.mktemp("formgrader")
    room, inbox, prose = classroom.make(folder / "class"), folder / "inbox", folder / "prose"
    for lesson in (LESSON, show.LESSON):
        release.prepare(room, build.find(lesson))
    inbox.mkdir()
    for student in ("ada", "ben"):
        handed = inbox / f"{LESSON}_{student}.ipynb"
        handed.write_bytes(room.notebook("release", LESSON).read_bytes())
    with room.gradebook() as book:
        book.add_student("ada")
        book.add_student("ben")
    submissions.from_folder(room, LESSON, inbox)
    prose.mkdir()
    with listening() as (port, heard):
        released = notebooks.read(room.notebook("release", show.LESSON))
        answers = {QUESTION: HOSTILE.replace("PORT", str(port)), "sgd": PRINTS}
        nbformat.write(show.answered(released, answers), prose / "ada.ipynb")
        submissions.from_folder(room, show.LESSON, prose)
        batch.grade(room, show.LESSON)
        with serving(folder / "log", room) as address:
            yield address, room, heard


@contextmanager
def listening():
    """A server that keeps the paths that a browser asks it for."""
    heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        log_message = print

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, heard
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def serving(log, room):
    """Start JupyterLab in the class folder and give formgrader's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
        yield f"http://localhost:{port}/formgrader"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.long
def test_buttons(browser, formgrader):
    """Does formgrader list the class, give a score, and write the course's feedback page?"""
    address, room, _ = formgrader

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
    wait(lambda: "exercises passed" in page.read_text(encoding="utf-8"))


@pytest.mark.long
def test_nothing_of_an_answer_runs(browser, formgrader):
    """Does formgrader show prose, tables and formulas, and run and load nothing of them?"""
    address, room, heard = formgrader
    with room.gradebook() as book:
        submission = book.find_submission_notebook(show.LESSON, show.LESSON, "ada").id
    browser.get(f"{address}/submissions/{submission}/?token=t")
    waiting = WebDriverWait(browser, SECONDS, ignored_exceptions=[Exception])
    box = waiting.until(lambda _: _answer(browser))
    for link in box.find_elements(By.LINK_TEXT, "click"):
        link.click()
    time.sleep(1)  # what loads without being waited for
    assert browser.execute_script("return document.body.dataset.ran") is None
    assert heard == []
    assert box.find_element(By.CSS_SELECTOR, "strong").text == "bold"
    assert [cell.text for cell in box.find_elements(By.CSS_SELECTOR, "td")] == ["1", "2"]
    assert browser.execute_script(TYPESET, box) == ["math", "block math"]
    assert "$" not in box.text
    assert browser.execute_script(FOREIGN) == []
    active = "script, iframe, form, input, style, link, object, embed, video, base, meta, svg"
    assert box.find_elements(By.CSS_SELECTOR, active) == []
    assert box.find_elements(By.CSS_SELECTOR, "img[src], [onerror], [style], [id]") == []
    figures = browser.find_elements(By.CSS_SELECTOR, "img[src^='figures/']")
    assert figures
    natural = "return arguments[0].naturalWidth"
    assert all(browser.execute_script(natural, figure) for figure in figures)
    assert "document.body.dataset.ran" in browser.find_element(By.ID, "notebook").text


def _answer(browser):
    boxes = browser.find_elements(By.CSS_SELECTOR, ".nbgrader_cell .rendered_html")
    return next((box for box in boxes if "A heading" in box.text), None)


def test_grading_by_question_with_the_keyboard(browser, formgrader):
    """Do keys grade a hostile answer, safely, so that formgrader shows the points?"""
    _, room, heard = formgrader
    command = [sys.executable, "-m", "autograde.cli", "mark", "2", "--no-browser"]
    with subprocess.Popen(
        [*command, "--classroom", str(room.root)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            _grade_with_keys(browser, server, heard)
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=30) == 0
        finally:
            server.kill()
    with room.gradebook() as book:
        entry = book.find_submission_notebook(show.LESSON, show.LESSON, "ada")
        (grade,) = (g for g in entry.grades if g.name == QUESTION)
        (comment,) = (c for c in entry.comments if c.name == QUESTION)
    assert (grade.manual_score, grade.needs_manual_grade) == (1.5, False)
    assert comment.manual_comment.endswith("\nBut why?")


def _grade_with_keys(browser, server, heard):
    browser.get(re.search(r"http://\S+", server.stdout.readline())[0])
    waiting = WebDriverWait(browser, SECONDS)
    progress = browser.find_element(By.ID, "progress")
    waiting.until(lambda _: progress.text.startswith("0 of 1 answers graded"))
    assert "token" not in browser.current_url
    box = browser.find_element(By.ID, "answer")
    assert browser.execute_script(TYPESET, box) == ["math", "block math"]
    for keys in (["1", "2", "2", "c"], ["But why?"], [Keys.CONTROL, Keys.ENTER]):
        browser.switch_to.active_element.send_keys(*keys)
    waiting.until(lambda _: progress.text.startswith("1 of 1 answers graded, 1 by you"))
    assert browser.execute_script("return document.body.dataset.ran") is None
    assert heard == []
