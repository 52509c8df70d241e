# expected: wrong type
# No elements at all, in a row so long that a sum over them would take 8 GB.
import numpy as np


def softmax(z):
    return np.zeros((0, 10**9))
