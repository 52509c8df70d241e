"""Many submissions on the workers of a Dask cluster.

They do the same as the workers of this machine (`workers.attempt`). Few submissions are on
their way at a time, and compressed: Dask keeps what it has sent for some time.

Dask blames the death of a worker on all submissions assigned to it, also on those that only
waited there. They are graded again at the end, one at a time with nothing else in flight.
"""

import hashlib
import logging
import pickle
import platform
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lstm_utils
from autograde.core.errors import CourseError
from autograde.core.paths import PACKAGE
from autograde.core.submissions import Submission
from autograde.grade.submission import Graded, LessonData
from autograde.grade.workers import attempt, given_up, killed

if TYPE_CHECKING:
    from distributed import Client, Future

IN_FLIGHT = 4  # submissions for each thread of the cluster: one runs, the others are near
LOOK = 0.02  # seconds between looks for results
PATIENCE = 5.0  # seconds without a result before a look for workers
SAME = "Install the same versions on each machine, then restart the scheduler and the workers."


def on_cluster(
    lesson: LessonData,
    submissions: Iterable[Submission],
    scheduler: str,
    say: Callable[[str], None] = lambda text: None,
) -> Iterator[Graded]:
    """Grade on the workers of a Dask cluster and yield what is done as it is ready.

    To start one: `dask scheduler` on one machine, `dask worker ADDRESS --nworkers -1
    --nthreads 1` on each that is to help, all with this repository and the same packages.
    Without any worker, this waits until one comes, and says so.

    Args:
        lesson: its data; each submission takes them along, so that no worker keeps them alone.
        submissions: drawn as the cluster becomes free, so that few are in memory at a time.
        scheduler: its address, such as "tcp://10.0.0.1:8786".
        say: shows the user that there are no workers, or some again, and what is repeated.

    Raises:
        CourseError: if Dask is not installed, nobody answers at the address, or a worker
            cannot isolate submissions or has other versions than this machine.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise CourseError(
            "A cluster needs Dask: pip install 'distributed', here and on every worker."
        ) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # all is handled
    try:
        client = Client(scheduler, timeout="10s")
    except (OSError, ValueError, TypeError) as error:  # also an address of another form
        raise CourseError(
            f"No Dask scheduler answers at {scheduler}: {error}. Check that it is running, and"
            " use the address that it printed, such as tcp://10.0.0.1:8786."
        ) from None
    with client:
        workers = _Workers(client, scheduler, say)
        again = []
        for submission, value in _sent(lesson, submissions, workers):
            if isinstance(value, tuple) and isinstance(value[1], KilledWorker):
                again.append(submission)
            else:
                yield _result(lesson, submission, value, scheduler)
        if again:
            say(
                "Workers were killed while they had several submissions. Each of these is"
                f" graded again, alone: {', '.join(one.student for one in again)}."
            )
        for alone in again:
            for submission, value in _sent(lesson, [alone], workers):
                yield _result(lesson, submission, value, scheduler)


def _sent(
    lesson: LessonData, submissions: Iterable[Submission], workers: "_Workers"
) -> Iterator[tuple[Submission, Any]]:
    """Send submissions to workers, few at a time; yield each with what Dask returns for it."""
    from distributed import as_completed

    waiting, futures = iter(submissions), {}
    done, data = as_completed(with_results=True, raise_errors=False), _packed(lesson)

    def submit() -> None:
        most = IN_FLIGHT * max(1, workers.threads())
        for submission in islice(waiting, max(0, most - len(futures))):
            future = workers.submit(_attempt, _software(), data, _packed(submission))
            futures[future] = submission
            done.add(future)

    submit()
    while futures:
        workers.wait(done.has_ready)
        for future, value in done.next_batch(block=False):
            yield futures.pop(future), value
        submit()


class _Workers:
    """The workers of a cluster, which come and go; the user is notified when none is left."""

    def __init__(self, client: "Client", scheduler: str, say: Callable[[str], None]) -> None:
        self._client, self._scheduler, self._say = client, scheduler, say
        self._missed = False

    def threads(self) -> int:
        """Return how many threads the cluster has at the moment."""
        try:
            return sum(self._client.nthreads().values())
        except OSError:
            raise _gone(self._scheduler) from None

    def submit(self, function: Callable[..., Graded], *arguments: Any) -> "Future":
        """Send a call to whichever worker is free."""
        return self._client.submit(function, *arguments, pure=False, retries=2)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait until a result is there; where no worker is left, say that, once."""
        asked = time.monotonic()
        while not ready():
            time.sleep(LOOK)
            if time.monotonic() - asked > PATIENCE:
                self._look()
                asked = time.monotonic()
        if self._missed:
            self._look()

    def _look(self) -> None:
        missed, self._missed = self._missed, not self.threads()
        if self._missed and not missed:
            self._say(
                f"No worker is connected to {self._scheduler}. Grading continues when one is:"
                f" dask worker {self._scheduler} --nworkers -1 --nthreads 1 --no-dashboard."
                " A worker that ends by itself may lack this course: read its output."
                " Or stop with Ctrl-C; graded submissions are kept."
            )
        elif missed and not self._missed:
            self._say("A worker is connected again: grading continues.")


