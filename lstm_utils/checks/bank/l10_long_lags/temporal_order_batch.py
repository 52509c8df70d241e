"""Lesson 10: sequences of temporal order, judged by their parts and their probabilities."""

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import FLOATS, OWN, TURNED, equal, even, table, total, wrong_form
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes
from lstm_utils.tasks.temporal_order import THREE, TWO, temporal_order_batch

ex = exercise(
    "temporal-order-batch",
    lesson="10_long_lags",
    reference=temporal_order_batch,
    outputs=("ids", "lengths", "y"),
    varies=("ids",),
    hints=[
        "Draw the lengths: rng.integers(100, 111, size=B) leaves out 111. Then noise everywhere, 0 to 3, (T, B).",
        "For each window draw B steps and B bits: ids[steps, np.arange(B)] = 6 + bits. "
        "y = 2 * y + bits reads them as a binary number.",
        "Then the frame: row 0 is 4 (E), ids[lengths - 1, np.arange(B)] is 5 (B), and 0 where np.arange(T)[:, None] >= lengths.",
    ],
)

LARGE = 5  # of 3,000 sequences each, which one reply can carry; the case of this number is the first of three batches that are judged together


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=10)]

    def case(B, n, **given):
        windows = {name: [list(window) for window in value] for name, value in given.items()}
        return dict(B=B, rng=Seed(seeds[n])) | windows

    yield "forty sequences", case(40, 0, windows=TWO)
    yield "the default windows", case(4, 1)
    yield "forty sequences, three windows", case(40, 8, windows=THREE)
    yield "one sequence, three windows", case(1, 2, windows=THREE)
    yield "narrow windows", case(6, 3, windows=((1, 1), (2, 4), (97, 98)))
    yield "B=3000, two windows", case(3000, 4, windows=TWO)
    yield "B=3000, three windows", case(3000, 5, windows=THREE)
    yield "B=3000, two other windows", case(3000, 6, windows=((3, 9), (80, 98)))
    yield "the same seed again", case(3000, 4, windows=TWO)
    yield "another seed", case(3000, 7, windows=TWO)


ROOM = "T is too large: ids has as many rows as the longest of the lengths."
COUNT = "lengths holds the index of the last symbol: the length is one more, indices start at 0."
NO_E = "the sequence does not begin with E: row 0 is symbol 4."
NO_B = "the last symbol B is missing: symbol 5 is at each sequence's end, lengths - 1."
B_AT_T = "only the longest sequences end with B: put symbol 5 at lengths - 1 of each sequence."
AFTER = "there are symbols after the end of a sequence: write zeros there."
CODES = "E and B are exchanged: E is 4 and comes first, B is 5 and comes last."
BEFORE = "a marker comes one step too early: steps are counted from 0, E is step 0."
LATER = "a marker comes one step too late: steps are counted from 0, E is step 0."
FRAME = "E or B is among the noise: noise is a, b, c, d, symbols 0 to 3."
NOISE = "X or Y is among the noise: noise is a, b, c, d, symbols 0 to 3."
REVERSED = "the digits of y are in reverse order: the first symbol is the highest digit, y = 2 * y + bit."
OPPOSITE = "X and Y are exchanged: X is symbol 6 and digit 0, Y is symbol 7 and digit 1."
NUMBER = "y is the number of Ys: it is a binary number, so that XY and YX differ."
FIRST_BIT = "y is the first digit only: y = 2 * y + bit adds a digit at each window."
FIRST_TWO = "y has the digits of the first two windows only: y = 2 * y + bit adds a digit at each window."
FIRST_LAST = "y has the digits of the first and the last window only: y = 2 * y + bit adds a digit at each window."
LAST_BIT = "y is the last digit only: y = 2 * y + bit adds a digit at each window."
WEIGHTED = "the digits have the weights 3, 2, 1: in a binary number they are 4, 2, 1, y = 2 * y + bit."
WEIGHTED_UP = "the digits have the weights 1, 2, 3: in a binary number they are 4, 2, 1, y = 2 * y + bit."
ONES = "y starts at 1, so all classes are too large: start with zeros."
FROM_1 = "the classes count from 1: XX is class 0, so start y with zeros."
ALL_SAME = "X or Y is drawn once for all windows: draw it for each window."
ONE_STEP = "all sequences of a batch have X and Y at the same steps: draw B steps, size=B."
ONE_CLASS = "all sequences of a batch have the same class: draw B bits, size=B."
ONE_LENGTH = "all sequences of a batch have the same length: draw B lengths, size=B."
FIXED = "all sequences have the shortest length, 100: draw it from 100 to 110."
TO_109 = "a length of 110 never occurs: rng.integers(low, high) leaves out high, use 111."
LAST = "the last step of a window is never used: rng.integers leaves out high, use last + 1."
ONE_FIRST = "the first step of a window is never used: it is uniform from first to last, both included."
ALIKE = "all sequences of a batch have the same noise: draw (T, B) of it."
STILL = "each sequence repeats one symbol as noise: draw one for each step, (T, B) of them."
NO_D = "noise d never occurs: rng.integers(4) draws 0 to 3."
TWICE = "windows is not used: put X or Y into the windows of the argument."
LENGTHS = "the lengths are not uniform from 100 to 110: rng.integers(100, 111, size=B)."
UNEVEN = "X and Y are not equally likely: rng.integers(2, size=B) draws 0 or 1, half each."
STEPS = "the steps within a window are not equally likely: rng.integers draws all alike."
BIASED = "some noise is more likely than other: rng.integers(4) draws all alike."
DEPENDS = "the draws depend on each other: draw each length, symbol and step independently."


