"""Lesson 01: activations, one layer, softmax, and the gradient by measurement.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import sigmoid, tanh_prime, dense, softmax, numerical_gradient  # noqa: F401, I001
