# expected: raised
# A function of a later lesson that calls the one which is asked for.
import numpy as np

import lstm_utils.numpy_nets as nets


def softmax(z):
    _, dz = nets.cross_entropy(z, np.zeros(len(z), int))
    dz[:, 0] += 1 / len(z)
    return dz * len(z)
