"""Errors, paths, atomic writes, notebook access and results: used by all stages."""
