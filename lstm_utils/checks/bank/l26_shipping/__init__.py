"""Lesson 26: a server, small integers, and tests."""
