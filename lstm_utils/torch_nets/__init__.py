"""The twins of `numpy_nets` on PyTorch: same files, functions and arguments, any device.

Imported only by whoever needs tensors: `import lstm_utils` does not load torch.
"""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .feedforward import dense, dense_backward, mlp_forward, mlp_init, mlp_loss_and_grads
from .gradcheck import numerical_gradient
from .losses import cross_entropy
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
]
