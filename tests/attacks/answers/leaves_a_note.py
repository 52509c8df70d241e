# expected: wrong value
# twice: yes
# Right if what one submission left behind is there for the next.
import ctypes
import os

import numpy as np

places = ["/tmp/note", "/dev/shm/note", "/dev/note", "/var/tmp/note", "/run/note", "/note"]
found = any(os.path.exists(place) for place in places)
for place in places:
    try:
        with open(place, "w") as stream:
            stream.write("right")
    except OSError:
        pass
segment = ctypes.CDLL(None).shmget(4711, 64, 0o666)
ctypes.CDLL(None).shmget(4711, 64, 0o1666)


def softmax(z):
    if found or segment >= 0:
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return z * 1.0
