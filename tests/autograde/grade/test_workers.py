"""Many submissions side by side, and what is left after something was killed."""

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import nbformat
import psutil
import pytest

from autograde.classroom import folder, roster
from autograde.classroom.folder import Student
from autograde.collect import submissions as collect
from autograde.core import verdicts
from autograde.core.errors import CourseError
from autograde.core.paths import COURSE, ROOT, SOLUTIONS
from autograde.core.submissions import Submission
from autograde.demo import show
from autograde.grade import cluster
from autograde.grade import submission as work
from autograde.grade import workers as pool
from autograde.grade.cluster import IN_FLIGHT, on_cluster
from autograde.grade.submission import LessonData
from autograde.lessons import expand
from autograde.lessons import source as lesson
from autograde.sandbox import Limits
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON, hand_in
from tests.autograde.grade.test_gradebook import gradebook

pytestmark = pytest.mark.xdist_group("workers")
KINDS = ("grader", "worker", "runner")  # of processes
GRADE = (
    "import sys; from pathlib import Path; from autograde.classroom import folder;"
    " from autograde.grade import batch;"
    " batch.grade(folder.load(Path(sys.argv[1])), '00_welcome', workers=2)"
)


@pytest.fixture(scope="module")
def lesson_data():
    """Lesson 00 as a worker gets it."""
    released = (COURSE / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    source = nbformat.writes(expand.notebook(lesson.read(SOLUTIONS / LESSON)))
    limits = Limits(call_seconds=5, cell_seconds=5)
    return LessonData(LESSON, released, source, work.seed_for(b"x", LESSON), limits)


def submissions(lesson_data, number):
    """Return that many, of all the kinds that need no time."""
    released = nbformat.reads(lesson_data.released, as_version=4)
    kinds = [ANSWERS[kind] for kind in ("right", "biasless", "noisy", "syntax", "exits")]
    jobs = []
    for n in range(number):
        answered = show.answered(released, {EXERCISE: kinds[n % len(kinds)] + f"# {n}\n"})
        data = nbformat.writes(answered).encode()
        jobs.append(Submission(f"s{n:03}", LESSON, data, f"mark {n}"))
    return jobs


def outcome(found):
    return {done.report.student: (done.report, done.notebook) for done in found}


MOST = 15  # submissions in a test, unless it is thorough; three of each kind


@pytest.fixture(scope="module")
def undisturbed(lesson_data):
    """What comes of the submissions when one worker does them in order, by student."""
    return outcome(pool.here(lesson_data, submissions(lesson_data, MOST), 1))


def of(undisturbed, jobs):
    return {job.student: undisturbed[job.student] for job in jobs}


def test_many_twice_in_different_order(lesson_data, undisturbed, thorough):
    """Do many submissions get identical verdicts, points and outputs in another order?"""
    number = 100 if thorough else MOST
    jobs = submissions(lesson_data, number)
    first = outcome(pool.here(lesson_data, jobs, 1)) if thorough else undisturbed
    random.Random(1).shuffle(jobs)
    assert outcome(pool.here(lesson_data, jobs, 2)) == first
    verdicts = [record.verdict for record, _ in first.values()]
    shares = [verdicts.count(v) / number for v in ("correct", "wrong", "crashed")]
    assert shares == [0.4, 0.4, 0.2]


def test_a_killed_worker_is_replaced(lesson_data, undisturbed):
    """Is what a killed worker had in hand done again, once?"""
    jobs = submissions(lesson_data, MOST)
    found, killed = [], 0
    for done in pool.here(lesson_data, jobs, 2):
        found.append(done)
        if len(found) in (3, 12):
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
            killed += 1
    assert killed == 2
    assert len(found) == len(jobs)
    assert outcome(found) == undisturbed


@pytest.mark.long
def test_a_worker_killed_while_idle_is_replaced(lesson_data, undisturbed):
    """Is a submission done all the same that is handed to a worker that was just killed?"""
    jobs = submissions(lesson_data, 4)

    def slowly():
        yield from jobs[:2]
        for worker in multiprocessing.active_children():
            worker.kill()
            worker.join()
        yield from jobs[2:]

    assert outcome(pool.here(lesson_data, slowly(), 2)) == of(undisturbed, jobs)


@pytest.mark.long
def test_a_submission_that_kills_each_worker_is_given_up(lesson_data, undisturbed, monkeypatch):
    """Is it a grader error, after three workers, and are the others graded?"""
    jobs = submissions(lesson_data, 6)
    bad, seen = jobs[2], []
    take = pool._Worker.take

    def disturbed(self, job):
        take(self, job)
        if job is bad:
            seen.append(job)
            self._process.kill()

    monkeypatch.setattr(pool._Worker, "take", disturbed)
    found = outcome(pool.here(lesson_data, jobs, 2))
    assert len(seen) == pool.ATTEMPTS
    assert found.pop(bad.student)[0].verdict == verdicts.FAULT
    assert found == of(undisturbed, [job for job in jobs if job is not bad])


@pytest.mark.long
def test_workers_end_with_whoever_asked(lesson_data, monkeypatch, tmp_path):
    """Are workers, sandboxes and their folders gone when nobody wants more?"""
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # of the workers
    others = {child.pid for child in multiprocessing.active_children()}  # of earlier tests
    grading = pool.here(lesson_data, submissions(lesson_data, MOST), 2)
    next(grading)
    started = {child.pid for child in multiprocessing.active_children()} - others
    workers = [psutil.Process(pid) for pid in started]
    below = [process for worker in workers for process in worker.children(recursive=True)]
    assert list(tmp_path.iterdir())
    assert "bwrap" in [process.name() for process in below]
    grading.close()
    assert not psutil.wait_procs(workers + below, timeout=30)[1]
    assert not list(tmp_path.iterdir())


def test_a_killed_sandbox_is_replaced(lesson_data):
    """Does a submission get a new sandbox if its own is killed?"""
    (job,) = submissions(lesson_data, 1)
    expected = work.grade_submission(lesson_data, job)
    (sandbox,) = work._warm.values()
    os.kill(sandbox._process.pid, signal.SIGKILL)
    assert work.grade_submission(lesson_data, job) == expected
    assert work._warm[lesson_data.key] is not sandbox


@pytest.fixture
def kills(request, thorough):
    """How many times a process is killed: each kind once, by default."""
    return request.config.getoption("--kills") or len(KINDS) * (8 if thorough else 1)


@pytest.fixture
def class_of_ten(new_class, tmp_path):
    """A class with ten submissions, collected and not graded."""
    kinds = ("right", "biasless", "blank", "noisy", "syntax", "exits", "broken")
    names = ["ada", "ben", *(f"s{n}" for n in range(8))]
    roster.enrol(new_class, [Student(name) for name in names])
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for n, name in enumerate(names):
        kind = kinds[n % len(kinds)]
        path = hand_in(new_class, inbox / f"{name}.ipynb", ANSWERS.get(kind))
        if kind == "broken":
            path.write_bytes(path.read_bytes()[:2000])
    collect.from_folder(new_class, LESSON, inbox)
    return new_class


def processes(grader):
    """Return what runs of a grader, by kind, and all of it together."""
    found = {"grader": [grader], "worker": [], "runner": []}
    below = grader.children(recursive=True)
    for process in below:
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.cmdline())
            if "spawn_main" in line and process.ppid() == grader.pid:  # not what reads for it
                found["worker"].append(process)
            elif "autograde_guest" in line and "bwrap" in (
                process.name(),
                process.parent().name(),
            ):
                found["runner"].append(process)  # what it forks is a submission
    return found, below


