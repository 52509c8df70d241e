# expected: passed
# Notebook commands as some editors write them.
import numpy as np

get_ipython().run_line_magic("matplotlib", "inline")
get_ipython().system("pip install numpy")


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
