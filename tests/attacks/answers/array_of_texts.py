# expected: wrong type
# An array of texts, with which no number can be compared.
import numpy as np


def softmax(z):
    return np.full(z.shape, "right")
