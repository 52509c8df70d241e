"""Lesson 09: timing a function, judged on machines that are only imagined.

An imagined machine has a clock, a queue of work that a device does later, and costs that
are known: so the right answer is one number, the same on every real machine.
"""

import statistics

from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._torch import twin_of

_machine = {"now": 0.0, "done": 0.0, "calls": 0}
_QUIRKS = (0, 0, 5, 1, 0, 0, 2, 0, 9, 0, 3, 0, 0)  # in ms: other programs get in the way


def _restart():
    """Switch the machine on again: the clock goes on, nothing is queued, all is cold."""
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
    return statistics.median(_times(fn, synchronise, clock, warmup, repeats))


def _times(fn, synchronise, clock, warmup, repeats, before=True, after=True):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        if before:
            synchronise()
        start = clock()
        fn()
        if after:
            synchronise()
        times.append(clock() - start)
    return times


ex = exercise(
    "benchmark",
    lesson="09_pytorch",
    reference=benchmark,
    outputs="seconds",
    tolerance=1e-7,
    hints=[
        "Four things in a row: calls that are not timed, then for each timed call: wait, read "
        "the clock, call, wait, read the clock.",
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


@ex.mistake("nothing is warmed up: call fn() warmup times before the first timed call.")
def _(fn, synchronise, clock, warmup, repeats):
    return statistics.median(_times(fn, synchronise, clock, 0, repeats))


@ex.mistake("the calls that warm up are timed, too: throw them away.")
def _(fn, synchronise, clock, warmup, repeats):
    return statistics.median(_times(fn, synchronise, clock, 0, warmup + repeats))


@ex.mistake("the clock is read before the GPU is done: synchronise() between fn() and clock().")
def _(fn, synchronise, clock, warmup, repeats):
    return statistics.median(_times(fn, synchronise, clock, warmup, repeats, after=False))


@ex.mistake("old work is counted: synchronise() before the first reading of the clock, too.")
def _(fn, synchronise, clock, warmup, repeats):
    return statistics.median(_times(fn, synchronise, clock, warmup, repeats, before=False))


@ex.mistake(
    "the clock is read before the wait for old work: synchronise() first, then clock()."
)
def _(fn, synchronise, clock, warmup, repeats):
    def late():
        synchronise()
        fn()

    _times(fn, synchronise, clock, warmup, 0)
    return statistics.median(_times(late, synchronise, clock, 0, repeats, before=False))


@ex.mistake("the mean is returned: one slow call moves it, the median stays.")
def _(fn, synchronise, clock, warmup, repeats):
    return statistics.fmean(_times(fn, synchronise, clock, warmup, repeats))


@ex.mistake("the fastest call is returned: take the median of the times.")
def _(fn, synchronise, clock, warmup, repeats):
    return min(_times(fn, synchronise, clock, warmup, repeats))


@ex.mistake("the slowest call is returned: take the median of the times.")
def _(fn, synchronise, clock, warmup, repeats):
    return max(_times(fn, synchronise, clock, warmup, repeats))


mistakes(
    ex,
    {
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
    },
)


@ex.mistake("the total is returned: the median of the single times is asked for.")
def _(fn, synchronise, clock, warmup, repeats):
    return sum(_times(fn, synchronise, clock, warmup, repeats))


@ex.mistake("the middle is taken before sorting: statistics.median sorts, times[n // 2] not.")
def _(fn, synchronise, clock, warmup, repeats):
    return _times(fn, synchronise, clock, warmup, repeats)[repeats // 2]


@ex.mistake("for an even number the median is the mean of the two in the middle.")
def _(fn, synchronise, clock, warmup, repeats):
    return sorted(_times(fn, synchronise, clock, warmup, repeats))[repeats // 2]


@ex.mistake("the list of times is returned: take its median, one number.")
def _(fn, synchronise, clock, warmup, repeats):
    return _times(fn, synchronise, clock, warmup, repeats)


@ex.mistake("the time is in milliseconds: return seconds.")
def _(fn, synchronise, clock, warmup, repeats):
    return 1e3 * benchmark(fn, synchronise, clock, warmup, repeats)


mistakes(
    ex,
    {
        "repeats calls are timed, but all from one start: read the clock anew for each.": [
            ("times =", "synchronise()\n    start, times = clock(),"),
            (":\n        synchronise()\n        start = clock()", ":"),
        ],
    },
)


@ex.mistake("warmup and repeats have changed places.")
def _(fn, synchronise, clock, warmup, repeats):
    return benchmark(fn, synchronise, clock, repeats, max(warmup, 1))


@ex.mistake("it is always the same numbers of calls: use warmup and repeats.")
def _(fn, synchronise, clock, warmup, repeats):
    return benchmark(fn, synchronise, clock, 3, 7)


@ex.mistake("one call too few is timed: range(repeats), not range(1, repeats).")
def _(fn, synchronise, clock, warmup, repeats):
    times = _times(fn, synchronise, clock, warmup, repeats - 1)
    return statistics.median(times or [0.0])


@ex.same("sorted by hand")
def _(fn, synchronise, clock, warmup, repeats):
    times = sorted(_times(fn, synchronise, clock, warmup, repeats))
    return (times[(repeats - 1) // 2] + times[repeats // 2]) / 2


equivalents(
    ex,
    {
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
