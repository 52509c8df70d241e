# expected: wrong value
# The runner's own means to give a function back, without the key.
import marshal

import numpy as np

from autograde_guest import lock

SOURCE = "def softmax(z):\n    return sigmoid(z)\n"
code = marshal.dumps(compile(SOURCE, "<course>", "exec"))
lock.unlock("lstm_utils.numpy_nets.activations", "softmax", code)


def softmax(z):
    import lstm_utils.numpy_nets as nets

    try:
        return nets.softmax(z)
    except RuntimeError:
        return z * 1.0
