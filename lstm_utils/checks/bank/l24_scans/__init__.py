"""Lesson 24: what can run in parallel."""
