"""IPython's own shell, so that a cell runs here as it runs in Jupyter.

It keeps no history file, draws no tracebacks and shows no values.
What would start a process or change the installation is skipped, and the output says so.
"""

import _sitebuiltins
import ast
import builtins
import os
import re
import types
import warnings
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Callable

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Instance
from traitlets.config import Config

# commands, and cell magics that hand their text to another program
SKIPPED = ["cd", "conda", "mamba", "micromamba", "pip", "sc", "sx", "system", "uv"]
SKIPPED_CELLS = ["!", "bash", "perl", "pypy", "python", "python2", "python3", "ruby"]
SKIPPED_CELLS += ["script", "sh", "sx", "system"]
IGNORED = ["config", "gui", "matplotlib", "notebook", "pylab"]  # they only change what is shown
_BARE = re.compile(rf"^({'|'.join(SKIPPED)})(?= |$)(.*)")


class _Compiler(CachingCompiler):
    """Compiles a cell under the name by which messages know it."""

    name = "<cell>"

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Return the cell's name."""
        return self.name


class _Display(DisplayHook):
    """Keeps the value of a cell's last line, and does not ask for its text."""

    def __call__(self, result: object = None) -> None:
        """Put a value into `_` and `Out`."""
        if result is not None and not self.quiet():
            self.update_user_ns(result)
            self.fill_exec_result(result)


class _Magics(TransformerManager):
    """Looks for magics only in what is not Python yet: it takes longer than the cell does."""

    _python = None

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Return lines with their magics replaced by calls."""
        text = "".join(lines)
        if text != self._python and not _is_python(text):
            return super().do_token_transforms(lines)
        self._python = text
        return lines


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(text, "<cell>", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


class Shell(InteractiveShell):
    """The shell of one submission."""

    input_transformer_manager = Instance(_Magics, ())

    compiler_class = _Compiler
    displayhook_class = _Display

    def should_run_async(self, raw_cell: str, **options: object) -> bool:
        """Return whether a cell awaits something; most cells need no compiler to see that."""
        text = f"{raw_cell}{options.get('transformed_cell')}"
        return ("await" in text or "async" in text) and super().should_run_async(
            raw_cell, **options
        )

    def execute(self, filename: str, source: str) -> None:
        """Execute the text of a cell, and raise what it raises."""
        self.compile.name = filename
        result = self.run_cell(source, store_history=True)
        if isinstance(result.error_before_exec, SyntaxError):
            plain = _with_magics(source, result.error_before_exec.lineno)
            if plain != source:
                return self.execute(filename, plain)
        result.raise_error()

    def system(self, cmd: str) -> None:
        """Skip a command of the system."""
        skip(f"!{cmd}")

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> object:
        """Skip a command of the system; it has printed nothing."""
        self.system(cmd)
        return SList() if split else ""

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no screen."""

    def showtraceback(self, *args: object, **options: object) -> None:
        """Do nothing: the worker sends what was raised."""

    showsyntaxerror = showindentationerror = show_usage_error = showtraceback

    def _format_exception_for_storage(self, *args: object, **options: object) -> dict:
        return {}


def start() -> Shell:
    """Return the shell of this process, new, with an empty namespace `__main__`."""
    os.environ.update(USER="student", LOGNAME="student")
    builtins.help = _sitebuiltins._Helper()
    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config, user_module=types.ModuleType("__main__"))
    shell.set_hook("show_in_pager", lambda *text, **options: None)
    magics = shell.magics_manager.magics
    magics["line"] |= {name: _skipping(f"%{name}") for name in SKIPPED}
    magics["line"] |= dict.fromkeys(IGNORED, lambda line: None)
    magics["cell"] |= {name: _skipping(f"%%{name}") for name in SKIPPED_CELLS}
    BaseSelectorEventLoop._make_self_pipe = _make_self_pipe
    return shell


class _End:
    """One end of a pipe, with the methods of a socket that an event loop calls."""

    def __init__(self, number: int) -> None:
        os.set_blocking(number, False)
        self.number = number

    def fileno(self) -> int:
        """Return the number of the open file."""
        return self.number

    def recv(self, size: int) -> bytes:
        """Return what has arrived."""
        return os.read(self.number, size)

    def send(self, data: bytes) -> int:
        """Send some bytes."""
        return os.write(self.number, data)

    def close(self) -> None:
        """Close this end."""
        os.close(self.number)


def _make_self_pipe(loop: BaseSelectorEventLoop) -> None:
    """Give an event loop a pipe to wake it up with: a submission may not make sockets."""
    loop._ssock, loop._csock = map(_End, os.pipe())
    loop._internal_fds += 1
    loop._add_reader(loop._ssock.fileno(), loop._read_from_self)


def skip(command: str) -> None:
    """Say in the cell's output that a command is not run."""
    print(f"skipped when grading: {command.strip()}")


def _skipping(magic: str) -> Callable[..., None]:
    return lambda line, cell="": skip(f"{magic} {line}")


def _with_magics(source: str, number: int | None) -> str:
    """Return a cell with `pip install x`, alone on a line that fails, as `%pip install x`."""
    lines = source.split("\n")
    for index, line in enumerate(lines[: number or 0]):
        lines[index] = _BARE.sub(r"%\1\2", line)
    return "\n".join(lines)
