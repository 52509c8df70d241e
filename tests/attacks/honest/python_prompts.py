# expected: passed
# A session of Python, pasted with its prompts.
>>> import numpy as np
>>> def softmax(z):
...     e = np.exp(z - z.max(-1, keepdims=True))
...     return e / e.sum(-1, keepdims=True)
...
