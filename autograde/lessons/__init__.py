"""From a lesson source in `solutions/` to the released notebook in `course/`."""
