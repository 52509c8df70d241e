# expected: passed
# A line of ten million characters.
import numpy as np

print("long " * 2_000_000)


def softmax(z):
    print("long " * 100_000)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
