"""A fault with one submission, at any stage, is that submission's verdict and nobody else's."""

import csv
import json

import pytest
from typer.testing import CliRunner

from autograde import cli
from autograde.classroom import roster
from autograde.classroom import submissions as reading
from autograde.classroom.folder import Student
from autograde.collect import submissions
from autograde.core import notebooks, reports, results, verdicts
from autograde.demo import show
from autograde.grade import (
    batch,
    evaluate,
    outputs,
    rebuild,
    session,
    steps,
    submission,
    workers,
)
from autograde.report import export, feedback
from autograde.sandbox import wire
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON, hand_in

RIGHT = ANSWERS["right"]
SURROGATES = {
    "source": f"# \ud800\n{RIGHT}",
    "printed": f"print('\\ud800')\n{RIGHT}",
    "raised": "def weighted_sum(x, w, b):\n    raise ValueError('\\ud800')\n",
    "cell": "raise ValueError('\\ud800')\n",
    "warned": f"import warnings\nwarnings.warn('\\ud800')\n{RIGHT}",
    "value": "def weighted_sum(x, w, b):\n    return '\\ud800'\n",
    "texts": "def weighted_sum(x, w, b):\n    return np.array(['\\ud800'])\n",
    "line": "def weighted_sum(x, w, b):\n    raise ValueError  # \ud800\n",
    "message": "def weighted_sum(x, w, b):\n    sys.exit('\ud800\\ud800')\n",
}


def command(*words):
    """Run one command of the command line and return what it printed."""
    said = CliRunner().invoke(cli.app, words)
    assert said.exit_code == 0, said.output
    said.output.encode()
    return said.output


def test_lone_surrogates(new_class, tmp_path):
    """Does a lone surrogate, wherever it is, cost its student nothing and stop nobody?"""
    room, inbox = new_class, tmp_path / "inbox"
    roster.enrol(room, [Student(name) for name in SURROGATES])
    inbox.mkdir()
    released = notebooks.read(room.notebook("release", LESSON))
    for name, answer in {**SURROGATES, "ben": RIGHT}.items():
        notebook = show.answered(released, {EXERCISE: answer})
        notebook.cells[0].source += "\ud800"
        (inbox / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="ascii")
    here = ("--classroom", str(room.root))
    command("collect", LESSON, "--from", str(inbox), *here)
    command("grade", LESSON, *here)
    command("feedback", LESSON, *here)
    table = tmp_path / "grades.csv"
    command("export", "--output", str(table), *here)
    found = {name: reports.load(room.root, LESSON, name) for name in [*SURROGATES, "ben"]}
    right = {name for name, record in found.items() if record.verdict == verdicts.CORRECT}
    assert right == {"source", "printed", "warned", "ben"}
    assert {found[name].verdict for name in found.keys() - right} == {verdicts.WRONG}
    for path in [table, *room.root.rglob("*.html"), *room.root.rglob("*.json")]:
        path.read_text(encoding="utf-8")
    assert len([*room.root.rglob("feedback/**/*.html")]) == len(found)


def test_a_message_with_surrogates():
    """Is text that a process sends in any place of a message valid once it is read?"""
    text = b'{"list": ["\\udfff", {"dict": ["\\ud800", 1]}, {"texts": [[1], ["\\ud800"]]}]}'
    plain, named, texts = wire.decode(text, len(text))
    assert (plain, named, texts.tolist()) == ("\\udfff", {"\\ud800": 1}, ["\\ud800"])


STAGES = {
    "read": (reading, "read"),
    "intake": (notebooks, "parse"),
    "rebuild": (rebuild, "from_answers"),
    "restore": (rebuild, "restore"),
    "plan": (steps, "read"),
    "sandbox": (session, "grade"),
    "wire": (wire, "decode"),
    "evaluate": (evaluate, "decide"),
    "outputs": (outputs, "write"),
    "results": (results, "of_notebook"),
    "sum": (results, "sum_up"),
}


