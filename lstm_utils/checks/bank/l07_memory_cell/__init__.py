"""Lesson 07: the carousel, the memory cell of 1997, a bit kept by hand, and task 2c."""
