# expected: raised
# The function has another name.
import numpy as np


def soft_max(z):
    return np.exp(z)
