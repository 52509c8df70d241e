"""The addresses of the one-click starts of a lesson."""

import re
from urllib.parse import quote, urlencode

from autograde.core.repository import address
from autograde.student.workspace import FIRST_LESSON

REPOSITORY = address()
GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+)")
BRANCH = "main"  # Binder and Codespaces start with the repository as it is there
LESSONS = "lessons"  # a branch with portable notebooks only, which the workflow publishes


def of(lesson: str = FIRST_LESSON, repository: str | None = REPOSITORY) -> dict[str, str]:
    """Return the starts of a lesson: what to call each, and its address.

    Args:
        lesson: such as "02_feedforward".
        repository: the address of the repository.

    Returns:
        Colab, Binder and Codespaces; empty if the repository has no address on github.com,
        the only host that all three support.
    """
    found = GITHUB.fullmatch(repository or "")
    if not found:
        return {}
    place = "/".join(found.groups())
    opened = quote(f"workspace/{lesson}/{lesson}.ipynb", safe="")
    return {
        "Colab": f"https://colab.research.google.com/github/{place}/blob/{LESSONS}"
        f"/{lesson}/{lesson}.ipynb",
        "Binder": f"https://mybinder.org/v2/gh/{place}/{BRANCH}?labpath={opened}",
        "Codespaces": f"https://codespaces.new/{place}?quickstart=1",
    }


def on_hub(hub: str, lesson: str, repository: str, branch: str = LESSONS) -> str:
    """Return the link with which nbgitpuller copies lessons to a hub and opens one.

    Args:
        hub: the address of the hub, such as "https://hub.example.edu".
        lesson: such as "02_feedforward".
        repository: the address of a git repository.
        branch: of the repository; it has folders of released lessons.
    """
    folder = repository.rstrip("/").rpartition("/")[2]
    query = {
        "repo": repository,
        "branch": branch,
        "depth": 1,  # this branch only, without its history
        "urlpath": f"lab/tree/{folder}/{lesson}/{lesson}.ipynb",
    }
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(query)}"


def archive(repository: str, commit: str) -> str:
    """Return the address of the repository's files at one commit, which pip can install."""
    return f"{repository}/archive/{commit}.zip"
