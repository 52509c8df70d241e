"""Lesson 07: sequences of task 2c, judged by their parts and their probabilities."""

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import FLOATS, OWN, TURNED, equal, even, table, total, wrong_form
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes
from lstm_utils.tasks.long_lag import long_lag_sequences

ex = exercise(
    "long-lag-sequences",
    lesson="07_memory_cell",
    reference=long_lag_sequences,
    outputs=("ids", "lengths", "y"),
    varies=("ids",),
    hints=[
        "Draw the lengths first: b, the cue, q distractors, and then? rng.geometric(0.1) gives "
        "the number of tries until an event with probability 1/10 happens, 1 or more.",
        "Fill the (T, B) array with distractors, then overwrite: row 0, row 1, the trigger at "
        "each sequence's own last step, zeros after it.",
        "ids[lengths - 1, np.arange(B)] selects one step in each column. "
        "np.arange(T)[:, None] >= lengths is True after the ends, a (T, B) array.",
    ],
)


@ex.cases
def _(rng):
    def case(q, p, B, seed):
        return dict(q=q, p=p, rng=Seed(seed), B=B)

    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=7)]
    yield "q=3, p=5, B=4", case(3, 5, 4, seeds[0])
    yield "one sequence", case(2, 3, 1, seeds[1])
    yield "one kind of distractor", case(4, 1, 3, seeds[2])
    yield "q=6, p=4, B=500", case(6, 4, 500, seeds[3])
    yield "the same seed again", case(6, 4, 500, seeds[3])
    yield "another seed", case(6, 4, 500, seeds[4])
    yield "q=30, p=20, B=500", case(30, 20, 500, seeds[5])
    yield "a lag of 1,000", case(1000, 50, 8, seeds[6])
    for n in range(LARGE):
        yield "q=2, p=3, B=2000", case(2, 3, 2000, seeds[2] + 1 + n)
    yield "the default B", dict(q=2, p=4, rng=Seed(seeds[5] + 1))


LARGE = 3  # batches of 2,000 sequences: more exceed the limit of one reply
THROWS = 30  # all later throws share one test
ROOM = "T is too large: T is the longest of the lengths."
COUNT = "lengths holds the index of e: the length is one more, because indices start at 0."
UNCOUNTED = "lengths does not count all symbols: b, the cue and e count, too, not only the distractors."
SYMBOLS = "y contains the symbols p + 2 and p + 3: y is 0 for x and 1 for y."
NO_B = "the sequence does not begin with b: step 0 is symbol p + 1, step 1 is x or y."
PADDED = "the zeros are before the short sequences: each begins with b at step 0, zeros follow its end."
NO_E = "the trigger e is missing: symbol p is at each sequence's last step, lengths - 1."
E_AT_T = "only the longest sequence ends with e: put e at each sequence's end, lengths - 1."
EARLY = "e comes too early: at least q distractors must be between the cue and e."
LATE = "e comes one step too late: it may follow directly after q distractors, length q + 3."
SWAPPED = "x and y are exchanged: the cue is p + 2 where y = 0 (x), and p + 3 where y = 1 (y)."
UNRELATED = "y does not follow from the symbol at step 1: it is 0 where that is x, p + 2, and 1 where that is y, p + 3."
CODES = "e and b are exchanged: e is p, b is p + 1."
INSIDE = "a special symbol is among the distractors: they are 0 to p - 1 only."
AFTER = "there are symbols after the end of a sequence: write zeros there."
FIXED = "all sequences have the shortest length, so a net could count steps: draw each end."
SAME_END = "e always comes after the same number of distractors: draw each end, rng.geometric(0.1, size=B)."
ONE_END = "all sequences of a batch have the same length: draw B lengths, size=B."
ONE_CUE = "all sequences of a batch have the same cue: draw B cues, size=B."
IN_TURN = "x and y alternate: draw them, so that the next cue cannot be predicted."
UNEVEN = "x and y are not equally likely: rng.integers(2, size=B) draws 0 or 1, half each."
LAST = "distractor p - 1 never occurs: rng.integers(p) draws from 0 to p - 1."
FIRST = "distractor 0 never occurs: they are 0 to p - 1."
ALIKE = "all sequences of a batch have the same distractors: draw (T, B) of them."
STILL = "each sequence repeats one distractor: draw one for each step, (T, B) of them."
UNIFORM = "the lengths have the wrong distribution: after q distractors, e comes with probability 1/10 at each step."
BIASED = "some distractors are more likely than others: rng.integers(p) draws all alike."
DEPENDS = "the draws depend on each other: draw each end, cue and distractor independently."


