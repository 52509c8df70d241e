"""The reference nets in NumPy: `import lstm_utils.numpy_nets as nets`."""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .feedforward import dense
from .gradcheck import numerical_gradient
from .neuron import weighted_sum

__all__ = [
    "dense",
    "numerical_gradient",
    "sigmoid",
    "sigmoid_prime_from_output",
    "softmax",
    "tanh_prime_from_output",
    "weighted_sum",
]
