# expected: crashed
# A reply declares an array that is larger than its bytes.
import os
import struct


def softmax(z):
    header = b'{"list":[{"array":["float64",[99999999]]},null,{"list":[]},null,{"list":[]}]}'
    for fd in range(3, 32):
        try:
            os.write(fd, struct.pack("<QI", len(header), len(header)) + header)
        except OSError:
            pass
    return z
