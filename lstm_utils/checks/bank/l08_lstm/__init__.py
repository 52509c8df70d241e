"""Lesson 08: the LSTM, gate by gate, forward and backward.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import gate, cell_update, step, forward, step_backward, backward, layout  # noqa: F401, I001
