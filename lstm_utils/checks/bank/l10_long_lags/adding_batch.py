"""Lesson 10: batches of the adding problem, judged by their parts and their probabilities."""

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, even, table, total
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes
from lstm_utils.tasks.adding import adding_batch

ex = exercise(
    "adding-batch",
    lesson="10_long_lags",
    reference=adding_batch,
    outputs=("x", "y"),
    varies=("x",),
    hints=[
        "Start with x = np.zeros((T, B, 2)) and fill x[:, :, 0] with rng.random(size=(T, B)).",
        "Draw B steps from 0 to T // 2 - 1, and B steps from T // 2 to T - 1: rng.integers(low, high, size=B), "
        "without high. x[steps, np.arange(B), 1] = 1 marks one step in each column.",
        "The target: multiply the numbers by the markers, and sum over the steps, axis 0.",
    ],
)

BINS = 8  # of the interval from 0 to 1
NAMED_FROM = 100  # sequences: in fewer, one mistake can look like another by chance
LARGE = ((10, 8000), (10, 8000), (7, 8000))  # (T, B) of the batches that are judged together


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=8)]

    def case(T, B, n):
        return dict(T=T, B=B, rng=Seed(seeds[n]))

    yield "T=6, B=5", case(6, 5, 0)
    yield "T=7, an odd number of steps", case(7, 4, 1)
    yield "two steps", case(2, 5, 2)
    yield "one sequence", case(9, 1, 3)
    yield "T=100, B=8", case(100, 8, 4)
    for n, (T, B) in enumerate(LARGE):
        yield f"T={T}, B={B}", case(T, B, 5 + n)
    yield "the same seed again", case(*LARGE[0], 5)


TURNED = "x is (B, T, 2): time is axis 0, so return (T, B, 2)."
CHANNELS = "numbers and markers are exchanged: x[:, :, 0] are the numbers, x[:, :, 1] the markers."
ENDS = "there are markers of -1 at the ends, as in 1997: here all but two markers are 0."
MANY = "some sequences have more than two markers: x[steps, np.arange(B), 1] marks one in each column."
ODD_MARKS = "markers must be 0 or 1"
SAME = "both markers can be at the same step, where the marker becomes 2: draw one step in each half."
FILLED = "the markers are random numbers: start with zeros, and set two of them to 1."
HALF = "both markers can be in the same half: draw one step in each half."
BOUNDARY = "the halves meet at the wrong step: the first has T // 2 steps, the second the rest."
NEGATIVE = "some numbers are negative: here they are uniform from 0 to 1, use rng.random."
OUTSIDE = "some numbers are below 0 or above 1: rng.random draws uniform ones from 0 to 1."
ALL = "y is the sum of all numbers: multiply them by the markers, only two count."
MEAN = "y is the mean of the two marked numbers: return their sum."
OLD = "y is scaled as in 1997, 0.5 + sum / 4: return the sum itself."
PRODUCT = "y is the product of the two marked numbers: return their sum."
ONE = "y is only the first of the two marked numbers: return the sum of both."
TWO = "y is only the second of the two marked numbers: return the sum of both."
STEPS = "y is the sum of the marked steps: add the numbers at these steps."
COLUMN = "y is (B, 1): return one number for each sequence, (B,)."
SAME_STEPS = "all sequences of a batch have the same marked steps: draw B of them, size=B."
ALIKE = "all sequences of a batch have the same numbers: draw (T, B) of them."
STILL = "the number is the same at each step of a sequence: draw (T, B) of them."
DISTANCE = "the second marker always comes T // 2 steps after the first: draw both steps."
FIRST = "step 0 is never marked: the first half begins at step 0."
LAST = "the last step is never marked: rng.integers(low, high) leaves out high, use T."
ODD = "for odd T the last step is never marked: the second half has T - T // 2 steps."
MIDDLE = "the last step of the first half is never marked: it has T // 2 steps, 0 to T // 2 - 1."
ROUNDED = "the numbers are rounded: rng.random draws real numbers from 0 to 1."
UNIFORM = "the numbers are not uniform from 0 to 1: rng.random draws them."
UNEVEN = "some steps of a half are marked more often than others: rng.integers draws all alike."
DEPENDS = "the draws depend on each other: draw each number and each marked step independently."


