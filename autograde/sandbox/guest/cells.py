"""Execute the text of a cell as a notebook would, without IPython."""

import linecache
import re

_BLOCK_MAGIC = re.compile(r"\A\s*%%(\w+)[^\n]*\n")
_TIMING = re.compile(r"^(\s*)%(?:time|timeit|prun)\b\s*", re.M)
_COMMAND = re.compile(r"^(\s*)(?:%|!|\?)[^\n]*|^(\s*)[^\n=]*\?\s*$", re.M)


def filename(name: str) -> str:
    """Return the file name under which tracebacks know a cell."""
    return f"<cell {name}>"


def execute(name: str, source: str, room: dict) -> None:
    """Execute a cell in the namespace `room`; its lines can be named in messages."""
    source = source.replace("\r\n", "\n").replace("\x00", "")
    try:
        code = _compile(name, source)
    except SyntaxError:
        plain = without_magics(source)
        if plain == source:
            raise
        source, code = plain, _compile(name, plain)
    lines = source.splitlines(keepends=True)
    linecache.cache[filename(name)] = (len(source), None, lines, filename(name))
    exec(code, room)


def _compile(name: str, source: str):
    return compile(source, filename(name), "exec", dont_inherit=True)


def without_magics(source: str) -> str:
    """Return a cell without notebook commands: `%time f()` is `f()`, `!ls` is `pass`.

    Line numbers stay as they are.
    """
    source = _BLOCK_MAGIC.sub("\n", source)
    source = _TIMING.sub(r"\1", source)
    return _COMMAND.sub(lambda m: f"{m.group(1) or m.group(2) or ''}pass", source)
