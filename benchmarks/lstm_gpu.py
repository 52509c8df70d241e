"""What does a step of the LSTM cost on a GPU? torch.nn.LSTM in each precision, and our ways.

    python benchmarks/lstm_gpu.py [FOLDER] [--quick] [--budget SECONDS] [--device cpu]

All contestants of a size take turns in random order; a time is the median over the rounds,
between two CUDA events. Before the clock starts each is compared with torch.nn.LSTM in
float64, outputs and gradients; who disagrees is not measured, and the exit code is 1. The
table is printed; FOLDER, if given, receives it as lstm_gpu.md with a plot, lstm_gpu.svg, both
written again after each size. When the budget is spent the rounds end, and what has been
measured stays. `--device cpu` runs the same on two tiny sizes, to try the program itself.

A result is worth keeping if it comes from a whole run on a GPU that nobody else uses. Commit
the two files as benchmarks/results/<GPU>-<date>/; they say the machine, the versions and the
date. A way that is faster there than torch.nn.LSTM may then move from _lstm_gpu_ways.py into
lstm_utils/torch_nets, and LSTM may choose it for the sizes where it won.
"""

import argparse
import datetime
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
from _lstm_gpu_report import draw_times, table
from _lstm_gpu_ways import DTYPE, EXACT, WAYS, cut_blocks, draw, precision

from lstm_utils.plots.style import svg_bytes

BATCHES, UNITS = (16, 64, 1, 256), (128, 256, 384, 512, 768, 1024)
SIZES = [(B, H, H) for B in BATCHES for H in UNITS]  # B, I, H
SIZES += [(30, 50, 200), (30, 8, 300)]  # for which nobody wrote a kernel
QUICK, TINY = [(16, 256, 256), (16, 768, 768)], [(2, 3, 5), (3, 8, 8)]
LARGEST_ERROR = {"fp32": 1e-4, "TF32": 2e-2, "fp16": 2e-2, "bf16": 1e-1}


def relative_error(came, expected):
    """Compare outputs and gradients: the largest |came - expected| / |expected|, 2-norms."""
    errors = []
    for q, exact in zip(came, expected, strict=True):
        q = q if q.shape == exact.shape else cut_blocks(q, exact.shape)  # padded weights
        errors.append(float((q.double() - exact).norm() / exact.norm()))
    return max(errors)


def prepare(way, problem, expected):
    """Set up a contestant, warm it up and compare it.

    Args:
        way: a Way.
        problem: the Problem in its dtype.
        expected: outputs and gradients in float64.

    Returns:
        forward and both, two functions without arguments, and the relative error.

    Raises:
        ValueError, RuntimeError: if it cannot run here; says why.
        ArithmeticError: if it runs and computes something else.
    """
    if way.precision == "TF32" and problem.x.device.type != "cuda":
        raise ValueError("TF32 needs a CUDA device")
    with precision(way.precision):
        forward, both = way.runs(problem)
        error = relative_error(both(), expected)
        error = max(error, relative_error([forward()], expected[:1]))
    if not error < LARGEST_ERROR[way.precision]:
        raise ArithmeticError(f"relative error {error:.1e} against float64")
    return forward, both, error


def cuda_seconds(run, repeats):
    """Measure seconds a call between two events in the GPU's own queue."""
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    for _ in range(repeats):
        run()
    end.record()
    end.synchronize()
    return start.elapsed_time(end) / 1e3 / repeats


def wall_seconds(run, repeats):
    """Measure seconds a call by the clock on the wall."""
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats


def take_turns(runs, seconds, rounds, deadline, least=0.005, clock=time.monotonic):
    """Time all contestants in turn, in another random order in each round.

    Args:
        runs: {name: (function without arguments, precision)}.
        seconds: function of a run and a number of calls that returns seconds a call.
        rounds: how often each is timed, at least 1.
        deadline: no round but the first begins after this time of the clock.
        least: seconds that one measurement should take at least.
        clock: function that returns the time now, in seconds.

    Returns:
        {name: list of seconds a call, one for each round}.
    """
    times, order, repeats = {name: [] for name in runs}, list(runs), {}
    for name, (run, kind) in runs.items():
        with precision(kind):
            repeats[name] = max(1, round(least / max(seconds(run, 1), 1e-7)))
    for n in range(rounds):
        if n and clock() >= deadline:
            break
        random.shuffle(order)
        for name in order:
            with precision(runs[name][1]):
                times[name].append(seconds(runs[name][0], repeats[name]))
    return times


