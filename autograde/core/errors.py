"""The one exception that a command turns into a sentence and exit code 1."""


class CourseError(Exception):
    """An error that the user can fix; the message explains how."""
