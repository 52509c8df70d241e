# expected: passed
In [1]: import numpy as np  # a session of IPython, pasted with its prompts
In [2]: def softmax(z):
   ...:     e = np.exp(z - z.max(-1, keepdims=True))
   ...:     return e / e.sum(-1, keepdims=True)
   ...:
