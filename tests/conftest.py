"""Settings for all tests: one thread each, and no test that fails because a machine is busy.

Grading needs a sandbox. Where there is none, the tests that grade are skipped with the reason;
`LSTM_COURSE_REQUIRE_SANDBOX=1` makes them fail instead.

`--thorough` (`make test-thorough`) asks the same questions about more draws and more kills.
`--long`, which continuous integration gives, runs also the cells of the lessons that train for
long (tagged `long`) and the cells that use their results, and asks statistical questions about
more draws; `--thorough` includes it.
"""

import os
import signal
import sys

import pytest
from hypothesis import settings

from autograde.core.errors import CourseError
from autograde.sandbox import bubblewrap
from lstm_utils.checks import notebook

GRADE = {"demo_folder", "demo_class", "small_class"}  # fixtures that grade a class
MODULES = {
    "test_answers.py",
    "test_every_lesson.py",
    "test_formgrader.py",
    "test_grading.py",
    "test_judge.py",
    "test_pool.py",
    "test_record.py",
    "test_sandbox.py",
    "test_submissions.py",
}

# Tests start many processes: each of them would compile what no process before it has kept.
sys.dont_write_bytecode = False

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# A job in the background ignores Ctrl-C, and so would each program that a test ends with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# in CI always the same examples, so that a failure is the change's; new ones everywhere else
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("course")


LONG_GROUPS = {"attacks", "browser", "demo", "exchange", "workers"}

TABLES = {  # property of a test: what the table of its values shows, in CPU seconds
    "lesson_seconds": "solved lesson; it may take 90 s on two cores",
    "check_seconds": "check of a wrong answer; it may take 1 s",
}


@pytest.fixture(autouse=True)
def new_notebook(monkeypatch):
    """Let every test begin as a new notebook does: no check has failed, no hint was shown."""
    for memory in ("_failures", "_hints_shown", "_named", "_uncorrected"):
        monkeypatch.setattr(notebook, memory, {})


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Return how many tests run at once: one more than the cores, because some of them wait."""
    return min(1 + len(os.sched_getaffinity(0)), 4) if hasattr(os, "sched_getaffinity") else 2


def pytest_addoption(parser):
    """Add the options of `make test-thorough`."""
    parser.addoption("--thorough", action="store_true", help="more draws, more kills")
    parser.addoption("--long", action="store_true", help="cells tagged long, more draws")
    parser.addoption("--kills", type=int, help="how many graders, workers, sandboxes to kill")


@pytest.fixture(scope="session")
def thorough(request):
    """Return whether the exhaustive variants were asked for."""
    return request.config.getoption("--thorough")


@pytest.fixture(scope="session")
def long(request, thorough):
    """Return whether the lessons' cells that train for long run, too, and more draws."""
    return thorough or request.config.getoption("--long")


def pytest_terminal_summary(terminalreporter, config):
    """Show what takes longest: times are reported, because they depend on the machine."""
    if not config.getoption("--thorough"):
        return
    reports = terminalreporter.stats.get("passed", [])
    found = [value for report in reports for value in report.user_properties]
    for name, title in TABLES.items():
        rows = sorted((value for key, value in found if key == name), key=lambda row: -row[1])
        terminalreporter.section(f"CPU seconds: {title}")
        for what, seconds in rows[:12]:
            terminalreporter.line(f"{seconds:8.2f}  {what}")


def _is_short(item):
    """Return False for the tests that run for long: they begin first, so that none is last."""
    groups = {mark.kwargs.get("name", *mark.args) for mark in item.iter_markers("xdist_group")}
    return item.path.parent.name != "lessons" and not groups & LONG_GROUPS


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config, items):
    """Order the tests, leave out further variants, and skip what needs a missing sandbox."""
    for item in items:
        makes = "demo_folder" in getattr(item, "fixturenames", ())
        if makes and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("demo"))  # no process waits for another
    items.sort(key=_is_short)
    thorough, long = config.getoption("--thorough"), config.getoption("--long")
    asked = {"thorough": thorough, "long": thorough or long}
    unasked = [marker for marker, given in asked.items() if not given]
    left_out = [item for item in items if any(map(item.get_closest_marker, unasked))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    if os.environ.get("LSTM_COURSE_REQUIRE_SANDBOX"):
        return
    try:
        bubblewrap.require()
    except CourseError as error:
        reason = str(error).splitlines()[0]
        for item in items:
            grades = item.path.name in MODULES or item.get_closest_marker("sandbox")
            if grades or GRADE & set(getattr(item, "fixturenames", ())):
                item.add_marker(pytest.mark.skip(reason=reason))
