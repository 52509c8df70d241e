"""One environment: in `constraints.txt`, `pyproject.toml`, `environment.yml`, and installed."""

import importlib.metadata
import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograde.core.paths import ROOT
from autograde.student.doctor import normal, pins

IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements():
    project = PROJECT["project"]
    texts = project["dependencies"] + project["optional-dependencies"]["test"]
    return [Requirement(text) for text in texts + PROJECT["build-system"]["requires"]]


def closure(names):
    """Return every distribution that the named ones need on this machine, themselves too."""
    found, waiting = {}, list(names)
    while waiting:
        name = normal(waiting.pop())
        if name in found:
            continue
        distribution = importlib.metadata.distribution(name)
        found[name] = distribution.version
        for text in distribution.requires or []:
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return found


def test_closure_is_pinned():
    """Is every package that the course needs pinned, to the version that is installed?"""
    installed = closure(requirement.name for requirement in requirements())
    pinned = pins()
    assert {name: pinned.get(name) for name in installed} == {
        name: version.partition("+")[0] for name, version in installed.items()
    }


def test_requirements_accept_their_pins():
    """Does each requirement of `pyproject.toml` accept the pinned version?"""
    pinned = pins()
    assert [r for r in requirements() if not r.specifier.contains(pinned[normal(r.name)])] == []


def test_imports_are_required():
    """Is every package that the course imports declared in `pyproject.toml`?"""
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    texts = [project["dependencies"], *(extras[name] for name in extras if name != "test")]
    declared = {normal(Requirement(text).name) for some in texts for text in some}
    sources = (p for name in ("autograde", "lstm_utils") for p in (ROOT / name).rglob("*.py"))
    found = {m for p in sources for m in IMPORT.findall(p.read_text(encoding="utf-8"))}
    providers = importlib.metadata.packages_distributions()
    needed = {normal(name) for module in found for name in providers.get(module, [])}
    assert needed - declared == {"lstm-course", "resvg-py"}  # `make starts`, in a clone


def test_versions_agree():
    """Do changelog, citation and README have this version, the changelog also the next one?"""
    version = PROJECT["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+?)\]", changes, re.MULTILINE)
    assert headings[:2] == ["Unreleased", version]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"lstm_course-([\d.]+)-py3", readme) == [version]


def test_torch_has_no_local_suffix():
    """Can any build of torch meet the pin?"""
    assert pins()["torch"] == "2.13.0"
    assert "torch==2.13.0" in PROJECT["project"]["dependencies"]


def test_conda_installs_the_same():
    """Does the conda route use a Python that fits, and the same pins for all the rest?"""
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, section = conda["dependencies"]
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(python.split("=")[1])
    assert pip == "pip"
    assert section == {"pip": ["-c constraints.txt", "-e .[test]"]}
