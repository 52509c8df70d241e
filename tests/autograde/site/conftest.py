"""A website of two lessons without outputs, written once for all tests."""

import nbformat
import pytest

from autograde.core.atomic import write_atomically
from autograde.lessons import build
from autograde.site.__main__ import write
from autograde.site.execute import Lessons

NAMES = ("00_welcome", "01_neuron")


@pytest.fixture(scope="package")
def lessons(tmp_path_factory):
    """The two lessons, as if they had run without any output."""
    found = Lessons([build.find(name) for name in NAMES], tmp_path_factory.mktemp("lessons"))
    for name, notebook in found.sources.items():
        write_atomically(found.paths[name], nbformat.writes(notebook))
    return found


@pytest.fixture(scope="package")
def site(lessons, tmp_path_factory):
    """The folder of the website with solutions, without the reference."""
    folder = tmp_path_factory.mktemp("site")
    write(lessons, folder / "html", True, folder / "cache", packages=())
    return folder / "html"
