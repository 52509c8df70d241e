# expected: passed
# The user, the encoding of the output, the display.
import getpass
import sys

import numpy as np
from IPython.display import HTML, Markdown, clear_output, display

print(getpass.getuser(), sys.stdout.encoding.lower(), sys.stdout.isatty())
clear_output()
display(HTML("<b>bold</b>"), Markdown("*text*"))
np.arange(3)


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
