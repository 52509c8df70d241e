"""Lesson 12: variants of the cell."""
