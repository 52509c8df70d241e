"""Does the memory of grading grow with the class? Classes of growing size on a Dask cluster.

    python benchmarks/class_memory.py [--sizes 500 2000] [--lesson 00_welcome] [--kill]

Scheduler, workers and `lstm-course grade` are processes of their own, started with the commands
of the guide. The table has the most memory that each of them had and shares with no other.
With `--kill`, the grader is killed in the middle of the largest class and run again.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from autograde.classroom import folder as classrooms
from autograde.classroom import release, roster
from autograde.classroom.folder import Classroom, Student
from autograde.core import notebooks
from autograde.core.cells import grade_id, is_answer
from autograde.demo import show
from autograde.lessons import build
from autograde.student import handin

DASK = str(Path(sys.executable).with_name("dask"))
GRADE = [sys.executable, "-m", "autograde.cli", "grade"]
WORKERS = 2


def make_class(folder: Path, lesson: str, size: int) -> Classroom:
    """Make a class in which everybody has submitted the model answers, each file different."""
    room = classrooms.make(folder)
    students = [Student(f"s{n:05}", "Student", f"{n}") for n in range(size)]
    roster.enrol(room, students)
    release.prepare(room, build.find(lesson))
    solved = handin.readable(build.source_notebook(build.find(lesson)), keep_names=True)
    right = {grade_id(cell) or "": cell.source for cell in solved.cells if is_answer(cell)}
    first, answer = next(iter(right.items()))
    right[first] = f"# by STUDENT\n{answer}"
    released = notebooks.read(room.notebook("release", lesson))
    text = json.dumps(show.answered(released, right))
    for student in students:
        path = room.notebook("submitted", lesson, student.id)
        path.parent.mkdir(parents=True)
        path.write_text(text.replace("STUDENT", student.id), encoding="utf-8")
    return room


class Peaks:
    """The most memory, in bytes, that each of some processes had by itself.

    Args:
        named: the processes by name; what they start counts with them.
    """

    def __init__(self, named: dict[str, subprocess.Popen]) -> None:
        self.most, self._named = dict.fromkeys(named, 0), named
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._ended.wait(1.0):
            for name, process in self._named.items():
                self.most[name] = max(self.most[name], own_memory(process.pid))

    def __enter__(self) -> "Peaks":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()


def own_memory(pid: int) -> int:
    """Return the bytes of a process and of all that it started which no other process has."""
    total = 0
    with contextlib.suppress(psutil.Error):
        first = psutil.Process(pid)
        for process in [first, *first.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().uss
    return total


@contextlib.contextmanager
def cluster(folder: Path) -> Generator[tuple[str, dict[str, subprocess.Popen]]]:
    """Start a scheduler and workers; yield the address and the processes by name."""
    file = folder / "scheduler.json"
    scheduler = [DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = [DASK, "worker", "--nworkers", f"{WORKERS}", "--nthreads", "1", "--no-dashboard"]
    options = ["--scheduler-file", str(file)]
    started: dict[str, subprocess.Popen] = {}

    def start(name: str, command: list[str]) -> None:
        with (folder / f"{name}.log").open("wb") as log:
            started[name] = subprocess.Popen([*command, *options], stdout=log, stderr=log)

    try:
        start("scheduler", scheduler)
        while not file.exists():
            time.sleep(0.2)
        start("workers", worker)
        yield json.loads(file.read_text())["address"], started
    finally:
        for process in reversed(started.values()):
            process.terminate()
            process.wait()


def grade(room: Classroom, lesson: str, address: str, until: int = 0) -> tuple[dict, float]:
    """Grade a class on the cluster; kill the grader after that many submissions.

    Returns:
        The most memory of the grader, and the seconds.
    """
    start, verdicts = time.perf_counter(), room.root / "verdicts" / lesson
    command = [*GRADE, lesson, "--scheduler", address, "--classroom", str(room.root)]
    grader = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    with Peaks({"grader": grader}) as peaks:
        while grader.poll() is None:
            time.sleep(0.5)
            if until and verdicts.is_dir() and len(os.listdir(verdicts)) >= until:
                grader.kill()
                grader.wait()
    if grader.returncode and not until:
        raise SystemExit(f"{' '.join(command)} failed")
    return peaks.most, time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 2000])
    parser.add_argument("--lesson", default="00_welcome")
    parser.add_argument("--kill", action="store_true", help="kill the grader in the middle")
    options = parser.parse_args()
    console, lesson = Console(highlight=False), build.find(options.lesson).name
    names = ("grader", "scheduler", "workers")
    table = Table("submissions", "s", "ms each", *(f"{name} MiB" for name in names))
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="lstm-course-bench-") as top:
            room = make_class(Path(top, "class"), lesson, size)
            with cluster(Path(top)) as (address, started), Peaks(started) as peaks:
                if options.kill and size == max(options.sizes):
                    grade(room, lesson, address, until=size // 2)
                    there = len(list((room.root / "verdicts" / lesson).iterdir()))
                    console.print(f"Killed with {there} of {size} submissions recorded.")
                most, seconds = grade(room, lesson, address)
            done = len(list((room.root / "verdicts" / lesson).glob("*.json")))
            if done != size:
                raise SystemExit(f"{done} of {size} submissions have a verdict")
        most |= peaks.most
        cells = [f"{most[name] / 2**20:.0f}" for name in names]
        table.add_row(f"{size}", f"{seconds:.0f}", f"{1e3 * seconds / size:.0f}", *cells)
    console.print(table)


if __name__ == "__main__":
    main()
