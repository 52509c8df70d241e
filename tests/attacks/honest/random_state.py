# expected: passed
# The global random state is used and seeded.
import random

import numpy as np

np.random.seed(1)
random.seed(1)


def softmax(z):
    np.random.normal(size=3)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
