"""Lesson 14: a language model."""
