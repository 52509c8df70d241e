"""Many submissions on the workers of a Dask cluster.

They do the same as the workers of this machine (`workers.attempt`). Few submissions are on
their way at a time, and compressed: Dask keeps what it has sent for some time.
"""

import pickle
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from autograde.core.errors import CourseError
from autograde.core.submissions import Submission
from autograde.grade.submission import Graded, LessonData
from autograde.grade.workers import KILLED, attempt, given_up

if TYPE_CHECKING:
    from distributed import Client

IN_FLIGHT = 4  # submissions for each thread of the cluster: one runs, the others are near
LOOK = 0.02  # seconds between looks for results
PATIENCE = 5.0  # seconds without a result before a look for workers


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
        say: shows the user that there are no workers, or that there are some again.

    Raises:
        CourseError: if Dask is not installed, nobody answers at the address, or a worker
            cannot isolate submissions.
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
        waiting, futures = iter(submissions), {}
        done = as_completed(with_results=True, raise_errors=False)
        data, workers = _packed(lesson), _Workers(client, scheduler, say)

        def submit() -> None:
            most = IN_FLIGHT * max(1, workers.threads())
            for submission in islice(waiting, max(0, most - len(futures))):
                sent = data, _packed(submission)
                future = client.submit(_attempt, *sent, pure=False, retries=2)
                futures[future] = submission
                done.add(future)

        submit()
        while futures:
            workers.wait(done.has_ready)
            for future, value in done.next_batch(block=False):
                yield _result(lesson, futures.pop(future), future.status, value, scheduler)
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
                " Or stop with Ctrl-C; graded submissions are kept."
            )
        elif missed and not self._missed:
            self._say("A worker is connected again: grading continues.")


def _packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value), level=1)


def _attempt(lesson: bytes, submission: bytes) -> Graded:
    """Grade one submission on a worker."""
    return attempt(_lesson(lesson), pickle.loads(zlib.decompress(submission)))


@lru_cache(maxsize=2)
def _lesson(packed: bytes) -> LessonData:
    return pickle.loads(zlib.decompress(packed))


def _result(
    lesson: LessonData, submission: Submission, status: str, value: Any, scheduler: str
) -> Graded:
    """Return what came of a submission on the cluster."""
    from distributed import KilledWorker

    if status == "error":
        _, error, _ = value
        if isinstance(error, CourseError):
            raise CourseError(f"A worker of {scheduler} cannot grade: {error}")
        why = KILLED if isinstance(error, KilledWorker) else repr(error)
        return given_up(lesson, submission, why)
    if not isinstance(value, Graded):  # cancelled: the connection was lost
        raise _gone(scheduler)
    return value


def _gone(scheduler: str) -> CourseError:
    return CourseError(f"The Dask scheduler at {scheduler} is gone.")
