"""Put the lessons and a description into a wheel; all else is in pyproject.toml.

Authors edit `solutions/` and readers read `course/`, both outside the packages. A wheel has
them as data in `autograde/data/`, where `autograde.core.paths` finds them. An editable install
reads the folders of the clone.
"""

import re
import shutil
import tomllib
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


def description() -> str:
    """Return README.md for a package page, which has none of the files that it links to.

    Relative links and pictures lead to the repository if pyproject.toml has its address;
    otherwise the words of the links remain.
    """
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    web = project.get("urls", {}).get("Repository", "").rstrip("/").removesuffix(".git")

    def replace(found: re.Match[str]) -> str:
        mark, words, target = found.groups()
        if "://" in target:
            return found[0]
        if web:
            return f"{mark}[{words}]({web}/{'raw' if mark else 'blob'}/main/{target})"
        return "" if mark else words

    readme = Path("README.md").read_text(encoding="utf-8")
    return re.sub(r"(!?)\[([^\[\]]*)\]\(([^()\s]+)\)", replace, readme)


setup(
    cmdclass={"build_py": WithLessons},
    long_description=description(),
    long_description_content_type="text/markdown",
)
