"""Lesson 04: a net with a state, and the strings that it learns to read.

The imports stand in the order of the lesson, which is the order of the tables.
"""

# fmt: off
from . import rnn_step, rnn_forward, reber, embedded_reber, legal_next  # noqa: F401, I001
from . import one_hot, inputs_and_targets  # noqa: F401
