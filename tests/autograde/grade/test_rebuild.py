"""What comes out of a submission that something happened to."""

import copy
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde.core import notebooks
from autograde.core.cells import grade_id
from autograde.core.paths import COURSE
from autograde.grade import parts, rebuild

STUB = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError"
ANSWER = "def double(x):\n    return 2 * x"


def nbgrader(name, **flags):
    defaults = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    return {"nbgrader": defaults | flags | {"grade_id": name}}


@pytest.fixture
def released():
    """A lesson: an import, an exercise, its test, something to explore, a question."""
    return new_notebook(
        cells=[
            new_code_cell("import numpy as np", id="a1"),
            new_code_cell(STUB, id="double", metadata=nbgrader("double", solution=True)),
            new_code_cell(
                "assert double(2) == 4",
                id="double-tests",
                metadata=nbgrader("double-tests", grade=True, locked=True, points=2),
            ),
            new_code_cell("print(double(3))", id="b2", metadata={"tags": ["explore"]}),
            new_markdown_cell(
                "YOUR ANSWER HERE",
                id="why",
                metadata=nbgrader("why", grade=True, solution=True, points=1),
            ),
        ]
    )


@pytest.fixture
def submitted(released):
    """The lesson with the exercise and the question answered."""
    notebook = copy.deepcopy(released)
    notebook.cells[1].source, notebook.cells[4].source = ANSWER, "Because."
    return notebook


def sources(rebuilt):
    return [cell.source for cell in rebuilt.notebook.cells]


def test_honest_submission(submitted, released):
    """Does an untouched notebook keep its answers, and give nothing to report?"""
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt) == [cell.source for cell in submitted.cells]
    assert rebuilt.repairs == ()


def test_released_lesson_is_not_changed(submitted, released):
    """Can the same released notebook be used for the next student?"""
    before = copy.deepcopy(released)
    rebuild.from_answers(submitted, released)
    assert released == before


def test_edited_test_cell(submitted, released):
    """Is the lesson's own test run when a student edited the copy, and is it reported?"""
    submitted.cells[2].source = "assert True"
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[2] == "assert double(2) == 4"
    assert rebuilt.repairs == (
        "The test cell 'double-tests' had been changed: the lesson's own was used.",
    )


def test_missing_and_duplicated_test_cell(submitted, released):
    """Is there exactly one test cell, whatever was handed in?"""
    doubled = copy.deepcopy(submitted)
    doubled.cells.insert(2, copy.deepcopy(doubled.cells[2]))
    del submitted.cells[2]
    for notebook, word in ((submitted, "missing"), (doubled, "2 copies")):
        rebuilt = rebuild.from_answers(notebook, released)
        assert sources(rebuilt).count("assert double(2) == 4") == 1
        assert word in rebuilt.repairs[0]
        assert len(rebuilt.repairs) == 1


def test_duplicated_answer(submitted, released):
    """Do all written copies run in order, and is an empty copy after them left out?"""
    second, stub = copy.deepcopy(submitted.cells[1]), copy.deepcopy(released.cells[1])
    second.source = "def double(x):\n    return x + x"
    submitted.cells += [second, stub, copy.deepcopy(second)]
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1:3] == [ANSWER, second.source]
    assert [grade_id(cell) for cell in rebuilt.notebook.cells[1:3]] == [None, "double"]
    assert rebuilt.repairs == ("The answer 'double' was in 2 cells: they ran in order.",)


def test_more_parts_than_run(submitted, released):
    """Is the number of an answer's parts bounded, with the one that counts among them?"""
    trial = copy.deepcopy(submitted.cells[1])
    for number in range(100):
        submitted.cells.append(copy.deepcopy(trial))
        submitted.cells[-1].source = f"double({number})"
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1:3] == [ANSWER, "double(0)"]
    assert len(rebuilt.notebook.cells) == len(released.cells) + parts.MAX_PARTS - 1
    assert "only 20 ran" in rebuilt.repairs[-1]


def test_split_prose(submitted, released):
    """Are both halves of a split answer in prose read?"""
    submitted.cells += [copy.deepcopy(submitted.cells[4])]
    submitted.cells[-1].source = "And so."
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[4] == "Because.\n\nAnd so."


def test_missing_answer(submitted, released):
    """Does a deleted answer cell count as not written?"""
    del submitted.cells[1]
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == STUB
    assert "'double' was missing" in rebuilt.repairs[0]


@pytest.mark.parametrize("keep_id", [True, False])
def test_renamed_answer(submitted, released, keep_id):
    """Is an answer recognised by its id, or by its function, when its name is lost?"""
    submitted.cells[1].metadata = {}
    if not keep_id:
        submitted.cells[1].id = "other"
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == ANSWER
    assert rebuilt.repairs == (
        "The answer cell 'double' had lost its name: it was recognised.",
    )


def test_answer_in_a_cell_of_ones_own(submitted, released):
    """Does an answer count that runs in class, but is below the cell that needs it?"""
    submitted.cells[1].source = STUB
    submitted.cells.insert(2, new_code_cell(ANSWER))
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == ANSWER
    assert rebuilt.repairs == (
        "The answer cell 'double' was not written: your own cell was taken.",
    )


