# expected: passed
# The rows are shared out among threads.
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def row(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def softmax(z):
    if z.ndim == 1:
        return row(z)
    with ThreadPoolExecutor(4) as threads:
        return np.array(list(threads.map(row, z)))
