# expected: passed
# Short, and right.
import numpy as np

softmax = lambda z: np.exp(z - z.max(-1, keepdims=True)) / np.exp(
    z - z.max(-1, keepdims=True)
).sum(-1, keepdims=True)
