"""The walls: what the program inside the sandbox can see of this machine.

A new root with read-only views of Python's standard library, the packages that the lesson
imports, the system's libraries, and the stripped copy of the course; nothing else. No network,
no devices but the harmless ones, no environment, no home folder.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from autograde.core.errors import CourseError

INSIDE = "/opt/course"
SITE = "/opt/site"
SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/etc/ld.so.cache",
)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
START = (
    "import sys; sys.path[:0] = {paths!r};"
    " from autograde_guest.zygote import main; main({control})"
)


View = tuple[str, ...]  # an option of bubblewrap; the last part is the place inside


class NoSandboxError(CourseError):
    """This machine cannot isolate submissions; the text says what is missing."""


def command(staged: Path, packages: dict[str, Path], control: int) -> list[str]:
    """Return the command line that starts the warm process behind its walls.

    Args:
        staged: the folder that `strip.stage` filled.
        packages: entries of site-packages that the lesson may import.
        control: the number of the socket over which orders come.
    """
    binary = os.path.realpath(sys.executable)
    start = START.format(paths=[INSIDE, SITE], control=control)
    views = [*_system(), *_python(binary)]
    views += [*_course_hidden(views), ("--ro-bind", str(staged), INSIDE)]
    views += [("--ro-bind", str(path), f"{SITE}/{name}") for name, path in packages.items()]
    return [
        _program(),
        *_namespaces(),
        *_readable_parents(views),
        *(part for view in views for part in view),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp"),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--clearenv"),
        *_environment(),
        *(binary, "-I", "-S", "-B", "-X", "utf8", "-c", start),
    ]


def _namespaces() -> list[str]:
    """Return the options that separate; root keeps its user so that it can become another."""
    own = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    if os.geteuid() == 0:
        rights = ["CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL"]
    else:
        own += ["--unshare-user", "--uid", "0", "--gid", "0"]
        rights = ["CAP_SYS_ADMIN", "CAP_SETPCAP"]
    own += ["--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "grading"]
    return own + ["--cap-drop", "ALL"] + [part for r in rights for part in ("--cap-add", r)]


def _system() -> list[View]:
    """Return read-only views of the system's libraries; links stay links."""
    linked = [path for path in SYSTEM if os.path.islink(path)]
    there = [path for path in SYSTEM if os.path.exists(path) and path not in linked]
    return [("--symlink", os.readlink(path), path) for path in linked] + [
        ("--ro-bind", path, path) for path in there
    ]


def _python(binary: str) -> list[View]:
    """Return views of Python's binary and libraries, without what was installed into them."""
    own = [str(Path(sys.base_prefix, name)) for name in ("lib", "lib64")]
    own = [path for path in own if os.path.isdir(path) and not path.startswith(SYSTEM)]
    views: list[View] = [("--ro-bind", path, path) for path in (binary, *own)]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for library in (*SYSTEM, *own):
        for python in (version, "python3"):
            for name in ("site-packages", "dist-packages"):
                installed = Path(library, python, name)
                if installed.is_dir() and not Path(library).is_symlink():
                    views.append(("--tmpfs", str(installed)))
    return views


def _course_hidden(views: list[View]) -> list[View]:
    """Return an empty folder over the course where a view shows it, with the model answers.

    It may be installed below a folder of libraries, such as /usr/local/lib.
    """
    installed = Path(__file__).resolve().parents[2]  # site-packages, or a clone
    shown = (os.path.realpath(view[-1]) for view in views if view[0] == "--ro-bind")
    if any(installed.is_relative_to(path) for path in shown):
        return [("--tmpfs", str(installed))]
    return []


def _readable_parents(views: list[View]) -> list[str]:
    """Return the folders above all views; bubblewrap's own would be closed to other users."""
    above = {str(parent) for view in views for parent in Path(view[-1]).parents} - {"/"}
    inside = [path for path in sorted(above) if not path.startswith(SYSTEM)]
    return [part for path in inside for part in ("--perms", "0755", "--dir", path)]


def _environment() -> list[str]:
    settings = dict.fromkeys(THREADS, "1")
    settings |= {"HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8", "MPLBACKEND": "agg"}
    settings |= {"MPLCONFIGDIR": "/tmp/matplotlib", "MALLOC_ARENA_MAX": "2"}
    settings["JOBLIB_MULTIPROCESSING"] = "0"  # it would warn that it starts no processes
    return [part for pair in settings.items() for part in ("--setenv", *pair)]


def _program() -> str:
    found = shutil.which("bwrap")
    if found is None:
        raise NoSandboxError(
            "Grading runs submissions in a sandbox, and bubblewrap is not installed here:"
            " run `sudo apt install bubblewrap` (or dnf, pacman, ...). It needs Linux;"
            " nothing is run without it."
        )
    return found


@cache
def require() -> None:
    """Make sure that this machine can isolate submissions.

    Raises:
        NoSandboxError: if it cannot; the message says what to install or to allow.
    """
    if not sys.platform.startswith("linux"):
        raise NoSandboxError("Grading needs Linux: it runs submissions in a sandbox.")
    trial = [_program(), *_namespaces(), "--ro-bind", "/", "/", "--proc", "/proc"]
    tried = subprocess.run([*trial, "true"], capture_output=True, text=True)
    if tried.returncode:
        raise NoSandboxError(
            f"bubblewrap cannot isolate submissions here: {tried.stderr.strip()}.\n"
            "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1;"
            " on Ubuntu an AppArmor profile for bwrap), or in a container start it with"
            " --security-opt seccomp=unconfined --cap-add SYS_ADMIN --cap-add NET_ADMIN."
            " Nothing was run."
        )
