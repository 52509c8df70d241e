"""Lesson 02: the loss, one layer backward, a whole net backward, and the step downhill."""
