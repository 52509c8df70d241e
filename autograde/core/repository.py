"""The address of the repository: one setting in pyproject.toml, unset until there is one.

[project.urls]
Repository = "https://github.com/OWNER/NAME"
"""

import importlib.metadata
import tomllib
from pathlib import Path

from autograde.core.paths import ROOT

KEY = "Repository"


def address(pyproject: Path = ROOT / "pyproject.toml") -> str | None:
    """Return the address, such as "https://github.com/OWNER/NAME", or None if it is not set.

    Args:
        pyproject: the file with the setting; if it is missing, as in an installed wheel, the
            metadata of the distribution has the same entry.
    """
    if pyproject.is_file():
        project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
        found = project.get("urls", {}).get(KEY, "")
    else:
        urls = importlib.metadata.metadata("lstm-course").get_all("Project-URL") or []
        entries = dict(url.split(", ", 1) for url in urls)
        found = entries.get(KEY, "")
    return found.rstrip("/").removesuffix(".git") or None
