"""Build lessons, run a class, grade safely, return feedback: one folder per stage.

core       errors, paths, atomic writes, results: used by all stages
lessons    from a lesson source in `solutions/` to the released notebook in `course/`
sandbox    run a submission in isolation
classroom  a class: folder, roster, releases, late penalties
collect    from folders, archives and the exchange to submissions
grade      from a submission to its results; read this to see why nobody can cheat the grader
report     status, terminal output, feedback pages, exports
marking    manual grading by question, in a browser
similar    pairs of submissions that agree more than chance explains
lti        scores posted to a learning platform
student    what a student runs: workspace, lab, check, submit, doctor
starts     links and notebooks for Colab, Binder, Codespaces and hubs
site       the course as a website, with the outputs of all lessons
demo       a synthetic class, graded from end to end
cli        the command line

Folders import downwards only: site -> cli, demo, starts -> marking, lti, similar -> report,
student -> grade, collect -> classroom -> lessons, sandbox -> core. `install` sets up the
environment, `size` counts lines per folder, and `late` is the name under which class folders
refer to `classroom.late`.
"""

import sys

# jsonschema compiles a grammar of web addresses when it is imported, for a second or two, to
# check a kind of text that notebooks do not have. Without this optional part it starts at once.
sys.modules.setdefault("rfc3987_syntax", None)  # ty: ignore[no-matching-overload]
