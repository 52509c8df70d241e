"""Write what the one-click starts need, from the address of the repository in pyproject.toml.

    python -m autograde.starts                                  README's badges, notebooks
    python -m autograde.starts --hub https://hub.example.edu    links for nbgitpuller

Without an address, README.md has no badges and no notebooks are written.
"""

import subprocess
from pathlib import Path
from typing import Annotated

import typer

from autograde.core.atomic import write_atomically
from autograde.core.paths import ROOT
from autograde.lessons import build
from autograde.starts import badges, links, portable

UNSET = "No address on github.com: set Repository in [project.urls] of pyproject.toml."


def main(
    repository: Annotated[
        str, typer.Option(metavar="URL", help="Another address than that in pyproject.toml.")
    ] = links.REPOSITORY or "",
    commit: Annotated[
        str, typer.Option(help="The commit that the notebooks install; default: HEAD.")
    ] = "",
    out: Annotated[Path, typer.Option(help="Where the notebooks are written.")] = (
        ROOT / "build" / "lessons"
    ),
    readme: Annotated[Path, typer.Option(help="The file with the badges.")] = ROOT
    / "README.md",
    hub: Annotated[
        str, typer.Option(metavar="URL", help="Only print links for nbgitpuller on this hub.")
    ] = "",
    branch: Annotated[str, typer.Option(help="With --hub: the branch.")] = links.LESSONS,
) -> None:
    """Write the badges in README.md, and portable notebooks into build/lessons/."""
    if hub and repository:
        for lesson in build.lessons():
            typer.echo(f"{lesson.name}  {links.on_hub(hub, lesson.name, repository, branch)}")
        return
    text = readme.read_text(encoding="utf-8")
    if (filled := badges.filled(text, repository)) != text:
        write_atomically(readme, filled)
        typer.echo(f"{readme.name} written")
    if not links.of(repository=repository):
        typer.echo(UNSET, err=True)
        raise typer.Exit(1 if hub or repository else 0)
    source = links.archive(repository, commit or _head())
    written = portable.write(out, repository, source)
    typer.echo(f"Notebooks written: {len(written)}, below {out}. They install {source}.")


def _head() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    return subprocess.check_output(command, text=True).strip()


if __name__ == "__main__":
    typer.run(main)
