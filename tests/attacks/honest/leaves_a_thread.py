# expected: passed
# A thread that was never stopped.
import threading
import time

import numpy as np

threading.Thread(target=time.sleep, args=(3600,)).start()


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
