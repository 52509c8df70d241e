"""Lesson 03: counting contexts, predicting, measuring in bits, sampling, the long run."""
