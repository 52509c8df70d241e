# expected: passed
# Ten thousand lines that somebody forgot.
import numpy as np

print("x" * 5_000_000)


def softmax(z):
    for i in range(100):
        print(i, z)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
