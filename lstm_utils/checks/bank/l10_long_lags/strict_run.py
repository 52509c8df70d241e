"""Lesson 10: 1997's stop, n sequences in a row with a small error."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "strict-run",
    lesson="10_long_lags",
    reference=nets.strict_run,
    outputs="sequences seen",
    hints=[
        "Keep a counter of small errors in a row. What does it become at a large error?",
        "for seen, error in enumerate(errors, 1): the counter grows by 1 or falls back to 0.",
        "As soon as the counter is n, return seen: it counts the sequences up to this one. After the loop, return -1.",
    ],
)


@ex.cases
def _(rng):
    def case(errors, tol=0.04, n=2):
        return dict(errors=np.array(errors, dtype=float), tol=tol, n=n)

    s, b = 0.01, 0.5
    yield "the run ends at the fourth", case([s, b, -0.02, 0.03, s])
    yield "no run", case([s, b, s, b, s], n=2)
    yield "a run at the start", case([s, -s, s, b, b], n=3)
    yield "a run at the end", case([b, s, s, s], n=3)
    yield "one too short", case([b, s, s, s, b, s, s], n=4)
    yield "a run of one", case([b, b, -s, b], n=1)
    yield "negative and large", case([-b, -b, -b, s, b], n=2)
    yield "as many small ones, not in a row", case([s, s, b, s, b, s, s, s, s], n=4)
    yield "a long run after a short one", case([s, s, b, b, s, s, s, s, s, s, b], n=3)
    yield "errors of exactly tol", case([0.25, 0.25, 0.2, 0.2, 0.2], tol=0.25, n=3)
    yield "a larger tol", case([0.3, 0.5, -0.3, 0.1], tol=0.4, n=2)
    yield "nan is not small", case([s, np.nan, s, s, np.nan, s, s, s, b], n=3)
    yield "nothing but nan", case([np.nan] * 5, n=2)
    yield "a run in the middle that is longer later", case([b, s, s, b, s, s, s, s, b], n=2)
    errors = np.where(rng.random(300) < 0.08, 0.6, 0.02) * rng.choice([-1.0, 1.0], size=300)
    yield "300 errors, 8 % large", case(errors, n=20)
    yield "fewer errors than n", case([s, s, s], n=4)
    long = np.full(2600, 0.02)
    long[37] = 0.5
    yield "the defaults", dict(errors=long)
    yield "the defaults: 0.045 is not small", dict(errors=np.full(2100, 0.045))
    yield "the defaults: one short of 2,000", dict(errors=np.full(1999, -0.02))
    yield "small on average, never small", case([0.05, 0.05, 0.05, 0.05], n=2)


RUN, STOP = "run + 1 if abs(error) < tol else 0", "if run == n:\n            return seen"
mistakes(
    ex,
    {
        "the small errors are counted, not those in a row: a large error resets the count to 0.": (
            RUN,
            "run + (abs(error) < tol)",
        ),
        "the start of the run is returned: return how many were seen at its end.": ("return seen", "return seen - n"),
        "the number of the run's first sequence is returned: return that of its last.": ("return seen", "return seen - n + 1"),
        "the index of the last one is returned: the number of sequences seen is one more.": ("return seen", "return seen - 1"),
        "one small error more than n is needed: stop as soon as the run is n long.": ("run == n", "run > n"),
        "the run is one too short: stop when n in a row were small.": ("run == n", "run >= n - 1"),
        "the sign counts: an error of -0.5 is not small, take abs(error).": ("abs(error) < tol", "error < tol"),
        "an error of exactly tol counts as small: use <, not <=.": ("< tol", "<= tol"),
        "the last run is returned: stop at the first that is n long.": """
        run, found = 0, -1
        for seen, error in enumerate(errors, 1):
            run = run + 1 if abs(error) < tol else 0
            if run == n:
                found = seen
        return found
    """,
        "the end of the run is returned when it breaks: return as soon as it is n long.": """
        run = 0
        for seen, error in enumerate(errors, 1):
            if abs(error) < tol:
                run += 1
            elif run >= n:
                return seen - 1
            else:
                run = 0
        return len(errors) if run >= n else -1
    """,
        "the length of the longest run is returned: return the sequences seen until a run of n.": """
        run = longest = 0
        for error in errors:
            run = run + 1 if abs(error) < tol else 0
            longest = max(longest, run)
        return longest
    """,
        "a large error starts a run of 1: the count falls back to 0.": ("else 0", "else 1"),
        "a large error takes one off the count: it falls back to 0.": ("else 0", "else max(run - 1, 0)"),
        "the blocks of n are looked at one after the other: a run may begin at any sequence.": """
        for start in range(0, len(errors) - n + 1, n):
            if (np.abs(errors[start : start + n]) < tol).all():
                return start + n
        return -1
    """,
        "the mean of n errors is compared: each of them must be small.": """
        for seen in range(n, len(errors) + 1):
            if np.abs(errors[seen - n : seen]).mean() < tol:
                return seen
        return -1
    """,
        "nan counts as small: write abs(error) < tol, which is False for nan.": (RUN, "0 if abs(error) >= tol else run + 1"),
        "nan is left out: an answer of nan is wrong and ends the run.": (
            "enumerate(errors, 1)",
            "enumerate(errors[~np.isnan(errors)], 1)",
        ),
        "0 is returned if it never happens: return -1.": ("return -1", "return 0"),
        "None is returned if it never happens: return -1.": ("return -1", "return None"),
        "the number of all sequences is returned if it never happens: return -1.": ("return -1", "return len(errors)"),
        "the last possible run is missed: the loop ends one sequence too early.": (
            "enumerate(errors, 1)",
            "enumerate(errors[:-1], 1)",
        ),
        "tol is not used: errors below the argument tol are small, whatever its value.": ("< tol", "< 0.04"),
        "n is returned: return how many sequences were seen.": ("return seen", "return run"),
        "the first window is taken where none is full: return -1 then.": """
        full = np.convolve(np.abs(errors) < tol, np.ones(n), "valid") == n
        return int(full.argmax()) + n
    """,
        "True is returned: return how many sequences were seen.": ("return seen", "return True"),
        "only a run from the first sequence on counts: go on after a large error, it may begin anywhere.": """
        run = 0
        for seen, error in enumerate(errors, 1):
            if not abs(error) < tol:
                return -1
            run += 1
            if run == n:
                return seen
        return -1
    """,
    },
)


equivalents(
    ex,
    {
        "a window that moves": """
        small = np.abs(errors) < tol
        for start in range(len(errors) - n + 1):
            if small[start : start + n].all():
                return start + n
        return -1
    """,
        "where the last large error was": """
        last = 0
        for seen, error in enumerate(errors.tolist(), 1):
            if not -tol < error < tol:
                last = seen
            elif seen - last >= n:
                return seen
        return -1
    """,
        "sums of a window, without a loop": """
        total = np.append(0, np.cumsum(np.abs(errors) < tol))
        full = np.flatnonzero(total[n:] - total[:-n] == n) if len(total) > n else []
        return int(full[0]) + n if len(full) else -1
    """,
    },
)
