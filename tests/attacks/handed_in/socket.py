"""A socket in the file system."""

import os
import stat

EXPECTED = "not a file"


def put(inbox, notebook):
    os.mknod(inbox / "ada.zip", stat.S_IFSOCK | 0o644)
