# expected: resource limit exceeded
# Arrays without end.
import numpy as np

kept = []


def softmax(z):
    while True:
        kept.append(np.ones(2**20))
