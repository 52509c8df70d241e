"""What the judge asks for, how it judges answers, and what it reveals of hidden inputs."""

import math
from dataclasses import replace

import numpy as np
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde.core.errors import CourseError
from autograde.core.paths import SOLUTIONS
from autograde.grade import evaluate, outputs, session
from autograde.grade import steps as plan
from autograde.grade.steps import Check
from autograde.lessons import expand
from autograde.lessons import source as lesson
from autograde.sandbox import Sandbox, WireError, wire
from autograde.sandbox.strip import locked_by
from lstm_utils.checks import AnswerKey, get, names
from lstm_utils.checks.plain import one_line
from lstm_utils.checks.run import Outcome, run
from tests.checks.outcomes import first_of_each_lesson

RIGHT = [np.zeros((4, 3)), {}, [], None, []]


def cell_of_tests(source):
    graded = {"grade": True, "grade_id": "softmax-tests", "points": 2, "solution": False}
    return new_code_cell(source, metadata={"nbgrader": graded})


def test_checks_of_a_test_cell():
    """Are name, function, seed and rounds of each check read from the source's test cell?"""
    cell = cell_of_tests(
        'check("softmax", softmax)\n### BEGIN HIDDEN TESTS\n'
        'check("softmax", net.softmax, seed=4711, rounds=3)\n### END HIDDEN TESTS'
    )
    assert plan.checks(cell) == (
        Check("softmax", "softmax"),
        Check("softmax", "net.softmax", hidden=True, rounds=3),
    )


@pytest.mark.parametrize(
    "source", ["assert True", "check()", "check('softmax')", "x = 1", "", "check(name, f)"]
)
def test_a_test_cell_has_checks_only(source):
    """Is a test cell refused if the student's process would give its verdict?"""
    with pytest.raises(CourseError, match="test cell 'softmax-tests'"):
        plan.checks(cell_of_tests(source))


def test_what_is_run():
    """Are cells to explore, prose and what comes after the last test left out?"""
    explore = new_code_cell("plot()", metadata={"tags": ["explore"]})
    cells = [new_code_cell("a = 1"), explore, cell_of_tests('check("softmax", f)')]
    steps = plan.read(new_notebook(cells=[*cells, new_code_cell("b = 1")]))
    assert [step.index for step in steps] == [0, 2]


@pytest.mark.parametrize(
    "fields",
    [
        None,
        [],
        RIGHT[:4],
        {**dict.fromkeys("abcde")},
        [None, {"z": 1}, [], None, []],
        [None, [], [], None, []],
        [None, {}, ["w"], None, []],
        [None, {}, [1], None, []],
        [None, {}, [], ["ValueError"], []],
        [None, {}, [], ["ValueError", "", 3, "", ""], []],
        [None, {}, [], ["ValueError", "", "", "passed", ""], []],
        [None, {}, [], "ValueError", []],
        [None, {}, [], None, [None]],
    ],
    ids=range(13),
)
def test_an_answer_of_another_form_is_refused(fields):
    """Is an answer that no honest runner gives taken for what it is?"""
    exercise = get("softmax")
    with pytest.raises(WireError):
        evaluate.outcome(fields, exercise, exercise.draw()[0])


