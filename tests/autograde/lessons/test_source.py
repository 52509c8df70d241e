"""Reading a lesson source: cells, their line numbers, their marked regions."""

from pathlib import Path

import jupytext
import pytest

from autograde.lessons import build
from autograde.lessons.regions import Region, scan_regions
from autograde.lessons.source import LessonError, read

TINY = Path(__file__).parents[1] / "data" / "solutions" / "00_tiny"


@pytest.mark.parametrize("folder", [TINY, *build.lessons()], ids=lambda folder: folder.name)
def test_cells_are_those_that_jupytext_reads(folder):
    """Does a cell reader with line numbers see the same cells as jupytext itself?"""
    text = (folder / f"{folder.name}.py").read_text(encoding="utf-8")
    config = jupytext.config.JupytextConfiguration(comment_magics=False)
    expected = jupytext.reads(text, "py:percent", config=config).cells
    came = read(folder).cells
    assert [(c.cell_type, c.source) for c in expected] == [(c.kind, c.source) for c in came]


@pytest.mark.parametrize("folder", [TINY, *build.lessons()], ids=lambda folder: folder.name)
def test_line_numbers_point_at_the_source(folder):
    """Is the line number of a cell's first source line its line in the file?"""
    lesson = read(folder)
    for cell in lesson.cells:
        assert lesson.lines[cell.line - 1] == cell.header
        for offset, line in enumerate(cell.source.split("\n")):
            assert lesson.lines[cell.first - 1 + offset].endswith(line)


def test_comments_that_look_like_commands_stay_comments():
    """Does `# copy nothing` stay a comment, where jupytext's default makes it a command?"""
    exercise = read(TINY).named("exercise")[0]
    assert "    # copy nothing, x is only read" in exercise.source.split("\n")


def test_header_options_and_roles():
    """Are name, role and points read from the short header?"""
    lesson = read(TINY)
    assert [(c.role, c.name, c.options.get("points")) for c in lesson.cells if c.role] == [
        ("exercise", "weighted-sum", None),
        ("tests", "weighted-sum", 2),
        ("question", "why-a-bias", 3),
    ]
    assert lesson.metadata["kernelspec"]["name"] == "python3"


def test_regions_split_a_cell():
    """Are the parts inside and outside of a region distinguished?"""
    question = read(TINY).named("question")[0]
    model = "Every boundary that it draws passes through the origin."
    assert question.inside("SOLUTION") == model
    prompt = question.without("SOLUTION", "MARK SCHEME").strip()
    assert prompt == "**Question (3 points).** What could a neuron without a bias not do?"


@pytest.mark.parametrize(
    ("source", "regions", "broken"),
    [
        ("### BEGIN SOLUTION\nx\n### END SOLUTION", [Region("SOLUTION", 0, 2)], []),
        ("### BEGIN SOLUTION\nx", [], [(0, "never closed")]),
        ("x\n### END SOLUTION", [], [(1, "without its BEGIN")]),
        (
            "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS",
            None,
            [(1, "inside")],
        ),
        ("# BEGIN SOLUTION\nx", [], [(0, "stands alone on its line as `### BEGIN SOLUTION`")]),
        ("x  ### END MARK SCHEME", [], [(0, "stands alone on its line as `### END MARK")]),
        (
            "### BEGIN SOLUTIONS\nx",
            [],
            [(0, "stands alone on its line as `### BEGIN SOLUTION`")],
        ),
        ("### Begin solution\nx", [], [(0, "did you mean `### BEGIN SOLUTION`?")]),
        ("### BEGIN HIDDEN TEST\nx", [], [(0, "did you mean `### BEGIN HIDDEN TESTS`?")]),
        ("## Begin with a guess", [], []),
    ],
)
def test_broken_markers_are_named(source, regions, broken):
    """Is each marker that is nested, unclosed, misspelt or not alone reported at its line?"""
    found, wrong = scan_regions(source)
    if regions is not None:
        assert found == regions
    assert [index for index, _ in wrong][: len(broken)] == [index for index, _ in broken]
    for (_, expected), (_, came) in zip(broken, wrong, strict=False):
        assert expected in came


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"# %%\nx = '\xff'\n", "cannot be read"),
        (b"# ---\n# jupyter:\n#   kernelspec: [\n# ---\n\n# %%\nx = 1\n", "cannot be read"),
    ],
)
def test_unreadable_sources_are_problems(tmp_path, content, message):
    """Does a source that is missing, not UTF-8 or has a broken header say so, with its path?"""
    folder = tmp_path / "03_letters"
    folder.mkdir()
    if content is not None:
        (folder / "03_letters.py").write_bytes(content)
    with pytest.raises(LessonError, match=message) as error:
        read(folder)
    assert str(error.value).startswith(f"{folder / '03_letters.py'}:1: ")
