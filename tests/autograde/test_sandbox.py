"""The walls, the wire and the warm process, each by itself."""

import contextlib
import importlib
import inspect
import math
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograde.core.paths import ROOT
from autograde.grade import evaluate
from autograde.grade.steps import Check
from autograde.sandbox import (
    Died,
    Limits,
    NoSandboxError,
    Sandbox,
    SandboxEndedError,
    TooSlow,
    WireError,
    bubblewrap,
    folder,
    packages,
    strip,
    wire,
)
from lstm_utils.checks import Layout, Probe, Seed, get, names
from lstm_utils.checks.compare import differences
from lstm_utils.checks.equality import same
from lstm_utils.checks.leaves import first_call
from lstm_utils.checks.plain import Foreign, to_plain
from lstm_utils.checks.run import run as call
from tests.checks.outcomes import key

SOURCES = ["import numpy as np\nimport lstm_utils.numpy_nets as nets"]


def cell(source):
    """Return the order to execute a cell."""
    return {"do": "cell", "name": "a", "source": source}


def read(frame):
    """Decode a frame as `Submission.answer` does."""
    size, header = wire.sizes(frame[: wire.PREFIX])
    assert size == len(frame) - wire.PREFIX
    return wire.decode(frame[wire.PREFIX :], header)


@pytest.fixture(scope="module")
def warm():
    limits = Limits(call_seconds=2, cell_seconds=5, total_seconds=20)
    with Sandbox("01_neuron", SOURCES, limits) as sandbox:
        yield sandbox


@pytest.fixture
def run(warm):
    """Execute one cell in a process of its own and return its answer."""

    def execute(source):
        guest = warm.spawn()
        try:
            guest.send_order(cell(source))
            return guest.answer(5, "cell_seconds")
        finally:
            guest.end()

    return execute


