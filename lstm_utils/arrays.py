"""The types of NumPy arrays in signatures; docstrings give their shapes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]  # float32 or float64
IntArray = NDArray[np.integer]
BoolArray = NDArray[np.bool_]

Params = dict[str, NDArray[Any]]  # parameters by name, or their gradients
Cache = dict[str, NDArray[Any]]  # what the forward pass keeps for the backward pass
