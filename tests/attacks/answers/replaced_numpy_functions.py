# expected: wrong value
# others: any (it spoils its own later exercises)
# Both sides of a comparison would be zero, were there one process.
import numpy as np

np.exp = np.sum = np.max = lambda x, *args, **kwargs: np.zeros_like(x)
np.array = np.asarray = np.copy = lambda x, *args, **kwargs: x


def softmax(z):
    return z - z
