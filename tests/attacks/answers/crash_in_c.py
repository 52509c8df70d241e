# expected: crashed
# An address that is not ours.
import ctypes


def softmax(z):
    return ctypes.string_at(0)
