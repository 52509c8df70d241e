"""A workspace of a student."""

import shutil

import pytest


@pytest.fixture
def course(new_class):
    """The released lessons, as in `course/`."""
    return new_class.root / "release"


@pytest.fixture
def home(course, tmp_path):
    """A workspace with lesson 00 as it was released."""
    return shutil.copytree(course, tmp_path / "workspace")
