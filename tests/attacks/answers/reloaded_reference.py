# expected: raised
# The module is imported afresh.
import importlib
import sys


def softmax(z):
    for name in [name for name in sys.modules if name.startswith("lstm_utils")]:
        del sys.modules[name]
    return importlib.import_module("lstm_utils.numpy_nets.activations").softmax(z)
