"""Lesson 04: a net with a state, and the strings that it learns to read."""
