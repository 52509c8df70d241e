"""Lesson 09: the LSTM on tensors, and how to make it fast.

PyTorch is loaded when a check runs, not with the bank. The imports stand in the order of the
lesson, which is the order of the tables.
"""

from . import step, forward, carry_state, masked, benchmark, hoisted, function  # noqa: F401, I001
