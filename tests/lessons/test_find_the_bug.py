"""A find-the-bug cell of a released lesson has one wrong line, and passes once it is fixed."""

import re

import nbformat
import pytest

from autograde.core.paths import COURSE
from lstm_utils.checks import get

NOTEBOOKS = sorted(COURSE.glob("*/*.ipynb"))


def _bugs():
    """Return each find-the-bug cell with the first code cell of its lesson."""
    bugs = []
    for path in NOTEBOOKS:
        code = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
        for source in code:
            if found := re.search(r'^find_the_bug\("([a-z0-9-]+)"', source, re.M):
                name = f"{path.stem}-{found[1]}"
                bugs.append(pytest.param(code[0], source, found[1], id=name))
    return bugs


@pytest.mark.parametrize(("imports", "cell", "name"), _bugs())
def test_the_bug_is_one_line(imports, cell, name, capsys):
    """Does the cell fail as released, and pass with one line replaced by the right one?"""
    space = {"__name__": "__main__"}
    exec(imports, space)
    capsys.readouterr()
    exec(cell, space)
    assert capsys.readouterr().out.startswith(f"✗ {name}")

    right = get(name).model_answer.rstrip().splitlines()
    lines = cell.splitlines()
    wrong = [line for line in lines if line.startswith("    ") and line not in right]
    missing = [line for line in right if line.startswith("    ") and line not in lines]
    assert len(wrong) == 2, "the docstring and one wrong line"
    assert len(missing) == 1
    exec(cell.replace(wrong[1], missing[0]), space)
    assert capsys.readouterr().out.startswith(f"✓ {name}: you found the bug")


def test_there_are_bugs_to_find():
    """Have lessons 02, 05, 08 and 09 a bug to find, in an exercise of an earlier lesson?"""
    found = {param.id.rpartition("-")[0][:2] or param.id[:2] for param in _bugs()}
    assert {"02", "05", "08", "09"} <= {name[:2] for name in found}
    for param in _bugs():
        assert get(param.values[2]).lesson < param.id
