# expected: crashed
# Answers are written to every open file before the judge has asked.
import os

import numpy as np

from autograde_guest import wire

for fd in range(3, 32):
    try:
        os.write(fd, wire.encode([np.ones((4, 3)) / 3, {}, [], None, []]) * 50)
    except OSError:
        pass


def softmax(z):
    return z
