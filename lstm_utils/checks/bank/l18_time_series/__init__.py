"""Lesson 18: time series."""
