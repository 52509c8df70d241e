# expected: passed
# A warning is not an error.
import warnings

import numpy as np


def softmax(z):
    warnings.warn("z may be large", stacklevel=2)
    np.log(np.zeros(1))
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
