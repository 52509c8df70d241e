"""Which files are read as notebooks, and what is said of those that are not."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograde.core import notebooks
from autograde.core.cells import grade_id


def test_read_old_format(tmp_path):
    """Is a notebook in format 3, which has worksheets and no ids, read?"""
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "input": ["x = 1\n", "y = 2"],
                        "language": "python",
                        "outputs": [],
                        "metadata": {},
                    }
                ],
                "metadata": {},
            }
        ],
    }
    (tmp_path / "old.ipynb").write_text(json.dumps(old), encoding="utf-8")
    (cell,) = notebooks.read(tmp_path / "old.ipynb").cells
    assert (cell.source, grade_id(cell)) == ("x = 1\ny = 2", None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "breaks off or is damaged at line 1"),
        (b'{"cells": [\n', "breaks off or is damaged at line 2"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8 text"),
        (b"[1, 2]", "not built like a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}', "not built like"),
        (b'{"nbformat": 9, "metadata": {}, "cells": []}', "not built like"),
        (b"<html>Sign in</html>", "breaks off or is damaged at line 1"),
    ],
)
def test_read_no_notebook(tmp_path, data, reason):
    """Does a damaged file say in words what is wrong with it?"""
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    with pytest.raises(notebooks.UnreadableError, match=reason):
        notebooks.read(path)


def test_read_too_large(tmp_path, monkeypatch):
    """Is a notebook above the limit refused before it is parsed?"""
    monkeypatch.setattr(notebooks, "MAX_NOTEBOOK_BYTES", 2**20)
    (tmp_path / "a.ipynb").write_bytes(b" " * (2**20 + 1))
    with pytest.raises(notebooks.UnreadableError, match="larger than 1 MiB"):
        notebooks.read(tmp_path / "a.ipynb")


FOREIGN = (
    7,
    None,
    {},
    {"cell_type": "code", "source": "a", "metadata": None, "outputs": None},
    {"cell_type": "code", "source": None},
    {"cell_type": "markdown", "source": [3, "b", None], "metadata": []},
    {"cell_type": "spreadsheet", "source": "c"},
)


def test_foreign_cells():
    """Are cells with missing parts read as empty, and things that are not cells dropped?"""
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": None, "cells": FOREIGN})
    read = notebooks.parse(data.encode())
    assert [(cell.source, cell.metadata) for cell in read.cells] == [
        ("a", {}), ("", {}), ("b", {})
    ]  # fmt: skip
    assert [cell.outputs for cell in read.cells[:2]] == [[], []]
    assert read.metadata == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(encoding):
    """Is a notebook read in each encoding that an editor writes, outputs included?"""
    cell = new_code_cell("ä = 1", outputs=[new_output("stream", text="✓")])
    made = new_notebook(cells=[cell])
    read = notebooks.parse(json.dumps(made, ensure_ascii=False).encode(encoding))
    assert read == made


@pytest.mark.parametrize("version", [3, 4])
def test_too_many_cells(version):
    """Is a notebook of too many cells refused, in a sentence that helps, in each format?"""
    cells = [{"cell_type": "code", "source": "x = 1"}] * (notebooks.MAX_CELLS + 1)
    body = {"cells": cells} if version == 4 else {"worksheets": [{"cells": cells}]}
    with pytest.raises(notebooks.UnreadableError, match="more than 5,000 cells"):
        notebooks.parse(json.dumps({"nbformat": version, **body}).encode())
