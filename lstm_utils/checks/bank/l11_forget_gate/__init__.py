"""Lesson 11: the forget gate."""
