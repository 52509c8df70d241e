%%capture out
# expected: passed
# A cell whose output is captured.
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)

print("seen by nobody")
