# expected: crashed
# A short reply that becomes an array of three gigabytes: each text takes as much as the longest.
import json
import os
import struct


def softmax(z):
    texts = [""] * 4000 + ["x" * 200_000]
    header = json.dumps({"texts": [[len(texts)], texts]}).encode()
    for fd in range(3, 32):
        try:
            os.write(fd, struct.pack("<QI", len(header), len(header)) + header)
        except OSError:
            pass
    return z
