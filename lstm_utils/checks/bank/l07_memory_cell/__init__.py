"""Lesson 07: the carousel, the memory cell of 1997, a bit kept by hand, and task 2c.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import gradient, states, step, latch, step_backward, long_lag  # noqa: F401, I001