@ex.property
def form(inputs, value):
    """Return what is wrong with one batch, None if nothing is."""
    T, B = inputs["T"], inputs["B"]
    if len(value) != 2:
        return f"expected two arrays (x, y), got {len(value)}"
    x, y = map(np.asarray, value)
    if x.shape != (T, B, 2):
        return TURNED if x.shape == (B, T, 2) else f"x: expected ({T}, {B}, 2), got {x.shape}"
    if y.shape != (B,):
        return COLUMN if y.shape == (B, 1) else f"y: expected ({B},), got {y.shape}"
    return _markers(x, T) or _numbers(x) or _target(x, y)


@ex.namer
def _(pairs):
    """Return the rule by which all targets follow from x, or that markers add up, "" if neither."""
    batches = [tuple(map(np.asarray, value)) for _, value in pairs]
    if all(np.isin(x[:, :, 1], (0, 1, 2)).all() and (x[:, :, 1].sum(axis=0) == 2).all() for x, _ in batches):
        return SAME if any((x[:, :, 1] == 2).any() for x, _ in batches) else _rule(batches)
    return ""


def _rule(batches):
    rules = [(_rules(x), y) for x, y in batches]
    found = (words for words in rules[0][0] if all(np.allclose(y, by[words], rtol=1e-6, atol=1e-6) for by, y in rules))
    return next(found, "")


