"""Check the installation: versions, memory, sandbox, GPU."""

import importlib.metadata
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograde.core.errors import CourseError
from autograde.core.paths import IS_CLONE, ROOT, writable
from autograde.student import workspace

PYTHONS = ((3, 11), (3, 13))  # the oldest and the newest
MEMORY_GB = 2  # a notebook with PyTorch beside JupyterLab and a browser
DISK_GB = 1
MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[dim]·[/]"}


class Finding(NamedTuple):
    """One line of the report; `ok` is None where nothing depends on it, or nothing is known."""

    ok: bool | None
    topic: str
    sentence: str


def report(home: Path) -> list[Finding]:
    """Look at the environment and the machine.

    Args:
        home: the student's workspace.

    Returns:
        Findings in the order in which they are worth reading.
    """
    found = (course(), python(), packages(), kernel(), memory(), disk(home), lessons(home))
    return [*found, exchange(), blas(), gpu(), bubblewrap()]


def print_report(home: Path | None = None) -> bool:
    """Print the report on a workspace, by default the one in use; is nothing wrong?"""
    home = home or workspace.default()
    console = Console(highlight=False)
    table = Table(box=None, show_header=False)
    findings = report(home)
    for finding in findings:
        table.add_row(MARKS[finding.ok], f"[bold]{finding.topic}[/]", escape(finding.sentence))
    console.print(table)
    wrong = [finding.topic for finding in findings if finding.ok is False]
    console.print(f"\nTo fix: {', '.join(wrong)}." if wrong else "\nNo problems found.")
    return not wrong


def course() -> Finding:
    """Name the version of the course, and where its lessons are."""
    kind = "a clone" if IS_CLONE else "an installed package"
    version = importlib.metadata.version("lstm-course")
    return Finding(True, "Course", f"lstm-course {version}, {kind} in {ROOT}.")


def python() -> Finding:
    """Return whether this Python is one of those that the course is made for."""
    fits = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    advice = (
        ""
        if fits
        else f"; the course needs 3.11 to 3.13{': run `python bootstrap.py`' * IS_CLONE}"
    )
    where = f"{platform.python_version()} in {sys.prefix}, {platform.system()}"
    return Finding(fits, "Python", f"{where}{advice}.")


