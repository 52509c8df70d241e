"""Lesson 20: translation."""
