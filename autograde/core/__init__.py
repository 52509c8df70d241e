"""Used by all stages. Nothing here imports another stage.

errors     the exception that a command reports in one sentence
paths      the parts of the repository
atomic     files that appear completely or not at all
notebooks  submitted notebooks: read and parse, bounded
results    read the result of each exercise from a graded notebook
verdicts   the status of each submission and its words, kept as JSON
"""
