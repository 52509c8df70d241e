"""Used by all stages. Nothing here imports another stage.

errors       the exception that a command reports in one sentence
paths        the parts of the repository
repository   its address, one setting in pyproject.toml
atomic       files that appear completely or not at all
tables       read CSV as spreadsheets write it
users        the user who runs a command
cells        what a cell of a lesson is
notebooks    submitted notebooks: read and parse, bounded
submissions  what a student submitted
results      the results of a notebook, and what they come to
verdicts     the words for what came of a submission
reports      what came of a submission, kept as JSON
"""
