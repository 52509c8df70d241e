"""Lesson 17: both ways."""
