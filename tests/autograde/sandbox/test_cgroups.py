"""What control groups add to a sandbox, on whichever of their versions this machine has."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograde.sandbox import (
    MIB,
    Died,
    Limits,
    NoSandboxError,
    Sandbox,
    cgroups,
    folder,
)

SOURCES = ["import numpy"]
LIMITS = Limits(memory=48 * MIB, disk=16 * MIB, files=4096, threads=8)
FILL = """
import os, socket

def fill(descriptor):
    os.set_blocking(descriptor, False)
    try:
        while True:
            os.write(descriptor, bytes(65536))
    except OSError:
        pass

def pipes():
    while True:
        fill(os.pipe()[1])

kept = []

def sockets():
    while True:
        pair = socket.socketpair()
        kept.append(pair)
        for one in pair:
            fill(one.fileno())

def files():
    try:
        with open("file", "wb", 0) as stream:
            while True:
                stream.write(bytes(65536))
    except OSError:
        pass

def heap():
    try:
        while True:
            kept.append(bytes([1]) * 65536)
    except MemoryError:
        del kept[-40:]
"""
KINDS = {
    "sockets": "sockets()",
    "all kinds": "heap()\nfiles()\ntry:\n    pipes()\nexcept OSError:\n    sockets()",
}


def cell(source):
    return {"do": "cell", "name": "a cell", "source": source}


def answer(guest, source):
    guest.send_order(cell(source))
    return guest.answer(10, "cell_seconds")


@pytest.fixture(scope="module")
def warm():
    """The sandbox of the submissions that take too much."""
    with Sandbox("01_neuron", SOURCES, LIMITS) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def beside():
    """The sandbox of their neighbours."""
    with Sandbox("01_neuron", SOURCES, LIMITS) as sandbox:
        yield sandbox


def groups(name):
    """Return the groups that a sandbox has now, by the name of its folder."""
    found = [place.folder / name for place in cgroups.places()]
    return [group for group in found if group.exists()]


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(code, id=name, marks=[pytest.mark.long] if number else [])
        for number, (name, code) in enumerate(KINDS.items())
    ],
)
def test_memory_of_every_kind_counts(warm, beside, kind):
    """Is a submission ended that fills kernel memory, and no other one harmed?"""
    grouped = "memory" in cgroups.limited()
    neighbour = beside.spawn()
    answer(neighbour, "kept = bytes([1]) * 2**23")
    guest = warm.spawn()
    try:
        answer(guest, f"{FILL}\n{kind}")
        died = False
    except Died:
        died = True
    used = guest.end()
    assert (died, used["memory_exceeded"]) == (grouped, grouped)
    assert answer(neighbour, "print(len(kept))")["printed"] == f"{2**23}\n"
    assert not neighbour.end()["memory_exceeded"]
    after = warm.spawn()
    assert answer(after, "print('well')")["printed"] == "well\n"
    assert not after.end()["memory_exceeded"]


@pytest.mark.sandbox
def test_a_submission_is_in_the_groups(warm):
    """Is it born in them, and are it and its threads limited by the kernel?"""
    name = warm._folder.path.name
    assert len(groups(name)) == len(cgroups.places())
    warm_alone = members(name)
    guest = warm.spawn()
    assert len(members(name) - warm_alone) == bool(cgroups.places())
    for place in cgroups.places():
        for controller in place.controllers:
            file = place.folder / name / cgroups.FILES[place.version, controller][1]
            least = {"memory": 64 * MIB, "pids": 8}[controller]
            assert least < int(file.read_text()) < 2 * least
    guest.end()


def members(name):
    """Return the processes in the groups of a sandbox, which are the same in all of them."""
    found = {frozenset((group / "cgroup.procs").read_text().split()) for group in groups(name)}
    assert len(found) <= 1
    return next(iter(found), frozenset())


HOLDS = """
import sys
from autograde.sandbox import Sandbox
sandbox = Sandbox("01_neuron", ["import numpy"])
guest = sandbox.spawn()
print(sandbox._folder.path.name, flush=True)
sys.stdin.read()
"""


@pytest.mark.long
@pytest.mark.sandbox
def test_no_group_is_left():
    """Does closing remove groups, and the next sandbox those of a killed grader?"""
    pipe = subprocess.PIPE
    grader = subprocess.Popen([sys.executable, "-c", HOLDS], stdin=pipe, stdout=pipe, text=True)
    name = grader.stdout.readline().strip()
    assert len(groups(name)) == len(cgroups.places())
    grader.kill()
    grader.communicate()
    _wait_until_empty(name)
    with Sandbox("01_neuron", SOURCES, LIMITS) as sandbox:
        own = sandbox._folder.path.name
        sandbox.spawn()
        assert groups(name) == []
    assert groups(own) == []


def _wait_until_empty(name):
    for group in groups(name):
        while (group / "cgroup.procs").read_text():
            os.sched_yield()


@pytest.mark.sandbox
@pytest.mark.skipif("pids" not in cgroups.limited(), reason="no group limits threads here")
def test_half_made_groups_are_refused():
    """Does nothing run, and nothing stay, where a limit cannot be set?"""
    with pytest.raises(NoSandboxError, match=r"cannot be used: .*Nothing was run"):
        Sandbox("01_neuron", SOURCES, Limits(threads=-100))
    name = f"{folder.PREFIX}{os.getpid()}"
    half = cgroups.Groups(name)
    half.make()
    with pytest.raises(NoSandboxError):
        half.limit(memory=MIB, pids=-100)
    assert groups(name) != []
    half.close()
    assert groups(name) == []


DELEGATED = """
import os, sys
from pathlib import Path
from autograde.sandbox import Sandbox, cgroups
own = Path(sys.argv[1])
(own / "cgroup.procs").write_text(str(os.getpid()))
assert cgroups._own()[""] == own
for _ in range(2):  # the second time from the subgroup
    assert cgroups._delegated(cgroups._own()[""], [*cgroups.CONTROLLERS]) == own
