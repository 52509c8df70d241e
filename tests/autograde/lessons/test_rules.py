"""What is refused in a lesson source: one good lesson, broken in one place at a time."""

import shutil
from pathlib import Path

import pytest

from autograde.lessons import build
from autograde.lessons.source import LessonError

TINY = Path(__file__).parents[1] / "data" / "solutions" / "00_tiny"
KNOWN = ["weighted-sum", "sigmoid", "softmax"]

EXERCISE = '# %% exercise="weighted-sum"'
TESTS = '# %% tests="weighted-sum" points=2'
QUESTION = '# %% [markdown] question="why-a-bias" points=3'
VISIBLE = 'check("weighted-sum", weighted_sum)\n'
HIDDEN = 'check("weighted-sum", weighted_sum, seed=9001, rounds=3)'
RETURN = "    return total_of_products + b\n"
DONE = '# %%\nprint("done")\n\n# %%\nprint("done")\n'
FIGURE = "![two inputs meet in one sum](figures/sum.svg)"
SCHEME = "### BEGIN MARK SCHEME\n- 1 point: the sum of a zero input is zero\n"
SCHEME += "- 2 points: so the threshold is fixed at the origin\n### END MARK SCHEME\n"
MODEL = "### BEGIN SOLUTION\nEvery boundary that it draws passes through the origin.\n"
MODEL += "### END SOLUTION\n"
SECOND = f"{EXERCISE}\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n"