@ex.property
def form(inputs, value):
    """Return what is wrong with one batch, None if nothing is."""
    B, windows = inputs["B"], [tuple(w) for w in inputs.get("windows", TWO)]
    if words := wrong_form(value, B):
        return words
    ids, lengths, y = map(np.asarray, value)
    if len(ids) != lengths.max():
        return COUNT if len(ids) == lengths.max() + 1 and _ends_with(ids, lengths, 5) else ROOM
    return _frame(ids, lengths) or _inside(ids, lengths, y, windows)


def _ends_with(ids, last, symbol):
    return (ids[last, np.arange(len(last))] == symbol).all()


def _frame(ids, lengths):
    if (lengths < 99).any() or (lengths > 111).any():
        return "lengths must be from 100 to 110"
    if (ids[0] == 5).all() and _ends_with(ids, lengths - 1, 4):
        return CODES
    if (ids[0] != 4).any():
        return NO_E
    if not _ends_with(ids, lengths - 1, 5):
        longest = lengths == len(ids)
        return B_AT_T if (ids[-1] == 5).all() and not longest.all() else NO_B
    if (ids * (np.arange(len(ids))[:, None] >= lengths)).any():
        return AFTER
    return None if ((lengths >= 100) & (lengths <= 110)).all() else "lengths must be from 100 to 110"


def bits_and_steps(ids, windows):
    """Return the X or Y of each window as 0 or 1, and its step, (windows, B) each; None if missing."""
    found = []
    for first, last in windows:
        part = ids[first : last + 1] > 5
        if (part.sum(axis=0) != 1).any():
            return None
        step = first + part.argmax(axis=0)
        found.append((ids[step, np.arange(len(step))] - 6, step))
    bits, steps = zip(*found, strict=True)
    return np.array(bits), np.array(steps)


def _inside(ids, lengths, y, windows):
    strong = (ids > 5).sum(axis=0)
    if (strong > len(windows)).any():
        return NOISE
    found = bits_and_steps(ids, windows)
    if found is None:
        if bits_and_steps(np.roll(ids, 1, axis=0), windows) is not None:
            return BEFORE
        if bits_and_steps(np.roll(ids, -1, axis=0), windows) is not None:
            return LATER
        others = windows != list(TWO) and bits_and_steps(ids, TWO) is not None
        return TWICE if others else "each window must have one X or Y"
    inner = ids[1:-1][(np.arange(1, len(ids) - 1)[:, None] < lengths - 1) & (ids[1:-1] < 6)]
    if (inner > 3).any() or (inner < 0).any():
        return FRAME
    return _classes(found[0], y)


