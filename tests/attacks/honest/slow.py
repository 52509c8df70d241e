# expected: passed
# Loops where arrays would do, and a short nap.
import math
import time


import numpy as np


def softmax(z):
    time.sleep(0.005)
    rows = []
    for row in z:
        top = max(row)
        e = [math.exp(v - top) for v in row]
        rows.append([v / sum(e) for v in e])
    return np.array(rows)
