"""Lesson 09: the LSTM on tensors, and how to make it fast."""
