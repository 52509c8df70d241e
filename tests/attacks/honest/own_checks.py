# expected: passed
# Calls of the course's own tools, and asserts of one's own.
import numpy as np

from lstm_utils.checks import check, hint


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


check("softmax", softmax)
hint("softmax")
assert np.allclose(softmax(np.zeros((2, 2))), 0.5)
