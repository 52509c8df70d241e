# expected: wrong value
# others: any (it empties its own later cells)
# Hooks that a notebook calls for every cell.
import builtins
import sys

sys.displayhook = sys.excepthook = lambda *args: None
builtins.input = lambda *args: "y"
builtins.print = lambda *args, **kwargs: None
try:
    get_ipython().input_transformers_post.append(lambda lines: [])
    get_ipython().set_custom_exc((Exception,), lambda *args, **kwargs: None)
except NameError:
    pass


def softmax(z):
    return -z * 1.0
