"""The verdict on a submission: one word for what came of it."""

CORRECT = "correct"
WRONG = "wrong"
UNFINISHED = "unfinished"
CRASHED = "crashed"
OVER_LIMIT = "resource limit exceeded"
UNREADABLE = "unreadable"
FAULT = "grader error"
NOT_SUBMITTED = "not submitted"
NOT_TAKEN = "handed in, not taken"
NOT_GRADED = "not graded yet"
AWAITING = "needs manual grading"

SCORED = (CORRECT, WRONG, UNFINISHED, OVER_LIMIT)
