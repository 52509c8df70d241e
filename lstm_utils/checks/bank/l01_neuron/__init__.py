"""Lesson 01: activations, one layer, softmax, and the gradient by measurement."""
