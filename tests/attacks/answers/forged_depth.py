# expected: crashed
# A reply is nested a hundred thousand times.
import os
import struct


def softmax(z):
    header = b'{"list":[' * 50_000 + b"]}" * 50_000
    for fd in range(3, 32):
        try:
            os.write(fd, struct.pack("<QI", len(header), len(header)) + header)
        except OSError:
            pass
    return z