def pins(path: Path = ROOT / "constraints.txt") -> dict[str, str]:
    """Read the pinned versions.

    Returns:
        `name -> version`, the names in lower case with hyphens.
    """
    lines = re.findall(r"^([\w.-]+)==([^\s#]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(name): version for name, version in lines}


def normal(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def packages(path: Path = ROOT / "constraints.txt") -> Finding:
    """Compare what is installed with the pins of a clone, else with what the course requires.

    A local suffix of a version, such as `+cpu`, does not count.
    """
    found, needed = installed(), {normal(r.name): r.specifier for r in requirements()}
    pinned = pins(path) if path.is_file() else {}
    wanted = needed | {
        name: SpecifierSet(f"=={pinned[name]}") for name in pinned & found.keys()
    }
    wrong = {
        name: f"{name} {found[name]} instead of {str(versions).removeprefix('==')}"
        if name in found
        else f"{name} is missing"
        for name, versions in sorted(wanted.items())
        if name not in found or not versions.contains(found[name], prereleases=True)
    }
    if wrong:
        more = f" and {len(wrong) - 4} more" if len(wrong) > 4 else ""
        install = " ".join(f'"{name}{wanted[name]}"' for name in wrong)
        cure = f"run `pip install {'-e . -c constraints.txt' if pinned else install}`"
        return Finding(False, "Packages", f"{', '.join([*wrong.values()][:4])}{more}; {cure}.")
    source = "constraints.txt" if pinned else "the requirements of lstm-course"
    return Finding(True, "Packages", f"all have versions as in {source}.")


def requirements() -> Iterator[Requirement]:
    """Yield what this Python needs for the course, without extras."""
    for text in importlib.metadata.requires("lstm-course") or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def installed() -> dict[str, str]:
    """Return `name -> version` of what this Python can import."""
    found = {}
    for each in importlib.metadata.distributions():  # in the order in which imports look
        found.setdefault(normal(each.name), each.version)
    return found


def kernel() -> Finding:
    """Return whether notebooks would run in this environment, or in another Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding(False, "Kernel", "there is none for Python 3; install ipykernel.")
    program = Path(spec.argv[0])
    if program.is_absolute() and program != Path(sys.executable):
        return Finding(
            False,
            "Kernel",
            f"{spec.resource_dir} would run notebooks with {program}; remove that folder.",
        )
    return Finding(True, "Kernel", "notebooks run in this environment.")


def memory() -> Finding:
    """Return whether memory is enough for a notebook with PyTorch."""
    import psutil

    free = psutil.virtual_memory().available / 1e9
    advice = "" if free >= MEMORY_GB else f"; close programs until {MEMORY_GB} GB are free"
    return Finding(free >= MEMORY_GB, "Memory", f"{free:.1f} GB are free{advice}.")


def disk(home: Path) -> Finding:
    """Return whether the disk of the workspace has room."""
    there = next(path for path in (home.absolute(), *home.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free / 1e9
    advice = "" if free >= DISK_GB else f"; make {DISK_GB} GB free"
    return Finding(free >= DISK_GB, "Disk", f"{free:.1f} GB are free for {home}{advice}.")


def lessons(home: Path) -> Finding:
    """List the lessons in the workspace, and those with a newer release."""
    if not writable(home.absolute()):
        cure = "change to a folder of your own, or name one with --workspace"
        return Finding(False, "Lessons", f"you cannot write into {home}; {cure}.")
    if not home.is_dir():
        return Finding(None, "Lessons", f"{home} is made by `lstm-course lab`.")
    try:
        report = workspace.compare(home)
    except CourseError as error:
        return Finding(False, "Lessons", str(error))
    said = [f"{len(report.kept) + len(report.newer)} in {home}"]
    if report.copied:
        said.append(f"`lstm-course lab` will add to {', '.join(report.copied)}")
    if report.newer:
        said.append(f"newer release available: {', '.join(report.newer)}")
    return Finding(None if report.newer else True, "Lessons", "; ".join(said) + ".")


def exchange() -> Finding:
    """Report the exchange that `submit` uses: its course, its folder, who may submit."""
    from autograde.classroom import exchange as settings

    found = settings.in_effect()
    if found is None:
        said = "none is configured; `lstm-course submit` makes a zip file to upload."
        return Finding(None, "Exchange", said)
    course = f"course {found.course_id}"
    if found.root is None:
        return Finding(None, "Exchange", f"{course}, a service: {found.service}.")
    if not found.inbound.is_dir():
        return Finding(None, "Exchange", f"{course} in {found.root}, no lesson released yet.")
    if not os.access(found.inbound, os.W_OK | os.X_OK):
        cure = f"ask your instructor for access to {found.inbound}"
        return Finding(False, "Exchange", f"{course} in {found.root}: {cure}.")
    return Finding(True, "Exchange", f"{course} in {found.root}, open for submissions.")


def blas() -> Finding:
    """Return whether NumPy's matrix products use what the processor can do."""
    import numpy  # noqa: F401  threadpoolctl sees only libraries that are loaded
    import threadpoolctl

    libraries = threadpoolctl.threadpool_info()
    kernels = {one["architecture"] for one in libraries if "architecture" in one}
    if has_avx512() and kernels & {"Haswell", "Zen"}:
        return Finding(
            None,
            "BLAS",
            "OpenBLAS does not use this processor's AVX-512; set OPENBLAS_CORETYPE=SKYLAKEX "
            "and matrix products may be up to twice as fast.",
        )
    name = f"OpenBLAS with {', '.join(sorted(kernels))} kernels" if kernels else "not OpenBLAS"
    return Finding(True, "BLAS", f"{name}, as fits this processor.")


def has_avx512() -> bool:
    """Return whether Linux names AVX-512 among the processor's features; elsewhere False."""
    try:
        return "avx512f" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False


def gpu() -> Finding:
    """Name the GPU that PyTorch can use, if there is one."""
    import torch

    if torch.cuda.is_available():
        return Finding(True, "GPU", f"{torch.cuda.get_device_name()}, PyTorch uses it.")
    if torch.backends.mps.is_available():
        return Finding(True, "GPU", "Apple's, PyTorch uses it as `mps`.")
    return Finding(None, "GPU", "none that PyTorch can use; no lesson needs one.")


def bubblewrap() -> Finding:
    """Report how submissions are isolated, which only graders need."""
    from autograde.sandbox import NoSandboxError, cgroups, require

    try:
        require()
    except NoSandboxError as error:
        return Finding(None, "Sandbox", f"Only graders need it. {error}")
    limited = " and ".join(cgroups.limited()) or "nothing"
    if not cgroups.limited():
        limited += f". With `{cgroups.DELEGATED}` they limit memory and processes"
    return Finding(
        True,
        "Sandbox",
        "bubblewrap works: each submission has namespaces of its own, a system call filter and"
        f" resource limits; control groups limit {limited}.",
    )
