# expected: passed
# Timing with options, and results of magics that are assigned and used.
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


z = np.ones((2, 3))
%timeit -n 10 -r 2 softmax(z)
%prun -l 5 softmax(z)
took = %timeit -n 10 -r 2 -o softmax(z)
assert took.loops == 10
%time y = softmax(z)
assert y.shape == (2, 3)
files = !ls
assert list(files) == []
!echo one \
    two
where = %pwd
assert where
