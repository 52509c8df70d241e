"""Lesson 18: how often an interval is right, and how wide it is."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "coverage",
    lesson="18_time_series",
    reference=nets.coverage,
    outputs=("share", "width"),
    numbers=("share", "width"),
    hints=[
        "A value is inside if it is neither below lo nor above hi. The ends belong to the interval.",
        "(lo <= y) & (y <= hi) is a bool array; its mean is the share of True. Python's `lo <= y <= hi` does not work for arrays.",
        "return ((lo <= y) & (y <= hi)).mean(), (hi - lo).mean().",
    ],
)


@ex.cases
def _(rng):
    def case(N, half, shift=0.0):
        middle, y = rng.normal(size=(2, N))
        wide = half * rng.uniform(0.5, 1.5, size=N)
        return dict(lo=middle - wide, hi=middle + wide, y=y + shift)

    yield "20 intervals", case(20, 1.3)
    yield "narrow ones", case(30, 0.2)
    yield "values far above", case(9, 1.0, 2.0)
    yield "values far below", case(9, 1.0, -2.0)
    yield "one interval", case(1, 1.0)
    yield "y on a lower end", dict(lo=np.array([0.0, 1, 2]), hi=np.array([1.0, 2, 5]), y=np.array([0.0, 4, 3]))
    yield "y on an upper end", dict(lo=np.array([0.0, 1, 2]), hi=np.array([1.0, 2, 5]), y=np.array([0.5, 4, 5]))
    yield "y just outside", dict(lo=np.array([0.0, 1, 2]), hi=np.array([1.0, 2, 5]), y=np.array([-1e-9, 2 + 1e-9, 3]))
    yield "all inside", case(8, 50.0)
    yield "none inside", case(8, 0.5, 30.0)
    yield "intervals of no width", dict(lo=np.array([1.0, 2, 3]), hi=np.array([1.0, 2, 3]), y=np.array([0.0, 5, 4]))
    yield "open to one side", dict(lo=np.array([0.0, 1]), hi=np.array([np.inf, 3]), y=np.array([9.0, 0.5]))
    yield "negative values", dict(lo=np.array([-5.0, -4, -9]), hi=np.array([-2.0, -3, -1]), y=np.array([-3.0, -8, -1.5]))
    yield (
        "ends that cross: hi - lo is negative",
        dict(lo=np.array([2.0, 1, 0]), hi=np.array([1.0, 3, 4]), y=np.array([1.5, 2, 3])),
    )
    yield "400 intervals", case(400, 1.6)
    ends = case(60, 0.7)
    yield "every value on an end", ends | dict(y=np.where(rng.random(60) < 0.5, ends["lo"], ends["hi"]))


INSIDE = "(lo <= y) & (y <= hi)"
SHARE, WIDTH = "float(inside.mean())", "float((hi - lo).mean())"
mistakes(
    ex,
    {
        "an end counts as outside: use <=, not <.": (INSIDE, "(lo < y) & (y < hi)"),
        "the lower end counts as outside: use lo <= y.": ("lo <= y", "lo < y"),
        "the upper end counts as outside: use y <= hi.": ("y <= hi", "y < hi"),
        "only the lower end is asked: y must not be above hi, either.": (INSIDE, "lo <= y"),
        "only the upper end is asked: y must not be below lo, either.": (INSIDE, "y <= hi"),
        "inside one end is enough: both must be true, use &.": (INSIDE, "(lo <= y) | (y <= hi)"),
        "distances from the middle are compared: rounding puts ends outside, compare y with lo and hi.": (
            INSIDE,
            "(abs(y - (lo + hi) / 2) <= (hi - lo) / 2)",
        ),
        "values close to an end count as inside: compare exactly, <=.": (INSIDE, "(lo - 1e-8 <= y) & (y <= hi + 1e-8)"),
        "the share outside is returned: return the share inside.": (SHARE, "float(1 - inside.mean())"),
        "the number inside is returned: return the share, a mean.": (SHARE, "float(inside.sum())"),
        "the share is in percent: return a number from 0 to 1.": (SHARE, "float(100 * inside.mean())"),
        "the width is negative: hi - lo.": (WIDTH, "float((lo - hi).mean())"),
        "crossed ends are swapped: they contain nothing, and count as they are.": (
            "inside = (lo <= y)",
            "lo, hi = np.minimum(lo, hi), np.maximum(lo, hi)\n    inside = (lo <= y)",
        ),
        "the width is taken without its sign: hi - lo, also where the ends cross.": (WIDTH, "float(abs(hi - lo).mean())"),
        "half the width is returned: the width is hi - lo.": (WIDTH, "float((hi - lo).mean() / 2)"),
        "the sum of the widths is returned: take the mean.": (WIDTH, "float((hi - lo).sum())"),
        "the median width is returned: take the mean.": (WIDTH, "float(np.median(hi - lo))"),
        "the largest width is returned: take the mean.": (WIDTH, "float((hi - lo).max())"),
        "the range over all intervals is returned: the width is the mean of hi - lo.": (WIDTH, "float(hi.max() - lo.min())"),
        "the middle is returned: the width is hi - lo.": (WIDTH, "float(((hi + lo) / 2).mean())"),
        "the width of those with y inside is returned: take the mean over all.": (
            WIDTH,
            "float((hi - lo)[inside].mean() if inside.any() else 0.0)",
        ),
        "only the share is returned: return share, width.": (f"return {SHARE}, {WIDTH}", f"return {SHARE}"),
        "the order is share, width: the share comes first.": (f"{SHARE}, {WIDTH}", f"{WIDTH}, {SHARE}"),
        "all intervals are judged at once: take the share over the days.": (SHARE, "float(inside.all())"),
        "an array of bools is returned: return the share, its mean.": (SHARE, "inside"),
    },
)


equivalents(
    ex,
    {
        "not outside": """
        outside = (y < lo) | (y > hi)
        return 1 - np.count_nonzero(outside) / len(y), np.mean(hi - lo)
    """,
        "a loop": """
        right = [bool(a <= v <= b) for a, b, v in zip(lo, hi, y)]
        return sum(right) / len(right), sum(hi - lo) / len(lo)
    """,
        "np.clip": """
        inside = np.clip(y, lo, hi) == y
        return inside.mean(), (hi - lo).mean()
    """,
    },
)
