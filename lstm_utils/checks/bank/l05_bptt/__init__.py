"""Lesson 05: one step back, one path back, the whole way back, and the way cut short."""
