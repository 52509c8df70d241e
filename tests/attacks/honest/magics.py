# expected: passed
# Notebook commands that people leave in their cells.
%matplotlib inline
!pip install numpy
import numpy as np

%time total = sum(range(1000))
np.exp?


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
