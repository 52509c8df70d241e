"""Lesson 16: deeper."""
