"""Lesson 07: the carousel, the memory cell of 1997, a bit kept for 1,000 steps, task 2c."""