def measure(T, size, device, rounds, deadline):
    """Let all contestants run at one size.

    Args:
        T: steps.
        size: B, I, H.
        device: "cuda" or "cpu".
        rounds, deadline: as in take_turns.

    Returns:
        rows: list of dicts as _lstm_gpu_report describes.
        refused: {way: why it cannot run here}.
        wrong: {way: how far it is from float64}.
    """
    problems = {d: draw(T, *size, device, d) for d in set(DTYPE.values()) - {torch.float64}}
    expected = EXACT.runs(draw(T, *size, device, torch.float64))[1]()
    ready, refused, wrong = {}, {}, {}
    for way in WAYS:
        try:
            ready[way] = prepare(way, problems[DTYPE[way.precision]], expected)
        except ArithmeticError as error:
            wrong[way.name] = str(error)
        except (RuntimeError, ValueError) as error:
            refused[way.name] = str(error).splitlines()[0]
    del expected  # memory that the contest needs
    runs = {
        (way, name): (run, way.precision)
        for way, (*both, _) in ready.items()
        for name, run in zip(("forward", "both"), both, strict=True)
    }
    seconds = cuda_seconds if device == "cuda" else wall_seconds
    times = take_turns(runs, seconds, rounds, deadline)
    rows = []
    for way, (_, _, error) in ready.items():
        row = dict(zip("TBIH", (T, *size), strict=True))
        row |= {"way": way.name, "precision": way.precision, "error": error}
        row |= {name: statistics.median(times[way, name]) for name in ("forward", "both")}
        rows.append(row | {"rounds": len(times[way, "both"])})
    return rows, refused, wrong


def driver():
    """Ask which driver serves the GPU; "unknown" if nobody can tell."""
    query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    if shutil.which(query[0]) is None:
        return "unknown"
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout.split()
    return answer[0] if answer else "unknown"


def about(device):
    """Say where and when this runs: device, driver, versions, date."""
    cuda = device == "cuda"
    versions = f"Python {platform.python_version()}, PyTorch {torch.__version__}"
    if cuda:
        versions += f", CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}"
    return {
        "device": torch.cuda.get_device_name() if cuda else "processor, wall-clock times",
        "driver": driver() if cuda else "none",
        "versions": versions,
        "date": str(datetime.date.today()),
    }


def write(folder, rows, where, notes):
    """Write the table and the plot into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lstm_gpu.md").write_text(table(rows, where, notes), encoding="utf-8")
    (folder / "lstm_gpu.svg").write_bytes(svg_bytes(draw_times(rows, where)))


def contest(T, sizes, device, rounds, deadline, folder):
    """Measure size after size until the budget is spent.

    Returns:
        rows: what was measured.
        notes: in words, what was not.
        right: whether all that ran agreed with float64.
    """
    rows, notes, right, where = [], [], True, about(device)
    for n, size in enumerate(sizes):
        if n and time.monotonic() >= deadline:
            notes.append(f"the budget was spent after {n} of {len(sizes)} sizes")
            break
        at = "B={}, I={}, H={}".format(*size)
        try:
            found, refused, wrong = measure(T, size, device, rounds, deadline)
        except torch.OutOfMemoryError:
            found, refused, wrong = [], {"any way": "out of memory"}, {}
        rows += found
        right &= not wrong
        notes += [f"{way} at {at}: {why}" for way, why in (refused | wrong).items()]
        print(f"{at}: {len(found)} contestants", flush=True)
        if device == "cuda":
            torch.cuda.empty_cache()
        if folder and rows:
            write(folder, rows, where, notes)
    if folder and rows:
        write(folder, rows, where, notes)
    return rows, notes, right


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where table and plot go")
    parser.add_argument("--quick", action="store_true", help="two sizes, few rounds, T = 256")
    parser.add_argument("--budget", type=float, default=1200, help="seconds; 1200 if not given")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    options = parser.parse_args(arguments)
    deadline = time.monotonic() + options.budget
    if options.device == "cuda" and not torch.cuda.is_available():
        print("There is no CUDA device here, so nothing was measured.")
        return 0
    T, sizes, rounds = 1024, SIZES, 9
    if options.device == "cpu":
        T, sizes, rounds = 6, TINY, 3
    elif options.quick:
        T, sizes, rounds = 256, QUICK, 3
    rows, notes, right = contest(T, sizes, options.device, rounds, deadline, options.folder)
    if rows:
        print(table(rows, about(options.device), notes))
    return 0 if right and rows else 1


if __name__ == "__main__":
    sys.exit(main())