def _packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value), level=1)


@cache
def _software() -> dict[str, str]:
    """Return the versions on which grades depend, with a hash of the code of the course."""
    code = hashlib.sha256()
    for package in (PACKAGE, Path(lstm_utils.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            if PACKAGE / "data" not in path.parents:  # lessons; a clone has them elsewhere
                code.update(path.read_bytes())
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for name in ("lstm-course", "numpy", "torch"):
        try:
            found[name] = metadata.version(name).partition("+")[0]  # +cpu and +cu130 are alike
        except metadata.PackageNotFoundError:
            found[name] = "(none)"
    found["lstm-course"] += f" (code {code.hexdigest()[:8]})"
    return found


def _attempt(software: dict[str, str], lesson: bytes, submission: bytes) -> Graded:
    """Grade one submission on a worker.

    Raises:
        CourseError: if this worker cannot grade; its address is in the message.
    """
    from distributed import get_worker

    try:
        _require(software)
        return attempt(_lesson(lesson), pickle.loads(zlib.decompress(submission)))
    except CourseError as error:
        address = get_worker().address
        raise CourseError(f"The worker at {address} cannot grade: {error}") from None


def _require(software: dict[str, str]) -> None:
    here = _software()
    others = [
        f"{name} {here.get(name)} instead of {version}"
        for name, version in software.items()
        if here.get(name) != version
    ]
    if others:
        raise CourseError(f"it has {', '.join(others)}. {SAME}")


@lru_cache(maxsize=2)
def _lesson(packed: bytes) -> LessonData:
    return pickle.loads(zlib.decompress(packed))


def _result(lesson: LessonData, submission: Submission, value: Any, scheduler: str) -> Graded:
    """Return what came of a submission on the cluster.

    Raises:
        CourseError: if the cluster cannot grade.
    """
    from distributed import KilledWorker

    match value:
        case Graded():
            return value
        case (_, KilledWorker() as error, _):
            return given_up(lesson, submission, killed(error.allowed_failures + 1))
        case (_, CourseError() as error, _):
            raise CourseError(str(error))
        case (_, Exception() as error, _):  # `attempt` handles what a submission can cause
            why = f"{type(error).__name__}: {error}"
            raise CourseError(f"The cluster at {scheduler} cannot grade: {why}. {SAME}")
    raise _gone(scheduler)  # cancelled: the connection was lost


def _gone(scheduler: str) -> CourseError:
    return CourseError(
        f"The Dask scheduler at {scheduler} is gone. Graded submissions are kept: start the"
        " scheduler and its workers again, then run the same command to continue."
    )
