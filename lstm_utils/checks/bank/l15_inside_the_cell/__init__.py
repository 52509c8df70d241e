"""Lesson 15: inside the cell."""