@ex.property
def form(inputs, value):
    """Return what is wrong with one batch, None if nothing is."""
    q, p, B = inputs["q"], inputs["p"], inputs.get("B", 32)
    if words := wrong_form(value, B):
        return words
    ids, lengths, y = map(np.asarray, value)
    if not np.isin(y, (0, 1)).all():
        return SYMBOLS if np.isin(y, (p + 2, p + 3)).all() else "y must contain only 0 and 1"
    if len(ids) != lengths.max():
        if _ends_at(ids, lengths, p):
            return COUNT
        return UNCOUNTED if _ends_at(ids, lengths + 2, p) else ROOM
    return parts(ids, lengths, y, q, p)


def _ends_at(ids, last, p):
    B = ids.shape[1]
    return (last >= 0).all() and (last < len(ids)).all() and (ids[last, range(B)] == p).all()


def parts(ids, lengths, y, q, p):
    """Return which part of the sequences is wrong, None if none is."""
    T, B = ids.shape
    cue = p + 2 + y
    if (ids[0] == p).all() and _ends_at(ids, lengths - 1, p + 1):
        return CODES
    if (ids[0] != p + 1).any():
        return PADDED if B > 1 and (ids[-1] == p).all() else NO_B
    if (ids[1] != cue).any():
        return "y is not the symbol at step 1" if np.isin(ids[1], (p + 2, p + 3)).all() else "step 1 is not x or y"
    if (lengths < q + 3).any():
        return EARLY
    if not _ends_at(ids, lengths - 1, p):
        longest = lengths == T
        return E_AT_T if B > 1 and (ids[-1] == p).all() and not longest.all() else NO_E
    time = np.arange(T)[:, None]
    if (ids * (time >= lengths)).any():
        return AFTER
    between = ids[(time > 1) & (time < lengths - 1)]
    strange = between[(between < 0) | (between >= p)]
    return INSIDE if strange.size else None


@ex.namer
def _(pairs):
    """Return how y relates to the symbols at step 1, where all of these are x or y."""
    found = [(np.asarray(ids)[1] - inputs["p"] - 2, np.asarray(y)) for inputs, (ids, _, y) in pairs]
    if not all(np.isin(cue, (0, 1)).all() and np.isin(y, (0, 1)).all() for cue, y in found):
        return ""
    if all((cue == y).all() for cue, y in found):
        return ""
    return SWAPPED if all((cue == 1 - y).all() for cue, y in found) else UNRELATED


@ex.property_of_all
def _(pairs):
    """Return what only many sequences show: what is drawn too rarely, or never."""
    if any(len(value) != 3 for _, value in pairs):
        return None
    batches = [tuple(map(np.asarray, value)) for _, value in pairs]
    if any(a.dtype.kind not in "iu" for batch in batches for a in batch):
        return None
    if not all(np.isin(y, (0, 1)).all() for _, _, y in batches):
        return None
    first, again, other = batches[3:6]
    if not equal(first, again) or equal(first, other):
        return OWN
    seeds = [inputs["rng"] for inputs, _ in pairs]
    large = [
        (inputs, b)
        for n, ((inputs, _), b) in enumerate(zip(pairs, batches, strict=True))
        if len(b[1]) > 99 and seeds.index(inputs["rng"]) == n
    ]
    extra = np.concatenate([b[1] - inputs["q"] - 3 for inputs, b in large])
    named = _lengths(extra, large) or _cues(large) or _distractors(large)
    if named or any(form(inputs, value) for inputs, value in pairs):
        return named
    return _beyond_chance(large)


