# expected: wrong shape
# No elements at all, in a very long row.
import numpy as np


def softmax(z):
    return np.zeros((0, 10**9))