# (what is replaced, by what, the line that the error names, what the error says)
FAULTS = {
    "unknown exercise": (
        'weighted-sum"',
        'wieghted-sum"',
        '# %% exercise="wieghted-sum"',
        'unknown exercise "wieghted-sum": it has no checks; did you mean "weighted-sum"?',
    ),
    "tests without points": (
        TESTS,
        '# %% tests="weighted-sum"',
        '# %% tests="weighted-sum"',
        "tests without points; add points=N to the header",
    ),
    "question without points": (
        QUESTION,
        '# %% [markdown] question="why-a-bias"',
        '# %% [markdown] question="why-a-bias"',
        "question without points; add points=N to the header",
    ),
    "points of nothing": (
        TESTS,
        TESTS[:-1] + "0",
        TESTS[:-1] + "0",
        "a number above 0, came 0",
    ),
    "points in words": (TESTS, TESTS[:-1] + '"2"', TESTS[:-1] + '"2"', "above 0, came '2'"),
    "points on an exercise": (
        EXERCISE,
        f"{EXERCISE} points=2",
        f"{EXERCISE} points=2",
        "points belong to the tests or the question",
    ),
    "exercise without tests": (
        TESTS,
        "# %%",
        EXERCISE,
        'exercise without tests; add a cell `# %% tests="weighted-sum" points=N`',
    ),
    "tests without exercise": (
        TESTS,
        '# %% tests="weighted-sums" points=2',
        '# %% tests="weighted-sums" points=2',
        'tests without exercise "weighted-sums"; did you mean "weighted-sum"?',
    ),
    "tests before their exercise": (
        "# %%\nimport numpy",
        f"{TESTS}\n{VISIBLE}### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS\n\n"
        "# %%\nimport numpy",
        TESTS,
        "the tests come before their exercise",
    ),
    "name used twice": (DONE, SECOND, (EXERCISE, 1), 'the name "weighted-sum" is taken by'),
    "name of the cell that another name makes": (
        'question="why-a-bias"',
        'question="weighted-sum-tests"',
        '# %% [markdown] question="weighted-sum-tests" points=3',
        'the name "weighted-sum-tests" is taken by',
    ),
    "name not in kebab-case": (
        'question="why-a-bias"',
        'question="Why_a_bias"',
        '# %% [markdown] question="Why_a_bias" points=3',
        "a name is kebab-case",
    ),
    "name too long for a cell id": (
        "why-a-bias",
        "why-" + "a" * 50,
        f'# %% [markdown] question="why-{"a" * 50}" points=3',
        "at most 50 characters",
    ),
    "answer without markers": (
        "    ### BEGIN SOLUTION\n    total_of_products = np.dot(x, w)\n"
        f"{RETURN}    ### END SOLUTION\n",
        "    return np.dot(x, w) + b\n",
        EXERCISE,
        "answer without markers; put it between `### BEGIN SOLUTION` and `### END SOLUTION`",
    ),
    "code after the markers": (
        f"{RETURN}    ### END SOLUTION\n",
        f"    ### END SOLUTION\n{RETURN}",
        RETURN.rstrip(),
        "code outside its markers: `return total_of_products + b`",
    ),
    "code before the markers": (
        "    ### BEGIN SOLUTION\n    total_of_products = np.dot(x, w)\n",
        "    total_of_products = np.dot(x, w)\n    ### BEGIN SOLUTION\n",
        "    total_of_products = np.dot(x, w)",
        "code outside its markers: `total_of_products = np.dot(x, w)`",
    ),
    "given on a cell that is not an exercise": (
        TESTS,
        f'{TESTS} given="body"',
        f'{TESTS} given="body"',
        'given="body" is for exercises that show part of the answer',
    ),
    "given without saying what": (
        EXERCISE,
        f'{EXERCISE} given="all"',
        f'{EXERCISE} given="all"',
        'given="body" is for exercises that show part of the answer',
    ),
    "a helper that gives the answer away": (
        "def weighted_sum(",
        "answer = lambda x, w, b: np.dot(x, w) + b\n\n\ndef weighted_sum(",
        "answer = lambda x, w, b: np.dot(x, w) + b",
        "code outside its markers",
    ),
    "the reference under another name": (
        "def weighted_sum(",
        "dense = nets.dense\n\n\ndef weighted_sum(",
        "dense = nets.dense",
        "code outside its markers: `dense = nets.dense`",
    ),
    "a second function without markers": (
        "def weighted_sum(",
        "def helper(x):\n    return x\n\n\ndef weighted_sum(",
        "    return x",
        "code outside its markers: `return x`",
    ),
    "a method without markers": (
        "def weighted_sum(",
        "class Neuron:\n    bias = 0.0\n\n    def __call__(self, x):\n        return x\n\n\n"
        "def weighted_sum(",
        "        return x",
        "code outside its markers: `return x`",
    ),
    "markers in the wrong column": (
        "    ### BEGIN SOLUTION\n    total",
        "### BEGIN SOLUTION\n    total",
        "### BEGIN SOLUTION",
        "the marker is in column 0, the answer in 4; indent both alike",
    ),
    "markers that cut a statement": (
        "    ### BEGIN SOLUTION\n    total_of_products = np.dot(x, w)\n",
        "    total_of_products = (\n    ### BEGIN SOLUTION\n    np.dot(x, w))\n",
        "    total_of_products = (",
        "not valid Python: with the stub in place of the answer",
    ),
    "solution never closed": (
        f"{RETURN}    ### END SOLUTION\n",
        RETURN,
        "    ### BEGIN SOLUTION",
        "`### BEGIN SOLUTION` is never closed",
    ),
    "marker misspelt": (
        "### BEGIN HIDDEN TESTS",
        "### BEGIN HIDDEN TEST",
        "### BEGIN HIDDEN TEST",
        "did you mean `### BEGIN HIDDEN TESTS`?",
    ),
    "marker not alone": (
        "    ### END SOLUTION",
        "    pass  ### END SOLUTION",
        "    pass  ### END SOLUTION",
        "a marker stands alone on its line",
    ),
    "answer in a plain cell": (
        DONE,
        "# %%\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n",
        ("### BEGIN SOLUTION", 1),
        "a SOLUTION region belongs into a cell with exercise=...",
    ),
    "hidden tests in a plain cell": (
        DONE,
        "# %%\n### BEGIN HIDDEN TESTS\nx = 1\n### END HIDDEN TESTS\n",
        ("### BEGIN HIDDEN TESTS", 1),
        "a HIDDEN TESTS region belongs into a cell with tests=...",
    ),
    "mark scheme in a plain cell": (
        DONE,
        '# %% [markdown]\nr"""\n### BEGIN MARK SCHEME\nx\n### END MARK SCHEME\n"""\n',
        ("### BEGIN MARK SCHEME", 1),
        "a MARK SCHEME region belongs into a cell with question=...",
    ),
    "tests without hidden tests": (
        f"### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS\n",
        "",
        TESTS,
        "tests without hidden tests",
    ),
    "empty hidden tests": (f"{HIDDEN}\n", "", TESTS, "tests without hidden tests"),
    "hidden tests that check nothing": (HIDDEN, "x = 1", TESTS, "among the hidden tests"),
    "hidden test that is not hidden": (
        "### BEGIN HIDDEN TESTS\n",
        f"{HIDDEN[:-1]})  # again\n### BEGIN HIDDEN TESTS\n",
        f"{HIDDEN}  # again",
        "a hidden test that is not hidden",
    ),
    "hidden test in a plain cell": (
        DONE,
        f"# %%\n{HIDDEN[:-1]})  # again\n",
        f"{HIDDEN}  # again",
        "a hidden test that is not hidden",
    ),
    "hidden test without a seed": (
        HIDDEN,
        'check("weighted-sum", weighted_sum, rounds=3)',
        'check("weighted-sum", weighted_sum, rounds=3)',
        "repeats the visible one; give it seed=...",
    ),
    "nothing that a student can run": (VISIBLE, "", TESTS, "that the student can run"),
    "checks of another exercise": (
        VISIBLE,
        'check("softmax", weighted_sum)\n',
        'check("softmax", weighted_sum)',
        "expected check(\"weighted-sum\", ...), came 'softmax'",
    ),
    "a value at the end of the tests": (
        "### END HIDDEN TESTS\n",
        "### END HIDDEN TESTS\n1 + 1\n",
        "1 + 1",
        "`1 + 1` shows a value, which nbgrader takes for partial credit",
    ),
    "tags on tests": (
        TESTS,
        f'{TESTS} tags=["explore"]',
        f'{TESTS} tags=["explore"]',
        "tests with tags: a tag can take it out of grading",
    ),
    "tags that are no list": (
        'tags=["explore"]',
        'tags="explore"',
        '# %% tags="explore"',
        "tags must be a list as in tags=[\"explore\"], came 'explore'",
    ),
    "long and graded": (
        'tags=["explore"]',
        'tags=["long"]',
        '# %% tags=["long"]',
        'write tags=["explore", "long"]: a graded cell always runs',
    ),
    "question without mark scheme": (SCHEME, "", QUESTION, "question without mark scheme"),
    "question without model answer": (MODEL, "", QUESTION, "question without model answer"),
    "question that asks nothing": (
        "**Question (3 points).** What could a neuron without a bias not do?",
        "",
        QUESTION,
        "its prompt is empty",
    ),
    "question that announces other points": (
        "(3 points)",
        "(2 points)",
        QUESTION,
        "the prompt says (2 points), the header points=3",
    ),
    "question in a code cell": (
        QUESTION,
        QUESTION.replace("[markdown] ", ""),
        QUESTION.replace("[markdown] ", ""),
        "question must be a markdown cell, came code",
    ),
    "exercise in a markdown cell": (
        EXERCISE,
        EXERCISE.replace("%% ", "%% [markdown] "),
        EXERCISE.replace("%% ", "%% [markdown] "),
        "exercise must be a code cell, came markdown",
    ),
    "tests in a markdown cell": (
        TESTS,
        TESTS.replace("%% ", "%% [markdown] "),
        TESTS.replace("%% ", "%% [markdown] "),
        "tests must be a code cell, came markdown",
    ),
    "two roles": (
        EXERCISE,
        f'{EXERCISE} question="why"',
        f'{EXERCISE} question="why"',
        "one cell cannot be exercise and question",
    ),
    "unknown option": (
        TESTS,
        '# %% tests="weighted-sum" point=2',
        '# %% tests="weighted-sum" point=2',
        'unknown option "point"; did you mean "points"?',
    ),
    "name without quotes": (
        EXERCISE,
        "# %% exercise=weighted-sum",
        "# %% exercise=weighted-sum",
        "cannot read `exercise=weighted-sum`",
    ),
    "option without a value": (
        TESTS,
        '# %% tests="weighted-sum" points',
        '# %% tests="weighted-sum" points',
        "option points has no value",
    ),
    "cell type misspelt": (
        "# %% [markdown]\n# Prose",
        "# %% [markdwon]\n# Prose",
        "# %% [markdwon]",
        "came `[markdwon]`; did you mean [markdown]?",
    ),
    "raw cell": ("# %% [markdown]\n# Prose", "# %% [raw]\n# Prose", "# %% [raw]", "raw cells"),
    "header without a blank": (
        DONE,
        '# %%\nprint("done")\n\n# %%exercise="softmax"\n',
        '# %%exercise="softmax"',
        "does not begin a cell: write a blank after %%",
    ),
    "text before the first cell": (
        "# ---\n\n# %% [markdown]",
        "# ---\n\nx = 1\n\n# %% [markdown]",
        "x = 1",
        "text before the first cell",
    ),
    "empty cell": (DONE, '# %%\n\n# %% tags=["last"]\nprint()\n', ("# %%", -1), "is empty"),
    "code that does not parse": (
        DONE,
        '# %%\nprint("done")\nprint("done"\n',
        'print("done"',
        "not valid Python: '(' was never closed",
    ),
    "magic command": (
        DONE,
        "# %%\n%matplotlib inline\n",
        "%matplotlib inline",
        "not valid Python",
    ),
    "missing alt text": (FIGURE, "![](figures/sum.svg)", "![](figures/sum.svg)", "missing alt"),
    "alt text of four words": (
        FIGURE,
        "The figure\n![two inputs, one sum](figures/sum.svg)",
        "![two inputs, one sum](figures/sum.svg)",
        "alt text of figures/sum.svg has 4 words, at least 5 are needed",
    ),
    "missing alt text in HTML": (
        FIGURE,
        '<img width="300"\n     src="figures/sum.svg">',
        '<img width="300"',
        "missing alt text of the image figures/sum.svg",
    ),
    "missing figure file": (
        "(figures/sum.svg)",
        "(figures/some.svg)",
        "![two inputs meet in one sum](figures/some.svg)",
        "missing figure file figures/some.svg",
    ),
    "image outside of figures/": (
        "(figures/sum.svg)",
        "(figures/../00_tiny.py)",
        "![two inputs meet in one sum](figures/../00_tiny.py)",
        "must be a file in the lesson's figures/ folder",
    ),
    "image from the net": (
        "(figures/sum.svg)",
        "(https://example.org/sum.svg)",
        "![two inputs meet in one sum](https://example.org/sum.svg)",
        "must be a file in the lesson's figures/ folder",
    ),
    "triple quote in the prose": (
        "It has one cell of each kind.",
        'It has """one cell""" of each kind.',
        'It has """one cell""" of each kind.',
        "a triple quote inside the prose ends its string early",
    ),
    "one triple quote that swallows the next cell": (
        "It has one cell of each kind.",
        'Write a docstring in """.',
        'Write a docstring in """.',
        "a triple quote inside the prose ends its string early",
    ),
    "text after the closing quote": (
        '$\\sum_k w_k x_k + b$.\n"""',
        '$\\sum_k w_k x_k + b$.\n""" and more',
        '""" and more',
        "a triple quote inside the prose ends its string early",
    ),
    "prose that is neither string nor comment": (
        "# Prose may be",
        "Prose may be",
        "Prose may be written as comment lines, too.",
        "a triple quote inside the prose ends its string early",
    ),
    "pairing metadata": (
        "# jupyter:\n",
        "# jupyter:\n#   jupytext:\n#     formats: ipynb,py:percent\n",
        "# ---",
        "expected only the kernelspec in the header, got jupytext; remove it",
    ),
    "another kernel": (
        "display_name: Python 3\n",
        "display_name: Python 3 (ipykernel)\n",
        "# ---",
        "the kernelspec must be display_name: Python 3, language: python, name: python3",
    ),
}


