"""Many submissions: on the cores of this machine, or on a Dask cluster.

Both give the same work (`autograde.work.work`) to workers that keep a warm sandbox each. A
worker that is killed is replaced, and what it had in hand is done again.
"""

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice

from autograde import verdicts
from autograde.errors import CourseError
from autograde.verdicts import Record
from autograde.work import Done, Job, Pack, work

ATTEMPTS = 3
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def here(pack: Pack, jobs: Iterable[Job], workers: int) -> Iterator[Done]:
    """Grade on this machine and yield what is done, in the order in which it is ready.

    Args:
        pack: the lesson.
        jobs: drawn as workers become free, so that few submissions are in memory at a time.
        workers: how many processes; 1 is this one.
    """
    if workers == 1:
        yield from (work(pack, job) for job in jobs)
        return
    waiting, tried = iter(jobs), {}
    again: list[Job] = []
    while True:
        in_hand: dict[Future, Job] = {}
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, spawn, _die_with, (os.getpid(),)) as pool:
            try:
                yield from _until_broken(pool, pack, waiting, again, in_hand, 2 * workers)
                return
            except BrokenProcessPool:
                again += in_hand.values()
        for job in in_hand.values():
            tried[job.student] = tried.get(job.student, 0) + 1
            if tried[job.student] == ATTEMPTS:
                again.remove(job)
                yield _given_up(pack, job)


def _die_with(grader: int) -> None:
    """Have this worker killed when the grader ends, and its sandbox with it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != grader:  # it ended before the line above
        os._exit(1)


def _until_broken(
    pool: ProcessPoolExecutor,
    pack: Pack,
    waiting: Iterator[Job],
    again: list[Job],
    in_hand: dict[Future, Job],
    most: int,
) -> Iterator[Done]:
    while True:
        again += islice(waiting, max(0, most - len(in_hand) - len(again)))
        while again and len(in_hand) < most:
            in_hand[pool.submit(work, pack, again[0])] = again[0]
            del again[0]  # not before: `submit` raises where a worker was just killed
        if not in_hand:
            return
        for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
            done = future.result()
            del in_hand[future]
            yield done


def _given_up(pack: Pack, job: Job) -> Done:
    message = f"The grader's own process was killed {ATTEMPTS} times while at this submission."
    record = Record(job.student, pack.lesson, verdicts.FAULT, message)
    return Done(replace(record, fingerprint=job.fingerprint, seed=job.seed))


def on_cluster(pack: Pack, jobs: Iterable[Job], scheduler: str) -> Iterator[Done]:
    """Grade on the workers of a Dask cluster and yield what is done as it is ready.

    To start one: `dask scheduler` on one machine, `dask worker ADDRESS --nworkers -1
    --nthreads 1` on each that is to help, all with this repository and the same packages.

    Args:
        pack: the lesson.
        jobs: the submissions.
        scheduler: its address, such as "tcp://10.0.0.1:8786".

    Raises:
        CourseError: if Dask is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise CourseError(
            "A cluster needs Dask: pip install 'distributed', here and on every worker."
        ) from None
    try:
        client = Client(scheduler, timeout="10s")
    except OSError as error:
        raise CourseError(f"No Dask scheduler answers at {scheduler}: {error}.") from error
    with client:
        lesson = client.scatter(pack, broadcast=True)
        futures = {client.submit(work, lesson, job, pure=False, retries=2): job for job in jobs}
        for future in as_completed(futures):
            job = futures.pop(future)
            yield future.result() if future.status == "finished" else _given_up(pack, job)
