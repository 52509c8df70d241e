"""Many submissions on the cores of this machine (on a cluster: see `cluster`).

Workers keep a warm sandbox each. A worker that is killed is replaced, and what it had in hand
is done again.
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
from autograde.core.submissions import Submission
from autograde.grade.submission import Graded, LessonData, grade_submission

ATTEMPTS = 3
PATIENCE = 5.0  # seconds in which a worker closes its sandbox
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def here(
    lesson: LessonData, submissions: Iterable[Submission], workers: int
) -> Iterator[Graded]:
    """Grade on this machine and yield what is done, in the order in which it is ready.

    Args:
        lesson: its data.
        submissions: drawn as workers become free, so that few are in memory at a time.
        workers: how many processes; 1 is this one.
    """
    if workers == 1:
        yield from (attempt(lesson, submission) for submission in submissions)
        return
    started = [_Worker(lesson) for _ in range(workers)]
    try:
        yield from _by(started, iter(submissions))
    finally:
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.end()


def _by(workers: list["_Worker"], waiting: Iterator[Submission]) -> Iterator[Graded]:
    again: list[Submission] = []
    deaths: Counter[str] = Counter()
    ready: list[Graded] = []
    while True:
        for worker in workers:
            if worker.submission is None:
                worker.take(again.pop() if again else next(waiting, None))
        yield from ready
        busy = {
            worker.pipe: (worker, worker.submission) for worker in workers if worker.submission
        }
        if not busy:
            return
        ready, answered = [], wait(busy)
        for worker, submission in (busy[pipe] for pipe in busy if pipe in answered):
            done = worker.give_back()
            if done is None:
                deaths[submission.student] += 1
                if deaths[submission.student] < ATTEMPTS:
                    again.append(submission)
                    continue
                done = given_up(worker.lesson, submission, killed(ATTEMPTS))
            ready.append(done)


class _Worker:
    """A process that does one submission at a time, with a pipe of its own.

    Workers share no queue and no lock, so that one that is killed leaves the others alone.
    """

    def __init__(self, lesson: LessonData) -> None:
        self.lesson = lesson
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.submission: Submission | None = None
        self.pipe, child_end = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(child_end, self.lesson, os.getpid()))
        self._process.start()
        child_end.close()

    def take(self, submission: Submission | None) -> None:
        """Begin with a submission; without one, wait for the next."""
        self.submission = submission
        if submission:
            with contextlib.suppress(OSError):  # it was killed: `give_back` will notice
                self.pipe.send(submission)

    def give_back(self) -> Graded | None:
        """Return what came of the submission; None if this was killed, and is new now.

        Raises:
            CourseError: if nothing can be graded on this machine.
        """
        try:
            done = self.pipe.recv()
        except (EOFError, OSError):
            self.terminate()
            self.end()
            self._start()
            return None
        self.submission = None
        if isinstance(done, CourseError):
            raise done
        return done

    def terminate(self) -> None:
        """Have the process end, whatever it is at."""
        self._process.terminate()  # before it meets the end of the pipe: one end at a time
        self.pipe.close()

    def end(self) -> None:
        """Wait until the process is gone."""
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, lesson: LessonData, grader: int) -> None:
    """Do one submission after the other, as long as the grader lives and wants it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != grader:  # it ended before the line above
        os._exit(1)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the grader's to obey
    while True:
        try:
            pipe.send(attempt(lesson, pipe.recv()))
        except EOFError:
            _leave()
        except CourseError as error:
            pipe.send(error)


def attempt(lesson: LessonData, submission: Submission) -> Graded:
    """Grade one submission; an error that nobody has thought of becomes its verdict.

    Raises:
        CourseError: if nothing can be graded on this machine.
    """
    try:
        return grade_submission(lesson, submission)
    except CourseError:
        raise
    except Exception as error:
        return given_up(lesson, submission, f"{type(error).__name__}: {error}")


def _leave(*_: object) -> None:
    """End, undisturbed by a second reason to: the sandbox is closed on the way out."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def killed(attempts: int) -> str:
    """Return why there is no result where each attempt on one submission alone was killed."""
    return (
        "The process that graded this submission and no other was killed each time"
        f" (attempts: {attempts}), maybe for lack of memory. To try again, run `grade` again."
    )


def given_up(lesson: LessonData, submission: Submission, why: str) -> Graded:
    """Return the verdict on a submission that could not be graded, no student's fault."""
    report = Report(submission.student, lesson.lesson, verdicts.FAULT, why)
    report = replace(report, fingerprint=submission.fingerprint, seed=lesson.seed)
    return Graded(replace(report, file=submission.file, checks=lesson.checks))
