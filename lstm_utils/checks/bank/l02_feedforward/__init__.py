"""Lesson 02: the loss, one layer backward, a network backward, and the gradient descent step."""
