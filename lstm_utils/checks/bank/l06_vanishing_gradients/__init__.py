"""Lesson 06: Jacobians multiplied, their size by lag, eigenvalues, clipping, guessing."""
