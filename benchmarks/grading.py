"""How fast is grading a class? Stock `nbgrader autograde` and ours, end to end, side by side.

    python benchmarks/batch.py [--lesson 09_pytorch] [--sizes 10 100 1000] [--stock 4]

Both grade the same submissions of one lesson from `submitted/` into a gradebook, each in a
class folder of its own and by its own command, on one core; then ours alone on all cores, for
classes of growing size. A third of the submissions is right, a third has one known mistake, and
in a third the last exercise is not written. Time is the wall clock's, from the command to its
end.
"""

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from autograde.classroom import folder as classroom
from autograde.classroom import release, roster, submissions
from autograde.classroom.folder import Student
from autograde.core import notebooks
from autograde.core.cells import grade_id, is_answer
from autograde.demo import show
from autograde.grade import batch, rebuild, submission
from autograde.lessons import build
from autograde.student import handin
from lstm_utils import checks

STOCK = """\
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///{root}/gradebook.db"
"""
LARGEST = "08_lstm"  # the most exercises, and the most cases in them
OURS = [sys.executable, "-m", "autograde.cli", "grade"]


def make_class(folder: Path, lesson: str, size: int) -> classroom.Classroom:
    """Make a class in which everybody has submitted."""
    room = classroom.make(folder)
    students = [Student(f"s{n:04}", "Student", f"{n}") for n in range(size)]
    roster.enrol(room, students)
    release.prepare(room, build.find(lesson))
    released = notebooks.read(room.notebook("release", lesson))
    solved = handin.readable(build.source_notebook(build.find(lesson)), keep_names=True)
    right = {grade_id(cell): cell.source for cell in solved.cells if is_answer(cell)}
    names = checks.names(lesson)
    for n, student in enumerate(students):
        answers = dict(right)
        if n % 3 == 1:
            name = names[n % len(names)]
            known = checks.get(name).mistakes
            answers[name] = show.source_of(name, known[n % len(known)].function)
        answers[names[0]] += f"\n# {student.id}\n"
        if n % 3 == 2:
            del answers[names[-1]]
        path = room.notebook("submitted", lesson, student.id)
        path.parent.mkdir(parents=True)
        nbformat.write(show.answered(released, answers), path)
    return room


def one_core() -> None:
    """Keep this process, and what it starts, on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def timed(command: list[str], cwd: Path, single: bool) -> tuple[float, int]:
    """Run a command; return its seconds and the most memory of all its processes, in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=one_core if single else None,
    )
    most = [0]
    watching = threading.Thread(target=_watch, args=(process, most))
    watching.start()
    _, said = process.communicate()
    watching.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said.decode()[-2000:]}")
    return time.perf_counter() - start, most[0]


def _watch(process: subprocess.Popen, most: list[int]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_memory, _family(process.pid))))
        time.sleep(1.0)


def _family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        try:
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            pass
    return found


def _memory(pid: int) -> int:
    """Return a process's proportional share of memory: what is shared counts once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def stock(folder: Path, lesson: str, room: classroom.Classroom) -> float:
    """Return the seconds of `nbgrader autograde` on a copy of a class, per submission."""
    shutil.copytree(room.root, folder)
    (folder / "nbgrader_config.py").write_text(STOCK.format(root=str(folder)))
    shutil.rmtree(folder / "verdicts", ignore_errors=True)
    command = [str(Path(sys.executable).with_name("nbgrader")), "autograde", lesson]
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    seconds, _ = timed(command, folder, single=True)
    return seconds / len(list((folder / "submitted").iterdir()))


def stages(room: classroom.Classroom, lesson: str, number: int = 30) -> dict[str, float]:
    """Return the milliseconds per submission of each stage, in this process, without a pool."""
    data = batch.lesson_data(room, lesson)
    students = [student.id for student in room.students()][:number]
    names = ("read", "rebuild", "run and judge", "record")
    spent: dict[str, list[float]] = {name: [] for name in names}
    released = notebooks.parse(data.released.encode())
    submission.grade_submission(data, submissions.read(room, lesson, students[0]))
    with batch.Recorder(room) as recorder:
        for student in random.Random(0).sample(students, len(students)):
            marks = [time.perf_counter()]
            handed_in = submissions.read(room, lesson, student)
            marks.append(time.perf_counter())
            rebuild.from_answers(notebooks.parse(handed_in.data), released)
            marks.append(time.perf_counter())
            done = submission.grade_submission(data, handed_in)
            marks.append(time.perf_counter())
            recorder.save(done)
            marks.append(time.perf_counter())
            for name, begin, end in zip(spent, marks, marks[1:], strict=False):
                spent[name].append((end - begin) * 1e3)
            spent["run and judge"][-1] -= spent["rebuild"][-1]  # `work` does it once more
    return {name: statistics.median(values) for name, values in spent.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default=LARGEST)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--stock", type=int, default=4, help="submissions for nbgrader")
    options = parser.parse_args()
    console, lesson = Console(highlight=False), options.lesson
    table = Table("", "submissions", "s", "ms each", "per s", "MiB", title=lesson)

    def row(name: str, size: int, seconds: float, memory: int) -> None:
        each = seconds / size
        shown = f"{memory / 2**20:.0f}" if memory else ""
        table.add_row(
            name, f"{size}", f"{seconds:.1f}", f"{each * 1e3:.0f}", f"{1 / each:.1f}", shown
        )

    with tempfile.TemporaryDirectory(prefix="lstm-course-bench-") as top:
        small = make_class(Path(top, "small"), lesson, options.stock)
        stock_seconds = stock(Path(top, "stock"), lesson, small)
        row("nbgrader autograde, one core", options.stock, stock_seconds * options.stock, 0)
        both = max((size for size in options.sizes if size <= 100), default=min(options.sizes))
        for size in options.sizes:
            room = make_class(Path(top, f"class{size}"), lesson, size)
            for single in (True, False) if size == both else (False,):
                command = [*OURS, lesson, "--force", "--classroom", str(room.root)]
                seconds, memory = timed(command, Path.cwd(), single)
                cores = "one core" if single else f"{os.cpu_count()} cores"
                row(f"lstm-course grade, {cores}", size, seconds, memory)
                if single:
                    ratio = stock_seconds / (seconds / size)
        console.print(table)
        spent = stages(room, lesson)
    console.print(
        "ms per submission, one process: " + ", ".join(f"{k} {v:.1f}" for k, v in spent.items())
    )
    console.print(f"One core: {ratio:.1f} times as fast as nbgrader autograde")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"This benchmark's own memory: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