def lesson_with(tmp_path, old, new):
    """Copy the tiny lesson with every `old` replaced, and return its folder."""
    folder = shutil.copytree(TINY, tmp_path / "solutions" / "00_tiny")
    source = folder / "00_tiny.py"
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def line_of(folder, where):
    """Return the number of the line that reads `where`, or of one of them: (where, index)."""
    where, index = (where, 0) if isinstance(where, str) else where
    lines = (folder / "00_tiny.py").read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if line == where][index]


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_reported_at_its_line(tmp_path, fault):
    """Is each fault refused, with the file, its line, its cell and what to do?"""
    old, new, where, message = FAULTS[fault]
    folder = lesson_with(tmp_path, old, new)
    with pytest.raises(LessonError) as error:
        build.release([folder], tmp_path / "course", KNOWN)
    place = f"{folder / '00_tiny.py'}:{line_of(folder, where)}: "
    found = [str(p) for p in error.value.problems if str(p).startswith(place)]
    assert any(message in text for text in found), str(error.value)
    assert not (tmp_path / "course").exists()


def test_the_unbroken_lesson_passes(tmp_path):
    """Is nothing found in the lesson that the faults are made from?"""
    assert build.problems([TINY], KNOWN) == []


def test_an_exercise_may_give_its_body(tmp_path):
    """Does `given="body"` allow code outside the markers, and is only the rest a stub?"""
    folder = lesson_with(tmp_path, EXERCISE, f'{EXERCISE} given="body"')
    source = folder / "00_tiny.py"
    text = source.read_text(encoding="utf-8")
    moved = text.replace(f"{RETURN}    ### END SOLUTION\n", f"    ### END SOLUTION\n{RETURN}")
    assert moved != text
    source.write_text(moved, encoding="utf-8")
    build.release([folder], tmp_path / "course", KNOWN)
    released = (tmp_path / "course" / "00_tiny" / "00_tiny.ipynb").read_text(encoding="utf-8")
    assert "raise NotImplementedError" in released
    assert "return total_of_products + b" in released
    assert "np.dot(x, w)\\n" not in released


