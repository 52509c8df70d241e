"""A class: its folder, roster, releases and late penalties."""

from autograde.classroom.folder import configure

__all__ = ["configure"]
