"""Lesson 05: one step back, one path back, the whole way back, and the way cut short.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import (  # noqa: F401, I001
    rnn_step_backward,
    bptt_term,
    rnn_backward,
    read_in_chunks,
    tbptt_windows,
    truncated_bptt,
)
