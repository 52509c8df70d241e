"""Lesson 01: activations, one layer, softmax, and the measured gradient."""
