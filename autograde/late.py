"""The name under which class folders refer to `autograde.classroom.late`."""

from autograde.classroom.late import PerDay

__all__ = ["PerDay"]
