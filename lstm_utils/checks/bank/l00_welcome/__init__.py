"""Lesson 00: one weighted sum."""
