"""Lesson 16: early stopping, the best measurement and the last one."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "early-stop",
    lesson="16_deeper",
    reference=nets.early_stop,
    outputs=("best", "stop"),
    hints=[
        "Keep the lowest loss so far and its index. Start with np.inf and 0.",
        "A loss below the lowest is a new best. After that, compare n - best with patience.",
        "if n - best >= patience: return best, n. After the loop, return best, len(losses) - 1.",
    ],
)


@ex.cases
def _(rng):
    def case(losses, patience):
        return dict(losses=np.array(losses, dtype=float), patience=patience)

    nan = np.nan
    yield "the minimum in the middle", case([3, 2, 2.5, 2.2, 2.4, 2.3], 3)
    yield "a better one comes too late", case([3, 2, 2.5, 2.2, 1.0], 2)
    yield "patience suffices for a hill", case([3, 2, 2.5, 1.5, 1.7, 1.8, 1.9], 2)
    yield "always better", case([5, 4, 3, 2.5], 1)
    yield "the first is best", case([1, 2, 3, 4, 5], 3)
    yield "no patience to speak of", case([2, 1, 1.5, 0.5], 1)
    yield "one measurement", case([2.0], 3)
    yield "equal is no new best", case([3, 2, 2, 2, 2, 1], 3)
    yield "two hills", case([5, 4, 4.5, 3, 3.5, 3.2, 2, 2.1, 2.2, 2.3, 1], 3)
    yield "better than the one before, not a new best", case([2, 5, 4, 3.5, 3, 2.5, 1], 4)
    yield "nan after the best", case([3, 2, nan, nan, 1], 2)
    yield "nan first", case([nan, 3, 2, 4, 5, 6], 3)
    yield "nothing but nan", case([nan] * 4, 2)
    yield "two times nan first", case([nan, nan, 3, 2], 2)
    yield "bests by a hair", case([3, 2, 1.999, 1.998, 1.9979, 2.1, 2.2, 1.5], 2)
    yield "a best by one part in a billion", case([3, 2, 2 - 2e-9, 2.5, 2.6, 1], 2)
    yield "very large losses", case([5e30, 3e30, 4e30, 6e30], 3)
    yield "below zero", case([-1, -3, -2, -2.5, -4], 2)
    walk = 3 + np.cumsum(rng.normal(-0.02, 0.2, size=60))
    yield "a random walk", case(walk, 7)
    yield "longer patience than the curve", case([3, 1, 2, 2.5], 10)


BEST, STOP = "if loss < lowest:", "if n - best >= patience:"
END = "return best, len(losses) - 1"
mistakes(
    ex,
    {
        "one measurement too many is made: stop when n - best >= patience.": (STOP, "if n - best > patience:"),
        "training ends one measurement too early: stop when n - best >= patience.": (STOP, "if n and n - best >= patience - 1:"),
        "an equal loss counts as a new best: a new best is less than all before, <.": (BEST, "if loss <= lowest:"),
        "all measurements without a best are counted, not those in a row: count from the last best, n - best.": [
            ("best, lowest = 0, np.inf\n", "best, lowest, bad = 0, np.inf, 0\n"),
            (STOP, "bad += best != n\n        if bad >= patience:"),
        ],
        "the best of the complete curve is returned: what comes after the stop was never measured.": (
            "return best, n\n",
            "return int(np.nanargmin(losses)) if not np.isnan(losses).all() else 0, n\n",
        ),
        "best is the last measurement: return the index of the lowest loss, so that its weights can come back.": [
            ("return best, n\n", "return n, n\n"),
            (END, "return len(losses) - 1, len(losses) - 1"),
        ],
        "the end of the curve is returned as stop: it is the measurement at which patience ends.": (
            "return best, n\n",
            "return best, len(losses) - 1\n",
        ),
        "best and stop are exchanged: return best, stop.": [
            ("return best, n\n", "return n, best\n"),
            (END, "return len(losses) - 1, best"),
        ],
        "a loss is compared with the one before: compare with the lowest so far.": (
            "            best, lowest = n, loss\n",
            "            best = n\n        lowest = loss\n",
        ),
        "the lowest loss is not updated: store it together with its index.": (
            "best, lowest = n, loss",
            "best, lowest = n, lowest",
        ),
        "the largest loss is taken as best: a loss is better if it is lower.": [
            ("best, lowest = 0, np.inf", "best, lowest = 0, -np.inf"),
            (BEST, "if loss > lowest:"),
        ],
        "the lowest loss is returned, not its index: return n of the best.": [
            ("return best, n\n", "return lowest, n\n"),
            (END, "return lowest, len(losses) - 1"),
        ],
        "the search starts at 0, so a loss above 0 is never a best: start with np.inf.": (
            "best, lowest = 0, np.inf",
            "best, lowest = 0, 0.0",
        ),
        "the search starts with the first loss, which may be nan: start with np.inf.": (
            "best, lowest = 0, np.inf",
            "best, lowest = 0, losses[0]",
        ),
        "stop is the number of measurements: return the index of the last one, from 0.": [
            ("return best, n\n", "return best, n + 1\n"),
            (END, "return best, len(losses)"),
        ],
        "patience counts from the first measurement: count from the last best, n - best.": (STOP, "if n >= patience:"),
        "a new best must win by a margin: any loss below the lowest so far is a new best.": (BEST, "if loss < lowest - 0.01:"),
        "stop is the measurement before the last one: return n, at which patience ended.": (
            "return best, n\n",
            "return best, n - 1\n",
        ),
        "nan counts as 0, so it is a best: nan is never a new best, leave it as it is.": (
            "in enumerate(losses):",
            "in enumerate(np.nan_to_num(losses)):",
        ),
        "the curve's end is not handled: after the loop, return best, len(losses) - 1.": (END, "return None"),
        "stop is best + patience even beyond the end: the last measurement is len(losses) - 1.": (
            END,
            "return best, best + patience",
        ),
        "a nan at the start counts against patience: the count begins after the first measurement, n - best with best = 0.": [
            ("best, lowest = 0, np.inf\n", "best, lowest, bad = 0, np.inf, 0\n"),
            (STOP, "bad = 0 if n == best and loss == loss else bad + 1\n        if bad >= patience:"),
        ],
        "nan ends the count, as if it were a best: nan is never a new best.": (BEST, "if not loss >= lowest:"),
    },
)


equivalents(
    ex,
    {
        "a counter": """
        lowest, best, waited = float("inf"), 0, 0
        for n in range(len(losses)):
            if losses[n] < lowest:
                lowest, best, waited = losses[n], n, 0
            elif n:
                waited += 1
            if waited == patience:
                return best, n
        return best, n
    """,
        "the best of each beginning": """
        filled = np.where(np.isnan(losses), np.inf, losses)
        for n in range(len(filled)):
            best = int(np.argmin(filled[: n + 1]))
            if n - best >= patience:
                break
        return best, n
    """,
        "running minimum": """
        low = np.minimum.accumulate(np.nan_to_num(losses, nan=np.inf))
        new = np.r_[True, low[1:] < low[:-1]]
        last = np.maximum.accumulate(np.where(new, np.arange(len(low)), 0))
        ends = np.flatnonzero(np.arange(len(low)) - last >= patience)
        stop = int(ends[0]) if len(ends) else len(low) - 1
        return int(last[stop]), stop
    """,
    },
)
