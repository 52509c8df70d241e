"""The files that GitHub shows: issue forms and the citation."""

import re
import tomllib

import pytest
import yaml

from autograde.cli import app
from autograde.core.paths import ROOT

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
FIELDS = {"textarea", "markdown", "input", "dropdown", "checkboxes"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_form(path):
    """Has a form what GitHub requires, and does each command in it exist?"""
    text = path.read_text(encoding="utf-8")
    form = yaml.safe_load(text)
    assert form["name"]
    assert form["description"]
    assert {field["type"] for field in form["body"]} <= FIELDS
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert len(ids) == len(set(ids)) > 0
    assert all(
        field["attributes"].get("label")
        for field in form["body"]
        if field["type"] != "markdown"
    )
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert set(re.findall(r"`lstm-course (\w+)", text)) <= known


def test_citation():
    """Does the citation name the version and the license of the package?"""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
