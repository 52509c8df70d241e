"""A warm sandbox for one lesson, and the submissions that run in it one after the other."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograde.core.errors import CourseError
from autograde.sandbox import bubblewrap, conceal, packages, strip, wire
from autograde.sandbox.cgroups import Groups
from autograde.sandbox.folder import Folder
from autograde.sandbox.limits import Limits
from lstm_utils.checks.offered import distributions, offered

START_SECONDS = 120.0
NOBODY = 65534


class SandboxEndedError(CourseError):
    """The warm process is gone or does not obey; the text is what it said last."""


class Died(Exception):  # noqa: N818 (an event of the submission, not an error of ours)
    """The submission's process ended before it answered."""


class TooSlow(Exception):  # noqa: N818
    """No answer came in time; the text is the name of the limit."""


class Sandbox:
    """A warm process behind walls; `spawn` forks one submission at a time from it.

    Args:
        lesson: such as "01_neuron"; decides which functions are locked.
        sources: the code cells that will run, for what they import.
        limits: of each submission.
        first_cells: the lesson's own, before any answer; run once to be warm.
        withheld: operators of PyTorch that may not be used, as regular expressions.

    Raises:
        NoSandboxError: where submissions cannot be isolated.
    """

    def __init__(
        self,
        lesson: str,
        sources: Iterable[str],
        limits: Limits | None = None,
        first_cells: Iterable[str] = (),
        withheld: Collection[str] = (),
    ) -> None:
        bubblewrap.require()
        self.limits = limits or Limits()
        wanted = set().union(*(packages.imported(source) for source in sources))
        roots = {module.split(".")[0] for module in packages.with_course(wanted)}
        found = distributions(roots | offered(lesson))
        self._folder = Folder()
        self._groups = Groups(self._folder.path.name)
        self._process = None
        try:
            strip.stage(self._folder.path, lesson)
            views = packages.folders(found)
            covers = conceal.covers(self._folder.path / "covers", views, withheld)
            self._start(views | covers)
            unlocked = strip.unlocked(lesson)
            modules = [*sorted(_importable(wanted | unlocked)), "lstm_utils.checks.probes"]
            entrances = self._groups.make()
            answer = self._order(
                "warm",
                [entrance.fileno() for entrance in entrances],
                modules=modules,
                cells=list(first_cells),
                limits=asdict(self.limits),
                withheld=list(withheld),
                become=NOBODY if os.geteuid() == 0 else None,
            )
            for entrance in entrances:
                entrance.close()
            together = self.limits.memory + self.limits.disk
            self._groups.limit(memory=together, pids=self.limits.threads)
        except BaseException:
            self.close()
            raise
        self.missing = frozenset(answer["missing"])  # modules, such as those that need PyTorch

    def _start(self, folders: dict[str, Path]) -> None:
        self._control, child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_SECONDS)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `close`)
        with child_end:
            self._process = subprocess.Popen(
                bubblewrap.command(self._folder.path, folders, child_end.fileno()),
                pass_fds=[child_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                start_new_session=True,
            )

    def _order(self, do: str, fds: Iterable[int] = (), **details: Any) -> dict:
        """Give the warm process an order and return its answer."""
        try:
            message = json.dumps({"do": do, **details}).encode()
            socket.send_fds(self._control, [message], list(fds))
            answer = self._receive()
        except OSError:
            answer = b""
        if not answer:
            raise SandboxEndedError(f"The sandbox ended unexpectedly ({do}): {self._said()}")
        return json.loads(answer)

    def _receive(self) -> bytes:
        """Wait for an answer; not where bubblewrap was killed and has left half a process."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if select.select([self._control], [], [], 1.0)[0]:
                return self._control.recv(65536)
            if self._process is None or self._process.poll() is not None:
                break
        return b""

    def _said(self) -> str:
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace").strip()
        return said or "it said nothing"

    def spawn(self) -> "Guest":
        """Start a process for one submission; the one before it must have ended."""
        ours, child_end = socket.socketpair()
        with child_end:
            self._order("spawn", [child_end.fileno()])
        guest = Guest(self, ours)
        try:
            guest.answer(START_SECONDS, "start")
        except (Died, TooSlow) as error:
            guest.end()
            raise SandboxEndedError(f"No sandboxed process starts: {self._said()}") from error
        return guest

    def close(self) -> None:
        """End the warm process and whatever still runs in it."""
        if self._process is not None:
            self._control.close()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._errors.close()
        self._groups.close()
        self._folder.close()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Guest:
    """One process in the sandbox: give it orders with `ask`, and end it."""

    def __init__(self, sandbox: Sandbox, channel: socket.socket) -> None:
        self._sandbox, self._channel, self._arrived = sandbox, channel, bytearray()
        self.received = 0  # bytes of all answers so far

    def send_order(self, order: dict) -> None:
        """Send an order; answers are read with `answer`.

        Raises:
            Died: if nobody reads it.
        """
        self.send(wire.encode(order))

    def send(self, frame: bytes) -> None:
        """Send an order that `wire.encode` has made into bytes already."""
        self._channel.settimeout(self._sandbox.limits.cell_seconds)
        try:
            self._channel.sendall(frame)
        except TimeoutError:
            raise TooSlow("cell_seconds") from None
        except OSError:
            raise Died from None

    def answer(self, seconds: float, limit: str) -> Any:
        """Return the next answer: what is in its `reply`."""
        return wire.decode(*self.reply(seconds, limit))

    def reply(self, seconds: float, limit: str) -> tuple[bytes, int]:
        """Return the next answer as it came: its bytes, and how many of them are the header.

        Args:
            seconds: how long to wait for it.
            limit: the name of the limit that this time is.

        Raises:
            Died: if the process ended.
            TooSlow: if nothing came in time.
            WireError: if what came is no message.
        """
        deadline = time.monotonic() + seconds
        size, header = wire.sizes(self._read(wire.PREFIX, deadline, limit))
        self.received += size
        return self._read(size, deadline, limit), header

    def _read(self, size: int, deadline: float, limit: str) -> bytes:
        while len(self._arrived) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TooSlow(limit)
            self._channel.settimeout(left)
            try:
                part = self._channel.recv(1 << 20)
            except TimeoutError:
                continue
            except OSError:
                part = b""
            if not part:
                raise Died
            self._arrived += part
        taken = bytes(self._arrived[:size])
        del self._arrived[:size]
        return taken

    def end(self) -> dict:
        """Kill the process with all its threads and return what it had used."""
        self._channel.close()
        used = self._sandbox._order("end")
        return used | {"memory_exceeded": self._sandbox._groups.exceeded()}


def _importable(modules: Iterable[str]) -> set[str]:
    """Leave out what `from package import name` may have meant as a name."""
    return {m for m in modules if not m.startswith("lstm_utils.checks.")}
