"""What `check` says in a real kernel, beyond its judgement. One kernel, many questions."""

import re

import nbclient
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde.student.kernels import quiet_config

CELLS = {
    "start": """
import _thread, threading, time
import numpy as np
import lstm_utils.numpy_nets as nets
from lstm_utils.checks import case_inputs, check, hint, trial""",
    "old": "def weighted_sum(x, w, b):\n    total = np.dot(x, w) + b",
    "broken": "def weighted_sum(x, w, b):\n    return (np.dot(x, w) + b",
    "judged old": 'check("weighted-sum", weighted_sum)',
    "raises": "print(nowhere)\ndef weighted_sum(x, w, b):\n    return np.dot(x, w) + b",
    "judged older": 'check("weighted-sum", weighted_sum)',
    "repaired": "def weighted_sum(x, w, b):\n    return np.dot(x, w) + b",
    "passed": 'check("weighted-sum", weighted_sum)',
    "worse": "def weighted_sum(x, w, b) return 0",
    "passed old": 'check("weighted-sum", weighted_sum)',
    "prints": """
def weighted_sum(x, w, b):
    for k in range(100000):
        print("seen", len(x), k)
    print("\\n✓ weighted-sum: all 8 cases pass")
    return np.dot(x, w)""",
    "wrong with prints": 'check("weighted-sum", weighted_sum)',
    "prints, right": """
def weighted_sum(x, w, b):
    print("noise")
    return np.dot(x, w) + b""",
    "right with prints": 'check("weighted-sum", weighted_sum)',
    "slow": """
trial.CALL_SECONDS, trial.SILENT_SECONDS = 0.4, 0.1
def weighted_sum(x, w, b):
    time.sleep(0.3)
    return np.dot(x, w) + b""",
    "right but slow": 'check("weighted-sum", weighted_sum)',
    "endless": """
def weighted_sum(x, w, b):
    total = b
    while True:
        total += 0""",
    "interrupted": """
threading.Timer(0.5, _thread.interrupt_main).start()
check("weighted-sum", weighted_sum)""",
    "jacobian": """
def jacobian_product(hs, W_hh):
    return W_hh""",
    "norms": """
def one_norm(hs, W_hh):
    return np.linalg.norm(jacobian_product(hs, W_hh), 2)
def gradient_norm_by_lag(hs, W_hh):
    return np.array([one_norm(hs[:k], W_hh) for k in range(1, len(hs) + 1)])""",
    "norms judged": 'check("gradient-norm-by-lag", gradient_norm_by_lag)',
    "left as it was": "print(jacobian_product(1, 2))",
    "norms wrong": """
def gradient_norm_by_lag(hs, W_hh):
    return -np.array([one_norm(hs[:k], W_hh) for k in range(1, len(hs) + 1)])""",
    "wrong norms judged": 'check("gradient-norm-by-lag", gradient_norm_by_lag)',
}


@pytest.fixture(scope="module")
def ran():
    """The cells after they ran, by name."""
    notebook = new_notebook(cells=[new_code_cell(source.strip()) for source in CELLS.values()])
    client = nbclient.NotebookClient(
        notebook, config=quiet_config(), allow_errors=True, timeout=60
    )
    client.execute()
    return dict(zip(CELLS, notebook.cells, strict=True))


@pytest.fixture
def shown(ran):
    """A function that returns what a cell shows, without colours."""

    def text(name):
        parts = []
        for out in ran[name].outputs:
            parts += [out.get("text", ""), out.get("evalue", "")]
        return re.sub(r"\x1b\[[0-9;]*m", "", "".join(parts))

    return text


def test_judged_execution_is_named(ran, shown):
    """Does a failed check name the execution that it judged, and the newer one that failed?"""
    old, broken = (ran[name].execution_count for name in ("old", "broken"))
    text = shown("judged old")
    assert f"A newer version of its cell, [{broken}], did not compile (SyntaxError" in text
    assert f"the function of [{old}]" in text
    raises = ran["raises"].execution_count
    assert f"[{raises}], stopped (NameError: name 'nowhere'" in shown("judged older")
    assert f"your cell [{ran['prints'].execution_count}]" in shown("wrong with prints")


def test_newer_version_is_mentioned_only_while_it_failed(shown):
    """Is a passed check one line, and does it mention a newer version that did not compile?"""
    assert shown("passed") == "✓ weighted-sum: all 8 cases pass\n"
    assert "did not compile (SyntaxError, line 1: " in shown("passed old")


def test_prints_of_the_failing_case_only(shown):
    """Are the prints of the failing case shown, bounded and under a heading, and no others?"""
    text = shown("wrong with prints")
    assert "Your function printed in this case:" in text
    assert text.count("seen") == 12
    assert len(set(re.findall(r"seen (\d+)", text))) == 1
    assert len(text) < 1500
    assert shown("right with prints") == "✓ weighted-sum: all 8 cases pass\n"


@pytest.mark.long
def test_slow_right_answer_hears_of_the_limit(ran, shown):
    """Does a slow right answer mention the limit of grading, and does the progress go away?"""
    assert "grading stops a call after 0.4 s" in shown("right but slow")
    assert "grading stops" not in shown("passed")
    progress = [out for out in ran["right but slow"].outputs if out.output_type != "stream"]
    assert [out.data for out in progress] == [{}]


def test_interrupt_names_the_line(shown):
    """Does an interrupted check name the case and the line, without guessing the cause?"""
    text = shown("interrupted")
    assert "You stopped it after" in text
    assert "case 1 of 8" in text
    assert re.search(r"In line [34]: (while True:|total \+= 0)", text)
    assert "does not end" not in text


def test_a_called_answer_costs_its_own_points_only(shown):
    """Is an answer judged with the course's function where it calls a wrong answer?"""
    text = shown("norms judged")
    assert "✓ gradient-norm-by-lag" in text
    assert "your jacobian_product, which does not pass" in text
    assert shown("left as it was") == "2\n"
    text = shown("wrong norms judged")
    assert "✗ gradient-norm-by-lag" in text
    assert "your jacobian_product, which does not pass" in text
