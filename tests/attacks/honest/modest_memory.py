# expected: passed
# A hundred megabytes are not a crime.
import numpy as np

scratch = np.ones((100, 2**17))


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
