# expected: wrong type
# An array whose elements are code.
import numpy as np


class Yes:
    __eq__ = lambda self, other: True
    __float__ = lambda self: 0.0


def softmax(z):
    return np.full(z.shape, Yes(), dtype=object)
