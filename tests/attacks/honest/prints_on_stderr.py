# expected: passed
# Progress goes to stderr, as it should.
import sys

import numpy as np


def softmax(z):
    print("working", file=sys.stderr)
    sys.__stderr__.write("still working\n")
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
