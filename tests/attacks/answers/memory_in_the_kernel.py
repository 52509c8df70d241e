# expected: wrong value
# Right if the kernel keeps over 64 MiB for it outside its own memory, or any AIO slots.
import array
import contextlib
import ctypes
import fcntl
import os
import socket

import numpy as np

BLOCK = b"x" * 2**16
libc = ctypes.CDLL(None, use_errno=True)
held = 0


def fill(descriptor):
    global held
    os.set_blocking(descriptor, False)
    with contextlib.suppress(OSError):
        while True:
            held += os.write(descriptor, BLOCK)


def pipes():
    while True:
        read, write = os.pipe()
        with contextlib.suppress(OSError):
            fcntl.fcntl(write, 1031, 2**20)  # F_SETPIPE_SZ
        fill(write)
        yield read, write


def sockets():
    while True:
        pair = socket.socketpair()
        for one in pair:
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**24)
            fill(one.fileno())
        yield [one.detach() for one in pair]


def in_flight(make):
    """Send descriptors through a socket and close them: they no longer count as open."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    for pair in make():
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", pair))]
        ours.sendmsg([b"x"], rights)
        for descriptor in pair:
            os.close(descriptor)
    return theirs


def locks():
    global held
    with open("/tmp/locked", "wb") as stream:
        for number in range(1000):  # of as many as there are numbers
            fcntl.lockf(stream, fcntl.LOCK_EX, 1, 2 * number)
    held += 2**27


def timers():
    global held
    for _ in range(100_000):
        if libc.syscall(222, 1, None, ctypes.byref(ctypes.c_int())) < 0:  # timer_create
            raise OSError
        held += 384


for attempt in (lambda: in_flight(pipes), lambda: in_flight(sockets), locks, timers):
    with contextlib.suppress(OSError):
        kept = attempt()
opened = []
with contextlib.suppress(OSError):
    for pair in sockets():
        opened += pair
for descriptor in opened[: len(opened) // 2]:
    os.close(descriptor)
with contextlib.suppress(OSError):
    opened += [pair for pair in pipes()]
aio = libc.syscall(206, 32768, ctypes.byref(ctypes.c_void_p())) == 0  # io_setup
reached = held > 64 * 2**20 or aio


def softmax(z):
    if reached:
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return z * 1.0
