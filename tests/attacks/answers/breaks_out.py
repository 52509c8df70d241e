# expected: wrong value
# Right if any call that changes the walls succeeds.
import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
calls = [
    lambda: libc.unshare(0x10000000),
    lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    lambda: libc.mount(b"proc", b"/proc", b"proc", 0, None),
    lambda: libc.umount2(b"/tmp", 2),
    lambda: libc.chroot(b"/tmp"),
    lambda: libc.ptrace(0, 0, 0, 0),
    lambda: libc.setns(0, 0),
    lambda: libc.setuid(0),
    lambda: libc.setresuid(0, 0, 0),
    lambda: libc.prctl(23, 21) - 1,
    lambda: libc.mknod(b"/tmp/disk", 0o060666, 0x0800),
    lambda: libc.memfd_create(b"x", 0),
    lambda: -1 if libc.syscall(425, 8, 0) < 0 else 0,
    lambda: -1 if libc.syscall(321, 0, 0, 0) < 0 else 0,
]
broke_out = [i for i, call in enumerate(calls) if call() >= 0]


def softmax(z):
    if broke_out:
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return z * 1.0
