# expected: crashed
# The process is ended with a good exit code.
import os


def softmax(z):
    os._exit(0)
