"""Lesson 19: labels without segmentation."""
