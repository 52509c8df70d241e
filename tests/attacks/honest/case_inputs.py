# expected: passed
# A look at the cases of the check, after the function.
import numpy as np

from lstm_utils.checks import case_inputs


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


print(softmax(**case_inputs("softmax", 2)))
