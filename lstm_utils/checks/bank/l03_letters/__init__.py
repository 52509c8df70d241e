"""Lesson 03: counting contexts, predicting, measuring in bits, sampling, the long run.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import context_counts, next_probabilities, bits_per_character, sample, stationary  # noqa: F401, I001
