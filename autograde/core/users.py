"""The user who runs a command."""

import getpass
import os


def user_name() -> str:
    """Return the user's name on the JupyterHub, else on this system; "" if there is none."""
    try:
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have only a number
        return ""
