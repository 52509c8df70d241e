"""Close a freshly forked process off from everything but its one socket.

The order matters: mounts and namespaces need rights, so rights are given up after them, and
the system call filter, which takes away the means to get any back, comes last.
"""

import ctypes
import os
import resource
from pathlib import Path

from autograde_guest import seccomp

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER = 0x00020000, 0x04000000, 0x08000000, 0x10000000
NEWPID, _NEWNET = 0x20000000, 0x40000000
_RDONLY, _NOSUID, _NODEV, _REMOUNT, _DETACH = 1, 2, 4, 32, 2
_SHOWN = ("self/maps", "cpuinfo", "meminfo")  # of `/proc`: what libraries read

_libc = ctypes.CDLL(None, use_errno=True)


def system(name: str, *arguments: object) -> None:
    """Make a call of the C library, raising `OSError` if it fails."""
    if getattr(_libc, name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def hide_proc() -> None:
    """Put a few read-only files in the place of `/proc`: a submission sees no process.

    Libraries that were imported while `/proc` was there read it later, too: threadpoolctl
    finds the libraries to limit in `/proc/self/maps`. They get copies from the warm process.
    """
    texts = {name: Path("/proc", name).read_bytes() for name in _SHOWN}
    system("umount2", b"/proc", _DETACH)
    flags, options = _NOSUID | _NODEV, b"size=1m,nr_inodes=16,mode=755"
    system("mount", b"none", b"/proc", b"tmpfs", flags, options)
    for name, text in texts.items():
        copy = Path("/proc", name)
        copy.parent.mkdir(mode=0o755, exist_ok=True)
        copy.write_bytes(text)
    system("mount", b"none", b"/proc", b"tmpfs", flags | _REMOUNT | _RDONLY, options)


def open_oom_score() -> int:
    """Open the file that sets how early the kernel kills this process if memory runs out."""
    return os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)


def enter(entrances: list[int]) -> None:
    """Enter control groups, each by its `cgroup.procs`, and close these files.

    The warm process enters once and forks submissions inside: to move a process takes the
    kernel 10 ms on a busy machine. What it has used before does not count.
    """
    for entrance in entrances:
        os.write(entrance, b"0")
        os.close(entrance)


def close_off(limits: dict[str, int], base: int, become: int | None) -> None:
    """Give this process namespaces, a temporary folder and limits of its own.

    Args:
        limits: as in `Limits`: cpu_seconds, memory, disk, threads, files.
        base: bytes of address space that the warm process has already.
        become: the user to become, where the warm process is the machine's root.

    Raises:
        OSError: if anything of it fails; then no submission may run.
    """
    system("unshare", _NEWNS | _NEWUTS | _NEWIPC | _NEWNET)
    size = f"size={limits['disk']},nr_inodes=4096,mode=1777".encode()
    system("mount", b"none", b"/tmp", b"tmpfs", _NOSUID | _NODEV, size)
    os.chdir("/tmp")
    if become is not None:
        os.setgroups([])
        os.setresgid(become, become, become)
        os.setresuid(become, become, become)
    system("unshare", _NEWUSER)
    _limit(limits, base)
    _drop_capabilities()
    seccomp.install()


def _limit(limits: dict[str, int], base: int) -> None:
    for kind, amount in (
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, base + limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_NPROC, limits["threads"]),
        (resource.RLIMIT_NOFILE, limits["files"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 64),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(kind, (amount, amount))


def _drop_capabilities() -> None:
    """Empty all capability sets; those of the new user namespace reach nothing outside it."""
    for capability in range(64):
        _libc.prctl(24, capability, 0, 0, 0)  # out of the bounding set; fails past the last
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    system("capset", header, (ctypes.c_uint32 * 6)())
