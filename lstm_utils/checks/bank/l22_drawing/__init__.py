"""Lesson 22: drawing."""
