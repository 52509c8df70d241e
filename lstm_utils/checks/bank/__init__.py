"""One module for each lesson: its exercises, their cases, mistakes and hints."""