def _markers(x, T):
    numbers, marks = x[:, :, 0], x[:, :, 1]
    if not np.isin(marks, (0, 1)).all():
        if np.isin(numbers, (0, 1)).all():
            return CHANNELS
        return ENDS if (marks == -1).any() else FILLED if len(np.unique(marks)) > 4 else ODD_MARKS
    if (marks.sum(axis=0) > 2).any():
        return MANY
    if not marks.any(axis=0).all():
        return "each sequence must have two markers of 1"
    if split_at(T // 2, marks).all():
        return None
    if marks.shape[1] < NAMED_FROM:
        return "each half must have one marker"
    return BOUNDARY if any(split_at(step, marks).all() for step in range(1, T)) else HALF


def split_at(step, marks):
    """Return which sequences have one marker before a step and one from it on, (B,) bools."""
    return (marks[:step].sum(axis=0) == 1) & (marks[step:].sum(axis=0) == 1)


def _numbers(x):
    numbers = x[:, :, 0]
    if (numbers >= 0).all() and (numbers < 1).all():
        return None
    if np.isin(numbers, (0, 1)).all():
        return ROUNDED
    return NEGATIVE if (numbers < 0).any() and (abs(numbers) <= 1).all() else OUTSIDE


def _target(x, y):
    both = (x[:, :, 0] * x[:, :, 1]).sum(axis=0)
    if np.allclose(y, both, rtol=1e-6, atol=1e-6):
        return None
    n = int(abs(y - both).argmax())
    return f"y[{n}]: expected {both[n]:.5g}, the sum of the two marked numbers, got {y[n]:.5g}"


def _rules(x):
    """Return the wrong targets that known mistakes make of x."""
    numbers, marks, half = x[:, :, 0], x[:, :, 1], len(x) // 2
    both = (numbers * marks).sum(axis=0)
    one, two = ((numbers[part] * marks[part]).sum(axis=0) for part in (np.s_[:half], np.s_[half:]))
    steps = (marks * np.arange(len(x))[:, None]).sum(axis=0)
    known = {MEAN: both / 2, OLD: 0.5 + both / 4, PRODUCT: one * two, STEPS: steps, ALL: numbers.sum(axis=0)}
    return known | {ONE: one, TWO: two}


@ex.property_of_all
def _(pairs):
    """Return what only many sequences show: what is drawn too rarely, or never."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    first, other, odd = large = large_of(pairs)
    again = np.asarray(pairs[8][1][0])
    if not equal(first, again) or equal(first, other):
        return OWN
    return _named(first, odd) or _beyond_chance(large)


def large_of(pairs):
    """Return x of the batches that are judged together."""
    return [np.asarray(x) for _, (x, _) in pairs[5:8]]


def marked(x):
    """Return the step of the first and of the second marker of each sequence, (2, B)."""
    return np.sort(np.nonzero(x[:, :, 1].T)[1].reshape(-1, 2).T, axis=0)


def _named(even_steps, odd_steps):
    numbers, (one, two) = even_steps[:, :, 0], marked(even_steps)
    T = len(even_steps)
    if (numbers == numbers[:, :1]).all():
        return ALIKE
    if (numbers == numbers[:1]).all():
        return STILL
    if len(np.unique(numbers)) < numbers.size / 2:
        return ROUNDED
    if (one == one[0]).all() or (two == two[0]).all():
        return SAME_STEPS
    if (two - one == T // 2).all():
        return DISTANCE
    if one.min() > 0:
        return FIRST
    if two.max() < T - 1:
        return LAST
    if one.max() < T // 2 - 1:
        return MIDDLE
    return ODD if marked(odd_steps)[1].max() < len(odd_steps) - 1 else None


def tests(x):
    """Return the evidence against a valid batch, by test."""
    T = len(x)
    bins = np.minimum((BINS * x[:, :, 0]).astype(int), BINS - 1)
    marks, (one, two) = x[:, :, 1].astype(int), marked(x)
    halves, time = (even(T // 2), even(T - T // 2)), np.arange(T)[:, None]
    two = two - T // 2
    return {
        "number": table(0 * bins, bins, 1, even(BINS)),
        "number by step": table(0 * bins + time, bins, T, even(BINS)),
        "number by number before": table(bins[:-1], bins[1:], BINS, even(BINS)),
        "number by neighbour": table(bins[:, :-1], bins[:, 1:], BINS, even(BINS)),
        "number by marker": table(marks, bins, 2, even(BINS)),
        "first": table(0 * one, one, 1, halves[0]),
        "second": table(0 * two, two, 1, halves[1]),
        "second by first": table(one, two, T // 2, halves[1]),
        "first by neighbour": table(one[:-1], one[1:], T // 2, halves[0]),
        "second by neighbour": table(two[:-1], two[1:], T - T // 2, halves[1]),
    }


def evidence_of(batches):
    """Return the evidence against batches of x, by test."""
    return total([tests(x) for x in batches])


def _beyond_chance(batches):
    """Return what is wrong with how batches were drawn, None if it may be chance."""
    named = {"": None, "number": UNIFORM, "first": UNEVEN, "second": UNEVEN}
    return named.get(evidence.strongest(evidence_of(batches)), DEPENDS)


NUMBERS, TARGET = "rng.random(size=(T, B))", "(x[:, :, 0] * x[:, :, 1]).sum(axis=0)"
ONE_LINE, TWO_LINE = "x[rng.integers(T // 2, size=B), n, 1] = 1", "x[rng.integers(T // 2, T, size=B), n, 1] = 1"
MADE = f"return x, {TARGET}"

mistakes(
    ex,
    {
        TURNED: (MADE, f"return x.transpose(1, 0, 2), {TARGET}"),
        CHANNELS: [
            ("x[:, :, 0] = rng", "x[:, :, 1] = rng"),
            (ONE_LINE, ONE_LINE.replace("1] = 1", "0] = 1")),
            (TWO_LINE, TWO_LINE.replace("1] = 1", "0] = 1")),
        ],
        ENDS: (MADE, f"y = {TARGET}\n    x[[0, -1], :, 1] -= 1 - x[[0, -1], :, 1]\n    return x, y"),
        MANY: [(ONE_LINE, ONE_LINE.replace(", n,", ", :,")), (TWO_LINE, TWO_LINE.replace(", n,", ", :,"))],
        FILLED: ("np.zeros((T, B, 2))", "rng.random(size=(T, B, 2))"),
        SAME: [(ONE_LINE, ONE_LINE.replace("T // 2", "T")), (TWO_LINE, TWO_LINE.replace("T // 2, ", "").replace("= 1", "+= 1"))],
        HALF: [(ONE_LINE, ONE_LINE.replace("T // 2", "T")), (TWO_LINE, TWO_LINE.replace("T // 2, ", ""))],
        BOUNDARY: [(ONE_LINE, ONE_LINE.replace("T //", "(T + 1) //")), (TWO_LINE, TWO_LINE.replace("T //", "(T + 1) //"))],
        NEGATIVE: (NUMBERS, "rng.uniform(-1, 1, size=(T, B))"),
        OUTSIDE: (NUMBERS, "rng.normal(size=(T, B))"),
        ALL: (TARGET, "x[:, :, 0].sum(axis=0)"),
        MEAN: (TARGET, f"{TARGET} / 2"),
        OLD: (TARGET, f"0.5 + {TARGET} / 4"),
        PRODUCT: (TARGET, "np.where(x[:, :, 1] > 0, x[:, :, 0], 1).prod(axis=0)"),
        ONE: (TARGET, "(x[: T // 2, :, 0] * x[: T // 2, :, 1]).sum(axis=0)"),
        TWO: (TARGET, "(x[T // 2 :, :, 0] * x[T // 2 :, :, 1]).sum(axis=0)"),
        STEPS: (TARGET, "(np.arange(T)[:, None] * x[:, :, 1]).sum(axis=0)"),
        COLUMN: (TARGET, f"{TARGET}[:, None]"),
        SAME_STEPS: [(ONE_LINE, ONE_LINE.replace(", size=B", "")), (TWO_LINE, TWO_LINE.replace(", size=B", ""))],
        ALIKE: (NUMBERS, "rng.random(size=(T, 1))"),
        STILL: (NUMBERS, "rng.random(size=B)"),
        DISTANCE: [
            (ONE_LINE, "one = rng.integers(T // 2, size=B)\n    x[one, n, 1] = 1"),
            (TWO_LINE, "x[one + T // 2, n, 1] = 1"),
        ],
        FIRST: (ONE_LINE, "x[rng.integers(T > 3, T // 2, size=B), n, 1] = 1"),
        LAST: (TWO_LINE, "x[rng.integers(T // 2, max(T - 1, T // 2 + 1), size=B), n, 1] = 1"),
        ODD: (TWO_LINE, "x[T // 2 + rng.integers(T // 2, size=B), n, 1] = 1"),
        MIDDLE: (ONE_LINE, "x[rng.integers(max(T // 2 - 1, 1), size=B), n, 1] = 1"),
        ROUNDED: (NUMBERS, "rng.random(size=(T, B)).round(1) * 0.9"),
        OWN: ("    x = np", "    rng = np.random.default_rng(0)\n    x = np"),
        UNIFORM: (NUMBERS, "rng.random(size=(T, B)) ** 1.04"),
        UNEVEN: (ONE_LINE, "x[(rng.random(size=B) ** 1.4 * (T // 2)).astype(int), n, 1] = 1"),
        DEPENDS: (TWO_LINE, f"{TWO_LINE}\n    x[:, 1::2, 1] = x[:, : 2 * (B // 2) : 2, 1]"),
    },
)


equivalents(
    ex,
    {
        "one sequence after the other": """
        x, y = np.zeros((T, B, 2)), []
        for n in range(B):
            x[:, n, 0] = [rng.random() for _ in range(T)]
            one, two = int(rng.integers(0, T // 2)), int(rng.integers(T // 2, T))
            x[one, n, 1] = x[two, n, 1] = 1.0
            y.append(x[one, n, 0] + x[two, n, 0])
        return x, np.array(y)
    """,
        "np.stack and one-hot markers": """
        one = rng.choice(np.arange(T // 2), size=B)
        two = rng.choice(np.arange(T // 2, T), size=B)
        time = np.arange(T)[:, None]
        markers = (time == one).astype(float) + (time == two)
        numbers = rng.uniform(0, 1, (T, B))
        return [np.stack([numbers, markers], axis=2), np.einsum("tb,tb->b", numbers, markers)]
    """,
        "drawn as (B, T), then transposed, float32": """
        numbers = rng.random((B, T), dtype=np.float32)
        markers = np.zeros((B, T), dtype=np.float32)
        for n in range(B):
            markers[n, rng.permutation(T // 2)[0]] = 1
            markers[n, T // 2 + rng.permutation(T - T // 2)[0]] = 1
        x = np.stack([numbers, markers], axis=-1).swapaxes(0, 1)
        return x, (numbers * markers).sum(axis=1)
    """,
    },
)
