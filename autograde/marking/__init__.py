"""Manual grading by question: one answer after another, anonymous, shared by graders.

scheme     the mark scheme of a question as items with points
questions  the questions of a lesson and what is booked for each answer
desk       which grader has which answer, and what was chosen for it
marking    the next answer, and writing what it is worth
server     the page in a browser
"""
