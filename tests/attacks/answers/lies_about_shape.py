# expected: wrong type
# An object with the right shape and dtype and nothing in it.
import numpy as np


class Pretender:
    def __init__(self, z):
        self.shape, self.ndim, self.size, self.dtype = z.shape, z.ndim, z.size, z.dtype

    def __getattr__(self, name):
        return lambda *args, **kwargs: np.True_

    def __array__(self, *args, **kwargs):
        return np.full(self.shape, np.nan)


def softmax(z):
    return Pretender(z)
