# expected: passed
# Helper functions, a decorator and a global.
import functools

import numpy as np

COUNT = {"calls": 0}


def counted(function):
    @functools.wraps(function)
    def wrapper(z):
        COUNT["calls"] += 1
        return function(z)

    return wrapper


def shifted(z):
    return z - z.max(-1, keepdims=True)


@counted
def softmax(z):
    e = np.exp(shifted(z))
    return e / e.sum(-1, keepdims=True)