def _lengths(extra, large):
    if (extra == extra[0]).all():
        return SAME_END if extra[0] else FIXED
    if all((b[1] == b[1][0]).all() for _, b in large):
        return ONE_END
    if extra.min() == 1 and abs((extra == 1).mean() - 0.1) < 0.036:
        return LATE
    return None


def _cues(large):
    for _, (_, _, y) in large:
        if (y == y[0]).all():
            return ONE_CUE
        if (y[1:] != y[:-1]).all():
            return IN_TURN
    return None


def _distractors(large):
    for inputs, (ids, _, _) in large:
        q, p = inputs["q"], inputs["p"]
        if (ids[0] != p + 1).any():
            return None
        inner = ids[2 : q + 2]
        if (inner == inner[:, :1]).all():
            return ALIKE
        if (inner == inner[0]).all():
            return STILL
        if not inner.size:
            return None
        seen = np.bincount(inner[inner >= 0].ravel(), minlength=p)[:p]
        if not seen[-1]:
            return LAST
        if not seen[0]:
            return FIRST
    return None


def tests(q, p, ids, lengths, y):
    """Return the evidence against a valid batch, by test."""
    extra, ended = lengths - q - 3, (0.9, 0.1)
    throws = np.arange(THROWS)[:, None]  # each has its own test; later ones share one
    thrown = throws <= extra
    at, which = np.nonzero(thrown)
    ends = (throws == extra)[thrown].astype(int)
    later = np.maximum(extra - THROWS + 1, 0)
    last = int((later > 0).sum())
    before = np.minimum(np.append(0, extra[:-1]), 30) // 10
    time = np.arange(len(ids))[:, None]
    inside = (time > 1) & (time < lengths - 1)
    follows, beside = inside[1:] & inside[:-1], inside[:, 1:] & inside[:, :-1]
    drawn, cue, uniform = ids[inside], np.broadcast_to(y, ids.shape)[inside], even(p)
    return {
        "end": table(0 * at, ends, 1, ended),
        "end by throw": table(at, ends, THROWS, ended),
        "late end": evidence.of_counts([int(later.sum()) - last, last], ended),
        "end by end": table(before[which], ends, 4, ended),
        "end by cue": table(y[which], ends, 2, ended),
        "cue": table(0 * y, y, 1, even(2)),
        "cue by cue": table(y[:-1], y[1:], 2, even(2)),
        "distractor": table(0 * drawn, drawn, 1, uniform),
        "distractor by time": table(ids[:-1][follows], ids[1:][follows], p, uniform),
        "distractor by neighbour": table(ids[:, :-1][beside], ids[:, 1:][beside], p, uniform),
        "distractor by cue": table(cue, drawn, 2, uniform),
    }


NAMED = {"end": UNIFORM, "end by throw": UNIFORM, "late end": UNIFORM}
NAMED |= {"cue": UNEVEN, "distractor": BIASED, "": None}


def evidence_of(batches):
    """Return the evidence against batches [(q, p, ids, lengths, y), ...], by test."""
    return total([tests(*batch) for batch in batches])


def _beyond_chance(large):
    """Return what is wrong with how batches were drawn, None if it may be chance."""
    found = evidence_of([(inputs["q"], inputs["p"], *batch) for inputs, batch in large])
    return NAMED.get(evidence.strongest(found), DEPENDS)


LENGTHS = "q + 2 + rng.geometric(0.1, size=B)"
DRAWN = "rng.integers(p, size=(lengths.max(), B))"
Y = "rng.integers(2, size=B)"
E_LINE = "ids[lengths - 1, np.arange(B)] = p\n"
ZEROS = "    ids[np.arange(len(ids))[:, None] >= lengths] = 0\n"