def disturbed(command, kind, seconds):
    """Grade, and kill -9 a process of a kind after some seconds.

    Returns:
        The kind of the process that was killed, "" if all was done before; the exit status.
    """
    grader = psutil.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    below = []
    while grader.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            found, below = processes(grader)
            if found[kind]:
                found[kind][-1].kill()
                break
        time.sleep(0.02)
    else:
        kind = ""
    status = grader.wait()
    if kind == "grader":
        alive = psutil.wait_procs(below, timeout=30)[1]
        assert not alive, "workers or sandboxes outlive their grader"
    return kind, status


def grade_in_silence(command, folder):
    """Grade a class; fail if workers without work print a traceback or leave a file."""
    folder.mkdir()
    settings = {**os.environ, "TMPDIR": str(folder)}
    said = subprocess.run(command, check=True, cwd=ROOT, env=settings, capture_output=True)
    assert b"Traceback" not in said.stderr, said.stderr
    assert not list(folder.iterdir())


def recorded(room):
    """Return the gradebook, the verdicts and the notebooks with outputs."""
    found = (room.root / "autograded").glob("*/*/*.ipynb")
    return gradebook(room), {path: path.read_bytes() for path in found}


@pytest.mark.long
def test_whatever_is_killed_the_records_are_the_same(class_of_ten, tmp_path, kills):
    """Do gradebook, verdicts and notebooks equal those of an undisturbed run, always?

    Does the undisturbed run print no traceback, and leave nothing in the temporary folder?
    """
    root = class_of_ten.root
    before = shutil.copytree(root, tmp_path / "before")
    command = [sys.executable, "-c", GRADE, str(root)]
    began = time.monotonic()
    grade_in_silence(command, tmp_path / "tmp")
    seconds = time.monotonic() - began
    shutil.copy(root / "secret", before)
    expected = recorded(class_of_ten)
    assert len(expected[0][1]) == 10
    chance, killed = random.Random(7), Counter()
    for number in range(kills):
        shutil.rmtree(root)
        shutil.copytree(before, root)
        began = time.monotonic()
        kind = KINDS[number % len(KINDS)]
        kind, status = disturbed(command, kind, chance.uniform(0, seconds))
        killed[kind] += 1
        if not kind:  # the machine is less busy than it was
            seconds = min(seconds, time.monotonic() - began)
        assert status == (-signal.SIGKILL if kind == "grader" else 0), (number, kind)
        if kind == "grader":
            subprocess.run(command, check=True, cwd=ROOT)
        assert recorded(folder.load(root)) == expected, (number, kind)
        print(f"{number + 1} of {kills}, killed:", dict(killed), flush=True)
    assert killed.total() - killed[""] > 0


