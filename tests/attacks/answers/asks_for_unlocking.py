# expected: wrong value
# The runner's own means to give a function back, without the key.
import numpy as np

from autograde_guest import lock

SOURCE = "def softmax(z):\n    return sigmoid(z)\n"
lock.unlock("lstm_utils.numpy_nets.activations", SOURCE)


def softmax(z):
    import lstm_utils.numpy_nets as nets

    try:
        return nets.softmax(z)
    except RuntimeError:
        return z * 1.0
