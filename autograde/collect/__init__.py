"""From folders, archives and the exchange to submissions.

submissions  collect, and report what is new, replaced, refused or unknown
earlier      submissions that do not count at present, and how to choose among them
downloads    match downloaded files to students
worksheet    Moodle's grading worksheet: participants, and grades to upload
returning    the names under which a platform takes files back
unzip        read the one notebook of a zip, bounded
exchange     nbgrader's exchange: collect and release feedback, by file owner
"""
