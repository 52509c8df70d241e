# expected: changed its input
# Right, at the cost of the caller's array.
import numpy as np


def softmax(z):
    p = np.exp(z - z.max(-1, keepdims=True))
    p = p / p.sum(-1, keepdims=True)
    if z.flags.writeable:
        z[:] = 0
    return p