@pytest.mark.long
def test_a_killed_grader_takes_all_with_it(class_of_ten):
    """Do workers and sandboxes end with a grader that is killed, even while one is busy?"""
    command = [sys.executable, "-c", GRADE, str(class_of_ten.root)]
    grader = psutil.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    found, below = processes(grader)
    while grader.poll() is None and len(found["runner"]) < 4:  # bwrap and Python, twice
        time.sleep(0.02)
        with contextlib.suppress(psutil.NoSuchProcess):
            found, below = processes(grader)
    assert len(found["worker"]) == 2
    grader.kill()
    grader.wait()
    assert not psutil.wait_procs(below, timeout=30)[1]


@pytest.mark.long
def test_a_cluster_does_the_same(lesson_data, undisturbed):
    """Do a cluster's workers give what this machine gives, few at a time, one killed?"""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    jobs, drawn, found = submissions(lesson_data, MOST), [], []
    waiting = (drawn.append(job) or job for job in jobs)
    settings = dict(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with distributed.LocalCluster(**settings) as started:
        for done in on_cluster(lesson_data, waiting, started.scheduler_address):
            found.append(done)
            assert len(drawn) < len(found) + IN_FLIGHT * settings["n_workers"]
            if len(found) == 3:
                os.kill(next(iter(started.workers.values())).pid, signal.SIGKILL)
    assert len(found) == len(jobs)
    assert outcome(found) == of(undisturbed, jobs)


@pytest.mark.long
def test_a_cluster_without_workers_waits_for_one(lesson_data, undisturbed, monkeypatch):
    """Is it reported that no worker is left, and does a new one continue?"""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    jobs, found, said, started = submissions(lesson_data, MOST), [], [], []
    command = [sys.executable, "-m", "dask", "worker", "--nthreads", "1", "--no-dashboard"]

    def say(text):
        said.append(text.partition(" is connected")[0])
        if said[-1] == "No worker":
            started.extend(subprocess.Popen([*command, address], cwd=ROOT) for _ in range(2))

    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as scheduler:
        address = scheduler.scheduler_address
        try:
            for done in on_cluster(lesson_data, jobs, address, say):
                found.append(done)
                if len(found) == 3:
                    kill(started)
        finally:
            kill(started)
    assert said == ["No worker", "A worker"] * 2
    assert len(found) == len(jobs)
    assert outcome(found) == of(undisturbed, jobs)


def kill(started):
    """Kill processes with all that they have started, the last one first."""
    while started:
        process = started.pop()
        family = [psutil.Process(process.pid)]
        family += family[0].children(recursive=True)
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()


KILLS = """
import os, signal, time
from autograde.grade import cluster, workers

def attempt(lesson, submission):
    if submission.student == "s002":
        time.sleep(1)  # Dask gives up a worker that is killed while it starts
        os.kill(os.getpid(), signal.SIGKILL)
    return workers.attempt(lesson, submission)

cluster.attempt = attempt
"""


@pytest.mark.long
def test_a_cluster_blames_no_neighbor_for_a_killed_worker(lesson_data, undisturbed, tmp_path):
    """Is one submission that kills its worker the only grader error, whatever waits there?"""
    dask = pytest.importorskip("dask", reason="needs the extra `cluster`")
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    jobs, said = submissions(lesson_data, 6), []
    preload = tmp_path / "kills.py"
    preload.write_text(KILLS, encoding="utf-8")
    settings = dict(n_workers=2, threads_per_worker=2, dashboard_address=None)
    once = {"distributed.scheduler.allowed-failures": 0}  # the same, sooner
    with (
        dask.config.set(once),
        distributed.LocalCluster(**settings, preload=str(preload)) as started,
    ):
        found = list(on_cluster(lesson_data, jobs, started.scheduler_address, said.append))
    assert len(found) == len(jobs)
    graded = outcome(found)
    assert graded.pop("s002")[0].verdict == verdicts.FAULT
    assert graded == of(undisturbed, [job for job in jobs if job.student != "s002"])
    (again,) = [text for text in said if "graded again" in text]  # or that no worker is there
    assert "s002" in again


OTHER = "from autograde.grade import cluster; cluster._software = lambda: {'Python': '3.10'}"


@pytest.mark.long
def test_a_worker_with_other_versions_stops_grading(lesson_data, tmp_path):
    """Is a worker with another version of Python or of the course no student's grader error?"""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    preload = tmp_path / "other.py"
    preload.write_text(OTHER, encoding="utf-8")
    settings = dict(n_workers=1, threads_per_worker=1, dashboard_address=None)
    why = r"The worker at tcp://\S+ cannot grade: it has Python 3.10 instead of 3.*restart"
    with (
        distributed.LocalCluster(**settings, preload=str(preload)) as started,
        pytest.raises(CourseError, match=why),
    ):
        list(on_cluster(lesson_data, submissions(lesson_data, 2), started.scheduler_address))


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:80", "tls://127.0.0.1:9"])
def test_an_address_without_a_scheduler_is_reported(lesson_data, address):
    """Is an address that Dask cannot use no fault of the course?"""
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    with pytest.raises(CourseError, match=f"No Dask scheduler answers at {address}: .*use the"):
        next(on_cluster(lesson_data, [], address))


@pytest.mark.long
def test_a_cluster_that_cannot_grade_says_why(lesson_data):
    """Is a worker without bubblewrap, or a lost scheduler, reported and no student's fault?"""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    settings = dict(n_workers=1, threads_per_worker=1, dashboard_address=None)
    jobs = submissions(lesson_data, MOST)
    with distributed.LocalCluster(**settings, env={"PATH": "/nonexistent"}) as started:
        graded = on_cluster(lesson_data, jobs, started.scheduler_address)
        with pytest.raises(CourseError, match=r"cannot grade: .*apt install bubblewrap"):
            list(graded)
    with distributed.LocalCluster(**settings) as started:
        graded = on_cluster(lesson_data, jobs, started.scheduler_address)
        assert next(graded).report.verdict == "correct"
    with pytest.raises(CourseError, match=r"is gone.* run the same command to continue"):
        list(graded)
