# expected: passed
# Waiting outside a function, and work in a thread.
import asyncio

import numpy as np

await asyncio.sleep(0.01)
top = await asyncio.to_thread(max, 1, 2)
assert top == 2


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
