"""Install the course's environment into `.venv`: run by bootstrap.py, standard library only.

Progress is one line that changes; all that pip says is kept in build/setup.log.
"""

import contextlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import TextIO

NEED_GB = 3  # measured: 1.8 GB installed without CUDA, 0.5 GB more while wheels unpack
NEED_CUDA_GB = (
    10  # Linux on x86-64 gets CUDA libraries along with torch, unless configured otherwise
)

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UNFINISHED = VENV / ".lstm-course-unfinished"  # packages may be half written: start again
LOG = ROOT / "build" / "setup.log"

MACHINE = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
NETWORK = (
    "NewConnectionError|Max retries|ConnectTimeout|ReadTimeout|ProxyError|IncompleteRead"
    "|HTTP error|Connection (?:refused|reset|aborted|broken)|Temporary failure in name"
)
REASONS = {  # found in pip's output: what to tell; the first that is found counts
    "No space left|Errno 28|WinError 112": "the disk is full; free some space and try again",
    "CERTIFICATE_VERIFY|SSLError": "the package index shows a certificate that is not trusted",
    NETWORK: "the packages could not be downloaded; check the network (or the proxy)",
    "DO NOT MATCH THE HASHES": "a download came damaged; try again",
    r"Permission denied|WinError (?:5|32)\b": "a file in .venv is in use; close JupyterLab",
    r"No matching distribution found for (\S+)": f"the index has no {{}} for {MACHINE}",
}


class SetupError(Exception):
    """A reason to stop, in one sentence for the person who reads it."""


def main() -> int:
    """Install, and return the exit status: 0, 1 after a failure, 130 after Ctrl-C."""
    try:
        install()
    except SetupError as error:
        print(f"Set-up stopped: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up interrupted; the next start does it again.", file=sys.stderr)
        return 130
    return 0


def install() -> None:
    """Make or update `.venv`; a failure leaves nothing that breaks the next try."""
    check_modules()
    check_writable()
    with only_one(), LOG.open("w", buffering=1, encoding="utf-8") as log:
        new = UNFINISHED.exists() or not PYTHON.exists()
        started = time.monotonic()
        try:
            if new:
                check_disk()
                print(f"Making {VENV} (once; all details in {LOG})", flush=True)
                make_venv(log)
            else:
                check_version()
                print(f"Updating {VENV} (all details in {LOG})", flush=True)
            Pip(log).install()
            UNFINISHED.unlink(missing_ok=True)
        except BaseException as error:
            if new:
                shutil.rmtree(VENV, ignore_errors=True)
            if isinstance(error, OSError):
                raise SetupError(f"{VENV} could not be made ({error})") from error
            raise
    print(f"The environment is ready after {minutes(time.monotonic() - started)}.", flush=True)


# ---- what can be known before the work ------------------------------------------------------


def check_modules() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            f"{sys.executable} has no module {error.name} and cannot make environments; on "
            f"Debian and Ubuntu the package python{version}-venv has it"
        ) from error


def check_writable() -> None:
    probe = ROOT / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
        LOG.parent.mkdir(exist_ok=True)
        LOG.touch()
    except OSError as error:
        if error.errno == 28:
            raise SetupError(f"the disk of {ROOT} is full; free some space") from error
        raise SetupError(
            f"{Path(error.filename).parent} cannot be written ({error.strerror}); copy the "
            "course to a folder of your own and run the command there"
        ) from error


def check_disk() -> None:
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEED_GB:
        raise SetupError(
            f"the environment needs {NEED_GB} GB and {ROOT} has {free:.1f} GB free; free some "
            "space or copy the course to another disk"
        )
    if free < NEED_CUDA_GB and MACHINE.startswith("Linux x86_64"):
        print(f"Note: {free:.0f} GB are free; PyTorch with CUDA needs about {NEED_CUDA_GB} GB.")


