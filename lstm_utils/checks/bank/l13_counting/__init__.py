"""Lesson 13: counting."""
