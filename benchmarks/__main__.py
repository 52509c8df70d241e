"""Run every benchmark of this folder, one after the other: `make bench`, or some by name."""

import subprocess
import sys
from pathlib import Path

from rich.console import Console


def main(names: list[str]) -> int:
    """Run the benchmarks with one of the names in their file names; all without names."""
    console = Console()
    files = [
        path
        for path in sorted(Path(__file__).parent.glob("[!_]*.py"))
        if not names or any(name in path.stem for name in names)
    ]
    if not files:
        console.print(f"There is no benchmark{f' called {names}' if names else ''} here.")
        return 1 if names else 0
    failed = []
    for path in files:
        console.rule(path.stem)
        if subprocess.run([sys.executable, path], check=False).returncode:
            failed.append(path.stem)
    if failed:
        console.print(f"Failed: {', '.join(failed)}", style="red")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
