# expected: passed
# Numbers that go through a file.
import tempfile

import numpy as np


def softmax(z):
    with tempfile.NamedTemporaryFile(suffix=".npy") as stream:
        np.save(stream, z)
        stream.seek(0)
        z = np.load(stream)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
