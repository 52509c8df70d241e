# expected: crashed
# A reply announces more bytes than there are in the world.
import os


def softmax(z):
    for fd in range(3, 32):
        try:
            os.write(fd, b"\xff" * 4096)
        except OSError:
            pass
    return z
