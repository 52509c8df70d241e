"""Lesson 21: attention."""
