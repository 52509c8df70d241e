"""The reference nets in NumPy: `import lstm_utils.numpy_nets as nets`."""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .feedforward import dense, dense_backward, mlp_forward, mlp_init, mlp_loss_and_grads
from .gradcheck import numerical_gradient
from .losses import cross_entropy
from .neuron import weighted_sum
from .optim import sgd

__all__ = [
    "cross_entropy",
    "dense",
    "dense_backward",
    "mlp_forward",
    "mlp_init",
    "mlp_loss_and_grads",
    "numerical_gradient",
    "sgd",
    "sigmoid",
    "sigmoid_prime_from_output",
    "softmax",
    "tanh_prime_from_output",
    "weighted_sum",
]
