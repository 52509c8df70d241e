# expected: passed
# A magic beside a line that starts with a percent sign.
%matplotlib inline
%config InlineBackend.figure_format = "retina"
import numpy as np

rest = (17
%5)
assert rest == 2
text = """
%time in a text
!and a command
"""
assert text.split() == ["%time", "in", "a", "text", "!and", "a", "command"]


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
