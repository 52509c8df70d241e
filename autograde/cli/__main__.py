"""`python -m autograde.cli`."""

from autograde.cli import app

app()
