"""Many submissions side by side, and what is left after something was killed."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from autograde import classroom, collect, demo, expand, lesson, pool, work
from autograde.paths import COURSE, ROOT, SOLUTIONS
from autograde.sandbox import Limits
from autograde.work import Job, Pack
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON, hand_in
from tests.autograde.test_record import gradebook

ROUNDS = int(os.environ.get("LSTM_COURSE_KILLS", "5"))
GRADE = (
    "import sys; from pathlib import Path; from autograde import classroom, grading;"
    " grading.grade(classroom.load(Path(sys.argv[1])), '00_welcome', workers=2)"
)


@pytest.fixture(scope="module")
def pack():
    """Lesson 00 as a worker gets it."""
    released = (COURSE / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    source = nbformat.writes(expand.notebook(lesson.read(SOLUTIONS / LESSON)))
    return Pack(LESSON, released, source, Limits(call_seconds=5, cell_seconds=5))


def submissions(pack, number):
    """Return that many, of all the kinds that need no time."""
    released = nbformat.reads(pack.released, as_version=4)
    kinds = [ANSWERS[kind] for kind in ("right", "biasless", "noisy", "syntax", "exits")]
    jobs = []
    for n in range(number):
        answered = demo.answered(released, {EXERCISE: kinds[n % len(kinds)] + f"# {n}\n"})
        data = nbformat.writes(answered).encode()
        jobs.append(
            Job(f"s{n:03}", data, f"mark {n}", work.seed_for(b"x", LESSON, f"s{n}", ""))
        )
    return jobs


def outcome(found):
    return {done.record.student: (done.record, done.notebook) for done in found}


def test_a_hundred_twice_in_different_order(pack):
    """Do 100 submissions get identical verdicts, points and outputs in another order?"""
    jobs = submissions(pack, 100)
    first = outcome(pool.here(pack, jobs, 2))
    random.Random(1).shuffle(jobs)
    assert outcome(pool.here(pack, jobs, 1)) == first
    verdicts = [record.verdict for record, _ in first.values()]
    assert [verdicts.count(v) for v in ("correct", "wrong", "crashed")] == [40, 40, 20]


def test_a_killed_worker_is_replaced(pack):
    """Is what a killed worker had in hand done again, once?"""
    jobs = submissions(pack, 30)
    expected = outcome(pool.here(pack, jobs, 1))
    found, killed = [], 0
    for done in pool.here(pack, jobs, 2):
        found.append(done)
        if len(found) in (3, 12):
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
            killed += 1
    assert killed == 2
    assert len(found) == len(jobs)
    assert outcome(found) == expected


def test_a_killed_sandbox_is_replaced(pack):
    """Does a submission whose sandbox is killed get a new one?"""
    (job,) = submissions(pack, 1)
    expected = work.work(pack, job)
    (sandbox,) = work._warm.values()
    os.kill(sandbox._process.pid, signal.SIGKILL)
    assert work.work(pack, job) == expected
    assert work._warm[pack.key] is not sandbox


def test_a_killed_grader_is_taken_up_where_it_stopped(new_class, tmp_path):
    """Is the gradebook that of an undisturbed run, whenever the grader was killed?"""
    for student, kind in (("ada", "right"), ("ben", "biasless")):
        hand_in(new_class, tmp_path / f"{student}.ipynb", ANSWERS[kind])
    collect.from_folder(new_class, LESSON, tmp_path)
    command = [sys.executable, "-c", GRADE, str(new_class.root)]
    subprocess.run(command, check=True, cwd=ROOT)
    expected = gradebook(new_class)
    moment = random.Random(7)
    for _ in range(ROUNDS):
        for path in (new_class.root / "verdicts").rglob("*.json"):
            path.unlink()
        grader = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(moment.uniform(1.5, 4.5))
        grader.kill()
        grader.wait()
        subprocess.run(command, check=True, cwd=ROOT)
        assert gradebook(classroom.load(new_class.root)) == expected


def test_a_cluster_does_the_same(pack):
    """Do the workers of a Dask cluster give what this machine gives, one of them killed?"""
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    jobs = submissions(pack, 20)
    expected = outcome(pool.here(pack, jobs, 1))
    settings = dict(n_workers=2, threads_per_worker=2, dashboard_address=None)
    with distributed.LocalCluster(**settings) as cluster:
        found = []
        for done in pool.on_cluster(pack, jobs, cluster.scheduler_address):
            found.append(done)
            if len(found) == 3:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    assert len(found) == len(jobs)
    assert outcome(found) == expected
