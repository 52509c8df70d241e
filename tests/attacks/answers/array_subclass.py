# expected: wrong type
# An array of zeros whose own comparisons always succeed.
import numpy as np


class Agreeable(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.ones(self.shape, bool)

    def __array_function__(self, *args, **kwargs):
        return True


def softmax(z):
    return np.zeros(z.shape).view(Agreeable)
