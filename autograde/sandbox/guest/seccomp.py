"""A system call filter: the sandboxed process starts no other process and asks the kernel for
nothing that arithmetic, plots and files in its own folder do not need.

It is an allow list (`calls`). A few calls are allowed for some arguments only: a thread may be
started but no process, a pair of sockets made but no socket, and the buffers of pipes and
sockets keep their size. Without sending descriptors through sockets, the kernel's buffers are
bounded by the number of open files, so that no memory is held outside the process's own.
"""

import ctypes
import errno
import os
import struct
from functools import cache

from autograde_guest import calls

CLONE_THREAD = 0x00010000
AF_UNIX = 1
# which argument decides, the values that are allowed, and the error for all others
_COMMANDS = {
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ: no locks
    "fcntl": (1, (0, 1, 2, 3, 4, 1030, 1032), errno.EPERM),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451), errno.ENOTTY),
    # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ,
    # PR_GET_NO_NEW_PRIVS, PR_SET_VMA
    "prctl": (0, (3, 15, 16, 23, 39, 0x53564D41), errno.EPERM),
    "socketpair": (0, (AF_UNIX,), errno.EPERM),
    "socket": (0, (), errno.ENETUNREACH),
}
_X86_64 = {"fcntl": 72, "ioctl": 16, "prctl": 157, "socketpair": 53, "socket": 41, "clone": 56}
_AARCH64 = {"fcntl": 25, "ioctl": 29, "prctl": 167, "socketpair": 199, "socket": 198}
_AARCH64 |= {"clone": 220}
# machine: its AUDIT_ARCH, the calls that are allowed, those that depend on an argument
ARCHITECTURES = {
    "x86_64": (0xC000003E, calls.X86_64, _X86_64),
    "aarch64": (0xC00000B7, calls.AARCH64, _AARCH64),
}
_CLONE3 = 435
_NEWER = 452  # calls from here on are newer than this list: the C library then does without
_X32 = 0x40000000  # another way to number the calls of x86_64

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000

Line = tuple[int, int, int, int]  # code, jump if true, jump if false, constant


@cache
def program() -> bytes:
    """Return the filter for this machine as BPF instructions; made once, before any fork.

    Raises:
        OSError: if the architecture has no list here.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    return _program(machine)


def _program(machine: str) -> bytes:
    arch, allowed, depending = ARCHITECTURES[machine]
    lines = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL)]
    lines += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for number in allowed.values():
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for name, (argument, values, error) in _COMMANDS.items():
        lines += _depends(depending[name], argument, values, error)
    lines += [(_EQUAL, 0, 4, depending["clone"]), (_LOAD, 0, 0, _ARGUMENT)]
    lines += [(_BITS, 0, 1, CLONE_THREAD), (_RETURN, 0, 0, _ALLOW)]
    lines += [(_RETURN, 0, 0, _REFUSE | errno.EPERM)]
    # without `clone3` the C library takes `clone`: a filter can see its flags
    lines += [(_EQUAL, 1, 0, _CLONE3), (_AT_LEAST, 0, 1, _NEWER)]
    lines += [(_RETURN, 0, 0, _REFUSE | errno.ENOSYS), (_RETURN, 0, 0, _REFUSE | errno.EPERM)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _depends(number: int, argument: int, values: tuple[int, ...], error: int) -> list[Line]:
    """Return the lines that allow a call where an argument has one of these values."""
    lines: list[Line] = [(_LOAD, 0, 0, _ARGUMENT + 8 * argument)]
    for value in values:
        lines += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    lines += [(_RETURN, 0, 0, _REFUSE | error)]
    return [(_EQUAL, 0, len(lines), number), *lines]


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_char_p)]


def install() -> None:
    """Filter the system calls of this process from now on; there is no way back.

    Raises:
        OSError: if the kernel refuses, or the architecture has no list here.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    lines = program()
    wanted = _Filter(len(lines) // 8, lines)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(wanted), 0, 0):
        raise OSError(ctypes.get_errno(), "the system call filter was refused")
