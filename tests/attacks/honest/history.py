# expected: passed
# The notebook keeps what went in and what came out.
import numpy as np

assert "softmax" in In[-1]
assert Out is _oh
get_ipython().user_ns["scale"] = 1.0
get_ipython().run_line_magic("timeit", "-n 1 -r 1 scale")
get_ipython().run_cell("two = 2\ntwo")
assert _ == two == 2


def softmax(z):
    e = scale * np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
