# expected: wrong value
# Right in each call but one of seven.
import numpy as np

calls = []


def softmax(z):
    calls.append(z)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) + (len(calls) % 7 == 6) * 1e-6
