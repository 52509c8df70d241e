"""What a student sees: `check`, `diagnose`, `hint` and their messages."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import (
    CheckFailed,
    Exercise,
    Result,
    Seed,
    assess,
    case_inputs,
    check,
    diagnose,
    get,
    hint,
)


def test_one_case_is_not_called_all_cases():
    """Does the text of an exercise with a single case say so?"""
    passed = Result("latch-weights", "passed", right=1, total=1)
    failed = Result("latch-weights", "wrong value", right=0, total=1)
    assert passed.text() == "✓ latch-weights: the one case passes"
    assert failed.text() == "✗ latch-weights: wrong value (0 of 1 case right)"


def test_passing_check_prints_one_line(capsys):
    """Does a right answer print exactly one line, and nothing on stderr?"""
    check("weighted-sum", lambda x, w, b: np.dot(x, w) + b)
    captured = capsys.readouterr()
    assert captured.out == "✓ weighted-sum: all 8 cases pass\n"
    assert captured.err == ""


def test_nothing_reaches_stderr(capsys):
    """Do prints on stderr and warnings of the student's function stay off stderr?"""

    def noisy(x, w, b):
        print("debugging", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return float(np.dot(x, w) + b + 0 * np.exp(np.float64(-1e3) * np.abs(b)))

    check("weighted-sum", noisy)
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "debugging" not in captured.out
    assert "Note: right, but" in captured.out


def test_failure_ends_with_what_to_do_next():
    """Does a failed check end with how to see the inputs, and where hints are?"""
    with pytest.raises(CheckFailed, match=r'case_inputs\("weighted-sum", 0\)'):
        check("weighted-sum", lambda x, w, b: 0.25)
    inputs = case_inputs("weighted-sum", 0)
    assert list(inputs) == ["x", "w", "b"]
    with pytest.raises(ValueError, match="cases 0 to 7"):
        case_inputs("weighted-sum", 99)


def test_fresh_inputs_are_not_shown():
    """Does a check on a grader's seed keep its inputs to itself?"""
    with pytest.raises(CheckFailed) as failed:
        check("weighted-sum", lambda x, w, b: 0.25, seed=77)
    assert "case_inputs" not in str(failed.value)


def test_a_tuple_is_called_a_tuple():
    """Does the message say what kind of value each input of the case is?"""
    verdict = assess(get("bilstm-forward"), lambda x, lengths, fwd, bwd: None)
    assert "lengths (4,), fwd a tuple of 3, bwd a tuple of 3)" in verdict.text()


def test_not_written_is_a_plain_notimplementederror():
    """Does an exercise that is not written fail with NotImplementedError and say what to do?"""

    def stub(x, w, b):
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="not written yet") as raised:
        check("weighted-sum", stub)
    assert type(raised.value) is NotImplementedError


def test_wrong_names_and_results_for_functions_are_explained():
    """Is a misspelt name answered with the nearest, and a called function with what to pass?"""
    with pytest.raises(ValueError, match="Did you mean 'weighted-sum'"):
        check("weigthed_sum", print)
    with pytest.raises(ValueError, match="without parentheses"):
        check("weighted-sum", 3.0)


def test_hints_come_one_by_one(capsys):
    """Does each call of `hint` tell a little more, and the last one stay?"""
    total = len(get("weighted-sum").hints)
    for _ in range(total + 2):
        hint("weighted-sum")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"Hint 1 of {total}")
    assert lines[-1] == lines[-2]
    assert "the last one" in lines[-1]


def test_the_correction_comes_at_the_second_try_or_on_request(capsys):
    """Does the first failed check only name the mistake, and `hint` know how to correct it?"""

    def failed(function):
        with pytest.raises(CheckFailed) as found:
            check("weighted-sum", function)
        return str(found.value)

    def doubled(x, w, b):
        return 2 * (w @ x + b)

    name, correction = "the bias is not added", "return the sum of the products plus b."
    assert f"Looks like: {name}\n" in failed(lambda x, w, b: w @ x)
    assert f"Looks like: {name}: {correction}\n" in failed(lambda x, w, b: w @ x)
    failed(doubled)
    assert f"Looks like: {name}\n" in failed(lambda x, w, b: w @ x)
    hint("weighted-sum")
    hint("weighted-sum")
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"Hint on the mistake that check named: {correction}"
    assert second.startswith("Hint ")


def test_diagnose_prints_and_goes_on(capsys):
    """Does `diagnose` print the verdict without stopping the notebook?"""
    diagnose("weighted-sum", lambda x, w, b: np.dot(x, w))
    assert "Looks like: the bias is not added" in capsys.readouterr().out


def test_notebook_shows_the_message_and_no_traceback(capsys):
    """Does a notebook show a failed check's message without the machinery's traceback?"""
    shell = InteractiveShell.instance()
    shell.run_cell(
        "from lstm_utils.checks import check\ncheck('weighted-sum', lambda x, w, b: w @ x)\n"
    )
    shown = capsys.readouterr().out
    InteractiveShell.clear_instance()
    assert "Looks like: the bias is not added" in shown
    assert "Traceback" not in shown
    assert "judge.py" not in shown


def test_the_bank_does_not_import_torch():
    """Do a NumPy notebook and a grader, which loads all exercises, start without PyTorch?"""
    code = (
        "import sys, lstm_utils.checks as c; from autograde.sandbox import strip;"
        " locked = strip.withheld('00_welcome'); sys.exit('torch' in sys.modules or not locked)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_draws_from_elsewhere_are_refused():
    """Is a sampler refused that does not draw from the generator it was given?"""
    ex = Exercise("dice", "none", lambda n, rng: rng.integers(1, 7, n), ("rolls",), ())
    ex.cases(lambda rng: iter([("many", dict(n=60, rng=Seed(3)))]))
    ex.property(lambda inputs, rolls: None)
    assert assess(ex, lambda n, rng: 1 + rng.permutation(np.arange(n) % 6)).passed
    elsewhere = assess(ex, lambda n, rng: np.random.default_rng().integers(1, 7, n))
    assert "draw from rng only" in elsewhere.text()


def test_borrowing_the_answer_is_reported_before_it_is_graded():
    """Is an answer that calls the course's own function refused, as it will be when graded?"""
    for borrowed in (lambda x, w, b: nets.weighted_sum(x, w, b), nets.weighted_sum):
        with pytest.raises(CheckFailed, match="write it yourself"):
            check("weighted-sum", borrowed)


def test_diagnose_shows_the_line_to_change_after_three_failed_checks(capsys):
    """Is the line of the model answer shown on request, but only after the third failure?"""
    wrong = get("gate").mistakes[0]
    for failed in range(3):
        diagnose("gate", wrong.function)
        assert "The line to change" not in capsys.readouterr().out, failed
        with pytest.raises(CheckFailed):
            check("gate", wrong.function)
    capsys.readouterr()
    diagnose("gate", wrong.function)
    shown = capsys.readouterr().out.splitlines()
    first = next(i for i, line in enumerate(shown) if "The line to change" in line)
    assert shown[first + 1].strip().startswith("- ")
    assert shown[first + 2].strip().startswith("+ ")
    assert shown[first + 2].strip()[2:].strip() in get("gate").model_answer


def test_interrupt_points_at_the_inputs_of_its_case():
    """Does an interrupted check offer the inputs of the case that it was in?"""
    calls = []

    def weighted_sum(x, w, b):
        calls.append(x)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return float(x @ w + b)

    with pytest.raises(CheckFailed, match=r'case_inputs\("weighted-sum", 2\)'):
        check("weighted-sum", weighted_sum)
