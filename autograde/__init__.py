"""What an instructor runs: build, release, collect, grade, return feedback, export.

To see why a student cannot cheat the grader, and why an accident cannot hurt anyone, read

grading     the whole way: what is graded, in which order, and what a killed run leaves
collect     what is taken in; `downloads` tells whose a file is, `unzip` reads it
intake      the rebuilt notebook: the lesson's cells, the student's answers
repairs     what of it is told to the student
plan        what of it is run, and what is asked
sandbox/    where it is run
session     one submission through the sandbox
judge       what is right, decided where no student's code runs
outputs     what it decided, written where nbgrader looks for it; `results` reads it there
work        these five for one submission, in any process
pool        for many, on this machine or a cluster
record      the one writer to the gradebook
verdicts    what came of each, so that no failure looks like a 0

Around these: a lesson's way to a notebook (lesson, rules/, expand, regions, generate, build), a
class (classroom, roster, release, hooks, collector), what it is told (standing, late, page,
feedback, export, platforms), what a student runs (workspace, lab_server, handin, exchange,
running), a made-up class (demo, made_up), the machine (install, doctor, kernels), the command
line (cli, commands/, screen), and what all use (errors, paths, whole, size).
"""

import sys

# jsonschema compiles a grammar of web addresses when it is imported, for a second or two, to
# check a kind of text that notebooks do not have. Without this optional part it starts at once.
sys.modules.setdefault("rfc3987_syntax", None)
