"""Lesson 09: timing a function, judged on simulated machines.

A simulated machine has a clock, a queue of work that a device does later, and known costs,
so that the right answer is one number, the same on every real machine.
"""

import statistics

from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._torch import twin_of

_machine = {"now": 0.0, "done": 0.0, "calls": 0}
_QUIRKS = (0, 0, 5, 1, 0, 0, 2, 0, 9, 0, 3, 0, 0)  # ms: delays by other programs


def _restart():
    """Restart the machine: the clock continues, the queue is empty, nothing is warm."""
    _machine.update(now=_machine["now"] % 64 + 16.0, calls=0)
    _machine["done"] = _machine["now"]


def _work(launch, device, cold):
    """Queue work: the call itself takes `launch`, the device is done later (seconds)."""
    call = _machine["calls"]
    _machine["calls"] += 1
    _machine["now"] += launch + (cold if call < 2 else 0.0)
    busy = device + 1e-3 * (_QUIRKS[call % len(_QUIRKS)] + 0.25 * (call % 3))
    _machine["done"] = max(_machine["done"], _machine["now"]) + busy


@probe("a call that a GPU does later", fresh=True)
def on_gpu():
    """Work that returns at once and is done 8 ms later; the first two calls load libraries."""
    _restart()
    return lambda: _work(launch=0.0005, device=0.008, cold=0.5)


@probe("a call that a CPU does at once", fresh=True)
def on_cpu():
    """Work that is done when the call returns."""
    _restart()

    def run():
        _work(launch=0.0, device=0.004, cold=0.05)
        _machine["now"] = _machine["done"]

    return run


@probe("wait for the device")
def wait():
    """Wait until the queue is empty."""
    _machine["now"] = max(_machine["now"], _machine["done"])


@probe("clock")
def clock():
    """Read the clock, which costs a microsecond itself."""
    _machine["now"] += 1e-6
    return _machine["now"]


@twin_of("timing")
def benchmark(fn, synchronise, clock, warmup, repeats):
    """Return the median time of a call, in seconds."""
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        start = clock()
        fn()
        synchronise()
        times.append(clock() - start)
    return statistics.median(times)


ex = exercise(
    "benchmark",
    lesson="09_pytorch",
    reference=benchmark,
    outputs="seconds",
    tolerance=1e-7,
    hints=[
        "There are two loops. The first calls fn without timing. In the second, each timed "
        "call is: wait, read the clock, call, wait, read the clock.",
        "A GPU returns from fn() before the work is done. Wait before the first reading, so "
        "that old work is not counted, and before the second, so that the new work is.",
        "for _ in range(repeats): synchronise(); start = clock(); fn(); synchronise(); "
        "times.append(clock() - start). Then return statistics.median(times).",
    ],
)


@ex.cases
def _(rng):
    def case(fn, warmup, repeats):
        world = {"fn": Probe(fn), "synchronise": Probe("wait for the device")}
        return world | {"clock": Probe("clock"), "warmup": warmup, "repeats": repeats}

    gpu, cpu = "a call that a GPU does later", "a call that a CPU does at once"
    yield "on a GPU, 3 calls to warm up, 7 timed", case(gpu, 3, 7)
    yield "on a CPU, 2 calls to warm up, 5 timed", case(cpu, 2, 5)
    yield "an even number of timed calls", case(gpu, 2, int(rng.choice([6, 8])))
    yield "one timed call", case(gpu, int(rng.integers(2, 6)), 1)
    yield "no call to warm up", case(gpu, 0, int(rng.integers(2, 5)))
    yield "any numbers", case(gpu, int(rng.integers(2, 9)), int(rng.integers(3, 12)))


OWN_CLOCK = "another clock is read: call the argument clock(), not a function of `time`."
FASTEST = 5e-4  # seconds: no timed call of a simulated machine is shorter


