"""Control groups: what the kernel counts for a submission as a whole, kernel memory included.

Resource limits bound an address space. A memory group also counts pipe and socket buffers,
temporary files and the pages that a submission changes; a pids group counts threads. Groups are
made below the grader's own group, so that whatever limits the grader still applies.

They are used where this system offers them: the memory and pids hierarchies of version 1, or a
group of version 2 that systemd has delegated (`DELEGATED`).
"""

import contextlib
import os
import re
import time
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

from autograde.sandbox.bubblewrap import NoSandboxError
from autograde.sandbox.folder import PREFIX, locked

CONTROLLERS = ("memory", "pids")
DELEGATED = "systemd-run --user --scope -p Delegate=yes lstm-course grade ..."
GRADERS = "lstm-course-graders"  # version 2: the group of the graders themselves
PATIENCE = 2.0  # seconds in which the kernel takes killed processes out of their group
FILES = {  # version and controller: what is used, its limit, and the limit of swap
    (1, "memory"): (
        "memory.usage_in_bytes",
        "memory.limit_in_bytes",
        "memory.memsw.limit_in_bytes",
    ),
    (2, "memory"): ("memory.current", "memory.max", "memory.swap.max"),
    (1, "pids"): ("pids.current", "pids.max"),
    (2, "pids"): ("pids.current", "pids.max"),
}
KILLS = {1: "memory.oom_control", 2: "memory.events"}


class Place(NamedTuple):
    """A folder in which groups can be made, and the controllers that limit them there."""

    version: int
    folder: Path
    controllers: tuple[str, ...]


@cache
def places() -> list[Place]:
    """Return where this process can make groups; empty where the system offers nothing."""
    try:
        own = _own()
    except OSError:
        return []
    found = [
        Place(1, folder, (controller,))
        for controller in CONTROLLERS
        if (folder := own.get(controller)) and os.access(folder, os.W_OK)
    ]
    missing = [controller for controller in CONTROLLERS if controller not in own]
    folder = _delegated(own[""], missing) if "" in own and missing else None
    if folder:
        enabled = (folder / "cgroup.subtree_control").read_text().split()
        usable = tuple(controller for controller in missing if controller in enabled)
        found += [Place(2, folder, usable)] if usable else []
    return found


def limited() -> list[str]:
    """Return what groups limit here, such as "memory"."""
    return [controller for place in places() for controller in place.controllers]


def _own() -> dict[str, Path]:
    """Return this process's own groups by controller; version 2's by ""."""
    mounts = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, (kind, _, options) = _split(line)
        names = [""] if kind == "cgroup2" else options.split(",") if kind == "cgroup" else []
        for name in names:
            mounts.setdefault(name, (fields[3], Path(fields[4])))
    own = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, names, path = line.split(":", 2)
        for name in names.split(","):
            root, mount = mounts.get(name, ("", Path()))
            if root and path.startswith(root):
                own[name] = mount / path[len(root) :].lstrip("/")
    return own


def _split(line: str) -> tuple[list[str], str, list[str]]:
    before, separator, after = line.partition(" - ")
    return before.split(), separator, after.split(" ", 2)


def _delegated(own: Path, wanted: list[str]) -> Path | None:
    """Return a group of version 2 that may have subgroups with controllers, or None.

    Such a group has no processes of its own. Those in a group that systemd delegated are the
    grader's: they move into a subgroup.
    """
    if own.name == GRADERS:
        own = own.parent
    control = own / "cgroup.subtree_control"
    if not os.access(own, os.W_OK) or not os.access(control, os.W_OK):
        return None
    with contextlib.suppress(OSError):
        if not set(wanted) <= {*control.read_text().split()} and _is_delegated(own):
            _move(own / "cgroup.procs", own / GRADERS)
            offered = (own / "cgroup.controllers").read_text().split()
            control.write_text(" ".join(f"+{name}" for name in wanted if name in offered))
    return own


def _move(processes: Path, group: Path) -> None:
    """Move processes into a group; more of them may start while they are read."""
    group.mkdir(exist_ok=True)
    for _ in range(100):
        for process in (found := processes.read_text().split()):
            with contextlib.suppress(ProcessLookupError):
                (group / "cgroup.procs").write_text(process)
        if not found:
            return


def _is_delegated(group: Path) -> bool:
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError):
            if os.getxattr(group, name) == b"1":
                return True
    return False


class Groups:
    """The groups of one sandbox: its warm process and, one after the other, submissions.

    Args:
        name: of the sandbox's folder, which begins with `folder.PREFIX`.
    """

    def __init__(self, name: str) -> None:
        self._name, self._kills = name, 0
        self._groups: list[tuple[Place, Path, int]] = []

    def make(self) -> list[IO[bytes]]:
        """Make the groups; a process that writes "0" into each file enters them.

        Raises:
            NoSandboxError: if a group cannot be made.
        """
        with _refused():
            for place in places():
                _sweep(place.folder)
                group, lock = _make(place.folder / self._name)
                self._groups.append((place, group, lock))
            paths = [group / "cgroup.procs" for _, group, _ in self._groups]
            return [path.open("wb", buffering=0) for path in paths]

    def limit(self, **limits: int) -> None:
        """Limit what may be used beyond what the warm process uses now, by controller.

        Raises:
            NoSandboxError: if a limit cannot be set.
        """
        with _refused():
            for place, group, _ in self._groups:
                for controller in place.controllers:
                    _limit(group, place.version, controller, limits[controller])

    def exceeded(self) -> bool:
        """Whether the kernel has killed a process for lack of memory since the last call."""
        before, self._kills = self._kills, self._count()
        return self._kills > before

    def _count(self) -> int:
        texts = (
            (group / KILLS[place.version]).read_text()
            for place, group, _ in self._groups
            if "memory" in place.controllers
        )
        return sum(int(number) for text in texts for number in _OOM_KILL.findall(text))

    def close(self) -> None:
        """Remove the groups; their processes have been killed."""
        deadline = time.monotonic() + PATIENCE
        while self._groups:
            _, group, lock = self._groups.pop()
            while not _removed(group) and time.monotonic() < deadline:
                time.sleep(0.005)
            os.close(lock)


_OOM_KILL = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)


def _make(group: Path) -> tuple[Path, int]:
    """Make a group and lock it; another grader's sweep may come between the two."""
    for _ in range(100):
        group.mkdir(exist_ok=True)
        lock = locked(group)
        if lock is not None:
            return group, lock
    raise OSError(f"{group} cannot be locked")


@contextlib.contextmanager
def _refused() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise NoSandboxError(
            f"This system offers control groups, but they cannot be used: {error}."
            " Nothing was run."
        ) from error


def _limit(group: Path, version: int, controller: str, amount: int) -> None:
    used, limit, *swap = FILES[version, controller]
    most = int((group / used).read_text()) + amount
    (group / limit).write_text(str(most))
    for file in [group / name for name in swap if (group / name).exists()]:
        file.write_text(str(most if version == 1 else 0))  # 1 counts memory and swap together


def _sweep(place: Path) -> None:
    """Remove the groups of graders that were killed."""
    for group in place.glob(f"{PREFIX}*"):
        lock = locked(group)
        if lock is not None:
            _removed(group)
            os.close(lock)


def _removed(group: Path) -> bool:
    """Remove a group; False while processes are in it."""
    try:
        group.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
