"""Put the lessons into a wheel; all else about the package is in pyproject.toml.

Authors edit `solutions/` and readers read `course/`, both outside the packages. A wheel has
them as data in `autograde/data/`, where `autograde.core.paths` finds them. An editable install
reads the folders of the clone.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

LESSONS = ("solutions", "course")
UNWANTED = shutil.ignore_patterns(".*", "__pycache__")


class WithLessons(build_py):
    """Build the packages, then copy the lessons into them."""

    def run(self) -> None:
        """Build into an empty folder: an earlier build may have left files there."""
        if self.editable_mode:
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        data = Path(self.build_lib, "autograde", "data")
        for folder in LESSONS:
            shutil.copytree(folder, data / folder, ignore=UNWANTED)


setup(cmdclass={"build_py": WithLessons})
