# expected: resource limit exceeded
# without groups: passed
# Right if memory, files, pipes and sockets together take more than the submission's limit.
import contextlib
import os
import socket

import numpy as np

kept = []


def fill(descriptor):
    os.set_blocking(descriptor, False)
    with contextlib.suppress(OSError):
        while True:
            os.write(descriptor, bytes(2**16))


with contextlib.suppress(MemoryError):
    while True:
        kept.append(bytes([1]) * 2**20)
del kept[-8:]
with contextlib.suppress(OSError), open("file", "wb", 0) as stream:
    while True:
        stream.write(bytes(2**16))
with contextlib.suppress(OSError):
    while True:
        pair = socket.socketpair()
        kept.append(pair)
        for one in pair:
            fill(one.fileno())
del kept[:]


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
