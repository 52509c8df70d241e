"""Every lesson as an instructor grades it: release, collect and grade by the command line."""

import nbformat
import pytest

from autograde.classroom import folder as classroom
from autograde.classroom import roster
from autograde.classroom.folder import Student
from autograde.core import notebooks, reports
from autograde.core.cells import grade_id, is_answer, is_graded
from autograde.demo import show
from autograde.lessons import build
from autograde.student import handin
from tests.autograde.test_cli import lstm_course

MODEL, RELEASED, ODD = "model", "released", "odd"
# answers that a third student submits in place of the model answers
ODD_ANSWERS = {
    "01_neuron": {
        "sigmoid": "from scipy.special import expit\n\ndef sigmoid(z):\n    return expit(z)",
        "softmax": "def softmax(z):\n"
        "    from scipy.special import softmax as ready\n    return ready(z, -1)",
    },
    "06_vanishing_gradients": {
        "jacobian-product": "def jacobian_product(hs, W_hh):\n    return W_hh * hs.mean()",
        "gradient-norm-by-lag": "def norm(hs, W_hh):\n"
        "    return np.linalg.norm(jacobian_product(hs, W_hh), 2)\n\n"
        "def gradient_norm_by_lag(hs, W_hh):\n"
        "    return np.array([norm(hs[: k + 1], W_hh) for k in range(len(hs))])",
    },
    "08_lstm": {
        "gate": "def gate(x, h, W_ih, W_hh, b):\n    raise NotImplementedError",
        "cell-update": "def cell_update(c_prev, i, f, g, o):\n    import os; os._exit(1)",
        "lstm-step": """\
def lstm_step(x, h, c, W_ih, W_hh, b):
    parts = zip(*(np.split(w, 4) for w in (W_ih, W_hh, b)))
    i, f, _, o = [gate(x, h, *part) for part in parts]
    g = np.tanh(np.split(x @ W_ih.T + h @ W_hh.T + b, 4, axis=1)[2])
    h_next, c_next = cell_update(c, i, f, g, o)
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": np.tanh(c_next), "W_ih": W_ih, "W_hh": W_hh}
""",
    },
}
MAY = "This lesson's answers may import matplotlib, numpy, tqdm and Python's standard library"
IMPORT = (
    "it uses scipy, which is not available while your answer is graded:"
    f" it has `sigmoid` and `softmax` ready-made. {MAY}"
)
LENT = (
    "It calls your {0}, which does not pass its own check:"
    " the course's {0} was used in its place"
)
# what is said of these: (status, last lines of the message)
ODD_RESULTS = {
    "01_neuron": {"sigmoid": ("raised", [IMPORT]), "softmax": ("raised", [IMPORT])},
    "06_vanishing_gradients": {
        "jacobian-product": ("wrong value", []),
        "gradient-norm-by-lag": ("passed", [LENT.format("jacobian_product")]),
    },
    "08_lstm": {
        "gate": ("not written", []),
        "cell-update": ("crashed", []),
        "lstm-step": ("passed", [LENT.format("gate"), LENT.format("cell_update")]),
    },
}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A class: one submits the model answers, one the released notebook, one odd answers."""
    room = classroom.make(tmp_path_factory.mktemp("lessons") / "class")
    roster.enrol(room, [Student(MODEL), Student(RELEASED), Student(ODD)])
    return room


def _submit(folder, released, lesson):
    """Write the submissions to a folder."""
    solved = handin.readable(build.source_notebook(lesson), keep_names=True)
    answers = {grade_id(cell): cell.source for cell in solved.cells if is_answer(cell)}
    folder.mkdir()
    nbformat.write(released, folder / f"{RELEASED}.ipynb")
    nbformat.write(show.answered(released, answers), folder / f"{MODEL}.ipynb")
    if odd := ODD_ANSWERS.get(lesson.name):
        nbformat.write(show.answered(released, answers | odd), folder / f"{ODD}.ipynb")


def _automatic(room, lesson, student):
    """Return a student's points for exercises, and the most there are."""
    with room.gradebook() as book:
        submission = book.find_submission(lesson, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        tests = [grade for grade in grades if grade.name.endswith("-tests")]
        return sum(grade.score for grade in tests), sum(grade.max_score for grade in tests)


@pytest.mark.parametrize("lesson", build.lessons(), ids=lambda lesson: lesson.name)
def test_a_lesson_is_graded(lesson, room, tmp_path):
    """Do model answers get every automatic point, and does the released notebook get none?

    A third student's odd answers, in some lessons: is an answer that calls a wrong one judged
    by itself, and is a refused import explained?
    """
    name = lesson.name
    lstm_course("release", name, "--classroom", room.root)
    released = notebooks.read(room.notebook("release", name))
    _submit(tmp_path / "inbox", released, lesson)
    lstm_course("collect", name, "--from", tmp_path / "inbox", "--classroom", room.root)
    lstm_course("grade", name, "--workers", 1, "--classroom", room.root)  # one sandbox
    exercises = {
        grade_id(cell).removesuffix("-tests")
        for cell in released.cells
        if is_graded(cell) and not is_answer(cell)
    }
    for student, status in ((MODEL, "passed"), (RELEASED, "not written")):
        record = reports.load(room.root, name, student)
        found = {
            result.exercise: result.status for result in record.results if not result.manual
        }
        assert found == dict.fromkeys(exercises, status), record
    points, most = _automatic(room, name, MODEL)
    assert points == most > 0
    assert _automatic(room, name, RELEASED) == (0, most)
    if name in ODD_RESULTS:
        _check_odd_answers(reports.load(room.root, name, ODD), ODD_RESULTS[name])


def _check_odd_answers(record, expected):
    """Compare what came of the third student's answers: the rest are model answers."""
    found = {result.exercise: result for result in record.results if not result.manual}
    for name, (status, lines) in expected.items():
        assert found[name].status == status, found[name]
        last = found.pop(name).details
        assert list(last[len(last) - len(lines) :]) == lines
    assert {result.status for result in found.values()} == {"passed"}
