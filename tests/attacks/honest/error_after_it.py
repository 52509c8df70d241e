# expected: passed
# The function is right; what was tried below it is not.
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


print(softmax(np.zeros(3))[7])
