"""A class: its folder, roster, releases and late penalties.

folder       the class folder and its nbgrader settings
students     a student, with the ids of platforms
roster       read class lists from CSV, Canvas and Moodle
own          a class's own lessons, checks and points
edits        edits in `source/`, which a release must not overwrite
release      release a lesson to a class
exchange     nbgrader's exchange as this machine configures it
submissions  what is in `submitted/`: submitters, times, fingerprints
exceptions   decisions on single students: dropped, extended, paired, a chosen submission
archive      a class in one file, and the next class
lock         one grader at a time
receipts     what the exchange needs to return a page
late         late penalties per day, and extensions
"""

from autograde.classroom.folder import configure

__all__ = ["configure"]
