# expected: passed
# A callable object.
import numpy as np


class Softmax:
    def __call__(self, z):
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)


softmax = Softmax()