assert cgroups._own()[""] == own / cgroups.GRADERS
enabled = (own / "cgroup.subtree_control").read_text().split()
usable = tuple(name for name in cgroups.CONTROLLERS if name in enabled)
cgroups.places = lambda: [cgroups.Place(2, own, usable)]
with Sandbox("01_neuron", ["import numpy"]) as sandbox:
    group = own / sandbox._folder.path.name
    before = (group / "cgroup.procs").read_text().split()
    submission = sandbox.spawn()
    assert len((group / "cgroup.procs").read_text().split()) == len(before) + 1
    assert not submission.end()["memory_exceeded"]
assert not group.exists()
print("done")
"""


def _unified():
    """Return where version 2 can be written, or None."""
    lines = Path("/proc/self/mounts").read_text().splitlines()
    mounts = [Path(line.split()[1]) for line in lines if line.split()[2] == "cgroup2"]
    return next((mount for mount in mounts if os.access(mount, os.W_OK)), None)


@pytest.mark.sandbox
@pytest.mark.skipif(not (_unified() and hasattr(os, "setxattr")), reason="no version 2 here")
def test_a_delegated_group_of_version_2():
    """Does a grader leave the group that it was given, and are submissions born below it?"""
    own = _unified() / f"lstm-course-test-{os.getpid()}"
    own.mkdir()
    try:
        os.setxattr(own, "user.delegate", b"1")  # as systemd marks it
        command = [sys.executable, "-c", DELEGATED, str(own)]
        said = subprocess.run(command, capture_output=True, text=True)
        assert said.stdout == "done\n", said.stderr
    finally:
        for group in (own / cgroups.GRADERS, own):
            _remove(group)


def _remove(group):
    for _ in range(200):
        if not group.exists() or cgroups._removed(group):
            return
        time.sleep(0.01)
