"""How a message appears in a notebook: coloured, and without a traceback."""

from lstm_utils.checks import executions

# A mark in white on its own ground is readable on any ground; the rest has the page's colour.
_GREEN, _RED = "26;127;55", "179;38;30"


def _coloured(message: str, ground: str) -> str:
    """Return a message with its mark on a coloured ground and a bold first line."""
    headline, *rest = message.splitlines()
    mark = f"\x1b[1;38;2;255;255;255;48;2;{ground}m{headline[:1]}\x1b[0m"
    return "\n".join([f"{mark}\x1b[1m{headline[1:]}\x1b[0m", *rest])


def quiet(error: Exception, message: str) -> Exception:
    """Return an exception of which a notebook shows only this message, without a traceback."""
    lines = _coloured(message, _RED).splitlines
    error._render_traceback_ = lines  # ty: ignore[missing-attribute]
    return error


def misuse(words: str) -> Exception:
    """Return the exception for a call that cannot be answered."""
    return quiet(ValueError(words), f"✗ {words}")


def say(message: str, passed: bool) -> None:
    """Print a message, in a notebook with a green or red mark."""
    in_notebook = hasattr(executions.shell(), "kernel")
    print(_coloured(message, _GREEN if passed else _RED) if in_notebook else message)
