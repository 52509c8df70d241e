# expected: passed
# Commands without their sign, which IPython understands on a line of its own.
pip install numpy
cd ..
%cd ..
%pip install -q numpy
%conda install numpy
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
