# expected: passed
# A class of one's own, with annotations that look at the module.
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Softmax:
    axis: int = -1
    seen: list[tuple[int, ...]] = field(default_factory=list)

    def __call__(self, z: np.ndarray) -> np.ndarray:
        self.seen.append(z.shape)
        e = np.exp(z - z.max(self.axis, keepdims=True))
        return e / e.sum(self.axis, keepdims=True)


softmax = Softmax()
if __name__ == "__main__":
    print(softmax(np.zeros((1, 2))))
