"""The reference nets in NumPy: `import lstm_utils.numpy_nets as nets`."""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .feedforward import dense, dense_backward, mlp_forward, mlp_init, mlp_loss_and_grads
from .gradcheck import numerical_gradient
from .losses import cross_entropy
from .lstm import lstm_backward, lstm_forward, lstm_step, lstm_step_backward
from .lstm_weights import chrono_init, from_layout, from_torch, lstm_init, to_layout, to_torch
from .memory_cell import (
    carousel_gradient,
    latch_weights,
    memory_cell_backward,
    memory_cell_forward,
    memory_cell_step,
    memory_cell_step_backward,
)
from .neuron import weighted_sum
from .optim import sgd

__all__ = [
    "carousel_gradient",
    "chrono_init",
    "cross_entropy",
    "dense",
    "dense_backward",
    "from_layout",
    "from_torch",
    "latch_weights",
    "lstm_backward",
    "lstm_forward",
    "lstm_init",
    "lstm_step",
    "lstm_step_backward",
    "memory_cell_backward",
    "memory_cell_forward",
    "memory_cell_step",
    "memory_cell_step_backward",
    "mlp_forward",
    "mlp_init",
    "mlp_loss_and_grads",
    "numerical_gradient",
    "sgd",
    "sigmoid",
    "sigmoid_prime_from_output",
    "softmax",
    "tanh_prime_from_output",
    "to_layout",
    "to_torch",
    "weighted_sum",
]