numbers = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(),
    st.complex_numbers(), st.builds(Seed, st.integers(0, 2**31)), st.sampled_from(Layout),
)  # fmt: skip
arrays = st.builds(
    lambda dtype, shape: np.arange(math.prod(shape)).reshape(shape).astype(dtype),
    st.sampled_from(["bool", "int8", "uint64", "float16", "float32", "float64", "complex128"]),
    st.lists(st.integers(0, 4), max_size=4),
)
values = st.recursive(
    numbers | arrays,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
@settings(max_examples=200, deadline=None)
def test_plain_values_arrive_as_they_were_sent(value):
    """Does every kind of plain value survive the way there, dtype and shape included?"""
    got = read(wire.encode(value))
    if isinstance(value, np.ndarray):
        assert got.dtype == value.dtype
        assert got.shape == value.shape
        assert got.tobytes() == value.tobytes()
    else:
        assert repr(got) == repr(value).encode("utf-8", "replace").decode()


@given(st.binary(max_size=300), st.integers(0, 300))
@settings(max_examples=300, deadline=None)
def test_noise_is_refused_and_never_crashes_the_reader(body, header):
    """Does anything but `WireError` ever come out of bytes that are no message?"""
    with contextlib.suppress(WireError):
        wire.decode(body, min(header, len(body)))


@pytest.mark.parametrize(
    "header",
    [
        '{"array":["float64",[1000000]]}',
        '{"array":["float64",[-1]]}',
        '{"array":["float64",[0,1000000000]]}',
        '{"array":["object",[1]]}',
        '{"array":["float64",[1e3]]}',
        '{"array":["float64","x"]}',
        '{"float":"nope"}',
        '{"float":NaN}',
        '{"seed":"1"}',
        '{"layout":"sideways"}',
        '{"dict":[1]}',
        '{"dict":[{"list":[]},1]}',
        '{"unknown":1}',
        '{"a":1,"b":2}',
        "[1,2]",
        "1.5",
        "99999999999999999999",
        '{"list":[' * 40 + "]}" * 40,
        '{"texts":[[2],["a"]]}',
        '{"texts":[[1],[1]]}',
        '{"texts":[[101],["' + "x" * 20_000 + '"' + ',""' * 100 + "]]}",
        '{"list":[' + "1," * 60_000 + "1]}",
    ],
    ids=range(22),
)
def test_a_message_that_breaks_its_promise_is_refused(header):
    """Are sizes, dtypes, shapes, depth and number of values held to what is declared?"""
    with pytest.raises(WireError):
        wire.decode(header.encode(), len(header))


def test_left_over_bytes_and_too_large_messages_are_refused():
    """Can a message smuggle bytes in, or announce more than a message may have?"""
    with pytest.raises(WireError, match="left over"):
        wire.decode(b"1" + b"x" * 8, 1)
    with pytest.raises(WireError, match="announces"):
        wire.sizes(b"\xff" * wire.PREFIX)
    with pytest.raises(WireError, match="at most"):
        wire.encode(np.zeros(wire.MAX_BYTES // 8 + 1))


def test_what_is_no_plain_data_is_not_sent():
    """Is what is not plain, or more than is read, refused, a number of over 64 bits named?"""
    many_values, long_texts = [0] * (wire.MAX_VALUES + 1), np.array([""] * 100 + ["x" * 20_000])
    too_much = (many_values, long_texts, np.zeros((0, 10**9)))
    for value in (object(), {1, 2}, np.array([object()]), print, *too_much):
        with pytest.raises(WireError):
            wire.encode(value)
    assert read(wire.encode(10**30)) == Foreign("int of over 64 bits")
    assert read(wire.encode(Probe("sum of cubes"))) == Probe("sum of cubes")
    assert read(wire.encode(np.array([["a", "é"]]))).tolist() == [["a", "é"]]


@pytest.mark.parametrize(
    "answer",
    [
        np.longdouble(0.5),
        np.ones((2, 3), np.longdouble),
        np.clongdouble(1j),
        np.str_("BTXSE"),
        {np.str_("a"): {np.str_("b"): np.int64(1)}},
        np.ones(2, ">f8"),
        np.ones(2, np.uint8),
        np.bool_(True),
    ],
    ids=repr,
)
def test_what_a_notebook_can_check_can_be_sent(answer):
    """Does whatever counts as numbers or text in a notebook's check cross the pipe, too?"""
    plain = to_plain(answer)
    assert same(read(wire.encode(plain)), plain)
    assert repr(plain).count("np.str_") == 0


def test_a_cell_runs_and_says_what_it_printed(run):
    """Do output and exceptions come back, with the line of the cell?"""
    answer = run("x = 6\nprint(x * 7)\nraise ValueError('no')")
    assert answer["printed"] == "42\n"
    assert answer["raised"] == ["ValueError", "no", "line 3: raise ValueError('no')", "", ""]
    answer = run("x = y")
    assert answer["raised"][3:] == ["name", "y"]


def test_nothing_of_the_machine_is_there(run):
    """What can a submission see: processes, environment, home, repository, packages, tools?"""
    answer = run(
        "import os, sys, importlib.util as u\n"
        "print(sorted(os.listdir('/proc')), os.listdir('/proc/self'))\n"
        "print(os.getpid(), dict(os.environ))\n"
        f"print([p for p in ('/home', {str(ROOT)!r}, '/etc/passwd', '/bin/sh', '/var', '/sys')"
        " if os.path.exists(p)])\n"
        "print([n for n in ('torch', 'nbgrader', 'autograde', 'scipy', 'jupyterlab', 'sklearn')"
        " if u.find_spec(n)])\n"
        "print(sorted(os.listdir('/opt/course/lstm_utils/checks')))"
    )
    seen = answer["printed"].splitlines()
    assert seen[0] == "['cpuinfo', 'meminfo', 'self'] ['maps']"
    number, _, environment = seen[1].partition(" ")
    values = eval(environment)
    assert number == "1"
    assert not {"PATH", "SHELL", "VIRTUAL_ENV"} & values.keys()
    assert (values["USER"], values["LOGNAME"], values["HOME"]) == ("student", "student", "/tmp")
    assert seen[2:4] == ["[]", "[]"]
    assert eval(seen[4]) == [
        "__init__.py", "declare.py", "edits.py", "equality.py", "exercises.py", "lend.py",
        "own.py", "plain.py", "probes.py", "run.py",
    ]  # fmt: skip


def test_no_course_in_a_folder_of_libraries(monkeypatch):
    """Are the lessons hidden where the course is below a folder that submissions see?"""
    monkeypatch.setattr(bubblewrap, "SYSTEM", (*bubblewrap.SYSTEM, str(ROOT.parent)))
    with Sandbox("01_neuron", SOURCES) as sandbox:
        guest = sandbox.spawn()
        code = f"from pathlib import Path; print(list(Path({str(ROOT)!r}).glob('*')))"
        guest.send_order(cell(code))
        answer = guest.answer(5, "cell_seconds")
        guest.end()
    assert answer["printed"] == "[]\n"


def test_rights_are_gone(run):
    """Is a submission nobody, without capabilities, and able to start nothing?"""
    answer = run(
        "import os, ctypes, subprocess\n"
        "print(os.getuid(), os.getgroups())\n"
        "for call in (os.fork, lambda: os.execv('/bin/true', ['true']),"
        " lambda: subprocess.run(['true']), lambda: os.chroot('/tmp')):\n"
        "    try:\n        call(); print('done')\n"
        "    except OSError as error: print(error.errno)\n"
    )
    assert answer["printed"].split("\n")[0].startswith("65534 ")
    assert answer["printed"].split("\n")[1:5] == ["1"] * 4


def test_each_submission_begins_with_nothing(run):
    """Is the temporary folder empty again, and every module as it was?"""
    run("open('/tmp/note', 'w').write('x')\nimport numpy\nnumpy.spoiled = True")
    answer = run("import os, numpy\nprint(os.listdir('/tmp'), hasattr(numpy, 'spoiled'))")
    assert answer["printed"] == "[] False\n"


def test_a_silent_process_is_given_up(warm):
    """Is a limit of time kept, whatever the process does, and is it gone then?"""
    guest = warm.spawn()
    guest.send_order(cell("while True: pass"))
    with pytest.raises(TooSlow, match="cell_seconds"):
        guest.answer(0.3, "cell_seconds")
    used = guest.end()
    assert os.WIFSIGNALED(used["status"])
    assert warm.spawn().end()["memory"] > 0


def test_processor_time_is_bounded_by_the_kernel(run):
    """Does the kernel end a process that used up its processor seconds?"""
    with Sandbox("01_neuron", SOURCES, Limits(cpu_seconds=1)) as brief:
        guest = brief.spawn()
        guest.send_order(cell("while True: pass"))
        with pytest.raises(Died):
            guest.answer(60, "cell_seconds")
        assert guest.end()["cpu_seconds"] == pytest.approx(1, abs=0.5)


def _may_answer(exercise, function):
    """Return whether a function is right in the first case, outside."""
    ex, right = get(exercise), key(exercise, 0)
    try:
        inspect.signature(function).bind(*right.cases[0].inputs)
    except (TypeError, ValueError):
        return False
    got = call(ex, function, right.cases[0])
    if got.raised:
        return False
    first = first_call(ex, right.cases[0], got)
    return bool(ex.properties) or not list(differences(ex, right.right_leaves[0], first))


QUICK = {"01_neuron", "08_lstm", "09_pytorch"}  # lessons that `make test` asks about


@pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(lesson, marks=[pytest.mark.long] * (lesson not in QUICK))
        for lesson in sorted({get(name).lesson for name in names()})
    ],
)
def test_no_function_of_the_course_answers_an_exercise(lesson):
    """Does any function that is left in the sandbox's copy of the course pass for an answer?"""
    torch = any(get(name).framework == "torch" for name in names(lesson))
    nets = "torch_nets" if torch else "numpy_nets"
    source = f"import numpy as np\nimport lstm_utils.{nets} as nets"
    module = importlib.import_module(f"lstm_utils.{nets}")
    functions = [name for name, value in vars(module).items() if callable(value)]
    assert len(functions) > 20
    with Sandbox(lesson, [source]) as sandbox:
        guest = sandbox.spawn()
        guest.send_order(cell(source))
        guest.answer(60, "cell_seconds")
        for exercise in names(lesson):
            # What does not answer it here does not answer it there.
            likely = [f for f in functions if _may_answer(exercise, getattr(module, f))]
            assert _may_answer(exercise, get(exercise).reference)
            for function in likely:
                asked = (Check(exercise, f"nets.{function}"),)
                deadline = time.monotonic() + 60
                judged = evaluate.ask(guest, exercise, asked, 1, 10, deadline)
                assert not judged.passed, f"nets.{function} answers {exercise}"
        guest.end()


def test_a_lesson_may_import_what_its_cells_import():
    """Are the packages those of the cells and of the course's modules that they use?"""
    assert "torch" in packages.with_course({"numpy", "lstm_utils.torch_nets"})
    few = packages.with_course({"numpy", "lstm_utils.numpy_nets"})
    assert not {"torch", "scipy", "nbgrader"} & few


def test_a_module_brings_no_package_of_its_neighbors():
    """Is PyTorch left out where only another module of the same folder imports it?"""
    assert "torch" in packages.with_course({"lstm_utils.tasks.lag_training"})
    latch = packages.with_course({"lstm_utils.tasks.latch"})
    assert {"numpy", "lstm_utils.tasks"} <= latch
    assert "torch" not in latch
    assert {name.split(".")[0] for name in latch} <= {
        "lstm_utils",
        *sys.stdlib_module_names,
        "numpy",
    }


IMPORTS = """
import importlib
for name in ("scipy.special", "scipy.linalg", "sklearn.metrics", "tqdm.auto", "torch", "pip"):
    try:
        importlib.import_module(name)
        print(name)
    except ImportError:
        pass
"""


@pytest.mark.parametrize(
    ("lesson", "there"),
    [
        ("01_neuron", ["tqdm.auto"]),
        ("08_lstm", ["scipy.special", "scipy.linalg", "sklearn.metrics", "tqdm.auto"]),
    ],
)
def test_the_sandbox_offers_what_check_allows(lesson, there):
    """Can answers import what the course installs, where it gives nothing away?"""
    with Sandbox(lesson, SOURCES) as sandbox:
        guest = sandbox.spawn()
        guest.send_order(cell(IMPORTS))
        answer = guest.answer(60, "cell_seconds")
        guest.end()
    assert answer["printed"].split() == there, answer


HOLDS = """
import sys, time
from autograde.sandbox import Sandbox
sandbox = Sandbox("01_neuron", ["import numpy"])
print(sandbox._folder.path, sandbox._process.pid, flush=True)
time.sleep(600)
"""


def _holder():
    """Start a grader that has a sandbox; return it, the folder and the sandbox's process."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True)
    folder, pid = process.stdout.readline().split()
    return process, Path(folder), int(pid)


@pytest.mark.long
def test_what_a_killed_grader_leaves_is_swept():
    """Does the next start remove a killed grader's folder, and leave a living one's alone?"""
    killed, left, _ = _holder()
    alive, kept, sandbox = _holder()
    try:
        assert left.is_dir(), "a living grader's folder was swept"
        killed.kill()
        killed.communicate()
        with Sandbox("01_neuron", SOURCES):
            assert not left.exists()
            assert (kept / "lstm_utils").is_dir()
    finally:
        alive.kill()
        alive.communicate()
    for _ in range(100):  # it dies with its grader
        if not psutil.pid_exists(sandbox):
            break
        time.sleep(0.1)
    assert not psutil.pid_exists(sandbox)
    folder.sweep()
    assert not kept.exists()


def test_graders_that_start_at_once_keep_their_folders():
    """Does nobody's sweep take a folder that another has just made and not locked yet?"""
    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda _: folder.Folder(), range(200)))
    assert len({one.path for one in made}) == 200
    assert all(one.path.is_dir() for one in made)
    for one in made:
        one.close()
    assert not any(one.path.exists() for one in made)