mistakes(
    ex,
    {
        TURNED: ("return ids", "return ids.T"),
        FLOATS: ("return ids", "return ids.astype(float)"),
        ROOM: ("lengths.max()", "lengths.max() + 1"),
        COUNT: ("return ids, lengths", "return ids, lengths - 1"),
        UNCOUNTED: ("return ids, lengths", "return ids, lengths - 3"),
        SYMBOLS: ("return ids, lengths, y", "return ids, lengths, p + 2 + y"),
        NO_B: [("ids[0] = p + 1", "ids[0] = p + 2 + y"), ("    ids[1] = p + 2 + y\n", "")],
        PADDED: (
            "return ids",
            "ids = np.stack([np.roll(s, -n) for s, n in zip(ids.T, lengths, strict=True)], axis=1)\n    return ids",
        ),
        NO_E: (f"    {E_LINE}", ""),
        E_AT_T: [(f"    {E_LINE}", ""), (ZEROS, f"{ZEROS}    ids[-1] = p\n")],
        EARLY: ("q + 2", "q + 1"),
        LATE: ("q + 2", "q + 3"),
        SWAPPED: ("p + 2 + y", "p + 3 - y"),
        UNRELATED: ("return ids, lengths, y", "return ids, lengths, rng.integers(2, size=B)"),
        CODES: [("ids[0] = p + 1", "ids[0] = p"), (E_LINE, E_LINE.replace("p\n", "p + 1\n"))],
        INSIDE: ("integers(p,", "integers(p + 4,"),
        AFTER: (ZEROS, ""),
        FIXED: (LENGTHS, "np.full(B, q + 3)"),
        SAME_END: (LENGTHS, "np.full(B, q + 12)"),
        ONE_END: ("rng.geometric(0.1, size=B)", "np.full(B, rng.geometric(0.1))"),
        ONE_CUE: (Y, "np.full(B, rng.integers(2))"),
        IN_TURN: (Y, "np.arange(B) % 2"),
        LAST: ("integers(p,", "integers(max(p - 1, 1),"),
        FIRST: ("integers(p,", "integers(p > 1, p,"),
        ALIKE: (DRAWN, "np.repeat(rng.integers(p, size=(lengths.max(), 1)), B, axis=1)"),
        STILL: (DRAWN, "np.repeat(rng.integers(p, size=(1, B)), lengths.max(), axis=0)"),
        UNIFORM: (LENGTHS, "q + 3 + rng.integers(q // 10 + 2, size=B)"),
        UNEVEN: (Y, "(rng.random(B) < 0.42).astype(int)"),
        BIASED: (DRAWN, "np.rint(rng.uniform(0, p - 1, size=(lengths.max(), B))).astype(int)"),
        DEPENDS: ("    y =", "    lengths = np.repeat(lengths[: (B + 1) // 2], 2)[:B]\n    y ="),
        OWN: ("    lengths =", "    rng = np.random.default_rng(0)\n    lengths ="),
    },
)


equivalents(
    ex,
    {
        "one sequence after the other, a throw at each step": """
        sequences, y = [], []
        for _ in range(B):
            which = int(rng.random() < 0.5)
            sequence = [p + 1, p + 2 + which] + [int(rng.integers(0, p)) for _ in range(q)]
            while rng.random() >= 0.1:
                sequence.append(int(rng.integers(0, p)))
            sequences.append([*sequence, p])
            y.append(which)
        lengths = np.array([len(s) for s in sequences])
        ids = np.zeros((max(lengths), B), dtype=int)
        for k, sequence in enumerate(sequences):
            ids[: len(sequence), k] = sequence
        return ids, lengths, np.array(y)
    """,
        "np.where, in another order of drawing": """
        y = rng.choice([0, 1], size=B)
        lengths = q + 3 + (rng.geometric(0.1, size=B) - 1)
        time = np.arange(max(lengths))[:, None]
        ids = np.where(time < lengths - 1, rng.integers(0, p, size=(len(time), B)), 0)
        ids = np.where(time == lengths - 1, p, ids)
        ids[0, :] = p + 1
        ids[1, :] = np.where(y == 0, p + 2, p + 3)
        return [ids, lengths, y]
    """,
        "the inverse of the distribution, int32": """
        more = np.floor(np.log(rng.uniform(size=B)) / np.log(0.9)).astype(np.int32)
        lengths = q + 3 + more
        y = rng.integers(0, 2, size=B, dtype=np.int32)
        ids = np.zeros((lengths.max(), B), dtype=np.int32)
        for k, n in enumerate(lengths):
            ids[:n, k] = [p + 1, p + 2 + y[k], *rng.integers(0, p, size=n - 3), p]
        return ids, lengths, y
    """,
    },
)
