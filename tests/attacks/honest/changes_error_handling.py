# expected: passed
# Warnings as errors, and floating-point errors that raise.
import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(over="raise", invalid="raise")


def softmax(z):
    if z.dtype.kind != "f":
        z = z.astype(float)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