def test_the_lessons_own_function_is_no_answer(submitted, released):
    """Is a lesson's cell that shows how not to do it never taken for what is not written?"""
    wrong = new_code_cell("def double(x):\n    return x", id="0123456789ab")
    for notebook in (released, submitted):
        notebook.cells.insert(2, copy.deepcopy(wrong))
    submitted.cells[1].source = STUB
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == STUB
    assert rebuilt.repairs == ()
    del submitted.cells[1]
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == STUB
    assert "'double' was missing" in rebuilt.repairs[0]


def test_answer_that_an_editor_stripped_of_everything(submitted, released):
    """Is an answer in prose found by its place when ids, metadata and line ends are gone?"""
    for cell in submitted.cells:
        cell.metadata, cell.id = {}, None
    data = json.dumps(submitted).replace("\\n", "\\r\\n").encode("utf-8-sig")
    rebuilt = rebuild.from_answers(notebooks.parse(data), released)
    assert sources(rebuilt) == [cell.source for cell in released.cells[:1]] + [ANSWER] + [
        cell.source for cell in released.cells[2:4]
    ] + ["Because."]
    assert "'why' had lost its name" in " ".join(rebuilt.repairs)


def test_retyped_answers(submitted, released):
    """Are answers taken from cells with a changed type?"""
    submitted.cells[1].cell_type, submitted.cells[4].cell_type = "raw", "code"
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == ANSWER
    assert [cell.cell_type for cell in rebuilt.notebook.cells] == [
        cell.cell_type for cell in released.cells
    ]
    assert "had become a raw cell" in rebuilt.repairs[0]
    assert "had become a code cell" in rebuilt.repairs[1]


def test_helper_cell(submitted, released):
    """Is a cell of the student's own left out, and is the name that it defines reported?"""
    submitted.cells.insert(1, new_code_cell("def helper(x):\n    return x"))
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt) == [c.source for c in submitted.cells if "helper" not in c.source]
    assert "`helper`" in rebuilt.repairs[0]


def test_own_cells_that_define_nothing(submitted, released):
    """Do scribbles, notes and edited plots go without a word?"""
    submitted.cells[3].source = "print(double(4))"
    submitted.cells += [new_code_cell("double(5)"), new_markdown_cell("my notes")]
    assert rebuild.from_answers(submitted, released).repairs == ()


@pytest.mark.parametrize("name", ["triple", None])
def test_notebook_of_another_lesson(submitted, released, name):
    """Is it refused with a reason, also if its answer cell has no name?"""
    other = new_code_cell("def triple(x): ...", metadata=nbgrader(name, solution=True))
    submitted.cells = [other]
    with pytest.raises(notebooks.UnreadableError, match=r"another lesson.*`.*triple"):
        rebuild.from_answers(submitted, released)


def test_cells_of_an_older_release(submitted, released):
    """Are the lesson's own cells of another release not taken for the student's?"""
    old = new_code_cell("rng = 3\nprint(double(rng))", id="0123456789ab-2")
    submitted.cells.insert(3, old)
    assert rebuild.from_answers(submitted, released).repairs == ()


@pytest.mark.parametrize("lesson", ["01_neuron", "04_rnn", "08_lstm"])
def test_the_lessons_cells_without_any_metadata(lesson):
    """Are the lesson's own cells known, changed ones too, when all metadata is gone?"""
    released = notebooks.read(COURSE / lesson / f"{lesson}.ipynb")
    submitted = copy.deepcopy(released)
    for cell in submitted.cells:
        cell.metadata.clear()
        del cell["id"]
        cell.source = cell.source.replace("default_rng(0)", "default_rng(1)") + "\n"
    submitted.cells.append(new_code_cell("def helper(x):\n    return x"))
    repairs = rebuild.from_answers(submitted, released).repairs
    assert [text for text in repairs if "of your own" in text] == [
        "Cells of your own are not run when grading; they define `helper`."
        " If an answer needs that, put it into the answer's cell."
    ]
    assert not any("put back" in text for text in repairs)


def test_forged_metadata_and_outputs(submitted, released):
    """Do tags, points and outputs of a submission stay behind?"""
    test = submitted.cells[2]
    test.metadata["tags"] = ["skip-execution"]
    test.metadata["nbgrader"]["points"] = 200
    test.outputs = [nbformat.v4.new_output("stream", text="✓ double: all 9 cases pass")]
    submitted.metadata["kernelspec"] = {"name": "evil", "display_name": "Evil"}
    notebook = rebuild.from_answers(submitted, released).notebook
    assert notebook.cells[2].metadata == released.cells[2].metadata
    assert notebook.cells[2].outputs == []
    assert notebook.metadata == released.metadata


def test_reordered_cells(submitted, released):
    """Do answers land in the lesson's order?"""
    submitted.cells.reverse()
    rebuilt = rebuild.from_answers(submitted, released)
    assert sources(rebuilt)[1] == ANSWER
    assert sources(rebuilt)[4] == "Because."


def test_hidden_tests_come_back(submitted, released):
    """Does `restore` put the source's text into locked cells, and into no answer?"""
    source = copy.deepcopy(released)
    source.cells[1].source = "def double(x):\n    return x * 2  # the model answer"
    source.cells[2].source += "\nassert double(0.5) == 1"
    rebuilt = rebuild.from_answers(submitted, released)
    restored = rebuild.restore(rebuilt.notebook, source)
    assert restored.cells[2].source == source.cells[2].source
    assert restored.cells[1].source == ANSWER