QUICK = {"read", "sandbox", "evaluate", "sum"}  # stages that `make test` asks about


@pytest.mark.parametrize(
    "stage",
    [pytest.param(stage, marks=[pytest.mark.long] * (stage not in QUICK)) for stage in STAGES],
)
def test_a_fault_while_grading(new_class, tmp_path, monkeypatch, stage):
    """Does an error that nobody has thought of become one student's verdict?"""
    for student in ("ada", "ben"):
        hand_in(new_class, tmp_path / f"{student}.ipynb", f"# of {student}\n{RIGHT}")
    submissions.from_folder(new_class, LESSON, tmp_path)
    submission._end_reader()  # the next one has what is patched here
    current = []
    module, name = STAGES[stage]
    real, real_work = getattr(module, name), workers.grade_submission

    def remembering(lesson, submission):
        current[:] = [submission.student]
        return real_work(lesson, submission)

    def failing(*arguments, **options):
        ours = {"read": "'ada'", "intake": "# of ada", "rebuild": "# of ada"}.get(stage)
        if ours in str(arguments) if ours else current == ["ada"]:
            raise OSError("a fault of the disk, \udcff")
        return real(*arguments, **options)

    monkeypatch.setattr(workers, "grade_submission", remembering)
    monkeypatch.setattr(module, name, failing)
    ada, ben = batch.grade(new_class, LESSON, ["ada", "ben"], workers=1)
    assert (ada.student, ada.verdict) == ("ada", verdicts.FAULT)
    assert "a fault of the disk" in ada.message
    ada.message.encode()
    assert (ben.student, ben.verdict) == ("ben", verdicts.CORRECT)
    assert reports.load(new_class.root, LESSON, "ada") == ada
    monkeypatch.undo()
    submission._end_reader()
    assert [r.verdict for r in batch.grade(new_class, LESSON)] == ["correct"] * 2


def test_faults_while_recording(new_class, tmp_path):
    """Is a notebook, gradebook entry, verdict or page that cannot be written one's own?"""
    room, names = new_class, ("notebook", "gradebook", "verdict", "page", "fine")
    roster.enrol(room, [Student(name) for name in names])
    for name in names:
        hand_in(room, tmp_path / f"{name}.ipynb", RIGHT)
    submissions.from_folder(room, LESSON, tmp_path)
    for folder, name in (("autograded", "notebook"), ("feedback", "page")):
        (room.root / folder).mkdir(exist_ok=True)
        (room.root / folder / name).write_text("a file where a folder belongs")
    (room.root / "verdicts" / LESSON / "verdict.json" / "full").mkdir(parents=True)
    with room.gradebook() as book:
        book.db.connection().exec_driver_sql(
            "CREATE TRIGGER no BEFORE INSERT ON submitted_assignment WHEN"
            " NEW.student_id = 'gradebook' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        book.db.commit()
    found = {record.student: record.verdict for record in batch.grade(room, LESSON)}
    broken = ("notebook", "gradebook", "verdict")
    assert found == {name: verdicts.FAULT for name in broken} | {
        "page": verdicts.CORRECT, "fine": verdicts.CORRECT
    }  # fmt: skip
    returned = feedback.write_pages(room, LESSON)
    assert returned.failed.keys() == {"page"}
    assert returned.pages.keys() == {"notebook", "gradebook", "fine"}
    table = tmp_path / "grades.csv"
    export.write(room, table)
    with table.open(encoding="utf-8-sig") as stream:
        rows = {
            row["student_id"]: (row["score"], row["status"]) for row in csv.DictReader(stream)
        }
    assert rows["fine"] == rows["page"] == ("2.0", "correct")
    assert {rows[name] for name in ("notebook", "gradebook")} == {("", verdicts.FAULT)}
    assert rows["verdict"] == ("", verdicts.NOT_GRADED)
    said = CliRunner().invoke(cli.app, ["grade", LESSON, "--classroom", str(room.root)])
    assert said.exit_code == 1, "a grader error went unnoticed"