def test_the_answers_to_one_check_are_bounded_together():
    """Can large answers to many cases fill the judge's memory, each of them small enough?"""
    question, size = evaluate._question(Check("reber", "reber"), 0), 3 * 2**20
    key, frame = question.key, wire.encode([np.zeros(size // 8), {}, [], None, []])

    class Flood:
        received = 0

        def send(self, order):
            pass

        def reply(self, seconds, limit):
            self.received += size
            return frame[wire.PREFIX :], wire.sizes(frame[: wire.PREFIX])[1]

    found = evaluate._replies(Flood(), question, 5.0, math.inf)
    assert size * len(key.cases) > 2 * evaluate.MAX_ANSWERS
    assert sum(len(reply[0]) for reply in found if reply) <= evaluate.MAX_ANSWERS
    assert question.result(found).status == "wrong type"


def _reply(done):
    """Return the reply of a process in which a call did this."""
    frame = wire.encode([done.value, done.after, [*done.changed], None, [*done.warned]])
    return frame[wire.PREFIX :], wire.sizes(frame[: wire.PREFIX])[1]


def test_replies_that_came_before():
    """Do equal replies get the result they had, and others never, however bytes are moved?"""
    question = evaluate._question(Check("softmax", "softmax"), 0)
    right = [
        _reply(run(question.key.exercise, question.key.exercise.reference, case))
        for case in question.key.cases
    ]
    assert question.result(right).passed
    assert question.result(list(right)) is question.result(right)
    none = _reply(Outcome())
    for wrong in ([*right[:-1], none], [none, *right[1:]], right[::-1]):
        assert not question.result(wrong).passed
    body, header = right[0]
    with pytest.raises(WireError):
        question.result([(body, header - 1), *right[1:]])
    (first, one), (second, two), *others = right
    moved = [(first + second[:1], one), (second[1:], two), *others]
    with pytest.raises(WireError):
        question.result(moved)


@pytest.mark.parametrize("name", names())
def test_a_reply_that_is_known_to_be_right(name):
    """Would it be found right if it were read and compared, too?"""
    question, exercise = evaluate._question(Check(name, name), 0), get(name)
    found = [
        evaluate.outcome(wire.decode(*known), exercise, case)
        if known
        else run(exercise, exercise.reference, case)
        for case, known in zip(question.key.cases, question.right, strict=True)
    ]
    assert any(question.right)
    assert evaluate.decide(question.key, found).passed


def test_texts_of_a_student_stay_on_their_line():
    """Can a text pose as a line of ours, steer a terminal or turn the writing around?"""
    assert one_line("a\n✓ softmax: all 9 cases pass\x1b[31m\u202e\u2028b\x00") == (
        "a ✓ softmax: all 9 cases pass [31m b"
    )
    assert len(one_line("x" * 10_000)) == 300


def test_too_few_answers_never_pass():
    """Can a pass be had with fewer answers than there are cases?"""
    key = AnswerKey(get("softmax"))
    result = evaluate.decide(key, [evaluate.outcome(RIGHT, key.exercise, key.cases[0])])
    assert result.status == evaluate.FAULT


ODD = [np.array(["a", "b"]), np.array([], str), [np.array("x")], {"W": np.zeros(2)}, "✓", 1j]
ODD += [[], [[[]]], {}, {"a": {"b": [None]}}, {"outputs": 1, "gradients": {"dx": "a"}}]


@pytest.mark.parametrize("name", first_of_each_lesson(names()))
def test_no_odd_answer_becomes_our_fault(name, long):
    """Is an answer that no comparison was written for wrong, and not a grader error?"""
    key = AnswerKey(get(name), 3)
    for number, value in enumerate(ODD):
        after = dict.fromkeys(key.exercise.mutates, value)
        forms = [Outcome(value, after), Outcome(value), Outcome([value] * 3)]
        for odd in forms if long else [forms[number % 3]]:
            found = evaluate.decide(key, [odd for _ in key.cases])
            assert found.status not in (evaluate.FAULT, "passed"), found


def test_a_reference_that_fails_is_our_fault(monkeypatch):
    """Is nobody's answer wrong where the judge cannot say what is right?"""
    exercise = get("softmax")
    monkeypatch.setattr(exercise, "reference", lambda z: z / None)
    key = AnswerKey(exercise, 3)
    assert evaluate.decide(key, [Outcome(1.0) for _ in key.cases]).status == evaluate.FAULT


@pytest.fixture(scope="module")
def first_lesson():
    notebook = expand.notebook(lesson.read(SOLUTIONS / "01_neuron"))
    steps = plan.read(notebook)
    with Sandbox("01_neuron", [step.source for step in steps]) as sandbox:
        yield notebook, steps, sandbox


def test_hidden_inputs_are_not_shown(first_lesson):
    """Does a wrong answer that only hidden inputs reveal get a message without them?"""
    notebook, _, sandbox = first_lesson
    steps = [
        step
        if not (step.answer and step.name == "softmax")
        else plan.Step(step.index, step.name, "softmax = lambda z: z", True)
        for step in plan.read(notebook)
    ]
    only_hidden = [
        step
        if step.name != "softmax" or not step.checks
        else replace(step, checks=step.checks[1:])
        for step in steps
    ]
    graded = session.grade(sandbox, only_hidden, seed=99)
    (result,) = (found for found in graded.results.values() if found.exercise == "softmax")
    assert result.status == "wrong value"
    assert "Case:" not in result.text()
    assert "expected" not in result.text()
    assert "fresh inputs" in result.text()


def test_a_fault_of_ours_ends_the_submission(first_lesson, monkeypatch):
    """Is a submission ended at which the judge fails, so that none runs beside the next?"""
    _, steps, sandbox = first_lesson
    warm = psutil.Process(sandbox._process.pid)
    before = warm.children(recursive=True)
    monkeypatch.setattr(evaluate, "ask", lambda *asked: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        session.grade(sandbox, steps, seed=5)
    assert warm.children(recursive=True) == before


def test_an_array_without_axes_is_no_number_when_graded():
    """Is it refused in the sandbox, where a number of Python or NumPy is right?"""
    answer = (
        "import numpy as np\ndef solved(errors, tol=0.04, share=0.98):\n"
        "    return {}((np.abs(errors) < tol).mean() >= share)\n"
    )
    test = plan.Step(1, "solved", "", False, (Check("solved", "solved"),), ("solved",))
    found = []
    with Sandbox("10_long_lags", ["import numpy"]) as sandbox:
        for made in ("bool", "", "np.array"):
            written = plan.Step(0, "solved", answer.format(made), True)
            found.append(session.grade(sandbox, [written, test], seed=5).results[1])
    assert [result.passed for result in found] == [True, True, False]
    assert "shape () is returned" in found[2].diagnosis


def test_what_needs_pytorch_stays_away_without_it(first_lesson):
    """Are the twins of a lesson's functions not given back where PyTorch is not there?"""
    _, steps, sandbox = first_lesson
    asked = tuple(dict.fromkeys(name for step in steps for name in step.exercises))
    modules = {lock.module for name in asked for lock in locked_by(get(name))}
    twins = {module for module in modules if ".torch_nets." in module}
    assert twins
    assert twins == modules & sandbox.missing
    order = session._key_for(asked, sandbox.missing, "")
    assert all((module.encode() in order) == (module not in twins) for module in modules)


def test_each_seed_draws_other_inputs():
    """Are hidden inputs others for another seed, and the same for the same one?"""
    exercise = get("softmax")
    drawn = [exercise.draw(seed)[0].inputs["z"] for seed in (5, 5, 6)]
    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])


def test_outputs_are_the_judges(first_lesson):
    """Does a test cell have one output, of the judge, that nbgrader scores correctly?"""
    notebook, steps, sandbox = first_lesson
    graded = session.grade(sandbox, steps, seed=5)
    outputs.write(notebook, graded)
    for index, result in graded.results.items():
        (output,) = notebook.cells[index].outputs
        assert (output.output_type, output.name) == ("stream", "stdout")
        assert output.text == f"{result.text()}\n"
