"""A system call filter: the sandboxed process starts no other process and asks the kernel for
nothing that arithmetic, plots and files in its own folder do not need.

Without `fork` and `exec`, a fork bomb, a child that outlives its parent and a shell are not
things to be cleaned up after; they cannot happen, and memory limits hold for all there is.
"""

import ctypes
import errno
import os
import struct

CLONE_THREAD = 0x00010000
AF_UNIX = 1

_COMMON = {  # numbers that all architectures share
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_open": 434, "pidfd_getfd": 438, "mount_setattr": 442, "memfd_secret": 447,
}  # fmt: skip
_X86_64 = {
    "shmget": 29, "fork": 57, "vfork": 58, "execve": 59, "semget": 64, "msgget": 68,
    "ptrace": 101, "personality": 135, "pivot_root": 155, "chroot": 161, "acct": 163,
    "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "init_module": 175,
    "delete_module": 176, "mq_open": 240, "kexec_load": 246, "add_key": 248,
    "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
    "process_vm_writev": 311, "finit_module": 313, "memfd_create": 319, "bpf": 321,
    "execveat": 322, "userfaultfd": 323,
}  # fmt: skip
_AARCH64 = {
    "umount2": 39, "mount": 40, "pivot_root": 41, "chroot": 51, "acct": 89, "personality": 92,
    "unshare": 97, "kexec_load": 104, "init_module": 105, "delete_module": 106, "ptrace": 117,
    "reboot": 142, "mq_open": 180, "msgget": 186, "semget": 190, "shmget": 194, "add_key": 217,
    "request_key": 218, "keyctl": 219, "execve": 221, "swapon": 224, "perf_event_open": 241,
    "name_to_handle_at": 264, "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270,
    "process_vm_writev": 271, "finit_module": 273, "memfd_create": 279, "bpf": 280,
    "execveat": 281, "userfaultfd": 282,
}  # fmt: skip
# machine: its AUDIT_ARCH, clone, socket, the calls that are refused
ARCHITECTURES = {
    "x86_64": (0xC000003E, 56, 41, _COMMON | _X86_64),
    "aarch64": (0xC00000B7, 220, 198, _COMMON | _AARCH64),
}
_CLONE3 = 435
_X32 = 0x40000000  # another way to number the calls of x86_64

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def _program(machine: str) -> bytes:
    """Return the filter as BPF instructions: (code, jump if true, jump if false, constant)."""
    arch, clone, socket, refused = ARCHITECTURES[machine]
    lines = [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL)]
    lines += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for number in refused.values():
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE | errno.EPERM)]
    # the C library then takes `clone`, whose flags a filter can see
    lines += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]
    lines += [(_EQUAL, 0, 4, clone), (_LOAD, 0, 0, _ARGUMENT)]
    lines += [(_BITS, 1, 0, CLONE_THREAD), (_RETURN, 0, 0, _REFUSE | errno.EPERM)]
    lines += [(_RETURN, 0, 0, _ALLOW)]
    lines += [(_EQUAL, 0, 3, socket), (_LOAD, 0, 0, _ARGUMENT)]
    lines += [(_EQUAL, 1, 0, AF_UNIX), (_RETURN, 0, 0, _REFUSE | errno.ENETUNREACH)]
    lines += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_char_p)]


def install() -> None:
    """Filter the system calls of this process from now on; there is no way back.

    Raises:
        OSError: if the kernel refuses, or the architecture has no list here.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    libc = ctypes.CDLL(None, use_errno=True)
    program = _program(machine)
    wanted = _Filter(len(program) // 8, program)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(wanted), 0, 0):
        raise OSError(ctypes.get_errno(), "the system call filter was refused")
