"""Atomic writes: a file or folder appears completely or not at all."""

import os
import secrets
from pathlib import Path


def write_atomically(path: Path, content: str | bytes, mode: int = 0o666) -> None:
    """Write a file so that a reader sees all of it or the old one, never a part.

    Args:
        path: the file.
        content: text is written as UTF-8, newlines as they are.
        mode: who may read and write it, as far as the umask lets them.
    """
    data = content.encode() if isinstance(content, str) else content
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
            stream.write(data)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def replace_folder(target: Path, staged: Path) -> bool:
    """Put a folder in the place of another, unless both have the same content.

    Args:
        target: the place; it need not exist.
        staged: the finished folder, on the same file system; it is moved, and the folder that
            was at `target` is left beside it, as `NAME.old`.

    Returns:
        Whether anything changed.
    """
    if target.is_dir() and _tree(target) == _tree(staged):
        return False
    old = staged.with_name(f"{staged.name}.old")
    if target.exists():
        target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    return True


def _tree(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}