@ex.property
def _(inputs, value):
    machine = {"a call that a GPU does later": on_gpu, "a call that a CPU does at once": on_cpu}
    fn = machine[inputs["fn"].name]()
    right = benchmark(fn, wait, clock, inputs["warmup"], inputs["repeats"])
    if abs(value - right) <= ex.tolerance * right:
        return None
    real = 0 < value < FASTEST and abs(1e3 * value - right) > 1e-3 * right
    return OWN_CLOCK if real else f"seconds: expected {right:.6g}, got {value:.6g}"


WARM = "    for _ in range(warmup):\n        fn()\n"
WAIT, START, END = ("        synchronise()\n", "        start = clock()\n", "        times.append(clock() - start)\n")
MEDIAN = "statistics.median(times)"

mistakes(
    ex,
    {
        OWN_CLOCK: (WARM, f"    import time\n\n    clock = time.perf_counter\n{WARM}"),
        "nothing is warmed up: call fn() warmup times before the first timed call.": (WARM, ""),
        "the warm-up calls are timed as well: do not time them.": [(WARM, ""), ("range(repeats)", "range(warmup + repeats)")],
        "the clock is read before the GPU is done: synchronise() between fn() and clock().": (f"{WAIT}{END}", END),
        "old work is counted: call synchronise() before the first reading of the clock, too.": (f"{WAIT}{START}", START),
        "the clock is read before the wait for old work: synchronise() first, then clock().": (
            f"{WAIT}{START}",
            f"{START}{WAIT}",
        ),
        "the mean is returned: one slow call changes it; return the median.": ("statistics.median", "statistics.fmean"),
        "the fastest call is returned: return the median of the times.": (MEDIAN, "min(times)"),
        "the slowest call is returned: return the median of the times.": (MEDIAN, "max(times)"),
        "all calls are timed as one and divided by repeats: that is the mean.": """
        for _ in range(warmup):
            fn()
        synchronise()
        start = clock()
        for _ in range(repeats):
            fn()
        synchronise()
        return (clock() - start) / repeats
    """,
        "the total is returned: return the median of the single times.": (MEDIAN, "sum(times)"),
        "the middle is taken without sorting: use statistics.median, or sort the times first.": (MEDIAN, "times[repeats // 2]"),
        "one of the two times in the middle is taken: for an even number, the median is their mean.": (
            MEDIAN,
            "sorted(times)[repeats // 2]",
        ),
        "the list of times is returned: return its median, one number.": (MEDIAN, "times"),
        "the times are negative: subtract the start from the end, clock() - start.": ("clock() - start", "start - clock()"),
        "the time is in milliseconds: return seconds.": (MEDIAN, f"1e3 * {MEDIAN}"),
        "all calls are timed from one start: read the clock before each call.": [
            (f"{WAIT}{START}", ""),
            ("times = []\n", "times = []\n    synchronise()\n    start = clock()\n"),
        ],
        "warmup and repeats are exchanged: the first `warmup` calls are not timed.": [
            ("range(repeats)", "range(max(warmup, 1))"),
            ("range(warmup)", "range(repeats)"),
        ],
        "the numbers of calls are fixed: use warmup and repeats.": [
            ("range(warmup)", "range(3)"),
            ("range(repeats)", "range(7)"),
        ],
        "one call too few is timed: range(repeats), not range(1, repeats).": [
            ("range(repeats)", "range(1, repeats)"),
            ("(times)", "(times or [0.0])"),
        ],
    },
)


equivalents(
    ex,
    {
        "the middle of the sorted times": (MEDIAN, "(sorted(times)[(repeats - 1) // 2] + sorted(times)[repeats // 2]) / 2"),
        "one loop, waits everywhere, NumPy's median": """
        import numpy as np

        times = []
        for k in range(warmup + repeats):
            synchronise()
            start = clock()
            fn()
            synchronise()
            end = clock()
            if k >= warmup:
                times.append(end - start)
        return np.median(times)
    """,
        "while, pop and one wait after warming up": """
        while warmup > 0:
            fn()
            synchronise()
            warmup -= 1
        seconds = []
        synchronise()
        while len(seconds) < repeats:
            t0 = clock()
            fn()
            synchronise()
            seconds.append(clock() - t0)
        return float(statistics.median(seconds))
    """,
    },
)