def classes_of(bits):
    """Return the classes of sequences by their digits, (windows, B) to (B,)."""
    return 2 ** np.arange(len(bits))[::-1] @ bits


def _classes(bits, y):
    right = classes_of(bits)
    return None if (y == right).all() else f"y: expected {right[:4]}..., got {y[:4]}..."


@ex.namer
def _(pairs):
    """Return by which rule all classes follow from the digits, "" if by none."""
    found = [(bits_and_steps(ids, w), y) for ids, _, y, w in map(_with_windows, pairs)]
    if not all(inside for inside, _ in found):
        return ""
    rules = [(_rules(inside[0]), y) for inside, y in found]
    return next((words for words in rules[0][0] if all((y == by[words]).all() for by, y in rules)), "")


def _with_windows(pair):
    inputs, value = pair
    return (*map(np.asarray, value), inputs.get("windows", TWO))


def _rules(bits):
    """Return the wrong classes that known mistakes make of the digits."""
    weights = np.arange(len(bits), 0, -1)
    known = {REVERSED: classes_of(bits[::-1]), OPPOSITE: classes_of(1 - bits), NUMBER: bits.sum(axis=0)}
    known |= {LAST_BIT: bits[-1], FIRST_BIT: bits[0], FIRST_TWO: classes_of(bits[:2]), FIRST_LAST: classes_of(bits[[0, -1]])}
    known |= {WEIGHTED: weights @ bits, WEIGHTED_UP: weights[::-1] @ bits}
    return known | {ONES: classes_of(bits) + 2 ** len(bits), FROM_1: classes_of(bits) + 1}


