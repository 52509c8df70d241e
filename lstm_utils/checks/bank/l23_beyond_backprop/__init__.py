"""Lesson 23: beyond backprop."""
