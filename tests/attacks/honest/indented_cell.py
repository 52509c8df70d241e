    # expected: passed
    # All lines are indented, as pasted out of a function.
    import numpy as np


    def softmax(z):
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