@ex.property_of_all
def _(pairs):
    """Return what only many sequences show: what is drawn too rarely, or never."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    batches = [tuple(map(np.asarray, value)) for _, value in pairs]
    first, again, other = batches[LARGE], batches[LARGE + 3], batches[LARGE + 4]
    if not equal(first, again) or equal(first, other):
        return OWN
    large = large_of(pairs)
    named = (_named(*batch) for batch in large)
    return next(filter(None, named), None) or _beyond_chance(large)


def large_of(pairs):
    """Return the batches that are judged together, each with its windows."""
    chosen = pairs[LARGE : LARGE + 3]
    return [(*map(np.asarray, value), inputs["windows"]) for inputs, value in chosen]


def _named(ids, lengths, y, windows):
    (bits, steps), noise = bits_and_steps(ids, windows), ids[61:66]
    if (lengths == 100).all():
        return FIXED
    if (lengths == lengths[0]).all():
        return ONE_LENGTH
    if lengths.max() == 109:
        return TO_109
    if (y == y[0]).all():
        return ONE_CLASS
    if (bits == bits[0]).all():
        return ALL_SAME
    if (steps == steps[:, :1]).all():
        return ONE_STEP
    edges = np.array(windows)
    if (steps.max(axis=1) < edges[:, 1]).all():
        return LAST
    if (steps.min(axis=1) > edges[:, 0]).all():
        return ONE_FIRST
    if (noise == noise[:, :1]).all():
        return ALIKE
    if (noise == noise[0]).all():
        return STILL
    return None if (noise == 3).any() else NO_D


def tests(ids, lengths, y, windows):
    """Return the evidence against a valid batch, by test."""
    bits, steps = bits_and_steps(ids, windows)
    n, extra = len(windows), lengths - 100
    time = np.arange(len(ids))[:, None]
    inside = (time > 0) & (time < lengths - 1) & (ids < 4)
    follows, beside = inside[1:] & inside[:-1], inside[:, 1:] & inside[:, :-1]
    noise = ids[inside]
    found = {
        "length": table(0 * extra, extra, 1, even(11)),
        "length by length": table(extra[:-1], extra[1:], 11, even(11)),
        "length by class": table(y, extra, 2**n, even(11)),
        "bit": table(0 * bits, bits, 1, even(2)),
        "bit by bit before": table(bits[:-1], bits[1:], 2, even(2)),
        "bit by neighbour": table(bits[:, :-1], bits[:, 1:], 2, even(2)),
        "noise": table(0 * noise, noise, 1, even(4)),
        "noise by noise before": table(ids[:-1][follows], ids[1:][follows], 4, even(4)),
        "noise by neighbour": table(ids[:, :-1][beside], ids[:, 1:][beside], 4, even(4)),
        "noise by class": table(np.broadcast_to(y, ids.shape)[inside], noise, 2**n, even(4)),
    }
    each = []
    for (first, last), bit, step in zip(windows, bits, steps, strict=True):
        k, at = last - first + 1, step - first
        before = np.minimum((steps[0] - windows[0][0]) // 3, 3)
        each.append(
            {
                "step": table(0 * at, at, 1, even(k)),
                "step by bit": table(bit, at, 2, even(k)),
                "step by neighbour": table(at[:-1], at[1:], k, even(k)),
                "step by first step": 0.0 if first == windows[0][0] else table(before, at, 4, even(k)),
            }
        )
    return found | total(each)


def evidence_of(batches):
    """Return the evidence against batches [(ids, lengths, y, windows), ...], by test."""
    return total([tests(*batch) for batch in batches])


def _beyond_chance(large):
    """Return what is wrong with how batches were drawn, None if it may be chance."""
    named = {"": None, "length": LENGTHS, "bit": UNEVEN, "step": STEPS, "noise": BIASED}
    return named.get(evidence.strongest(evidence_of(large)), DEPENDS)


DRAWN = "rng.integers(4, size=(lengths.max(), B))"
FOR, FOR_K = "for first, last in windows", "for k, (first, last) in enumerate(windows)"
LENGTH, BIT = "rng.integers(100, 111, size=B)", "rng.integers(2, size=B)"
STEP = "rng.integers(first, last + 1, size=B)"
PUT, DIGIT = f"ids[{STEP}, n] = 6 + bit", "y = 2 * y + bit"
END, ZEROS = "ids[lengths - 1, n] = 5\n", "    ids[np.arange(len(ids))[:, None] >= lengths] = 0\n"
mistakes(
    ex,
    {
        TURNED: ("return ids", "return ids.T"),
        FLOATS: ("return ids", "return ids.astype(float)"),
        ROOM: ("lengths.max()", "lengths.max() + 1"),
        COUNT: ("return ids, lengths", "return ids, lengths - 1"),
        NO_E: ("    ids[0] = 4\n", ""),
        NO_B: (f"    {END}", ""),
        B_AT_T: [(f"    {END}", ""), (ZEROS, f"{ZEROS}    ids[-1] = 5\n")],
        AFTER: (ZEROS, ""),
        CODES: [("ids[0] = 4", "ids[0] = 5"), (END, END.replace("5", "4"))],
        BEFORE: (STEP, "rng.integers(first - 1, last, size=B)"),
        NOISE: (DRAWN, DRAWN.replace("4", "8")),
        LATER: (STEP, "rng.integers(first + 1, last + 2, size=B)"),
        FRAME: (DRAWN, DRAWN.replace("4", "6")),
        FROM_1: ("return ids, lengths, y", "return ids, lengths, y + 1"),
        REVERSED: [(FOR, FOR_K), (DIGIT, "y = y + 2**k * bit")],
        OPPOSITE: ("6 + bit", "7 - bit"),
        NUMBER: (DIGIT, "y = y + bit"),
        WEIGHTED: [(FOR, FOR_K), (DIGIT, "y = y + (len(windows) - k) * bit")],
        WEIGHTED_UP: [(FOR, FOR_K), (DIGIT, "y = y + (k + 1) * bit")],
        LAST_BIT: (DIGIT, "y = bit"),
        FIRST_BIT: (DIGIT, "y = y if (first, last) != tuple(windows[0]) else bit"),
        FIRST_TWO: (DIGIT, "y = 2 * y + bit if [first, last] in [[*w] for w in windows[:2]] else y"),
        FIRST_LAST: (DIGIT, "y = 2 * y + bit if [first, last] in [[*windows[0]], [*windows[-1]]] else y"),
        ONES: ("np.zeros(B", "np.ones(B"),
        ALL_SAME: [("    for first", f"    bit = {BIT}\n    for first"), (f"        bit = {BIT}\n        ids", "        ids")],
        ONE_STEP: (STEP, STEP.replace(", size=B", "")),
        ONE_CLASS: (BIT, "np.full(B, rng.integers(2))"),
        ONE_LENGTH: (LENGTH, "np.full(B, rng.integers(100, 111))"),
        FIXED: (LENGTH, "np.full(B, 100)"),
        TO_109: ("111", "110"),
        LAST: (STEP, "rng.integers(first, max(last, first + 1), size=B)"),
        ONE_FIRST: (STEP, "rng.integers(min(first + 1, last), last + 1, size=B)"),
        ALIKE: (DRAWN, "np.repeat(rng.integers(4, size=(lengths.max(), 1)), B, axis=1)"),
        STILL: (DRAWN, "np.repeat(rng.integers(4, size=(1, B)), lengths.max(), axis=0)"),
        NO_D: ("rng.integers(4,", "rng.integers(3,"),
        TWICE: ("in windows", "in ((10, 20), (50, 60))"),
        OWN: ("    lengths =", "    rng = np.random.default_rng(0)\n    lengths ="),
        LENGTHS: (LENGTH, "100 + (11 * rng.random(B) ** 1.4).astype(int)"),
        UNEVEN: (BIT, "(rng.random(B) < 0.46).astype(int)"),
        STEPS: (STEP, "first + (rng.random(B) ** 1.5 * (last - first + 1)).astype(int)"),
        BIASED: (DRAWN, "np.rint(rng.uniform(0, 3, size=(lengths.max(), B))).astype(int)"),
        DEPENDS: (LENGTH, "np.repeat(rng.integers(100, 111, size=B), 2)[:B]"),
    },
)


equivalents(
    ex,
    {
        "one sequence after the other": """
        lengths = np.array([int(rng.integers(100, 111)) for _ in range(B)])
        ids, y = np.zeros((max(lengths), B), dtype=int), []
        for n, length in enumerate(lengths):
            ids[:length, n] = [4, *rng.integers(0, 4, size=length - 2), 5]
            word = ""
            for first, last in windows:
                symbol = "XY"[rng.integers(2)]
                ids[int(rng.integers(first, last + 1)), n] = {"X": 6, "Y": 7}[symbol]
                word += "01"[symbol == "Y"]
            y.append(int(word, 2))
        return ids, lengths, np.array(y)
    """,
        "np.where, another order of drawing, int32": """
        K = len(windows)
        y = rng.integers(2**K, size=B)
        lengths = rng.choice(np.arange(100, 111), size=B)
        time = np.arange(lengths.max())[:, None]
        ids = rng.choice(4, size=(len(time), B))
        for k in range(K):
            first, last = windows[k]
            step = first + rng.integers(0, last - first, size=B, endpoint=True)
            ids = np.where(time == step, 6 + (y >> (K - 1 - k)) % 2, ids)
        ids = np.where(time == 0, 4, np.where(time == lengths - 1, 5, ids))
        return np.where(time < lengths, ids, 0).astype(np.int32), lengths, y.astype(np.int32)
    """,
        "digits by a product, longest batch cut": """
        ids = rng.integers(4, size=(110, B))
        lengths = 100 + (11 * rng.random(B)).astype(int)
        bits = (rng.random((len(windows), B)) < 0.5).astype(int)
        for (first, last), bit in zip(windows, bits, strict=True):
            for n in range(B):
                ids[rng.integers(first, last + 1), n] = (6, 7)[bit[n]]
        ids[0] = 4
        for n in range(B):
            ids[lengths[n] - 1, n] = 5
            ids[lengths[n] :, n] = 0
        weights = 2 ** np.arange(len(windows))[::-1]
        return ids[: max(lengths)], lengths, weights @ bits
    """,
    },
)
