# expected: resource limit exceeded
# One array that no machine has room for.
import numpy as np


def softmax(z):
    return np.zeros((1 << 20, 1 << 20))