def check_version() -> None:
    """Raise SetupError where a `.venv` that is there already cannot be used."""
    code = "import sys, pip; print(*sys.version_info[:2], sep='.')"
    asked = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    if asked.stdout.strip() not in ("3.11", "3.12", "3.13"):
        found = (
            f"Python {asked.stdout.strip()}" if asked.stdout else "no working Python with pip"
        )
        raise SetupError(f"{VENV} has {found}; delete that folder and run the command again")


@contextlib.contextmanager
def only_one() -> Generator[None]:
    """Hold a lock, which ends with the process, against a second set-up of the same folder."""
    with (LOG.parent / "setup.lock").open("w") as file:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SetupError(
                f"another set-up of {ROOT} is running; run the command again when it has ended"
            ) from error
        yield


# ---- the work -------------------------------------------------------------------------------


def clean_environment() -> dict[str, str]:
    """Return the environment variables without those that would install elsewhere."""
    stray = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in stray}
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def make_venv(log: TextIO) -> None:
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    status = subprocess.call(command, stdout=log, stderr=log, env=clean_environment())
    if status:
        raise SetupError(f"{sys.executable} -m venv failed, {LOG} says why")
    UNFINISHED.touch()  # --clear has removed it


class Pip:
    """Run pip and say what it is doing: on a terminal one line that changes."""

    ARGS = ("--no-user", "--no-input", "--disable-pip-version-check", "--progress-bar=off")

    def __init__(self, log: TextIO) -> None:
        self.log = log
        self.text = ""
        self.stage = "starting pip"
        self.found = self.before = 0
        self.site = Path(sysconfig.get_path("purelib", "venv", vars={"base": VENV}))
        self.ended = threading.Event()

    def install(self) -> None:
        command = [PYTHON, "-m", "pip", "install", *self.ARGS]
        child = subprocess.Popen(
            [*command, "-c", "constraints.txt", "-e", ".[test]"],
            cwd=ROOT,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        ticker = threading.Thread(target=self.show, daemon=True)
        ticker.start()
        try:
            for line in child.stdout or ():
                self.take(line)
        finally:
            if sys.exc_info()[0]:  # Ctrl-C has reached pip as well: let it tidy up
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(timeout=5)
                child.terminate()
            status = child.wait()
            self.ended.set()
            ticker.join()
        if status:
            raise SetupError(f"{self.reason()} (pip's own words: {LOG})")

    def take(self, line: str) -> None:
        """Keep one line of pip's output and learn from it what pip is doing."""
        self.log.write(line)
        self.text += line
        words = line.split()
        if words[:1] == ["Collecting"]:
            self.found += 1
            self.stage = f"finding packages: {self.found}, {re.split('[=<>!~]', words[1])[0]}"
        elif words[:1] == ["Downloading"] and ".metadata" not in line:
            wheel = words[1].rsplit("/", 1)[-1].split("-")[:2]
            self.stage = f"downloading {' '.join(wheel)} {' '.join(words[2:])}"
        elif "Retrying (" in line:
            self.stage = "no connection, trying again"
        elif words[:2] == ["Installing", "collected"]:
            UNFINISHED.touch()
            self.before = self.installed()
            self.stage = f"installing {{}} of {len(words) - 3} packages"

    def installed(self) -> int:
        return len(list(self.site.glob("*.dist-info")))

    def show(self) -> None:
        live = sys.stdout.isatty()
        started = time.monotonic()
        while not self.ended.wait(0.5 if live else 15):
            stage = self.stage.format(self.installed() - self.before)
            text = f"  {minutes(time.monotonic() - started)}  {stage}"
            print(f"\r{text[:78]:78}" if live else text, end="" if live else "\n", flush=True)
        if live:
            print(f"\r{'':78}", end="\r", flush=True)

    def reason(self) -> str:
        for pattern, sentence in REASONS.items():
            if match := re.search(pattern, self.text):
                return sentence.format(*match.groups())
        errors = re.findall(r"^ERROR: (.*)", self.text, re.MULTILINE) or ["it says no more"]
        return f"pip failed: {errors[-1]}"


def minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d} min"


if __name__ == "__main__":
    sys.exit(main())
