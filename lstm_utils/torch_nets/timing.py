"""Time a function honestly: warm up, wait for the device, take the median."""

import statistics
import time

import torch


def synchronise():
    """Wait until the GPU has done all that it was asked for; without one, do nothing."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def benchmark(fn, synchronise=synchronise, clock=time.perf_counter, warmup=2, repeats=7):
    """Measure how long a function takes.

    Args:
        fn: the function to be timed, called without arguments.
        synchronise: function that returns when the device has done all its work.
        clock: function that returns the time now, in seconds.
        warmup: calls before the first that is timed.
        repeats: calls that are timed, each by itself, at least 1.

    Returns:
        Median of the times of the calls, one number, in seconds.
    """
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
