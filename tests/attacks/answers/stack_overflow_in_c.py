# expected: crashed
# Recursion that no limit of Python's counts.
import sys

sys.setrecursionlimit(10**9)


def softmax(z):
    return max([z], key=softmax)
