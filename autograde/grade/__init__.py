"""From a submission to its results: rebuild, run, evaluate, record."""
