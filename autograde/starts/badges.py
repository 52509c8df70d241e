"""The address of the repository in README.md: links of the one-click starts, `git clone`."""

import re

from autograde.starts import links

MARKS = re.compile(r"(<!-- starts -->\n)(.*?)(<!-- /starts -->)", re.DOTALL)
CLONED = re.compile(r"(?<=git clone )(?:<this repository>|\S+)(?= lstm-course)")
IMAGES = {
    "Colab": "https://colab.research.google.com/assets/colab-badge.svg",
    "Binder": "https://mybinder.org/badge_logo.svg",
    "Codespaces": "https://github.com/codespaces/badge.svg",
}


def lines(repository: str | None) -> str:
    """Return the badges as lines of Markdown; nothing if the address is not set."""
    starts = links.of(repository=repository)
    return "".join(
        f"[![Start in {name}]({IMAGES[name]})]({url})\n" for name, url in starts.items()
    )


def filled(readme: str, repository: str | None) -> str:
    """Return the text of README.md with this repository's badges and its address to clone."""
    text = CLONED.sub(lambda _: repository or "<this repository>", readme)
    return MARKS.sub(lambda found: found[1] + lines(repository) + found[3], text)
