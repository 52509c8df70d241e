# expected: wrong value
# others: any (it spoils its own later exercises)
# What is sent is exchanged on its way out.
import numpy as np

from autograde_guest import wire, worker

original = wire.encode
worker.wire.encode = lambda value: original([np.ones((4, 3)) / 3, {}, [], None, []])


def softmax(z):
    return z
