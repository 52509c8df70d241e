# expected: passed
# Help in all its forms, also beside a docstring that ends in a question mark.
import numpy as np

help(np.max)
np.max?
?np.exp
%pinfo np.max


def softmax(z):
    """What are the probabilities?

    Is the sum one?
    """
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
