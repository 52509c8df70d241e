"""Lesson 10: long lags."""
