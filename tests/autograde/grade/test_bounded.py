"""What becomes of work that does not end well."""

import os
import signal
import time

import pytest

from autograde.core.notebooks import UnreadableError
from autograde.grade import bounded


def _loops():
    while True:
        pass


def _raises():
    raise OSError("a fault of the disk, \udcff")


def _refuses():
    raise UnreadableError("not a notebook")


def test_what_is_made_comes_back():
    """Is a large value made in another process, and returned?"""
    number, made = bounded.in_child(lambda: (os.getpid(), "x" * 10_000_000))
    assert number != os.getpid()
    assert len(made) == 10_000_000


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (_loops, UnreadableError, "over 1 seconds"),
        (lambda: bytearray(2 * bounded.MEMORY), UnreadableError, "too much memory"),
        (lambda: os._exit(3), UnreadableError, "crashes"),
        (_refuses, UnreadableError, "not a notebook"),
        (_raises, RuntimeError, "OSError: a fault of the disk"),
    ],
    ids=["loops", "memory", "crashes", "refuses", "raises"],
)
def test_what_ends_badly(make, error, text, monkeypatch):
    """Does each way to end become an error of this process, which goes on?"""
    monkeypatch.setattr(bounded, "SECONDS", 1)
    with pytest.raises(error, match=text):
        bounded.in_child(make)


def test_no_process_is_left():
    """Is the child gone when its value is there?"""
    child = bounded.in_child(os.getpid)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_limit_that_cannot_be_set_is_no_fault_of_the_submission(monkeypatch):
    """Is a limit that the system refuses an error of the grader, and nothing read?"""
    monkeypatch.setattr(bounded, "SECONDS", 2**70)
    with pytest.raises(RuntimeError, match="OverflowError"):
        bounded.in_child(lambda: "read without a limit")


def test_one_process_for_many_pieces_of_work():
    """Is each argument's value returned, by one process, until one of them ends it?"""

    def make(number):
        if number == 3:
            os._exit(1)
        if number == 4:
            raise UnreadableError("not a notebook")
        return number, os.getpid()

    child = bounded.Child(make)
    try:
        (one, first), (two, second) = child(1), child(2)
        assert (one, two, first) == (1, 2, second)
        with pytest.raises(UnreadableError, match="crashes"):
            child(3)
        with pytest.raises(UnreadableError, match="not a notebook"):
            child(4)
        assert child(5)[0] == 5
        assert child(6)[1] != first
    finally:
        child.close()


def test_time_is_limited_for_each_piece_of_work(monkeypatch):
    """May many quick pieces take longer together than one may alone?"""
    monkeypatch.setattr(bounded, "SECONDS", 1)

    def work(seconds):
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass
        return "done"

    child = bounded.Child(work)
    try:
        assert [child(0.5) for _ in range(5)] == ["done"] * 5
        with pytest.raises(UnreadableError, match="over 1 seconds"):
            child(60)
    finally:
        child.close()


def test_an_interrupted_call_leaves_no_answer_for_the_next():
    """Is the answer to a call that was interrupted given to nobody else?"""
    child = bounded.Child(lambda seconds: time.sleep(seconds) or seconds)

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            child(1)
        assert child(0) == 0
    finally:
        signal.signal(signal.SIGALRM, before)
        child.close()


def test_a_process_that_was_killed_while_it_waited():
    """Is the next piece of work done by a new process, with no error?"""
    child = bounded.Child(lambda number: (number, os.getpid()))
    try:
        _, first = child(1)
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        number, second = child(2)
        assert number == 2
        assert second != first
    finally:
        child.close()


def test_what_earlier_work_left_behind():
    """Is work that fits into a new process done there, when an old one has no room for it?"""
    kept = []

    def keep(share):
        kept.append(bytearray(int(share * bounded.MEMORY)))
        return len(kept)

    child = bounded.Child(keep)
    try:
        assert [child(0.6), child(0.6)] == [1, 1]
        with pytest.raises(UnreadableError, match="too much memory"):
            child(2.0)
    finally:
        child.close()