@pytest.mark.parametrize("moment", ["mkdtemp", "open"])
def test_a_folder_that_is_swept_before_its_lock_is_made_anew(monkeypatch, moment):
    """What if another grader sweeps right after the folder is made, or opened, unlocked?"""
    module = tempfile if moment == "mkdtemp" else os
    original, swept = getattr(module, moment), []

    def disturbed(*arguments, **options):
        made = original(*arguments, **options)
        if not swept:
            swept.append(made)
            folder.sweep()
        return made

    monkeypatch.setattr(module, moment, disturbed)
    one = folder.Folder()
    assert swept
    assert one.path.is_dir()
    one.close()


def test_what_is_not_ours_is_not_swept(tmp_path, monkeypatch):
    """Does the sweep leave links, files and other names alone?"""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (tmp_path / f"{folder.PREFIX}link").symlink_to(treasure)
    (tmp_path / f"{folder.PREFIX}file").write_text("x")
    (tmp_path / f"{folder.PREFIX}dead").mkdir()
    folder.sweep()
    left = {f"{folder.PREFIX}link", f"{folder.PREFIX}file", "treasure"}
    assert {path.name for path in tmp_path.iterdir()} == left


def test_without_bubblewrap_nothing_runs(monkeypatch):
    """Does grading stop with a clear message if isolation is unavailable?"""
    monkeypatch.setenv("PATH", "/nonexistent")
    bubblewrap.require.cache_clear()
    with pytest.raises(NoSandboxError, match="apt install bubblewrap"):
        Sandbox("01_neuron", SOURCES)
    bubblewrap.require.cache_clear()


