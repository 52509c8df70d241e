"""Lines per folder: a size that is shown is a size that is kept. Run by `make size`."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograde.core.paths import ROOT

FOLDERS = ("solutions", "lstm_utils", "autograde", "tests", "benchmarks")


def lines_per_folder(root: Path = ROOT) -> dict[str, tuple[int, int]]:
    """Count files and their lines that are not blank, by folder and subfolder of Python.

    Args:
        root: the repository.

    Returns:
        `folder -> (files, lines)`; a file counts for its folder two levels deep at most.
    """
    files, lines = Counter(), Counter()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            name = "/".join(path.relative_to(root).parts[:-1][:2])
            files[name] += 1
            lines[name] += sum(bool(line.strip()) for line in path.open(encoding="utf-8"))
    return {name: (files[name], lines[name]) for name in sorted(lines)}


def main() -> None:
    """Print the table."""
    sizes = lines_per_folder()
    table = Table("folder", box=None)
    table.add_column("files", justify="right")
    table.add_column("lines", justify="right")
    for name, (files, lines) in sizes.items():
        table.add_row(name, str(files), str(lines))
    table.add_section()
    table.add_row("all", *(str(sum(column)) for column in zip(*sizes.values(), strict=True)))
    Console().print(table)


if __name__ == "__main__":
    main()
