"""A whole term, as an instructor and the students of a class live it, on real components.

They are users of a machine of their own, with the exchange that the guide sets up. Each step
works with what the step before it left; what a step does in detail is tested elsewhere.
"""

import csv
import json
import re
import time
import urllib.request
from datetime import datetime, timedelta
from http.cookiejar import CookieJar

import nbformat
import pytest

from autograde.core.cells import grade_id, is_answer
from autograde.core.paths import ROOT
from autograde.demo import show
from autograde.lessons import build
from autograde.student import handin
from tests.autograde.conftest import ANSWERS
from tests.autograde.guide import HUB, blocks, commands
from tests.machine import machine

pytestmark = [pytest.mark.long, pytest.mark.sandbox]
COURSE = "/opt/lstm-course"  # where the guide installs
NAMES = {"ada": "Okafor", "ben": "Larsson", "cy": "Sol", "dora": "Marchetti", "eli": "Nowak"}
NEXT = {"ben": "Larsson", "fay": "Öztürk"}  # of the next term: one takes the course again
TEACHER = "prof"
WELCOME, NEURON = "00_welcome", "01_neuron"
CHECK = f"lstm_utils/checks/bank/l{WELCOME}/weighted_sum.py"
OWN_CHECK = f"/home/{TEACHER}/class/solutions/checks/l{WELCOME}/weighted_sum.py"
CASES = "def _(rng):\n"
TOO_STRICT = '    yield "no inputs", dict(x=np.array([]), w=np.array([]), b=1.5)\n'
NOT_FOR_EMPTY = """\
def weighted_sum(x, w, b):
    total = b + x[0] * w[0]
    for k in range(1, len(x)):
        total += x[k] * w[k]
    return total
"""
LATE = """
c.AssignLatePenalties.plugin_class = "autograde.late.PerDay"
c.PerDay.percent = 10
"""
SECONDS = 60


class Term:
    """The machine, and what its people do there."""

    def __init__(self, own):
        self.own, self.folder = own, "class"

    def prof(self, line, status=0):
        """Run `lstm-course` in the class folder and return what it prints."""
        return self.own.run(f"lstm-course {line}", TEACHER, self.folder, status)

    def submits(self, student, lesson, answers):
        """Have a student write answers into a lesson and hand it in."""
        path = f"/home/{student}/{lesson}/{lesson}.ipynb"
        released = nbformat.reads(self.own.read(path), 4)
        text = nbformat.writes(show.answered(released, answers))
        self.own.write(path, text, student)
        return self.own.run(f"lstm-course submit {lesson[:2]}", student)

    def rows(self, layout, *options):
        """Have the class exported; return the rows by lesson and student."""
        self.prof(f"export -o grades.csv --format {layout} {' '.join(options)}")
        text = self.own.read(f"/home/{TEACHER}/{self.folder}/grades.csv").lstrip("\ufeff")
        return {
            (r["lesson"][:2], r["student_id"]): r for r in csv.DictReader(text.splitlines())
        }

    def enrol(self, names, folder):
        """Give people accounts and write the roster of a class."""
        lines = [
            f"{name},{name.title()},{last},{name}@example.org" for name, last in names.items()
        ]
        roster = "\n".join(["id,first_name,last_name,email", *lines, ""])
        self.own.write(f"/home/{TEACHER}/students.csv", roster, TEACHER)
        self.folder = folder


def model_answers(lesson):
    """Return the right answer of each exercise and question."""
    solved = handin.readable(build.source_notebook(build.find(lesson)), keep_names=True)
    return {grade_id(cell): cell.source for cell in solved.cells if is_answer(cell)}


def install(term):
    """Follow the guide: accounts, commands for all, course id and exchange."""
    for user in (*NAMES, *(NEXT.keys() - NAMES), TEACHER):
        term.own.run(f"useradd --create-home --shell /bin/bash {user}")
    (commands_,) = (block.text for block in blocks("Install", HUB))
    term.own.run(re.search(r"^ln -s .*$", commands_, re.M)[0], folder=COURSE)
    for block in blocks("Course id and exchange", HUB):
        if block.language:
            term.own.write(block.path, block.text)
        else:
            term.own.run(f"set -e\n{block.text}")


