"""Do some work in a process of its own, with a limit on its time and memory.

A submission is read and rebuilt there: whatever a file makes a parser do, the worker goes on.
"""

import gc
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from typing import TypeVar

from autograde.core.notebooks import UnreadableError
from autograde.sandbox.limits import MIB

SECONDS = 10  # of processor time; a usual notebook takes a tenth of one
MEMORY = 1024 * MIB
WALL_SECONDS = 120.0  # a busy machine may give the process little of its time

T = TypeVar("T")


def in_child(make: Callable[[], T]) -> T:
    """Return what a function makes in a child process.

    Raises:
        UnreadableError: if the function raises it, takes too long or too much memory, or
            crashes the process.
        RuntimeError: if it raises anything else, or its process cannot do its work.
    """
    ours, child_end = os.pipe()
    child = os.fork()
    if child == 0:
        _work(make, child_end)
    os.close(child_end)
    try:
        reply = _reply(ours)
    finally:
        os.close(ours)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if reply is None:
        raise RuntimeError(f"reading a submission did not end within {WALL_SECONDS:g} s")
    if not reply:
        raise UnreadableError(_why(status))
    done, value = pickle.loads(reply)
    if done:
        return value
    raise value


def _work(make: Callable[[], T], pipe: int) -> None:
    """Send what the function makes or raises, and end this process."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        reply = _attempt(make)
        while reply:
            reply = reply[os.write(pipe, reply) :]
    finally:
        os._exit(0)


def _limit() -> None:
    import resource  # not on Windows, where nothing is graded

    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def _attempt(make: Callable[[], T]) -> bytes:
    gc.disable()  # it would touch, and so copy, everything that the worker has in memory
    try:
        _limit()
        return pickle.dumps((True, make()))
    except UnreadableError as error:
        return pickle.dumps((False, error))
    except MemoryError:
        return b""
    except Exception as error:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _reply(pipe: int) -> bytes | None:
    """Return everything that the process sends; None if it does not end in time."""
    parts, deadline = [], time.monotonic() + WALL_SECONDS
    while select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(pipe, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _why(status: int) -> str:
    """Return why a process ended before it had sent anything."""
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended == signal.SIGXCPU:
        return f"Reading the notebook takes over {SECONDS} seconds. Submit a simpler one."
    return "Reading the notebook takes too much memory, or crashes. Submit a simpler one."
