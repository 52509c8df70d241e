# expected: wrong type
# More numbers than a message may carry.
import numpy as np


def softmax(z):
    return np.zeros((2**12 + 1, 2**10))