def the_class_begins(term):
    """Make the class with a roster, late penalties and a check of its own; release lessons."""
    term.enrol(NAMES, "class")
    term.own.run("lstm-course classroom class --roster students.csv", TEACHER)
    config = f"/home/{TEACHER}/class/nbgrader_config.py"
    term.own.write(config, term.own.read(config) + LATE, TEACHER)
    text = (ROOT / CHECK).read_text(encoding="utf-8")
    term.own.write(OWN_CHECK, text.replace(CASES, CASES + TOO_STRICT), TEACHER)
    term.prof(f'release 00 --due "{local(hours=24)}"')
    term.prof(f'release 01 --due "{local(hours=-1)}"')


def students_submit(term):
    """Fetch, check and submit: right, refused, for a pair, and by one who leaves the class."""
    for student in ("ada", "ben", "cy", "eli"):
        lessons = WELCOME if student in ("ben", "eli") else f"{WELCOME} {NEURON}"
        term.own.run(f"nbgrader fetch_assignment {lessons}", student)
    right = {"weighted-sum": ANSWERS["right"]}
    for student in ("ada", "cy", "eli"):
        assert "Submitted to the exchange of course lstm" in term.submits(
            student, WELCOME, right
        )
    term.submits("ben", WELCOME, {"weighted-sum": NOT_FOR_EMPTY})
    answers = model_answers(NEURON)
    term.submits("ada", NEURON, answers)
    said = term.submits("cy", NEURON, answers | {"tanh-prime": None})
    assert "Not written yet: tanh-prime" in said


def exceptions_are_made(term):
    """Extend a due date, pair two students, drop one."""
    term.prof(f'student extend ada 01 "{local(hours=24)}" --note "ill"')
    term.prof("student pair cy dora")
    term.prof("student drop eli")
    assert "drop eli" in term.prof("student log")


def both_lessons_are_graded(term):
    """Collect and grade; the class sees who is late, unfinished, dropped or paired."""
    assert "New: 4 (ada, ben, cy, eli)" in term.prof("collect 00")
    assert "New: 2 (ada, cy)" in term.prof("collect 01")
    term.prof("grade 00")
    term.prof("grade 01")
    rows = term.rows("csv")
    assert {each: rows[each]["score"] for each in rows if each[0] == "00"} == {
        ("00", "ada"): "2.0",
        ("00", "ben"): "0.0",
        ("00", "cy"): "2.0",
        ("00", "dora"): "2.0",
    }
    assert rows["01", "ben"]["status"] == "not submitted"
    assert rows["01", "dora"]["status"] == "needs manual grading"


def prose_is_marked(term):
    """Give both answers to the question of lesson 01 points on the page that `mark` serves."""
    start = "cd class && echo $$ > ~/pid && exec lstm-course mark 01 --as vera --no-browser"
    term.own.start(f"runuser -l {TEACHER} -c '{start}'")
    address, token = address_of(term).split("/?token=")
    browser = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
    )
    assert "why-saturate" in browser.open(f"{address}/?token={token}").read().decode()

    def ask(action, data):
        kind = {"Content-Type": "application/json"}
        sent = urllib.request.Request(
            f"{address}/{action}/why-saturate", json.dumps(data).encode(), kind
        )
        return json.load(browser.open(sent))

    state = ask("next", {})
    assert (state["graded"], state["total"]) == (0, 2)
    while state["answer"]:
        saved = {"key": state["answer"]["key"], "seen": None, "words": "See the slope."}
        state = ask("save", saved | {"items": [1, 1, 0.5], "points": 2.5})
    assert (state["graded"], state["mine"]) == (2, 2)
    term.own.run("kill -INT $(cat ~/pid)", TEACHER)


def address_of(term):
    """Return the address that `mark` prints."""
    deadline = time.monotonic() + SECONDS
    while not (found := re.search(r"http://127\S+", term.own.log.read_text())):
        assert time.monotonic() < deadline, term.own.log.read_text()
        time.sleep(0.1)
    return found[0]


