"""Many submissions on the workers of a Dask cluster.

They do the same as the workers of this machine (`workers.attempt`). Few submissions are on
their way at a time, and compressed: Dask keeps what it has sent for some time.
"""

import pickle
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from autograde.core.errors import CourseError
from autograde.core.submissions import Submission
from autograde.grade.submission import Graded, LessonData
from autograde.grade.workers import KILLED, attempt, given_up

if TYPE_CHECKING:
    from distributed import Client, Future

IN_FLIGHT = 4  # submissions for each thread of the cluster: one runs, the others are near


def on_cluster(
    lesson: LessonData, submissions: Iterable[Submission], scheduler: str
) -> Iterator[Graded]:
    """Grade on the workers of a Dask cluster and yield what is done as it is ready.

    To start one: `dask scheduler` on one machine, `dask worker ADDRESS --nworkers -1
    --nthreads 1` on each that is to help, all with this repository and the same packages.

    Args:
        lesson: its data; each submission takes them along, so that no worker keeps them alone.
        submissions: drawn as the cluster becomes free, so that few are in memory at a time.
        scheduler: its address, such as "tcp://10.0.0.1:8786".

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
        waiting, futures, done = iter(submissions), {}, as_completed()
        data = _packed(lesson)

        def submit() -> None:
            most = IN_FLIGHT * _threads(client, scheduler)
            for submission in islice(waiting, max(0, most - len(futures))):
                sent = data, _packed(submission)
                future = client.submit(_attempt, *sent, pure=False, retries=2)
                futures[future] = submission
                done.add(future)

        submit()
        for ready in done.batches():
            for future in ready:
                yield _result(lesson, futures.pop(future), future, scheduler)
            submit()


def _packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value), level=1)


def _attempt(lesson: bytes, submission: bytes) -> Graded:
    """Grade one submission on a worker."""
    return attempt(_lesson(lesson), pickle.loads(zlib.decompress(submission)))


@lru_cache(maxsize=2)
def _lesson(packed: bytes) -> LessonData:
    return pickle.loads(zlib.decompress(packed))


def _threads(client: "Client", scheduler: str) -> int:
    """Return how many threads the cluster has at the moment: workers come and go."""
    try:
        return max(1, sum(client.nthreads().values()))
    except OSError:
        raise _gone(scheduler) from None


def _result(
    lesson: LessonData, submission: Submission, future: "Future", scheduler: str
) -> Graded:
    """Return what came of a submission on the cluster."""
    from distributed import KilledWorker

    if future.status == "cancelled":
        raise _gone(scheduler)
    error = future.exception()
    if isinstance(error, CourseError):
        raise CourseError(f"A worker of {scheduler} cannot grade: {error}")
    if error:
        why = KILLED if isinstance(error, KilledWorker) else repr(error)
        return given_up(lesson, submission, why)
    return future.result()


def _gone(scheduler: str) -> CourseError:
    return CourseError(f"The Dask scheduler at {scheduler} is gone.")
