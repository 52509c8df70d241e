"""From a lesson source to the nbgrader source notebook, and to the released one."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.validator import Validator

from autograde.core.atomic import replace_folder
from autograde.core.errors import CourseError
from autograde.lessons import build
from autograde.lessons.source import LessonError, read

TINY = Path(__file__).parents[1] / "data" / "solutions" / "00_tiny"
KNOWN = ["weighted-sum"]
STUB = "# YOUR CODE HERE\n    raise NotImplementedError"


@pytest.fixture
def solutions(tmp_path):
    """A copy of the folder of sources, with the tiny lesson in it."""
    return shutil.copytree(TINY.parent, tmp_path / "solutions")


@pytest.fixture
def released(tmp_path):
    """The tiny lesson's released notebook."""
    build.release([TINY], tmp_path / "course", KNOWN)
    return nbformat.read(tmp_path / "course" / "00_tiny" / "00_tiny.ipynb", as_version=4)


def cells_by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def tree(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_source_cells_have_complete_nbgrader_metadata():
    """Has each graded cell the flags, points and ids that nbgrader and the intake read?"""
    cells = cells_by_id(build.source_notebook(TINY, KNOWN))
    flags = {
        key: (
            cell.cell_type,
            *(cell.metadata.nbgrader[flag] for flag in ("grade", "solution", "locked", "task")),
            cell.metadata.nbgrader.get("points"),
        )
        for key, cell in cells.items()
        if "nbgrader" in cell.metadata
    }
    assert flags == {
        "weighted-sum": ("code", False, True, False, False, None),
        "weighted-sum-tests": ("code", True, False, True, False, 2),
        "why-a-bias-prompt": ("markdown", False, False, True, False, None),
        "why-a-bias": ("markdown", True, True, False, False, 3),
    }
    assert all(cells[key].metadata.nbgrader.grade_id == key for key in flags)
    assert all(cells[key].metadata.nbgrader.schema_version == 3 for key in flags)


def test_source_has_answers_hidden_tests_and_mark_scheme():
    """Is all in the source notebook that grading needs?"""
    cells = cells_by_id(build.source_notebook(TINY, KNOWN))
    assert "return total_of_products + b" in cells["weighted-sum"].source
    assert "seed=9001" in cells["weighted-sum-tests"].source
    assert "- 1 point: the sum of a zero input" in cells["why-a-bias-prompt"].source
    assert "Every boundary" not in cells["why-a-bias-prompt"].source
    assert cells["why-a-bias"].source == (
        "### BEGIN SOLUTION\nEvery boundary that it draws passes through the origin.\n"
        "### END SOLUTION"
    )


def test_other_cells_keep_tags_and_nothing_else():
    """Do plain cells lose what jupytext notes in their metadata, and keep their tags?"""
    notebook = build.source_notebook(TINY, KNOWN)
    plain = [cell for cell in notebook.cells if "nbgrader" not in cell.metadata]
    assert [cell.metadata for cell in plain] == [{}, {}, {}, {"tags": ["explore"]}, {}, {}]
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def test_markdown_is_taken_literally():
    """Do LaTeX backslashes and comment-line prose arrive as they were written?"""
    sources = [cell.source for cell in build.source_notebook(TINY, KNOWN).cells]
    assert sources[0].endswith("The sum is $\\sum_k w_k x_k + b$.")
    assert sources[2].startswith(
        "Prose may be written as comment lines, too.\nA value of $10^{-3}$"
    )


def test_ids_are_unique_and_stay_when_other_cells_change(solutions):
    """Do two equal cells get two ids, and does an edit elsewhere leave the ids alone?"""
    before = [cell.id for cell in build.source_notebook(TINY, KNOWN).cells]
    assert len(set(before)) == len(before)
    source = solutions / "00_tiny" / "00_tiny.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("one cell of each kind", "one cell of every kind"))
    after = [cell.id for cell in build.source_notebook(source.parent, KNOWN).cells]
    assert before[0] != after[0]
    assert before[1:] == after[1:]


def test_released_cells_are_what_a_student_should_see(released):
    """Is each cell cut at its markers, with the stub in place and no blank line left behind?"""
    sources = {key: cell.source for key, cell in cells_by_id(released).items()}
    assert sources["weighted-sum"].endswith(f"x is only read\n    {STUB}")
    assert sources["weighted-sum-tests"] == 'check("weighted-sum", weighted_sum)'
    assert sources["why-a-bias-prompt"].endswith("without a bias not do?")
    assert sources["why-a-bias"] == "YOUR ANSWER HERE"


def test_released_cells_are_locked(released):
    """Can no graded cell be deleted in JupyterLab, and only answers be edited?"""
    locks = {
        key: (cell.metadata.get("deletable", True), cell.metadata.get("editable", True))
        for key, cell in cells_by_id(released).items()
        if "nbgrader" in cell.metadata
    }
    assert locks == {
        "weighted-sum": (False, True),
        "weighted-sum-tests": (False, False),
        "why-a-bias-prompt": (False, False),
        "why-a-bias": (False, True),
    }


def test_released_notebook_is_valid_and_empty(tmp_path, released):
    """Is it valid nbformat 4.5 with a newline at the end, without outputs or run counts?"""
    nbformat.validate(released)
    assert (released.nbformat, released.nbformat_minor) == (4, 5)
    code = [cell for cell in released.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    text = (tmp_path / "course" / "00_tiny" / "00_tiny.ipynb").read_bytes()
    assert text.endswith(b"}\n")
    assert b"jupytext" not in text


def test_two_builds_give_the_same_bytes(tmp_path):
    """Are two builds, in two processes with other hash seeds, byte for byte the same?"""
    command = "import sys; from pathlib import Path; from autograde.lessons import build;"
    command += "build.release([Path(sys.argv[1])], Path(sys.argv[2]), ['weighted-sum'])"
    arguments = [sys.executable, "-c", command, str(TINY), str(tmp_path / "1")]
    subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": "4711"})
    build.release([TINY], tmp_path / "2", KNOWN)
    assert tree(tmp_path / "1") == tree(tmp_path / "2")
    assert sorted(tree(tmp_path / "1")) == ["00_tiny/00_tiny.ipynb", "00_tiny/figures/sum.svg"]


def test_release_replaces_the_folder(tmp_path, solutions):
    """Do files that are no longer in the source go, and do new figures come?"""
    course = tmp_path / "course"
    assert build.release([TINY], course, KNOWN) == ["00_tiny"]
    (course / "00_tiny" / "figures" / "stale.svg").write_text("<svg/>")
    (course / "00_tiny" / "stale.ipynb").write_text("{}")
    (solutions / "00_tiny" / "figures" / "new.svg").write_text("<svg/>")
    assert build.release([solutions / "00_tiny"], course, KNOWN) == ["00_tiny"]
    assert sorted(tree(course)) == [
        "00_tiny/00_tiny.ipynb",
        "00_tiny/figures/new.svg",
        "00_tiny/figures/sum.svg",
    ]
    assert [path.name for path in course.iterdir()] == ["00_tiny"]


def test_release_leaves_alone_what_stays_the_same(tmp_path):
    """Is a folder with the same content not written again?"""
    notebook = tmp_path / "course" / "00_tiny" / "00_tiny.ipynb"
    build.release([TINY], tmp_path / "course", KNOWN)
    before = notebook.stat().st_mtime_ns, notebook.stat().st_ino
    assert build.release([TINY], tmp_path / "course", KNOWN) == []
    assert (notebook.stat().st_mtime_ns, notebook.stat().st_ino) == before


def test_a_fault_in_one_lesson_releases_none(tmp_path, solutions):
    """Does `course` stay as it is when one of two lessons is broken?"""
    other = solutions / "01_broken"
    other.mkdir()
    (other / "01_broken.py").write_text("# %%\nprint(\n")
    with pytest.raises(LessonError, match="not valid Python"):
        build.release([solutions / "00_tiny", other], tmp_path / "course", KNOWN)
    assert not (tmp_path / "course").exists()


def test_the_old_folder_comes_back_when_the_new_one_cannot_be_put(tmp_path):
    """Is the released lesson still there when putting the new one in its place fails?"""
    target, staged = tmp_path / "course" / "x", tmp_path / "staging" / "x"
    target.mkdir(parents=True)
    (target / "x.ipynb").write_text("old")
    staged.parent.mkdir()
    with pytest.raises(OSError, match="x"):
        replace_folder(target, staged)
    assert (target / "x.ipynb").read_text() == "old"


def test_release_is_what_nbgrader_makes_with_a_gradebook(tmp_path, monkeypatch, released):
    """Does nbgrader with a gradebook release the same, and store what students must not see?"""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # alembic
    build.write_source(TINY, tmp_path / "source")
    config = build.nbgrader_config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.assignment_id = "00_tiny"
    course = CourseDirectory(config=config)
    GenerateAssignment(coursedir=course, config=config).start()
    path = tmp_path / "release" / "00_tiny" / "00_tiny.ipynb"
    assert nbformat.read(path, as_version=4) == released
    assert tree(path.parent / "figures") == tree(TINY / "figures")
    with Gradebook(course.db_url) as gradebook:
        notebook = gradebook.find_notebook("00_tiny", "00_tiny")
        stored = {cell.name: cell.source for cell in notebook.source_cells}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    assert "seed=9001" in stored["weighted-sum-tests"]
    assert "BEGIN MARK SCHEME" in stored["why-a-bias-prompt"]
    assert points == {"weighted-sum-tests": 2, "why-a-bias": 3}


@pytest.mark.parametrize("kind", ["solved", "released"])
def test_nbgrader_validates_the_notebooks(tmp_path, kind):
    """Does nbgrader's own validator pass the solved lesson, and find in the released one only
    what is not written yet?
    """
    if kind == "solved":
        path = build.write_source(TINY, tmp_path) / "00_tiny.ipynb"
    else:
        build.release([TINY], tmp_path, KNOWN)
        path = tmp_path / "00_tiny" / "00_tiny.ipynb"
    result = Validator(config=build.nbgrader_config()).validate(str(path))
    assert "changed" not in result
    if kind == "solved":
        assert "failed" not in result, result
    else:
        tests, question = result["failed"]
        assert tests["source"] == 'check("weighted-sum", weighted_sum)'
        assert "NotImplementedError" in tests["error"] or "not written" in tests["error"]
        assert question["error"] == "You did not provide a response."


def test_unknown_names_are_looked_up_in_the_checks(solutions):
    """Is an exercise that has no checks refused when nobody says which are known?"""
    source = solutions / "00_tiny" / "00_tiny.py"
    text = source.read_text(encoding="utf-8").replace("weighted-sum", "weighted-some")
    source.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError, match='did you mean "weighted-sum"'):
        build.source_notebook(source.parent)


@pytest.mark.parametrize("word", ["00", "0", "00_tiny", "solutions/00_tiny", "00_tiny.py"])
def test_lessons_are_found_by_number_name_or_path(word):
    """Does each way of naming a lesson find it?"""
    assert build.find(word, TINY.parent) == TINY


def test_a_wrong_name_suggests_the_nearest():
    """Is a misspelt lesson answered with the right one?"""
    with pytest.raises(CourseError, match=r'no lesson "00_tyni" in .*; did you mean "00_tiny"'):
        build.find("00_tyni", TINY.parent)


def run_build(*arguments):
    command = [sys.executable, "-m", "autograde.lessons.build", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_command_builds_and_removes_what_has_no_source(tmp_path, solutions):
    """Does the command write changed lessons, remove those without a source, and say so?"""
    (tmp_path / "course" / "05_gone").mkdir(parents=True)
    result = run_build("--solutions", solutions, "--course", tmp_path / "course")
    assert result.returncode == 0, result.stderr
    assert "course/00_tiny written" in result.stdout
    assert "course/05_gone removed" in result.stdout
    assert [path.name for path in (tmp_path / "course").iterdir()] == ["00_tiny"]


def test_command_on_a_broken_source_ends_with_1(tmp_path, solutions):
    """Does the command print file, line, cell and fault, build nothing, and end with 1?"""
    source = solutions / "00_tiny" / "00_tiny.py"
    source.write_text(source.read_text(encoding="utf-8").replace(" points=2", ""))
    result = run_build("--solutions", solutions, "--course", tmp_path / "course")
    assert result.returncode == 1
    fault = f'{source}:40: cell 5, tests "weighted-sum": tests without points; add points=N'
    assert fault in result.stdout
    assert "Nothing was built." in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert not (tmp_path / "course").exists()


def test_a_whole_course_is_built_in_seconds(tmp_path):
    """Are 21 lessons, as long as the longest that there is, released in 10 s of CPU time?"""
    longest = max([TINY, *build.lessons()], key=lambda f: (f / f"{f.name}.py").stat().st_size)
    text = (longest / f"{longest.name}.py").read_text(encoding="utf-8")
    names = {cell.name for cell in read(longest).cells if cell.role not in ("", "bug")}
    folders = []
    for number in range(21):
        folder = tmp_path / "solutions" / f"{number:02}_copy"
        shutil.copytree(longest, folder, ignore=shutil.ignore_patterns("*.py"))
        own = re.sub(f'(?<!bug=)"({"|".join(names)})"', rf'"\1-{number}"', text)
        (folder / f"{folder.name}.py").write_text(own, encoding="utf-8")
        folders.append(folder)
    known = {f"{name}-{number}" for name in names for number in range(21)}
    known |= {cell.name for cell in read(longest).named("bug")}
    started = time.process_time()
    build.release(folders, tmp_path / "course", known)
    assert time.process_time() - started < 10
    assert len(list((tmp_path / "course").iterdir())) == 21