def test_half_a_sandbox_is_not_waited_for(monkeypatch, tmp_path):
    """Is it seen at once that bubblewrap was killed, and what it left ended, too?"""
    half = tmp_path / "bwrap"
    half.write_text(
        '#!/bin/sh\ncase "$*" in *autograde_guest*) sleep 98765 & kill -9 $$;; esac\n'
    )
    half.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    began = time.monotonic()
    with pytest.raises(SandboxEndedError):
        Sandbox("01_neuron", SOURCES)
    assert time.monotonic() - began < 60
    lines = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"])]
    assert ["sleep", "98765"] not in lines


def test_where_namespaces_are_refused_nothing_runs(monkeypatch, tmp_path):
    """Does a bubblewrap that may not make namespaces end in a clear message?"""
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create namespace' >&2\nexit 1\n"
    )
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    bubblewrap.require.cache_clear()
    with pytest.raises(NoSandboxError, match="No permissions to create namespace"):
        Sandbox("01_neuron", SOURCES)
    bubblewrap.require.cache_clear()


def test_functions_made_of_answers_are_not_there_before(tmp_path):
    """Has lesson 08's sandbox none of the LSTMs that lesson 26 hands to answers?"""
    found = {}
    for lesson in ("08_lstm", "26_shipping"):
        (tmp_path / lesson).mkdir()
        strip.stage(tmp_path / lesson, lesson)
        path = tmp_path / lesson / "lstm_utils" / "checks" / "probes.py"
        found[lesson] = path.read_text(encoding="utf-8").count("probe_source(")
    assert found == {"08_lstm": 0, "26_shipping": 58}