def test_all_problems_of_a_file_come_at_once(tmp_path):
    """Does an author see every fault in one run, each with its cell, in the file's order?"""
    folder = lesson_with(tmp_path, FIGURE, "![](figures/sum.svg) ![](figures/no.svg)")
    source = folder / "00_tiny.py"
    text = source.read_text(encoding="utf-8").replace(TESTS, '# %% tests="weighted-sum"')
    source.write_text(text.replace(SCHEME, ""), encoding="utf-8")
    came = [str(problem) for problem in build.problems([folder], KNOWN)]
    expected = [
        "15: cell 1: missing alt text of the image figures/sum.svg",
        "15: cell 1: missing alt text of the image figures/no.svg",
        "15: cell 1: missing figure file figures/no.svg",
        '40: cell 5, tests "weighted-sum": tests without points',
        '50: cell 7, question "why-a-bias": question without mark scheme',
    ]
    assert len(came) == len(expected)
    for text, part in zip(came, expected, strict=True):
        assert text.startswith(f"{source}:{part}")


@pytest.mark.parametrize("built", [["00_tiny", "01_other"], ["00_tiny"], ["01_other"]])
def test_names_are_unique_in_the_course(tmp_path, built):
    """Is a name that two lessons use refused, also when only one of them is built?"""
    folder = lesson_with(tmp_path, DONE, DONE)
    other = shutil.copytree(folder, folder.parent / "01_other")
    (other / "00_tiny.py").rename(other / "01_other.py")
    found = build.problems([folder.parent / name for name in built], KNOWN)
    taken = [str(problem) for problem in found if "is taken by" in problem.text]
    later, first = (
        (other, "00_tiny.py:30") if "01_other" in built else (folder, "01_other.py:30")
    )
    assert taken[0].startswith(f"{later / later.name}.py:30: cell 4, exercise")
    assert f'the name "weighted-sum" is taken by {first}' in taken[0]
    assert len(taken) == 3  # the exercise, its tests, the question


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (DONE + "# %%\nprint()\n" * 60, "69 cells, at most 60 are meant"),
        (DONE + "print()\n" * 600, "lines, at most 600 are meant"),
    ],
)
def test_a_long_lesson_is_only_warned_of(tmp_path, new, message):
    """Is a lesson too long for one sitting built all the same, with a warning?"""
    folder = lesson_with(tmp_path, DONE, new)
    (problem,) = build.problems([folder], KNOWN)
    assert problem.warning
    assert message in str(problem)
    assert build.release([folder], tmp_path / "course", KNOWN) == ["00_tiny"]


def test_files_that_are_not_used_are_warned_of(tmp_path):
    """Does an author learn of a file that is not released, and of a figure that nobody sees?"""
    folder = lesson_with(tmp_path, DONE, DONE)
    (folder / "notes.txt").write_text("x")
    (folder / "figures" / "old.svg").write_text("<svg/>")
    came = [str(problem) for problem in build.problems([folder], KNOWN)]
    assert [text.split("warning: ")[1] for text in came] == [
        "the lesson does not use figures/old.svg",
        "notes.txt is not released: only the source and figures/ are",
    ]


def test_what_an_exercise_may_show(tmp_path):
    """Do imports, literal constants, decorators and classes with methods to write pass?"""
    given = """from functools import cache
import math

EPS: float = -1e-8
NAMES = ("i", "f", "g", "o")


class Neuron:
    \"\"\"A neuron.\"\"\"

    bias = 0.0

    @cache
    def net(self, x):
        \"\"\"Return the net input.\"\"\"
        ### BEGIN SOLUTION
        return x
        ### END SOLUTION


def weighted_sum("""
    folder = lesson_with(tmp_path, "def weighted_sum(", given)
    assert build.problems([folder], KNOWN) == []
