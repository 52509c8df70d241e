"""From a submission to its results. Read in this order:

batch       grade a lesson: all of the following, for many submissions
regrade     which submissions have to be graded, and which of them again
workers     on the cores of this machine or on a Dask cluster
submission  grade one submission, in any process
bounded     run work in a child process with limits of time and memory
finder      find the parts of each answer in a submission
parts       join them and choose the answer cell
rebuild     the lesson's notebook with the student's answers in it
repairs     what was restored or left out, for the student
names       which names a cell binds
steps       what to run and what to check, in order
session     one submission through the sandbox
lend        evaluate an answer apart from the mistakes of another one
endings     explain why a cell or a process ended
evaluate    decide what is right, where no student code runs
outputs     write the decisions into the notebook
gradebook   the one writer to nbgrader's gradebook
hooks       the same steps behind nbgrader's own commands and formgrader
"""
