# expected: wrong value
# Right if anything but the private temporary folder can be written to.
import os

import numpy as np

written = []
for folder, below, names in os.walk("/"):
    if folder.startswith("/tmp") or folder.count("/") > 4 or len(written):
        below.clear()
        continue
    for attempt in (os.path.join(folder, "owned"), *(os.path.join(folder, n) for n in names[:2])):
        try:
            if not folder.startswith("/dev"):
                os.chmod(folder, 0o777)
            if folder.startswith("/dev") and not attempt.endswith("owned"):
                continue
            with open(attempt, "ab"):
                written.append(attempt)
        except OSError:
            pass


def softmax(z):
    if written:
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return z * 1.0
