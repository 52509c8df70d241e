"""Run the solved lessons, each in a kernel of its own, two at a time, and keep the outputs.

What came of a lesson is kept under the hash of all that it depends on: its cells, `lstm_utils`,
and the versions of the packages. A lesson that did not change does not run again.
"""

import hashlib
import multiprocessing
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograde.core.atomic import write_atomically
from autograde.core.cells import name_of
from autograde.core.errors import CourseError
from autograde.core.paths import ROOT
from autograde.lessons import build, regions
from autograde.lessons.regions import MARKERS
from autograde.student.kernels import quiet_config

AT_ONCE = 2
CELL_SECONDS = 600  # the longest cell trains for a minute on an idle machine
KINDS = {".py", ".json", ".mplstyle"}
ENVIRONMENT = {
    "LSTM_COURSE_FIGURES": "frames",  # interactive figures that move without a kernel
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
DESCRIBE = "import autograde.site.figures as f; f.describe_figures(); del f"


def solved(lesson_dir: Path) -> NotebookNode:
    """Return a lesson with its answers, without hidden tests and markers, not run yet."""
    notebook = build.source_notebook(lesson_dir)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = regions.without(cell.source, "HIDDEN TESTS").split("\n")
            cell.source = "\n".join(each for each in lines if each.strip() not in MARKERS)
    return notebook


def fingerprint(notebook: NotebookNode, lesson: str) -> str:
    """Return a hash of all that the outputs of a lesson depend on."""
    digest = hashlib.sha256(nbformat.writes(notebook).encode())
    folder = ROOT / "lstm_utils"
    bank = folder / "checks" / "bank"
    files = [path for path in folder.rglob("*") if bank not in path.parents]
    files += (bank / f"l{lesson}").rglob("*")
    for path in sorted(path for path in files if path.suffix in KINDS):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    digest.update((ROOT / "constraints.txt").read_bytes())
    return digest.hexdigest()[:16]


class Lessons:
    """The solved lessons with their outputs, kept in a folder.

    Args:
        folders: the lessons, `solutions/NN_name`.
        cache: where the notebooks are kept, one for each lesson.
    """

    def __init__(self, folders: Sequence[Path], cache: Path) -> None:
        self.cache = cache
        self.folders = {folder.name: folder for folder in folders}
        self.sources = {name: solved(folder) for name, folder in self.folders.items()}
        self.paths = {
            name: cache / f"{name}-{fingerprint(source, name)}.ipynb"
            for name, source in self.sources.items()
        }

    def missing(self) -> list[str]:
        """Return the lessons that must run, those that train most often first."""
        names = [name for name, path in self.paths.items() if not path.exists()]
        return sorted(names, key=lambda name: -_long_cells(self.sources[name]))

    def run(self) -> Iterator[tuple[str, float]]:
        """Run what must run; yield each lesson and its seconds when it is done.

        Raises:
            CourseError: a cell failed; the text shows the lesson, the cell and the error.
        """
        self.cache.mkdir(parents=True, exist_ok=True)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(AT_ONCE, mp_context=spawn) as pool:
            jobs = {pool.submit(run, self.folders[n], self.paths[n]): n for n in self.missing()}
            try:
                for job in as_completed(jobs):
                    yield jobs[job], job.result()
                    self._forget_older(jobs[job])
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def read(self, name: str) -> NotebookNode:
        """Return a lesson with its outputs."""
        return nbformat.read(self.paths[name], as_version=4)

    def _forget_older(self, name: str) -> None:
        for path in self.cache.glob(f"{name}-*.ipynb"):
            if path != self.paths[name]:
                path.unlink()


def _long_cells(notebook: NotebookNode) -> int:
    return sum("long" in cell.metadata.get("tags", []) for cell in notebook.cells)


def run(lesson_dir: Path, target: Path) -> float:
    """Run a solved lesson, write it with its outputs, and return the seconds that it took.

    Raises:
        CourseError: a cell failed.
    """
    notebook, started = solved(lesson_dir), time.monotonic()
    notebook.cells.insert(0, new_code_cell(DESCRIBE))
    at = {"cell": "the start"}

    def before(cell: NotebookNode, cell_index: int) -> None:
        at["cell"] = f"{name_of(cell, cell_index - 1)}:\n\n{cell.source}\n"

    client = NotebookClient(
        notebook,
        config=quiet_config(),
        timeout=CELL_SECONDS,
        store_widget_state=False,
        on_cell_execute=before,
    )
    with tempfile.TemporaryDirectory(prefix="lstm-course-") as folder:
        figures = lesson_dir / "figures"
        if figures.is_dir():
            shutil.copytree(figures, Path(folder, "figures"))
        try:
            client.execute(
                cwd=folder, env={**os.environ, **ENVIRONMENT}, stderr=subprocess.DEVNULL
            )
        except CellExecutionError as error:
            why = f"{error.ename}: {error.evalue}"
            raise CourseError(f"{lesson_dir.name}, {at['cell']}\n{why}") from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise CourseError(f"{lesson_dir.name}, {at['cell']}\n{error}") from None
    del notebook.cells[0]
    write_atomically(target, nbformat.writes(notebook))
    return time.monotonic() - started
