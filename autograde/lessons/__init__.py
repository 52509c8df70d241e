"""From a lesson source in `solutions/` to the released notebook in `course/`.

source    read a py:percent file into cells with line numbers
regions   answers, hidden tests and mark schemes in a cell
rules     what a source must satisfy (a folder)
overrides a class's own points, and exercises that it leaves out
expand    lesson cells to nbgrader cells
generate  nbgrader's GenerateAssignment: hides answers and hidden tests
answers   the model answers, for mistakes that are edits of them
build     all of these, for every lesson
"""
