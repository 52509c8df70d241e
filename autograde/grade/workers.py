"""Many submissions: on the cores of this machine, or on a Dask cluster.

Both give the same work (`autograde.grade.work.work`) to workers that keep a warm sandbox each.
A worker that is killed is replaced, and what it had in hand is done again.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection, wait

from autograde.core import verdicts
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.grade.work import Graded, Job, Pack, work

ATTEMPTS = 3
KILLED = f"The grader's own process was killed {ATTEMPTS} times while at this submission."
PATIENCE = 5.0  # seconds in which a worker closes its sandbox
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def here(pack: Pack, jobs: Iterable[Job], workers: int) -> Iterator[Graded]:
    """Grade on this machine and yield what is done, in the order in which it is ready.

    Args:
        pack: the lesson.
        jobs: drawn as workers become free, so that few submissions are in memory at a time.
        workers: how many processes; 1 is this one.
    """
    if workers == 1:
        yield from (attempt(pack, job) for job in jobs)
        return
    crew = [_Worker(pack) for _ in range(workers)]
    try:
        yield from _by(crew, iter(jobs))
    finally:
        for worker in crew:
            worker.dismiss()
        for worker in crew:
            worker.end()


def _by(crew: list["_Worker"], waiting: Iterator[Job]) -> Iterator[Graded]:
    again: list[Job] = []
    killed: Counter[str] = Counter()
    ready: list[Graded] = []
    while True:
        for worker in crew:
            if worker.job is None:
                worker.take(again.pop() if again else next(waiting, None))
        yield from ready
        busy = {worker.pipe: (worker, worker.job) for worker in crew if worker.job}
        if not busy:
            return
        ready, answered = [], wait(busy)
        for worker, job in (busy[pipe] for pipe in busy if pipe in answered):
            done = worker.give_back()
            if done is None:
                killed[job.student] += 1
                if killed[job.student] < ATTEMPTS:
                    again.append(job)
                    continue
                done = _given_up(worker.pack, job, KILLED)
            ready.append(done)


class _Worker:
    """A process that does one submission at a time, with a pipe of its own.

    Workers share no queue and no lock, so that one that is killed leaves the others alone.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.job: Job | None = None
        self.pipe, child_end = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(child_end, self.pack, os.getpid()))
        self._process.start()
        child_end.close()

    def take(self, job: Job | None) -> None:
        """Begin with a submission; without one, wait for the next."""
        self.job = job
        if job:
            with contextlib.suppress(OSError):  # it was killed: `give_back` will tell
                self.pipe.send(job)

    def give_back(self) -> Graded | None:
        """Return what came of the submission; None if this was killed, and is new now.

        Raises:
            CourseError: if nothing can be graded on this machine.
        """
        try:
            done = self.pipe.recv()
        except (EOFError, OSError):
            self.dismiss()
            self.end()
            self._start()
            return None
        self.job = None
        if isinstance(done, CourseError):
            raise done
        return done

    def dismiss(self) -> None:
        """Have the process end, whatever it is at."""
        self._process.terminate()  # before it meets the end of the pipe: one end at a time
        self.pipe.close()

    def end(self) -> None:
        """Wait until the process is gone."""
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, pack: Pack, grader: int) -> None:
    """Do one submission after the other, as long as the grader lives and wants it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != grader:  # it ended before the line above
        os._exit(1)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the grader's to obey
    while True:
        try:
            pipe.send(attempt(pack, pipe.recv()))
        except EOFError:
            _leave()
        except CourseError as error:
            pipe.send(error)


def attempt(pack: Pack, job: Job) -> Graded:
    """Grade one submission; an error that nobody has thought of becomes its verdict.

    Raises:
        CourseError: if nothing can be graded on this machine.
    """
    try:
        return work(pack, job)
    except CourseError:
        raise
    except Exception as error:
        return _given_up(pack, job, f"{type(error).__name__}: {error}")


def _leave(*_: object) -> None:
    """End, undisturbed by a second reason to: the sandbox is closed on the way out."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _given_up(pack: Pack, job: Job, why: str) -> Graded:
    report = Report(job.student, pack.lesson, verdicts.FAULT, why)
    return Graded(replace(report, fingerprint=job.fingerprint, seed=job.seed))


def on_cluster(pack: Pack, jobs: Iterable[Job], scheduler: str) -> Iterator[Graded]:
    """Grade on the workers of a Dask cluster and yield what is done as it is ready.

    To start one: `dask scheduler` on one machine, `dask worker ADDRESS --nworkers -1
    --nthreads 1` on each that is to help, all with this repository and the same packages.

    Args:
        pack: the lesson.
        jobs: the submissions.
        scheduler: its address, such as "tcp://10.0.0.1:8786".

    Raises:
        CourseError: if Dask is not installed, nobody answers at the address, or a worker
            cannot isolate submissions.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
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
        futures = {
            client.submit(attempt, lesson, job, pure=False, retries=2): job for job in jobs
        }
        for future in as_completed(futures):
            job = futures.pop(future)
            if future.status == "cancelled":
                raise CourseError(f"The Dask scheduler at {scheduler} is gone.")
            error = future.exception()
            if isinstance(error, CourseError):
                raise CourseError(f"A worker of {scheduler} cannot grade: {error}")
            why = KILLED if isinstance(error, KilledWorker) else repr(error)
            yield _given_up(pack, job, why) if error else future.result()
