"""Lesson 25: after the LSTM."""
