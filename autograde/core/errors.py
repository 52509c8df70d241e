"""The one exception that a command turns into a sentence and exit code 1."""


class CourseError(Exception):
    """Something that whoever typed the command can put right; the text says how."""