def a_check_is_corrected(term):
    """Correct the check that refused a right answer, release it, grade again."""
    term.own.write(OWN_CHECK, (ROOT / CHECK).read_text(encoding="utf-8"), TEACHER)
    term.prof("release 00")
    term.own.run(f"nbgrader fetch_assignment {WELCOME}", "dora")
    checks = f"{WELCOME}/class_checks.zip"
    term.own.run(f"cmp /home/dora/{checks} /home/{TEACHER}/class/release/{checks}")
    said = term.prof("grade 00")
    assert "Changed since the last grading: the check of weighted-sum" in said
    assert "Gained: 1, lost: 0" in said
    assert "ben 0 2" in said


def feedback_returns(term):
    """Publish all pages; students fetch them, and see points, penalty and comment."""
    assert "Published on the exchange: 4" in term.prof("feedback 00"), "all who submitted"
    said = term.prof("feedback 01")
    assert "cy submitted for both, and can fetch the page" in said
    for student, lesson, words in (
        ("ben", WELCOME, ["All exercises passed"]),
        ("cy", NEURON, ["See the slope.", "1.4"]),
    ):
        term.own.run(f"nbgrader fetch_feedback {lesson}", student)
        (page,) = term.own.run(f"ls {lesson}/feedback/*/*.html | cat", student).splitlines()
        text = term.own.read(f"/home/{student}/{page}")
        assert all(word in text for word in words), text


def grades_are_exported(term):
    """Export: final scores with penalty and extension, for a spreadsheet, LTI, and a page."""
    rows = term.rows("csv")
    assert len(rows) == 8, "four students, two lessons, and nobody who left"
    assert {
        who: (rows["01", who]["score"], rows["01", who]["late_penalty"])
        for who in NAMES
        if who != "eli"
    } == {
        "ada": ("17.5", "0.0"),
        "ben": ("", ""),
        "cy": ("13.95", "1.55"),
        "dora": ("13.95", "1.55"),
    }
    assert rows["00", "ben"]["score"] == "2.0"
    term.prof("export -o scores.json --format lti")
    sent = json.loads(term.own.read(f"/home/{TEACHER}/class/scores.json"))
    final = {
        score["userId"]: score.get("scoreGiven")
        for score in sent[NEURON]["scores"]
        if score["gradingProgress"] == "FullyGraded"
    }
    assert final == {"ada": 17.5, "cy": 13.95, "dora": 13.95}
    term.prof("export -o class.html --format page")
    page = term.own.read(f"/home/{TEACHER}/class/class.html")
    assert "Larsson" in page.partition(NEURON)[2], "ben has not submitted lesson 01"
    assert "Nowak" not in page


def the_next_term_begins(term):
    """Archive the class, start the next one, release, and collect only what is new."""
    ((_, target),) = commands("The next term")
    said = term.prof(f"archive {target}")
    assert "course lstm_2028, no students" in said
    term.enrol(NEXT, "lstm_2028")
    term.prof("classroom --roster ~/students.csv")
    assert "submit to the course lstm, and this class is lstm_2028" in term.prof("release 00")
    settings = "/etc/jupyter/nbgrader_config.py"
    term.own.write(settings, term.own.read(settings).replace('"lstm"', '"lstm_2028"'))
    term.own.run(f"mv {WELCOME} last_term", "ben")
    for student in NEXT:
        term.own.run(f"nbgrader fetch_assignment {WELCOME}", student)
        term.submits(student, WELCOME, {"weighted-sum": ANSWERS["right"]})
    assert "New: 2 (ben, fay)" in term.prof("collect 00")
    term.prof("grade 00")
    assert {row["score"] for row in term.rows("csv").values()} == {"2.0"}
    term.prof("feedback 00")
    term.own.run(f"nbgrader fetch_feedback {WELCOME}", "fay")


def local(**shift):
    """Return a time from now as the commands take it."""
    return f"{datetime.now() + timedelta(**shift):%Y-%m-%d %H:%M}"


def test_a_whole_term():
    """Does a term work from the installation to the next one, each step on the one before?"""
    with machine({ROOT: COURSE}) as own:
        term = Term(own)
        for step in (
            install,
            the_class_begins,
            students_submit,
            exceptions_are_made,
            both_lessons_are_graded,
            prose_is_marked,
            a_check_is_corrected,
            feedback_returns,
            grades_are_exported,
            the_next_term_begins,
        ):
            step(term)
