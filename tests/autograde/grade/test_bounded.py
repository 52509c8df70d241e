"""What becomes of work that does not end well."""

import os

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
