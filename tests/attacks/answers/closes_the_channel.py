# expected: crashed
# Every open file is closed, so no answer can be given.
import os


def softmax(z):
    os.closerange(3, 64)
    return z
