"""Lesson 02: the loss, one layer backward, a whole net backward, and the step downhill.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import cross_entropy, dense_backward, mlp_loss_and_grads, sgd  # noqa: F401
