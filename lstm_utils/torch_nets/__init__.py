"""The twins of `numpy_nets` on PyTorch: same files, functions and arguments, any device.

Imported only by whoever needs tensors: `import lstm_utils` does not load torch.
"""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .gradcheck import numerical_gradient

__all__ = [
    "numerical_gradient",
    "sigmoid",
    "sigmoid_prime_from_output",
    "softmax",
    "tanh_prime_from_output",
]
