"""Do some work in a process of its own, with limits on its time and memory.

A submission is read and rebuilt there: whatever a file makes a parser do, the worker goes on.
"""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from autograde.core.notebooks import UnreadableError
from autograde.sandbox.limits import MIB

SECONDS = 10  # of processor time for one piece of work; a usual notebook takes a tenth of one
MEMORY = 1024 * MIB
WALL_SECONDS = 120.0  # a busy machine may give the process little of its time

A = TypeVar("A")
T = TypeVar("T")


def in_child(make: Callable[[], T]) -> T:
    """Return what a function makes in a child process, as `Child` does."""
    child: Child[None, T] = Child(lambda _: make())
    try:
        return child(None)
    finally:
        child.close()


class Child(Generic[A, T]):
    """A process that makes something of each argument that it is given.

    It is forked at the first call and has then what this process has in memory: a fork for each
    call takes five times as long as the work. A call that ends the process is tried once more
    in a new one, so that no call suffers from those before it.

    Args:
        make: what it does; it must not depend on earlier calls.
    """

    def __init__(self, make: Callable[[A], T]) -> None:
        self._make, self._process = make, 0
        self._one_at_a_time = threading.Lock()

    def __call__(self, argument: A) -> T:
        """Return what the function makes of an argument.

        Raises:
            UnreadableError: if the function raises it, takes too long or too much memory, or
                crashes the process.
            RuntimeError: if it raises anything else, or its process cannot do its work.
        """
        with self._one_at_a_time:
            used = bool(self._process)
            try:
                done, value = self._answer(argument)
            except UnreadableError:
                if not used:
                    raise
                done, value = self._answer(argument)
        if done:
            return value
        raise value

    def _answer(self, argument: A) -> tuple[bool, Any]:
        if not self._process:
            self._start()
        try:
            self._pipe.send((SECONDS, argument))
            if not self._pipe.poll(WALL_SECONDS):
                why = f"reading a submission did not end within {WALL_SECONDS:g} s"
                raise RuntimeError(why)
            return self._pipe.recv()
        except (EOFError, OSError):
            raise UnreadableError(_why(self.close())) from None
        except BaseException:  # its answer may still come: nobody else may get it
            self.close()
            raise

    def _start(self) -> None:
        self._pipe, child_end = Pipe()
        self._process = os.fork()
        if self._process == 0:
            self._pipe.close()  # so that the end of this process is the end of the pipe
            _serve(self._make, child_end)
        child_end.close()

    def close(self) -> int:
        """End the process; return how it ended, as `os.waitpid` does."""
        if not self._process:
            return 0
        self._pipe.close()
        os.kill(self._process, signal.SIGKILL)
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        return status


def _serve(make: Callable[[Any], Any], pipe: Connection) -> None:
    """Do one piece of work after the other, until nobody wants any more."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.freeze()  # it would touch, and so copy, everything that the worker has in memory
        base = _address_space()
        while True:
            seconds, argument = pipe.recv()
            pipe.send(_attempt(make, argument, seconds, base))
    finally:
        os._exit(0)


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit(seconds: int, base: int) -> None:
    import resource  # not on Windows, where nothing is graded

    resource.setrlimit(resource.RLIMIT_AS, (base + MEMORY, base + MEMORY))
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, most))


def _attempt(
    make: Callable[[Any], Any], argument: Any, seconds: int, base: int
) -> tuple[bool, Any]:
    try:
        _limit(seconds, base)
        return True, make(argument)
    except UnreadableError as error:
        return False, error
    except MemoryError:
        os._exit(0)
    except Exception as error:
        return False, RuntimeError(f"{type(error).__name__}: {error}")


def _why(status: int) -> str:
    """Return why a process ended before it had sent anything."""
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended == signal.SIGXCPU:
        return f"Reading the notebook takes over {SECONDS} seconds. Submit a simpler one."
    return "Reading the notebook takes too much memory, or crashes. Submit a simpler one."
